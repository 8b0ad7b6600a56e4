import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** So many, or no others than these. */
const programs = v.optional(v.union([count, v.array(v.string())]));

const bytes = v.optional(
  v.union([
    count,
    v.pipe(
      v.string(),
      v.regex(/^\d{1,9}(?:\.\d{1,3})? ?(?:[kMGT]i?)?B$/, 'a size is written as 150MB or 64MiB'),
    ),
  ]),
);

/** Options of `attack-surface`: what an image may have. What is not given is not held. */
export const attackSurfaceOptions = v.object({
  /** Shells: a number, or the names of those that it may have. */
  shells: programs,
  /** Package managers, likewise. */
  'package-managers': programs,
  /** Tools that fetch, connect, scan or listen, likewise. */
  'network-tools': programs,
  /** Compilers, assemblers and linkers, likewise. */
  compilers: programs,
  /** Editors, debuggers and tracers, likewise. */
  debuggers: programs,
  /** Interpreters and virtual machines of languages, likewise. */
  interpreters: programs,
  /** Programs with the setuid or setgid bit: a number, or their paths. */
  setuid: programs,
  /** Programs with capabilities of their own: a number, or their paths. */
  capabilities: programs,
  /** Files that may be executed, shared libraries left out. */
  executables: v.optional(count),
  /** Packages of any kind. */
  packages: v.optional(count),
  /** Layers that hold something or not. */
  layers: v.optional(count),
  /** The bytes of the files of all layers, uncompressed: 150MB. */
  size: bytes,
  /** Bytes that higher layers delete or write again: 5MB. */
  wasted: bytes,
  /** The share of the bytes that is seen at the top, in per cent, that it has to reach. */
  efficiency: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
});
