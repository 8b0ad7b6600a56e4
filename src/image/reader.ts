/** A regular file of an image, before its content is read. */
export interface FileHead {
  /** Absolute, normalised, with `/`: `/usr/bin/env`. */
  readonly path: string;
  /** The twelve permission bits. */
  readonly mode: number;
  /** In bytes. */
  readonly size: number;
}

/**
 * Reads one kind of file. What it gives is a function of the file alone, so that layers can be read at once on several
 * threads, and what came of a layer can be kept for the next image that has it. What files say together is for those who
 * get the merged tree (`Root`).
 */
export interface FileReader<Value = unknown> {
  /** Unlike that of any other. */
  readonly name: string;
  /** Goes up whenever `read` gives something else: what was kept under another number is not used. */
  readonly version: number;
  /** Only files with one of these last names are its: `package.json`. */
  readonly names?: readonly string[];
  /** Only files whose name ends so are its, lower case: `.jar`, `.so`. A file is asked for if `names` or `endings` has it. */
  readonly endings?: readonly string[];
  /** The longest file that it reads, in bytes; a longer one is a gap. By default 64 MiB. */
  readonly most?: number;
  /**
   * Whether it wants the content: asked for every regular file that `names` and `endings` let through (for each file at
   * all where there are neither), so that it must be quick. `magic`: its first bytes, 64 or as many as it has.
   */
  wants?(file: FileHead, magic: Uint8Array): boolean;
  /**
   * @param bytes the whole content; valid during the call only
   * @returns what JSON can hold, or undefined for nothing
   * @throws PlimsollError `malformed`, `unsupported`: a gap with the file's path
   */
  read(file: FileHead, bytes: Uint8Array): Value | undefined;
}

/** What a reader made of a file that is visible at the top. */
export interface Reading<Value> {
  readonly path: string;
  /** The index of the layer that it is in. */
  readonly layer: number;
  readonly value: Value;
}

/** A file as it is at the top of the image. */
export interface FileStat {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo';
  /** The twelve permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes; of a hard link that of its file. */
  readonly size: number;
  /** In seconds since 1970. */
  readonly mtime: number;
  /** Of a symbolic link: its text. */
  readonly link?: string;
  /** The index of the layer that it comes from. */
  readonly layer: number;
  /** Its number among `Root.places`. */
  readonly place: number;
  /** A `security.capability` attribute, in the words of cap_to_text: `cap_net_bind_service=ep`. */
  readonly capabilities?: string;
}

/** The merged tree, as extractors and rules see it. Paths are absolute. */
export interface Root {
  /** What a reader made of every file that is visible at the top, in the order of paths. */
  readings<Value>(reader: FileReader<Value>): Iterable<Reading<Value>>;
  /** What a reader made of the file that a path leads to, symbolic links followed within the root. */
  reading<Value>(reader: FileReader<Value>, path: string): Reading<Value> | undefined;
  /** The file at a path; a symbolic link itself is not followed, those in the folders above it are. */
  lstat(path: string): FileStat | undefined;
  /** What the path leads to, symbolic links followed within the root; undefined where it leads nowhere. */
  stat(path: string): FileStat | undefined;
  /** The path that this one leads to, all symbolic links followed within the root; undefined where it leads nowhere. */
  resolve(path: string): string | undefined;
  /** The names in a directory, in order. */
  list(path: string): readonly string[];
  /** Everything that is visible at the top, in the order of paths. */
  files(): Iterable<FileStat>;
  /** How many numbers there are for places in it. */
  readonly places: number;
  /** The number of the place that a path names, the symbolic links in the folders above it followed; -1: nothing is there. */
  place(path: string): number;
}
