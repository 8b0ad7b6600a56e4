import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ASIDE } from './files.ts';

export interface KeptFile {
  readonly path: string;
  readonly kind: 'blobs' | 'results' | 'partial';
  readonly size: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number;
}

/** All that the cache keeps. Files that go while it is listed are not there. */
export async function listKept(folder: string): Promise<readonly KeptFile[]> {
  const kept: KeptFile[] = [];
  for (const kind of ['blobs', 'results', 'partial'] as const) {
    const root = join(folder, kind);
    const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const found = await stat(path).catch(() => undefined);
      if (found) kept.push({ path, kind, size: found.size, used: found.mtimeMs });
    }
  }
  return kept;
}

/** Removes what was not used for longest. Who reads a file at that moment reads on: its data goes with the last reader. */
export async function pruneKept(folder: string, limit: number): Promise<number> {
  const files = [...(await listKept(folder))].sort((a, b) => a.used - b.used);
  const all = files.reduce((sum, { size }) => sum + size, 0);
  let gone = 0;
  for (const { path, size, used, kind } of files) {
    if (all - gone <= limit) break;
    // A download that is under way writes more often than that.
    if (kind === 'partial' && limit > 0 && Date.now() - used < STALE_ASIDE) continue;
    await rm(path, { force: true }).catch(() => {});
    gone += size;
  }
  return gone;
}

/** Removes what runs that were killed left: half-written results, and downloads that nobody took up for days. */
export async function sweep(folder: string): Promise<void> {
  const now = Date.now();
  for (const { path, kind, used } of await listKept(folder)) {
    const age = now - used;
    if ((kind === 'partial' && age > STALE_PARTIAL) || (path.endsWith(ASIDE) && age > STALE_ASIDE))
      await rm(path, { force: true }).catch(() => {});
  }
}

const STALE_PARTIAL = 3 * 24 * 3_600_000;
const STALE_ASIDE = 3_600_000;
