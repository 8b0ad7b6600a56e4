import type { FileStat } from '../image/reader.ts';

/** How much of an image is known to be somebody's. */
export interface Coverage {
  /** Regular files and their bytes; a file with several names counts for each of them. */
  readonly files: number;
  readonly bytes: number;
  readonly executables: number;
  readonly unownedFiles: number;
  readonly unownedBytes: number;
  readonly unownedExecutables: number;
  /** The largest of the executables that no package owns, largest first. */
  readonly largestExecutables: readonly UnownedFile[];
  /** The largest of the other files that no package owns. */
  readonly largestFiles: readonly UnownedFile[];
}

export interface UnownedFile {
  readonly path: string;
  readonly size: number;
  readonly layer: number;
}

/** As many as anybody reads. */
const MOST_LISTED = 100;

/** Counts files as they come. */
export class CoverageCount {
  readonly #counts = {
    files: 0,
    bytes: 0,
    executables: 0,
    unownedFiles: 0,
    unownedBytes: 0,
    unownedExecutables: 0,
  };
  readonly #executables = new Largest();
  readonly #files = new Largest();

  add(file: FileStat, isOwned: boolean): void {
    const counts = this.#counts;
    // An empty file does nothing, whatever its mode: builders leave such in the place of mounts.
    const isExecutable = (file.mode & 0o111) !== 0 && file.size > 0;
    counts.files++;
    counts.bytes += file.size;
    if (isExecutable) counts.executables++;
    if (isOwned) return;
    counts.unownedFiles++;
    counts.unownedBytes += file.size;
    if (isExecutable) counts.unownedExecutables++;
    (isExecutable ? this.#executables : this.#files).add(file);
  }

  finish(): Coverage {
    return {
      ...this.#counts,
      largestExecutables: this.#executables.list(),
      largestFiles: this.#files.list(),
    };
  }
}

/** The largest of many, without keeping all. */
class Largest {
  #files: UnownedFile[] = [];
  #least = -1;

  add({ path, size, layer }: FileStat): void {
    if (size <= this.#least) return;
    this.#files.push({ path, size, layer });
    if (this.#files.length >= MOST_LISTED * 2) this.#cut();
  }

  list(): readonly UnownedFile[] {
    this.#cut();
    return this.#files;
  }

  #cut(): void {
    this.#files = this.#files
      .sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1))
      .slice(0, MOST_LISTED);
    if (this.#files.length === MOST_LISTED) this.#least = this.#files.at(-1)!.size;
  }
}
