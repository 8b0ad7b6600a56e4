/**
 * Matches paths written with `/` against a glob: `*` and `?` within a name, `**` over folders, `[a-z]`, `{a,b}`,
 * `\` before a character that means itself. Names that begin with a dot match like any other, and a pattern that
 * matches a folder matches everything in it. Time grows with pattern times path, whatever is in them.
 */
export const glob = (pattern: string): ((path: string) => boolean) => {
  if (pattern.length > mostCharacters) return (path) => path === pattern;
  const patterns = alternatives(pattern.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')).map((one) =>
    one.split('/').map(compileName),
  );
  return (path) => {
    const names = path.replace(/^(?:\.\/)+/, '').split('/');
    return patterns.some((parts) => matchPath(parts, names));
  };
};

/** Whether a pattern says anything but one path. */
export const isGlob = (pattern: string): boolean => /[*?[{\\]/.test(pattern) || pattern.endsWith('/');

/** Matches a path against several globs; none match nothing. */
export const anyGlob = (patterns: readonly string[]): ((path: string) => boolean) => {
  const matchers = patterns.map(glob);
  return (path) => matchers.some((matches) => matches(path));
};

/** What one character of a name may be. `star` is any number of any. */
type Token = 'star' | 'any' | ((character: string) => boolean);

/** A pattern for one name, or `folders` for `**`. */
type NamePattern = 'folders' | readonly Token[];

/** More alternatives than this are not taken apart: the braces then mean themselves. */
const mostAlternatives = 256;

/** A pattern longer than this names one path, to the letter. */
const mostCharacters = 4096;

const matchPath = (parts: readonly NamePattern[], names: readonly string[]): boolean => {
  let part = 0;
  let name = 0;
  let folders = -1;
  let resume = 0;
  while (name < names.length) {
    // The whole pattern is used up by a folder that the path lies in.
    if (part === parts.length) return true;
    const pattern = parts[part]!;
    if (pattern === 'folders') {
      folders = part++;
      resume = name;
    } else if (matchName(pattern, names[name]!)) {
      part++;
      name++;
    } else if (folders >= 0) {
      part = folders + 1;
      name = ++resume;
    } else return false;
  }
  while (parts[part] === 'folders') part++;
  return part === parts.length;
};

const matchName = (tokens: readonly Token[], name: string): boolean => {
  let token = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted === 'star') {
      star = token++;
      resume = at;
    } else if (wanted !== undefined && (wanted === 'any' || wanted(name[at]!))) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token] === 'star') token++;
  return token === tokens.length;
};

const compileName = (pattern: string): NamePattern => {
  if (pattern === '**') return 'folders';
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      if (tokens.at(-1) !== 'star') tokens.push('star');
    } else if (character === '?') tokens.push('any');
    else if (character === '[' && classEnd(pattern, at) > 0) {
      const end = classEnd(pattern, at);
      tokens.push(compileClass(pattern.slice(at + 1, end)));
      at = end;
    } else {
      const literal = character === '\\' && at + 1 < pattern.length ? pattern[++at]! : character;
      tokens.push((other) => other === literal);
    }
  }
  return tokens;
};

/** Where the `]` of a class stands; the first character may be one itself. -1 when it is not closed. */
const classEnd = (pattern: string, open: number): number => {
  const first = open + (pattern[open + 1] === '!' || pattern[open + 1] === '^' ? 2 : 1);
  return pattern.indexOf(']', first + 1);
};

const compileClass = (inside: string): ((character: string) => boolean) => {
  const not = inside[0] === '!' || inside[0] === '^';
  const text = not ? inside.slice(1) : inside;
  const ranges: [string, string][] = [];
  for (let at = 0; at < text.length; at++) {
    const from = text[at]!;
    if (text[at + 1] === '-' && at + 2 < text.length) {
      ranges.push([from, text[at + 2]!]);
      at += 2;
    } else ranges.push([from, from]);
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== not;
};

/** Takes `{a,b}` apart, from the left, while the number of patterns stays small. */
const alternatives = (pattern: string): string[] => {
  let done: string[] = [];
  let open = [pattern];
  while (open.length > 0) {
    const next: string[] = [];
    for (const one of open) {
      const group = firstGroup(one);
      if (!group) done.push(one);
      else for (const choice of group.choices) next.push(group.before + choice + group.after);
    }
    if (next.length + done.length > mostAlternatives) {
      done = [pattern];
      break;
    }
    open = next;
  }
  return done;
};

/** The first `{…}` of a pattern that holds a comma, with its choices at its own depth. */
const firstGroup = (pattern: string): { before: string; choices: string[]; after: string } | undefined => {
  let depth = 0;
  let start = -1;
  let cuts: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '{') {
      if (depth++ === 0) {
        start = at;
        cuts = [at];
      }
    } else if (character === ',' && depth === 1) cuts.push(at);
    else if (character === '}' && depth > 0 && --depth === 0 && cuts.length > 1) {
      const choices = cuts.map((cut, i) => pattern.slice(cut + 1, cuts[i + 1] ?? at));
      return { before: pattern.slice(0, start), choices, after: pattern.slice(at + 1) };
    }
  }
  return undefined;
};
