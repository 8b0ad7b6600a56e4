/** A shell pattern of variable expansion: `*`, `?`, and `\` before a character that is meant itself. */
export type Pattern = readonly (string | typeof ANY_RUN | typeof ANY_ONE)[];

export const ANY_RUN = Symbol('*');
export const ANY_ONE = Symbol('?');

export function readPattern(text: string): Pattern {
  const pattern: (string | typeof ANY_RUN | typeof ANY_ONE)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '*') pattern.push(ANY_RUN);
    else if (char === '?') pattern.push(ANY_ONE);
    else pattern.push(char === '\\' && at + 1 < text.length ? text[++at]! : char);
  }
  return pattern;
}

/**
 * The lengths of the shortest and the longest prefix of `text` (from `from`) that the pattern matches whole,
 * by one pass over a set of states: text × pattern steps, never more.
 */
export function prefixMatch(
  pattern: Pattern,
  text: string,
  from = 0,
): { shortest: number; longest: number } | undefined {
  let states = closure(pattern, new Set([0]));
  let shortest: number | undefined;
  let longest = 0;
  for (let length = 0; ; length++) {
    if (states.has(pattern.length)) {
      shortest ??= length;
      longest = length;
    }
    const char = text[from + length];
    if (char === undefined || states.size === 0) break;
    const next = new Set<number>();
    for (const state of states) {
      const part = pattern[state];
      if (part === ANY_RUN) next.add(state);
      else if (part === ANY_ONE || part === char) next.add(state + 1);
    }
    states = closure(pattern, next);
  }
  return shortest === undefined ? undefined : { shortest, longest };
}

/** Adds the states that are reached by letting `*` match nothing. */
function closure(pattern: Pattern, states: Set<number>): Set<number> {
  for (const state of states) if (pattern[state] === ANY_RUN) states.add(state + 1);
  return states;
}
