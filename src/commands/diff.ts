/** A line of one text, of the other, or of both. */
type Step = readonly [mark: ' ' | '-' | '+', line: string];

const CONTEXT = 3;
/** Texts that differ in more lines are told as taken away whole and put back whole. */
const MOST_CHANGES = 500;

/** The unified diff of two texts, as `patch` and `git apply` take it; '' when they are the same. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const hunks = hunkRanges(steps).map(([start, end]) => hunk(steps, start, end));
  return `--- a/${path}\n+++ b/${path}\n${hunks.join('')}`;
}

/** Lines with their endings; the last may have none. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function stepsBetween(a: readonly string[], b: readonly string[]): readonly Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (lines: readonly string[]): Step[] => lines.map((line) => [' ', line]);
  return [
    ...same(a.slice(0, head)),
    ...shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ];
}

/** Myers' shortest edit script: forward over the furthest reaching paths, then back along them. */
function shortest(a: readonly string[], b: readonly string[]): Step[] {
  const trail: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let changes = 0; changes <= Math.min(a.length + b.length, MOST_CHANGES); changes++) {
    trail.push(new Map(reach));
    const next = new Map(reach);
    for (let k = -changes; k <= changes; k += 2) {
      const down = k === -changes || (k !== changes && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trail);
    }
    reach = next;
  }
  return [...a.map((line): Step => ['-', line]), ...b.map((line): Step => ['+', line])];
}

function walkBack(a: readonly string[], b: readonly string[], trail: readonly Map<number, number>[]): Step[] {
  const steps: Step[] = [];
  let x = a.length;
  let y = b.length;
  for (let changes = trail.length - 1; changes >= 0; changes--) {
    const reach = trail[changes]!;
    const k = x - y;
    const down = k === -changes || (k !== changes && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const from = down ? k + 1 : k - 1;
    const startX = changes === 0 ? 0 : (reach.get(from) ?? 0);
    const startY = changes === 0 ? 0 : startX - from;
    while (x > startX && y > startY) {
      steps.push([' ', a[--x]!]);
      y--;
    }
    if (changes > 0) steps.push(down ? ['+', b[--y]!] : ['-', a[--x]!]);
  }
  return steps.reverse();
}

/** The steps of each hunk: changes with the lines around them, together when these touch. */
function hunkRanges(steps: readonly Step[]): readonly [start: number, end: number][] {
  const ranges: [number, number][] = [];
  steps.forEach(([mark], at) => {
    if (mark === ' ') return;
    const last = ranges.at(-1);
    const end = Math.min(steps.length, at + CONTEXT + 1);
    if (last && at - CONTEXT <= last[1]) last[1] = end;
    else ranges.push([Math.max(0, at - CONTEXT), end]);
  });
  return ranges;
}

function hunk(steps: readonly Step[], start: number, end: number): string {
  const count = (from: number, to: number, without: '-' | '+'): number => {
    let lines = 0;
    for (let at = from; at < to; at++) if (steps[at]![0] !== without) lines++;
    return lines;
  };
  const range = (without: '-' | '+'): string => {
    const [first, length] = [count(0, start, without) + 1, count(start, end, without)];
    return length === 1 ? `${first}` : `${length === 0 ? first - 1 : first},${length}`;
  };
  const lines = steps
    .slice(start, end)
    .map(([mark, line]) =>
      line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`,
    );
  return `@@ -${range('+')} +${range('-')} @@\n${lines.join('')}`;
}
