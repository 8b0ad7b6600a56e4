import { posix } from 'node:path';
import { compileWildcard, hasWildcard, type Matcher } from './wildcard.ts';

/** What an ignore file says. */
export interface IgnoreFile {
  /** Whether a path (relative to the context, with `/`) is kept out of the context. */
  ignored(path: string): boolean;
}

interface Pattern {
  readonly exception: boolean;
  readonly matches: Matcher;
}

/**
 * Reads a `.dockerignore` as Docker does (moby's `ignorefile` and `patternmatcher`): comments only at the first
 * column, patterns cleaned as paths and anchored at the context, `**`, `!` exceptions; the last pattern that
 * matches a path or one of its folders decides. A malformed pattern, at which a build would stop, matches nothing.
 */
export function readIgnoreFile(text: string): IgnoreFile {
  const patterns: Pattern[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const pattern = line.startsWith('#') ? undefined : readPattern(line.trim());
    if (pattern) patterns.push(pattern);
  }
  const cache = new Map<string, boolean>();
  return {
    ignored(path) {
      const wanted = clean(`/${path}`).slice(1);
      const known = cache.get(wanted) ?? decide(patterns, wanted);
      cache.set(wanted, known);
      return known;
    },
  };
}

function readPattern(line: string): Pattern | undefined {
  const not = line.startsWith('!') ? '!' : '';
  const written = line.slice(not.length).trim();
  if (written === '') return undefined;
  // Cleaned twice, as moby does, the second time with its `!`: `!../../a` is no exception but the path `a`.
  const pattern = clean(not + clean(written).replace(/^\/(?=.)/, ''));
  const exception = pattern.startsWith('!');
  const matches = compile(exception ? pattern.slice(1) : pattern);
  return matches && { exception, matches };
}

/** As Go's `filepath.Clean`. */
function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** `**name` is any path that ends so, as moby has it, while `**` before a pattern with wildcards is whole folders. */
function compile(pattern: string): Matcher | undefined {
  const rest = pattern.startsWith('**') ? pattern.slice(2) : '/';
  if (!rest.startsWith('/') && !hasWildcard(rest)) return (path) => path.endsWith(rest);
  return compileWildcard(pattern, { deep: true });
}

function decide(patterns: readonly Pattern[], path: string): boolean {
  if (path === '') return false;
  const paths: string[] = [];
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    paths.push(path.slice(0, slash));
  }
  paths.push(path);
  let ignored = false;
  for (const { exception, matches } of patterns) {
    if (exception === ignored && paths.some(matches)) ignored = !exception;
  }
  return ignored;
}
