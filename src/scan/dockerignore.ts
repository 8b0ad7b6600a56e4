import { posix } from 'node:path';
import { compileWildcard, hasWildcard, type Matcher, type Meter } from './wildcard.ts';

/** What an ignore file says. */
export interface IgnoreFile {
  /** Whether a path (relative to the context, with `/`) is kept out of the context. */
  ignored(path: string): boolean;
  /** Whether its patterns have taken so long that none is asked any more: what it says is not known then. */
  readonly isExhausted: boolean;
}

interface Pattern {
  readonly exception: boolean;
  readonly matches: Matcher;
}

/** So many steps one file may take in all: a thousand times what builds ask for. */
const MOST_STEPS = 50_000_000;

/**
 * Reads a `.dockerignore` as Docker does (moby's `ignorefile` and `patternmatcher`): comments only at the first
 * column, patterns cleaned as paths and anchored at the context, `**`, `!` exceptions; the last pattern that
 * matches a path or one of its folders decides. A malformed pattern, at which a build would stop, matches nothing.
 */
export function readIgnoreFile(text: string, most: number = MOST_STEPS): IgnoreFile {
  const meter: Meter = { left: most };
  const patterns: Pattern[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    const pattern = line.startsWith('#') ? undefined : readPattern(line.trim(), meter);
    if (pattern) patterns.push(pattern);
  }
  const cache = new Map<string, boolean>();
  return {
    ignored(path) {
      const wanted = clean(`/${path}`).slice(1);
      const known = cache.get(wanted) ?? decide(patterns, wanted, meter);
      cache.set(wanted, known);
      return known;
    },
    get isExhausted() {
      return meter.left < 0;
    },
  };
}

function readPattern(line: string, meter: Meter): Pattern | undefined {
  const not = line.startsWith('!') ? '!' : '';
  const written = line.slice(not.length).trim();
  if (written === '') return undefined;
  // Cleaned twice, as moby does, the second time with its `!`: `!../../a` is no exception but the path `a`.
  const pattern = clean(not + clean(written).replace(/^\/(?=.)/, ''));
  const exception = pattern.startsWith('!');
  const matches = compile(exception ? pattern.slice(1) : pattern, meter);
  return matches && { exception, matches };
}

/** As Go's `filepath.Clean`. */
function clean(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** `**name` is any path that ends so, as moby has it, while `**` before a pattern with wildcards is whole folders. */
function compile(pattern: string, meter: Meter): Matcher | undefined {
  const rest = pattern.startsWith('**') ? pattern.slice(2) : '/';
  if (!rest.startsWith('/') && !hasWildcard(rest))
    return (path) => path.endsWith(rest) || path.includes(`${rest}/`);
  return compileWildcard(pattern, { deep: true, below: true, meter });
}

/** A pattern that matches a folder goes for what is in it. */
function decide(patterns: readonly Pattern[], path: string, meter: Meter): boolean {
  if (path === '') return false;
  let ignored = false;
  for (const { exception, matches } of patterns) {
    if (meter.left-- < 0) return false;
    if (exception === ignored && matches(path)) ignored = !exception;
  }
  return ignored;
}
