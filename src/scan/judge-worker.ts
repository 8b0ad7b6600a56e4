import { parentPort, workerData } from 'node:worker_threads';
import { type Encoding, Source } from '../core/source.ts';
import type { JudgedFile } from './file.ts';
import { judgeHere, openRules } from './project.ts';
import type { CheckRequest } from './types.ts';

/** What a thread is asked: some files, and by what they are judged. */
export interface JudgeTask {
  readonly request: CheckRequest;
  readonly files: readonly {
    readonly path: string;
    readonly text: string;
    readonly encoding: Encoding;
    readonly absolute: string;
  }[];
}

/** What it answers, in the same order; sources stay where they are. */
export type JudgeAnswer = readonly Omit<JudgedFile, 'source'>[];

const { request, files } = workerData as JudgeTask;
const project = {
  request,
  ...(await openRules(request)),
  files: files.map(({ path, text, encoding, absolute }) => ({
    source: new Source(path, text, encoding),
    absolute,
    stdin: false,
  })),
  manifests: [],
  gaps: [],
};
const answer: JudgeAnswer = judgeHere(project, project.files).map(({ source: _, ...judged }) => judged);
parentPort!.postMessage(answer);
