import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../core/cache-folder.ts';
import { type Digest, partsOf } from '../core/digest.ts';
import { Download, type Wanted } from './download.ts';
import { CHECKSUM, type KeptBlob, keptBlob, readResult, writeResult } from './files.ts';
import { listKept, pruneKept, sweep } from './room.ts';

export interface CacheOptions {
  /** How many bytes are kept at most; what was not used for longest goes first. By default 8 GiB. */
  readonly limit?: number;
  /** Told, once, where nothing can be kept; the work goes on without. */
  tell?(message: string): void;
}

/** What names a result: the layer that it is of, and the versions of all that made it, in one text. */
export interface ResultKey {
  readonly digest: Digest;
  readonly versions: string;
}

/** How much is kept. */
export interface Usage {
  readonly folder: string;
  readonly blobs: { readonly count: number; readonly bytes: number };
  readonly results: { readonly count: number; readonly bytes: number };
  /** Of downloads that were broken off, or are under way. */
  readonly partial: { readonly count: number; readonly bytes: number };
}

/** What can be fetched again and made again, kept between runs; for any number of processes at once. */
export interface Cache {
  readonly folder: string;
  /** A blob that is kept, its digest verified; undefined where it is not, or is damaged (then it is removed). */
  blob(digest: Digest): Promise<KeptBlob | undefined>;
  /**
   * Keeps a blob as it passes through. The bytes come out as they come in, and are kept once all were read and are what the
   * digest says; what was fetched until then by a run that was broken off is not fetched again.
   * @param source gives the bytes from `start` on
   * @throws PlimsollError `integrity` at the end of bytes that are not what they should be; what `source` throws
   */
  putBlob(wanted: Wanted, source: (start: number) => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** What was kept under a key, as it was given; undefined where nothing is, or it is damaged. */
  result(key: ResultKey): Promise<Uint8Array | undefined>;
  putResult(key: ResultKey, bytes: Uint8Array): Promise<void>;
  usage(): Promise<Usage>;
  /** Removes what was not used for longest until no more than so many bytes are kept. @returns how many bytes went */
  prune(limit: number): Promise<number>;
  /** Removes all blobs and results. @returns how many bytes went */
  clear(): Promise<number>;
}

/** Opens the cache in the one cache folder of this user. Nothing is written or read until it is used. */
export const openCache = (
  env: Readonly<Record<string, string | undefined>>,
  options: CacheOptions = {},
): Cache => new FolderCache(cacheFolder(env), options);

const LIMIT = 8 * 1024 ** 3;

class FolderCache implements Cache {
  readonly folder: string;
  readonly #limit: number;
  readonly #tell: (message: string) => void;
  #isTold = false;
  /** Bytes kept, as far as this process knows: counted once, then added to. */
  #kept: Promise<number> | undefined;

  constructor(folder: string, { limit = LIMIT, tell = () => {} }: CacheOptions) {
    this.folder = folder;
    this.#limit = limit;
    this.#tell = tell;
  }

  async blob(digest: Digest): Promise<KeptBlob | undefined> {
    return this.#orNothing(() => keptBlob(this.#blobPath(digest), digest));
  }

  async *putBlob(
    wanted: Wanted,
    source: (start: number) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    const download = new Download(join(this.folder, 'partial'), wanted, (error) => this.#fail(error));
    const isKept = yield* download.run(source, this.#blobPath(wanted.digest));
    if (isKept) await this.#added(wanted.size);
  }

  async result(key: ResultKey): Promise<Uint8Array | undefined> {
    return this.#orNothing(() => readResult(this.#resultPath(key)));
  }

  async putResult(key: ResultKey, bytes: Uint8Array): Promise<void> {
    await this.#orNothing(() => writeResult(this.#resultPath(key), bytes));
    await this.#added(bytes.length + CHECKSUM);
  }

  async usage(): Promise<Usage> {
    const kept = await listKept(this.folder);
    const sum = (kind: string) => {
      const files = kept.filter((one) => one.kind === kind);
      return { count: files.length, bytes: files.reduce((all, { size }) => all + size, 0) };
    };
    return { folder: this.folder, blobs: sum('blobs'), results: sum('results'), partial: sum('partial') };
  }

  async prune(limit: number): Promise<number> {
    this.#kept = undefined;
    return pruneKept(this.folder, limit);
  }

  async clear(): Promise<number> {
    const { blobs, results, partial } = await this.usage();
    for (const kind of ['blobs', 'results', 'partial'])
      await rm(join(this.folder, kind), { recursive: true, force: true });
    this.#kept = undefined;
    return blobs.bytes + results.bytes + partial.bytes;
  }

  #blobPath(digest: Digest): string {
    const { algorithm, hex } = partsOf(digest);
    return join(this.folder, 'blobs', algorithm, hex.slice(0, 2), hex);
  }

  #resultPath({ digest, versions }: ResultKey): string {
    const name = createHash('sha256').update(`${digest}\n${versions}`).digest('hex');
    return join(this.folder, 'results', name.slice(0, 2), name);
  }

  /** Makes room when there is more than the limit: down to nine tenths of it, so that it is not done again at once. */
  async #added(bytes: number): Promise<void> {
    await this.#orNothing(async () => {
      this.#kept ??= sweep(this.folder).then(async () => {
        const files = await listKept(this.folder);
        return files.reduce((all, { size }) => all + size, 0) - bytes;
      });
      const kept = (await this.#kept) + bytes;
      this.#kept = Promise.resolve(kept);
      if (kept <= this.#limit) return;
      const gone = await pruneKept(this.folder, Math.floor(this.#limit * 0.9));
      this.#kept = Promise.resolve(kept - gone);
    });
  }

  async #orNothing<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    const { code } = error as NodeJS.ErrnoException;
    const why = REASONS[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
    this.#tell(
      `nothing is kept for the next run: ${why}: ${this.folder}; name another folder with PLIMSOLL_CACHE_DIR`,
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'the cache folder may not be written',
  EPERM: 'the cache folder may not be written',
  EROFS: 'the cache folder is read-only',
  ENOSPC: 'there is no room left for the cache folder',
  EDQUOT: 'there is no room left for the cache folder',
  ENOTDIR: 'the cache folder is a file, or below one',
  EEXIST: 'the cache folder is a file, or below one',
};
