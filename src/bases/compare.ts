/** Compares versions by their numbers: 3.9 comes before 3.13. A missing or other component counts as 0. */
export function isBefore(version: string, limit: string): boolean {
  const left = version.split('.');
  const right = limit.split('.');
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = number(left[at]) - number(right[at]);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const number = (text = '0'): number => Number.parseInt(text, 10) || 0;
