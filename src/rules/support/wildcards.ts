/** Whether a text matches one of some patterns, in which `*` is anything and `?` any one character. */
export const wildcards =
  (patterns: readonly string[]) =>
  (text: string): boolean =>
    patterns.some((pattern) => matches(pattern, text));

/** The same for one pattern and a whole text; time is at most the product of their lengths. */
export function matches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  let i = 0;
  while (i < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      mark = i;
    } else if (pattern[at] === '?' || pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star !== -1) {
      at = star + 1;
      i = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
