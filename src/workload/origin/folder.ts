import type { Source } from '../../core/source.ts';

/** The files below a folder; paths are relative to it, with `/`. */
export interface Folder {
  /** Names of what a folder holds; [] when there is none. */
  list(path: string): readonly { readonly name: string; readonly isFolder: boolean }[];
  /** Undefined when it cannot be read as text. */
  read(path: string): Source | undefined;
}
