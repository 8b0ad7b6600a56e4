import { matches } from './copied.ts';

/** Whether a text matches one of some patterns, in which `*` is anything and `?` any one character. */
export const wildcards =
  (patterns: readonly string[]) =>
  (text: string): boolean =>
    patterns.some((pattern) => matches(pattern, text));
