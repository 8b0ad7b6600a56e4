import type { MarkedLine } from './marks.ts';

/**
 * Which line of the template each line of a rendered text is from, by the same text rendered with marks.
 * @returns by line of the text from 0, lines of the template from 1; undefined where that is not known
 */
export function linesOf(text: string, marks: readonly MarkedLine[]): (number | undefined)[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const written = lines.flatMap((line, number) => (line === '' ? [] : [number]));
  const from = originsOf(marks);
  const others = marks.flatMap(({ text }, index) => (text === '' ? [] : [{ text, from: from[index] }]));
  const pairs = paired(
    written.map((number) => lines[number]!),
    others.map((other) => other.text),
  );
  const found: (number | undefined)[] = lines.map(() => undefined);
  for (const [index, other] of pairs.entries())
    if (other !== undefined) found[written[index]!] = others[other]!.from;
  return found;
}

/** A line that no mark ends was written by an action: that of the next mark. */
function originsOf(marks: readonly MarkedLine[]): (number | undefined)[] {
  const origins: (number | undefined)[] = [];
  let next: number | undefined;
  for (let index = marks.length - 1; index >= 0; index--) {
    next = marks[index]!.lines[0] ?? next;
    origins[index] = next;
  }
  return origins;
}

/**
 * Which line of another text each line goes with: the same number of lines go one by one, also where the text differs
 * (a random password, a checksum); else what is the same in order, found by the lines that stand once in both.
 */
export function paired(lines: readonly string[], others: readonly string[]): (number | undefined)[] {
  if (lines.length === others.length) {
    const same = lines.reduce((sum, line, index) => sum + (line === others[index] ? 1 : 0), 0);
    if (same * 2 >= lines.length) return lines.map((_, index) => index);
  }
  const pairs: (number | undefined)[] = lines.map(() => undefined);
  const anchors = rising(uniquePairs(lines, others));
  let [line, other] = [0, 0];
  for (const [nextLine, nextOther] of [...anchors, [lines.length, others.length] as const]) {
    while (line < nextLine && other < nextOther && lines[line] === others[other]) pairs[line++] = other++;
    let [lastLine, lastOther] = [nextLine - 1, nextOther - 1];
    while (lastLine >= line && lastOther >= other && lines[lastLine] === others[lastOther])
      pairs[lastLine--] = lastOther--;
    // What is left between goes one by one where it is as much on both sides.
    if (lastLine - line === lastOther - other) for (; line <= lastLine; line++, other++) pairs[line] = other;
    [line, other] = [nextLine, nextOther];
  }
  return pairs;
}

type Pair = readonly [line: number, other: number];

/** Lines that stand once in both. */
function uniquePairs(lines: readonly string[], others: readonly string[]): Pair[] {
  const once = (of: readonly string[]): Map<string, number> => {
    const at = new Map<string, number>();
    for (const [index, line] of of.entries()) at.set(line, at.has(line) ? -1 : index);
    return at;
  };
  const there = once(others);
  return [...once(lines)].flatMap(([line, index]): Pair[] => {
    const other = there.get(line) ?? -1;
    return index === -1 || other === -1 ? [] : [[index, other]];
  });
}

/** The longest part of the pairs (in order of their first number) whose second numbers rise. */
function rising(pairs: readonly Pair[]): Pair[] {
  /** By length less one: the pair that ends the chain of that length with the least second number. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [index, [, other]] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]!]![1] < other) low = middle + 1;
      else high = middle;
    }
    before[index] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = index;
  }
  const chain: Pair[] = [];
  for (let index = ends.at(-1) ?? -1; index !== -1; index = before[index]!) chain.push(pairs[index]!);
  return chain.reverse();
}
