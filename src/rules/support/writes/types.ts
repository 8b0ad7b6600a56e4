import type { Span } from '../../../core/span.ts';

/** Something that a program is certain to write. */
export interface Write {
  /** An absolute path: of a file, or of a folder that is made or filled. */
  readonly path: string;
  /** Who writes, in the file's words: `npm ci`. */
  readonly program: string;
  /** What it is, where the path does not say: “its pid file”. */
  readonly what?: string;
  /** It is a file, and not a folder. */
  readonly isFile?: true;
  /** It may as well be written elsewhere below the path. */
  readonly anywhere?: true;
  /** What to give to the user so that it can, where that is not the path; relative to the folder that it is started in. */
  readonly give?: { readonly path: string; readonly isFile?: true };
  /** It gives a mode or an owner, which only the owner may. */
  readonly isChange?: true;
  /** Without it the program starts, and does less. */
  readonly isMinor?: true;
  readonly at: Span;
}

/** The value of a variable; `null` where nothing sets it, undefined where it is not known. */
export type Environment = (name: string) => string | null | undefined;

/** A program that is started, and where. */
export interface Started {
  /** Name and arguments; an argument that is not known has its variable in it. */
  readonly args: readonly string[];
  readonly folder: string | undefined;
  readonly environment: Environment;
  /** The home of the user who runs it, undefined when not known. */
  home(): string | undefined;
  readonly at: Span;
}
