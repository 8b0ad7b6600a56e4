import type { Worker } from 'node:worker_threads';
import type { JudgedFile } from './file.ts';
import { type Answer, NEXT, type PackedFile, READY, type Task } from './help.ts';
import { judgeEach } from './judge-each.ts';
import type { OpenFile, Project } from './project.ts';
import type { CheckRequest } from './types.ts';

interface Thread {
  readonly worker: Worker;
  /** Empty when the thread fails. */
  readonly answer: Promise<Answer>;
}

/** Other threads that help to judge a large project. */
export class Helpers {
  readonly #request: CheckRequest;
  readonly #threads: Thread[] = [];
  /** A thread could not be started, and another could no more. */
  #failed = false;

  constructor(request: CheckRequest) {
    this.#request = request;
  }

  /** Starts the threads that so many files are worth. Told while files are still being found, it has them ready sooner. */
  expect(files: number): void {
    while (!this.#failed && files >= FILES_WORTH_A_THREAD * (this.#threads.length + 1)) {
      // What few runs need is loaded by those.
      const { availableParallelism } = process.getBuiltinModule('node:os');
      if (this.#threads.length >= Math.min(MOST_THREADS, availableParallelism() - 1)) return;
      const thread = start(this.#request);
      if (thread) this.#threads.push(thread);
      else this.#failed = true;
    }
  }

  /**
   * Judges the files on this and all other threads. Each takes the next file when it is done with one, so that none waits
   * for another whatever else the machine does. By the file's number.
   */
  async judge(project: Project): Promise<Map<number, JudgedFile>> {
    const { files, request } = project;
    this.expect(files.length);
    const task = pack(this.#threads.length > 0 ? files : []);
    const board = new Int32Array(task.board);
    for (const { worker } of this.#threads) {
      worker.ref();
      worker.postMessage(task);
    }
    let isLong = false;
    const judged = judgeEach(project, files, () => {
      const number = Atomics.add(board, NEXT, 1);
      if (!isLong && number >= LONG && Atomics.load(board, READY) === this.#threads.length) {
        isLong = true;
        request.onLong?.();
      }
      return number;
    });
    for (const answer of await Promise.all(this.#threads.map(({ answer }) => answer))) {
      for (const [number, rest] of answer) judged.set(number, { ...rest, source: files[number]!.source });
    }
    return judged.size === files.length ? judged : withMissing(project, judged);
  }
}

const MOST_THREADS = 7;

/** With fewer, starting a thread costs more than it brings. */
const FILES_WORTH_A_THREAD = 150;

/** With so many files behind it, a run has used nearly all that it needs. */
const LONG = 100;

/** What a thread took and did not give back is judged here: this one can do the work, or fail with the true error. */
function withMissing(project: Project, judged: Map<number, JudgedFile>): Map<number, JudgedFile> {
  const missing = project.files.keys().filter((number) => !judged.has(number));
  const late = judgeEach(project, project.files, () => missing.next().value ?? project.files.length);
  return new Map([...judged, ...late]);
}

function pack(files: readonly OpenFile[]): Task {
  const texts = files.map(({ source }) => Buffer.from(source.text, source.encoding));
  const bytes = new SharedArrayBuffer(texts.reduce((sum, { length }) => sum + length, 0));
  const all = new Uint8Array(bytes);
  let start = 0;
  const packed = texts.map((text, number): PackedFile => {
    const { source, absolute } = files[number]!;
    const { path, encoding } = source;
    all.set(text, start);
    start += text.length;
    return { path, absolute, encoding, start: start - text.length, length: text.length };
  });
  return { files: packed, bytes, board: new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT) };
}

/** A thread that does not keep the process alive until it is asked; undefined where none can be had. */
function start(request: CheckRequest): Thread | undefined {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  // As source, or beside the program in what is published.
  const url = new URL(import.meta.url.endsWith('.ts') ? '../thread.ts' : './thread.js', import.meta.url);
  const { onProgress: _, onLong: __, stdin: ___, ...plain } = request;
  try {
    const worker = new Worker(url, { workerData: { ...plain, env: { ...request.env } } });
    worker.unref();
    const answer = new Promise<Answer>((done) => {
      const none = () => done(new Map());
      worker.once('message', done).once('error', none).once('exit', none);
    });
    return { worker, answer };
  } catch {
    return undefined;
  }
}
