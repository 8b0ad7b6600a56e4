/** The entry of threads that help to judge. */
import { parentPort, workerData } from 'node:worker_threads';
import { load } from './load.ts';

const { program } = await load('check');
parentPort!.postMessage(await program.judgeTask(workerData));
