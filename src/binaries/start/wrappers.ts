/** A program that starts another: what it runs, and as whom. */
export interface Wrapped {
  readonly words: readonly string[];
  /** As `gosu` is told: `app`, `1000:1000`; absent where the user stays. */
  readonly user?: string;
}

/** Inits that run what stands behind their options; of these only those that take no value are read. */
const INITS: Readonly<Record<string, RegExp>> = {
  tini: /^-[gswv]+$/,
  'tini-static': /^-[gswv]+$/,
  'docker-init': /^-[gswv]+$/,
  'dumb-init': /^(?:-[cv]+|--single-child|--verbose)$/,
  catatonit: /^-[g]$/,
};

/**
 * What a command runs behind a known init, `env`, `gosu` or `su-exec`.
 * @returns undefined where it is none of these, or where its options are not followed
 */
export function wrappedBy([program = '', ...rest]: readonly string[]): Wrapped | undefined {
  const name = program.slice(program.lastIndexOf('/') + 1);
  const options = INITS[name];
  if (options) {
    const first = rest.findIndex((word) => !options.test(word));
    const words = first < 0 ? [] : rest.slice(rest[first] === '--' ? first + 1 : first);
    return words.length > 0 && !words[0]!.startsWith('-') ? { words } : undefined;
  }
  // Variables that env sets may be those that the search goes by.
  if (name === 'env') return rest.length > 0 && !/^-|=/.test(rest[0]!) ? { words: rest } : undefined;
  if ((name === 'gosu' || name === 'su-exec') && rest.length > 1 && !rest[0]!.startsWith('-'))
    return { words: rest.slice(1), user: rest[0]! };
  return undefined;
}
