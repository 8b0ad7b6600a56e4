import type { Edit, Fix } from '../core/edit.ts';
import { Source } from '../core/source.ts';
import { groupBy } from './summary.ts';
import type { ReportInput } from './types.ts';

/** Lines that a fix takes away and puts in their place. */
export interface Hunk {
  readonly path: string;
  /** The first line that changes. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What a fix does, as whole lines. Edits that overlap have no meaning and give no hunk. */
export const hunksOf = ({ sources }: ReportInput, path: string, fix: Fix): Hunk[] =>
  groupBy(fix.edits, (edit) => edit.path ?? path).flatMap((edits) => {
    const name = edits[0]!.path ?? path;
    return clusters(sources.get(name) ?? new Source(name, ''), edits);
  });

/** Edits that touch the same or neighbouring lines make one hunk. */
function clusters(source: Source, edits: readonly Edit[]): Hunk[] {
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (sorted.some(({ span }, index) => index > 0 && span.start < sorted[index - 1]!.span.end)) return [];
  const groups: Edit[][] = [];
  let reach = -1;
  for (const edit of sorted) {
    if (groups.length > 0 && source.lineOf(edit.span.start) <= reach + 1) groups.at(-1)!.push(edit);
    else groups.push([edit]);
    reach = source.lineOf(edit.span.end);
  }
  return groups.map((group) => hunkOf(source, group));
}

function hunkOf(source: Source, edits: readonly Edit[]): Hunk {
  const first = source.lineOf(edits[0]!.span.start);
  const start = source.lineSpan(first).start;
  const end = source.lineSpan(source.lineOf(edits.at(-1)!.span.end)).end;
  let text = '';
  let at = start;
  for (const { span, text: inserted } of edits) {
    text += source.text.slice(at, span.start) + inserted;
    at = span.end;
  }
  const before = linesOf(source.text.slice(start, end));
  const after = linesOf(text + source.text.slice(at, end));
  let same = 0;
  while (same < before.length && same < after.length && before[same] === after[same]) same++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - same;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return {
    path: source.path,
    line: first + same,
    removed: before.slice(same, before.length - tail),
    added: after.slice(same, after.length - tail),
  };
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/\r?\n/));
