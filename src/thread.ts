/** The entry of threads that help to judge: what is to be judged comes when it is found. */
import { parentPort, workerData } from 'node:worker_threads';
import { load } from './load.ts';

const asked = new Promise<never>((done) => parentPort!.once('message', done));
const { program } = await load('check');
parentPort!.postMessage(await program.help(workerData, asked));
