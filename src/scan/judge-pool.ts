import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { JudgedFile } from './file.ts';
import { type JudgeAnswer, type JudgeTask, NEXT, type PackedFile, READY } from './judge-worker.ts';
import { judgeEach, type OpenFile, type Project } from './project.ts';

/**
 * Judges the files of a large project on this and other threads. Each takes the next file when it is done with one, so
 * that none waits for another whatever else the machine does. By the file's number.
 */
export async function judgeTogether(project: Project): Promise<Map<number, JudgedFile>> {
  const { request, files } = project;
  const threads = Math.min(
    MOST_THREADS,
    availableParallelism() - 1,
    Math.floor(files.length / FILES_WORTH_A_THREAD),
  );
  const task = taskOf(project);
  const board = new Int32Array(task.board);
  const answers = Array.from({ length: threads }, () => ask(task).catch(none));
  let isLong = false;
  const judged = judgeEach(project, files, () => {
    if (!isLong && Atomics.load(board, READY) === threads) {
      isLong = true;
      request.onLong?.();
    }
    return Atomics.add(board, NEXT, 1);
  });
  for (const answer of await Promise.all(answers)) {
    for (const [number, rest] of answer) judged.set(number, { ...rest, source: files[number]!.source });
  }
  return judged.size === files.length ? judged : withMissing(project, judged);
}

const MOST_THREADS = 7;
const FILES_WORTH_A_THREAD = 150;

/** What a thread took and did not give back is judged here: this one can do the work, or fail with the true error. */
function withMissing(project: Project, judged: Map<number, JudgedFile>): Map<number, JudgedFile> {
  const missing = project.files.keys().filter((number) => !judged.has(number));
  const late = judgeEach(project, project.files, () => missing.next().value ?? project.files.length);
  return new Map([...judged, ...late]);
}

const none = (): JudgeAnswer => new Map();

function taskOf({ request, files }: Project): JudgeTask {
  const { onProgress: _, onLong: __, stdin: ___, ...plain } = request;
  const texts = files.map(({ source }) => Buffer.from(source.text, source.encoding));
  const bytes = new SharedArrayBuffer(texts.reduce((sum, { length }) => sum + length, 0));
  const all = new Uint8Array(bytes);
  let start = 0;
  const packed = texts.map((text, number): PackedFile => {
    const { source, absolute } = files[number] as OpenFile;
    const { path, encoding } = source;
    all.set(text, start);
    start += text.length;
    return { path, absolute, encoding, start: start - text.length, length: text.length };
  });
  const board = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  return { request: { ...plain, env: { ...request.env } }, files: packed, bytes, board };
}

function ask(task: JudgeTask): Promise<JudgeAnswer> {
  // As source, or beside the program in what is published.
  const name = import.meta.url.endsWith('.ts') ? '../thread.ts' : './thread.js';
  return new Promise((done, fail) => {
    const worker = new Worker(new URL(name, import.meta.url), { workerData: task });
    worker.once('message', (answer: JudgeAnswer) => done(answer));
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the thread ended with ${code}`)));
  });
}
