import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JudgedFile } from './file.ts';
import type { JudgeAnswer, JudgeTask } from './judge-worker.ts';
import { judgeHere, type OpenFile, type Project } from './project.ts';

/** Files that other threads judge. */
export interface Elsewhere {
  /** How many of the last files they have. */
  readonly count: number;
  /** Never rejects: what a thread could not do is done here. */
  readonly judged: Promise<JudgedFile[]>;
}

/** Hands the last files of a large project to other threads; none of a small one, where starting them costs more. */
export function judgeElsewhere(project: Project): Elsewhere {
  const { files } = project;
  const threads = Math.min(
    MOST_THREADS,
    availableParallelism() - 1,
    Math.floor(files.length / FILES_WORTH_A_THREAD),
  );
  if (threads < 1) return { count: 0, judged: Promise.resolve([]) };
  // This thread begins at once, the others when they have read the rules: it takes the larger part.
  const each = Math.floor((files.length * SHARE) / (threads + 1));
  const first = files.length - each * threads;
  const parts = Array.from({ length: threads }, (_, i) =>
    files.slice(first + i * each, first + (i + 1) * each),
  );
  const judged = Promise.all(parts.map((part) => judgeInThread(project, part)));
  return { count: each * threads, judged: judged.then((lists) => lists.flat()) };
}

const MOST_THREADS = 7;
const FILES_WORTH_A_THREAD = 150;
const SHARE = 0.92;

async function judgeInThread(project: Project, files: readonly OpenFile[]): Promise<JudgedFile[]> {
  try {
    const answer = await ask(project, files);
    return answer.map((judged, i) => ({ ...judged, source: files[i]!.source }));
  } catch {
    // Whatever stopped the thread, this one can still do the work, or fail with the true error.
    return judgeHere(project, files);
  }
}

function ask({ request }: Project, files: readonly OpenFile[]): Promise<JudgeAnswer> {
  const { onProgress: _, stdin: __, ...plain } = request;
  const task: JudgeTask = {
    request: { ...plain, env: { ...request.env } },
    files: files.map(({ source, absolute }) => ({
      path: source.path,
      text: source.text,
      encoding: source.encoding,
      absolute,
    })),
  };
  // Beside this module: as source, or as the bundle's own entry.
  const name = import.meta.url.endsWith('.ts') ? './judge-worker.ts' : './judge-worker.js';
  return new Promise((done, fail) => {
    const worker = new Worker(new URL(name, import.meta.url), { workerData: task });
    worker.once('message', (answer: JudgeAnswer) => done(answer));
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the thread ended with ${code}`)));
  });
}
