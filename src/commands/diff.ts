import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Texts that differ in more lines are told as taken away whole and put back whole. */
const MOST_CHANGES = 1000;

/** The unified diff of two texts, as `patch` and `git apply` take it; '' when they are the same. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const names = [before === '' ? '/dev/null' : `a/${path}`, `b/${path}`] as const;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_CHANGES };
  const patch = createTwoFilesPatch(...names, before, after, '', '', options);
  return patch ?? exchanged(names, before, after);
}

function exchanged([from, to]: readonly [string, string], before: string, after: string): string {
  const [removed, added] = [marked('-', before), marked('+', after)];
  return `--- ${from}\n+++ ${to}\n@@ -1,${removed.length} +1,${added.length} @@\n${removed.join('')}${added.join('')}`;
}

const marked = (mark: string, text: string): string[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) =>
    line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`,
  );
