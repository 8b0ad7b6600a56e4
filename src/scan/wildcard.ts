const ANY = 1;
const STAR = 2;
const DEEP = 3;
const DIRS = 4;

/** A set of characters: `[a-z]`, `[^/]`. */
interface Class {
  readonly not: boolean;
  /** It may match `/`, as it does in Go; in shells it does not. */
  readonly slash: boolean;
  /** Pairs of first and last. */
  readonly ranges: readonly string[];
}

/**
 * One step of a pattern: a character that is meant itself; any character but `/`; a run of such characters;
 * a run of any characters; any number of folders with their `/`; or a set.
 */
type Step = string | typeof ANY | typeof STAR | typeof DEEP | typeof DIRS | Class;

export interface WildcardOptions {
  /** `**` crosses `/`. Otherwise it is two `*`. */
  readonly deep: boolean;
  /** Sets as in shells: `[!a]` is a negated one, as `[^a]` always is, and none matches `/`. */
  readonly bang?: boolean;
  /** What lies below a folder that it matches is matched as well. */
  readonly below?: boolean;
  /** What its steps are taken from; when there are none left, nothing is matched. */
  readonly meter?: Meter;
}

/** Steps that several patterns may take together, for who writes patterns may write thousands of long ones. */
export interface Meter {
  left: number;
}

/** Tells whether the pattern matches the whole of a path. */
export type Matcher = (path: string) => boolean;

/** Whether a text holds anything that a pattern reads as more than itself. */
export const hasWildcard = (text: string): boolean => /[*?[\]\\]/.test(text);

/**
 * Compiles a path pattern of `*`, `?`, `[a-z]`, `\x` and, where it is asked for, `**`.
 * Matching takes pattern × path steps, never more. Gives undefined for a malformed pattern.
 */
export function compileWildcard(pattern: string, options: WildcardOptions): Matcher | undefined {
  const steps = read(pattern, options);
  if (!steps) return undefined;
  if (steps.every((step) => typeof step === 'string')) {
    const text = steps.join('');
    return (path) => path === text || (options.below === true && path.startsWith(`${text}/`));
  }
  return (path) => matches(steps, path, options);
}

function read(pattern: string, { deep, bang = false }: WildcardOptions): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    if (char === '*') {
      let end = at + 1;
      while (pattern[end] === '*') end++;
      if (!deep || end === at + 1) steps.push(STAR);
      else if (pattern[end] === '/') {
        if (steps.at(-1) !== DIRS) steps.push(DIRS);
        end++;
      } else steps.push(end === pattern.length ? DEEP : DIRS);
      at = end - 1;
    } else if (char === '?') steps.push(ANY);
    else if (char === '\\') {
      if (at + 1 >= pattern.length) return undefined;
      steps.push(pattern[++at]!);
    } else if (char === '[') {
      const found = readClass(pattern, at, bang);
      if (!found) return undefined;
      steps.push(found.step);
      at = found.end;
    } else steps.push(char);
  }
  return steps;
}

/** Reads `[…]`; `end` is the place of its `]`. */
function readClass(pattern: string, open: number, bang: boolean): { step: Class; end: number } | undefined {
  let at = open + 1;
  const not = pattern[at] === '^' || (bang && pattern[at] === '!');
  if (not) at++;
  const ranges: string[] = [];
  const char = (): string | undefined => {
    if (pattern[at] === '\\') at++;
    return pattern[at++];
  };
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    const low = char();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (pattern[at] === '-' && pattern[at + 1] !== ']') {
      at++;
      high = char();
      if (high === undefined) return undefined;
    }
    ranges.push(low, high);
  }
  return { step: { not, slash: !bang, ranges }, end: at };
}

/** Runs the pattern as a set of states over the path. */
function matches(steps: readonly Step[], path: string, { below = false, meter }: WildcardOptions): boolean {
  // State 2i: before step i. State 2i + 1: inside step i, where that is DIRS.
  let now = new Set<number>();
  let next = new Set<number>();
  enter(steps, now, 0);
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!;
    if (below && char === '/' && now.has(2 * steps.length)) return true;
    if (meter) {
      meter.left -= now.size;
      if (meter.left < 0) return false;
    }
    for (const state of now) advance(steps, next, state, char);
    if (next.size === 0) return false;
    [now, next] = [next, now];
    next.clear();
  }
  return now.has(2 * steps.length);
}

/** Adds the state before step `index`, and those that are reached from it by matching nothing. */
function enter(steps: readonly Step[], states: Set<number>, index: number): void {
  for (let at = index; ; at++) {
    states.add(2 * at);
    const step = steps[at];
    if (step === DIRS) states.add(2 * at + 1);
    if (step !== STAR && step !== DEEP && step !== DIRS) return;
  }
}

function advance(steps: readonly Step[], states: Set<number>, state: number, char: string): void {
  const index = state >> 1;
  const step = steps[index];
  if (state & 1) {
    states.add(state);
    if (char === '/') enter(steps, states, index + 1);
  } else if (step === DEEP || (step === STAR && char !== '/')) enter(steps, states, index);
  else if (step === char || (step === ANY && char !== '/')) enter(steps, states, index + 1);
  else if (typeof step === 'object' && inClass(step, char)) enter(steps, states, index + 1);
}

function inClass({ not, slash, ranges }: Class, char: string): boolean {
  if (char === '/' && !slash) return false;
  for (let at = 0; at < ranges.length; at += 2) {
    if (ranges[at]! <= char && char <= ranges[at + 1]!) return !not;
  }
  return not;
}
