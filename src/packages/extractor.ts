import type { Gap } from '../core/gap.ts';
import type { Package } from '../core/package.ts';
import type { FileReader, Root } from '../image/reader.ts';
import type { Distribution } from './distribution.ts';

/** What an extractor finds: a package with the files that are its, or what could not be read. */
export type Found =
  | {
      readonly package: Package;
      /** Paths of its files, as the package manager writes them. What is not there is passed over. */
      readonly owns?: Iterable<string>;
      /** Folders whose content is its, unless it is that of a package further down. */
      readonly below?: readonly string[];
    }
  | { readonly gap: Gap };

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
  /** What it finds, and where that is written, for docs/inventory.md (Markdown). */
  readonly lists: string;
  readonly from: string;
  /** What it has to have read of files. */
  readonly readers: readonly FileReader<never>[];
  /** Must not throw, whatever the tree holds. */
  extract(context: ExtractContext): Iterable<Found>;
}
