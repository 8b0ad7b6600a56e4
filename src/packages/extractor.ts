import type { Gap } from '../core/gap.ts';
import type { Package } from '../core/package.ts';
import type { FileReader, Root } from '../image/reader.ts';
import type { Distribution } from './distribution.ts';

/** Which files a package manager says are whose. */
export interface Ownership {
  /** The purl of the package. */
  readonly purl: string;
  /** Absolute paths as the package manager writes them. */
  readonly paths: Iterable<string>;
}

/** What an extractor finds. Yield packages, the files that they own, and what could not be read. */
export type Found = { readonly package: Package; readonly owns?: Iterable<string> } | { readonly gap: Gap };

/** What extractors know beside the tree. */
export interface ExtractContext {
  readonly root: Root;
  /** By os-release; undefined where there is none. */
  readonly distribution: Distribution | undefined;
}

/** Finds the packages of one kind. */
export interface Extractor {
  /** As in reports: `dpkg`, `python-dist-info`. */
  readonly name: string;
  /** What it has to have read of files. */
  readonly readers: readonly FileReader<never>[];
  /** Must not throw, whatever the tree holds. */
  extract(context: ExtractContext): Iterable<Found>;
}
