import { createHash, type Hash, randomBytes } from 'node:crypto';
import { createReadStream, readFileSync, readlinkSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { type Digest, partsOf } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { LARGE } from './files.ts';

/** A blob that is to be had. */
export interface Wanted {
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  /** For people, in errors: `layer sha256:… of nginx:1`. */
  readonly what: string;
}

/**
 * One blob on its way into the cache. What has come lies in a file of a name that only this process has; broken off, it
 * gets the name that the next one takes it up by. Taking it is a rename, which only one of several can do. A process that
 * was killed leaves its own name behind, and that is taken up as well where it is sure that the process is gone.
 * Nothing of it is trusted: all is hashed, what lay there too, before the blob gets its own name.
 */
export class Download {
  readonly #folder: string;
  readonly #wanted: Wanted;
  readonly #fail: (error: unknown) => void;
  readonly #name: string;
  #path = '';
  #file: FileHandle | undefined;
  #hash: Hash;
  #at = 0;

  /** @param fail told what keeps it from being kept; the bytes pass nevertheless */
  constructor(folder: string, wanted: Wanted, fail: (error: unknown) => void) {
    this.#folder = folder;
    this.#wanted = wanted;
    this.#fail = fail;
    const { algorithm, hex } = partsOf(wanted.digest);
    this.#name = `${algorithm}-${hex}`;
    this.#hash = createHash(algorithm);
  }

  /** @returns whether the blob is kept now */
  async *run(
    source: (start: number) => AsyncIterable<Uint8Array>,
    final: string,
  ): AsyncGenerator<Uint8Array, boolean> {
    let isWhole = false;
    let isBad = false;
    try {
      yield* this.#takeUp();
      if (this.#at < this.#wanted.size || this.#wanted.size === 0) {
        for await (const part of source(this.#at)) {
          this.#take(part);
          await this.#write(part);
          yield part;
        }
      }
      isBad = true;
      this.#verify();
      isBad = false;
      isWhole = true;
    } catch (error) {
      isBad ||= error instanceof PlimsollError && error.code === 'integrity';
      throw error;
    } finally {
      if (!isWhole) await this.#leave(isBad);
    }
    return this.#keep(final);
  }

  /** What an earlier run has fetched: out of its file. */
  async *#takeUp(): AsyncGenerator<Uint8Array> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      this.#path = join(
        this.#folder,
        `${this.#name}.${place()}-${process.pid}-${randomBytes(6).toString('hex')}`,
      );
      const hasTaken = await this.#claim();
      this.#file = await open(this.#path, hasTaken ? 'r+' : 'wx', 0o600);
      const { size } = await this.#file.stat();
      // More than there should be is of no use.
      if (size > this.#wanted.size) await this.#file.truncate(0);
    } catch (error) {
      return this.#giveUp(error);
    }
    for await (const part of createReadStream(this.#path, { highWaterMark: LARGE })) {
      this.#take(part);
      yield part;
    }
  }

  async #claim(): Promise<boolean> {
    for (const name of await readdir(this.#folder)) {
      if (!name.startsWith(`${this.#name}.`)) continue;
      const owner = name.slice(this.#name.length + 1);
      if (owner !== FREE && !isGone(owner)) continue;
      try {
        await rename(join(this.#folder, name), this.#path);
        return true;
      } catch {
        // Another was quicker.
      }
    }
    return false;
  }

  #take(part: Uint8Array): void {
    this.#at += part.length;
    if (this.#at > this.#wanted.size) this.#verify();
    this.#hash.update(part);
  }

  async #write(part: Uint8Array): Promise<void> {
    if (!this.#file) return;
    try {
      const start = this.#at - part.length;
      for (let done = 0; done < part.length; ) {
        const { bytesWritten } = await this.#file.write(part, done, part.length - done, start + done);
        done += bytesWritten;
      }
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  #verify(): void {
    const { size, digest, what } = this.#wanted;
    if (this.#at !== size)
      throw new PlimsollError(
        'integrity',
        `${what} should be ${size} bytes and ${this.#at > size ? 'is more' : `is ${this.#at}`}: get it again`,
      );
    const { algorithm, hex } = partsOf(digest);
    const is = this.#hash.digest('hex');
    if (is !== hex)
      throw new PlimsollError(
        'integrity',
        `${what} should be ${digest} and is ${algorithm}:${is}: it was changed or damaged on the way; get it again`,
      );
  }

  /** Synced before it is named: after a loss of power a name would stand for a file of zeros. */
  async #keep(final: string): Promise<boolean> {
    if (!this.#file) return false;
    try {
      await this.#file.datasync();
      await this.#file.close();
      await mkdir(dirname(final), { recursive: true, mode: 0o700 });
      await rename(this.#path, final);
      return true;
    } catch (error) {
      await this.#giveUp(error);
      return false;
    }
  }

  /** Broken off: the next one goes on from here. */
  async #leave(isBad: boolean): Promise<void> {
    if (!this.#file) return;
    await this.#file.close().catch(() => {});
    if (isBad || this.#at === 0) await rm(this.#path, { force: true }).catch(() => {});
    else await rename(this.#path, join(this.#folder, `${this.#name}.${FREE}`)).catch(() => {});
  }

  async #giveUp(error: unknown): Promise<void> {
    await this.#file?.close().catch(() => {});
    this.#file = undefined;
    if (this.#path) await rm(this.#path, { force: true }).catch(() => {});
    this.#fail(error);
  }
}

const FREE = 'part';

/**
 * This process, among those that its number tells apart: of one start of one machine, and one namespace of processes. Of
 * others nobody can say here whether they are gone; what they leave is swept after days.
 */
const place = (): string => {
  knownPlace ??= createHash('sha256').update(placeText()).digest('hex').slice(0, 12);
  return knownPlace;
};

let knownPlace: string | undefined;

function placeText(): string {
  const read = (act: () => string): string => {
    try {
      return act();
    } catch {
      return '';
    }
  };
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  return [hostname(), boot, read(() => readlinkSync('/proc/self/ns/pid'))].join('\n');
}

function isGone(owner: string): boolean {
  const [its, pid] = owner.split('-');
  if (its !== place() || !/^[0-9]+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
