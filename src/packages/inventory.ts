import type { Gap } from '../core/gap.ts';
import type { Package } from '../core/package.ts';
import type { FileStat, Root } from '../image/reader.ts';
import { type Coverage, CoverageCount } from './coverage.ts';
import { type Distribution, distributionOf } from './distribution.ts';
import type { Extractor, Found } from './extractor.ts';

/** Everything that is known to be installed, and what is not. */
export interface Inventory {
  /** In the order of their purls. */
  readonly packages: readonly Package[];
  readonly distribution: Distribution | undefined;
  readonly coverage: Coverage;
  readonly gaps: readonly Gap[];
  /** The package that a file belongs to. @param file as `Root` has it */
  ownerOf(file: Pick<FileStat, 'place'>): Package | undefined;
}

/**
 * Lists the packages of an image, and counts the files that belong to none.
 * @param extractors in their order: what one of the first owns, is owned
 */
export function takeInventory(root: Root, extractors: readonly Extractor[]): Inventory {
  const distribution = distributionOf(root);
  const taking = new Taking(root);
  for (const { name, extract } of extractors) {
    // What one of them makes of hostile files is no reason to lose what the others see.
    try {
      for (const found of extract({ root, distribution })) {
        if (taking.isFull) break;
        taking.add(found);
      }
    } catch (error) {
      taking.gap(`the extractor ${name} failed, which is a bug in plimsoll: ${(error as Error).message}`);
    }
  }
  return taking.finish(distribution);
}

const NOBODY = 0;

/** More than fifty times what any known image has; a hostile database has millions. */
export const MOST_PACKAGES = 100_000;

class Taking {
  readonly #root: Root;
  /** In the order in which they were found. */
  readonly #packages: Package[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #gaps: Gap[] = [];
  #isFull = false;
  /** For each place the number of the package that owns it, and 1. */
  readonly #owners: Uint32Array;

  constructor(root: Root) {
    this.#root = root;
    this.#owners = new Uint32Array(root.places);
  }

  /** No more packages are taken. */
  get isFull(): boolean {
    return this.#isFull;
  }

  add(found: Found): void {
    if ('gap' in found) {
      this.#gaps.push(found.gap);
      return;
    }
    if (this.#packages.length >= MOST_PACKAGES) {
      this.#isFull = true;
      this.gap(`more than ${MOST_PACKAGES} packages: the rest was not listed`);
      return;
    }
    const number = this.#take(found.package);
    for (const path of found.owns ?? []) this.#own(this.#root.place(path), number);
    for (const folder of found.below ?? []) this.#ownBelow(folder, number);
  }

  gap(reason: string): void {
    this.#gaps.push({ path: '/', reason });
  }

  finish(distribution: Distribution | undefined): Inventory {
    const packages = this.#packages.map((each) => this.#withOwner(each));
    const coverage = this.#coverage();
    return {
      packages: packages.toSorted(
        (a, b) => compare(a.purl, b.purl) || compare(a.evidence[0]!.path, b.evidence[0]!.path),
      ),
      distribution,
      coverage,
      gaps: this.#gaps,
      ownerOf: ({ place }) => packages[this.#owners[place]! - 1],
    };
  }

  /** The same package in the same place is one, whoever found it; the surer one stays. @returns its number and 1 */
  #take(found: Package): number {
    const key = `${found.purl}\0${found.evidence[0]!.path}`;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#packages.push(found);
      this.#byKey.set(key, this.#packages.length);
      return this.#packages.length;
    }
    const before = this.#packages[known - 1]!;
    this.#packages[known - 1] = { ...before, evidence: [...before.evidence, ...found.evidence.slice(1)] };
    return known;
  }

  /** The first who owns a file keeps it. */
  #own(place: number, number: number): void {
    if (place >= 0 && this.#owners[place] === NOBODY) this.#owners[place] = number;
  }

  #ownBelow(folder: string, number: number): void {
    const stack = [folder];
    while (stack.length > 0) {
      const path = stack.pop()!;
      for (const name of this.#root.list(path)) {
        const file = this.#root.lstat(`${path}/${name}`);
        if (!file) continue;
        this.#own(file.place, number);
        if (file.kind === 'directory') stack.push(file.path);
      }
    }
  }

  /** A package whose files another brought: a Python module of a Debian package. */
  #withOwner(one: Package): Package {
    const [{ by, path }] = one.evidence as [Package['evidence'][0]];
    if (by === 'database') return one;
    const [file] = path.split('!/', 1);
    const place = this.#root.place(file!);
    const owner = place < 0 ? undefined : this.#packages[this.#owners[place]! - 1];
    return owner && owner.purl !== one.purl && owner.evidence[0]!.by === 'database'
      ? { ...one, ownedBy: owner.purl }
      : one;
  }

  #coverage(): Coverage {
    const count = new CoverageCount();
    for (const file of this.#root.files()) {
      if (file.kind === 'file') count.add(file, this.#owners[file.place] !== NOBODY);
    }
    return count.finish();
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
