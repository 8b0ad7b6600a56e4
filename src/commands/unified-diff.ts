import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Texts that differ in more lines are told as taken away whole and put back whole. */
const MOST_CHANGES = 1000;

/** The unified diff of two texts, as `patch` and `git apply` take it; '' when they are the same. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const below = path.replace(/^\/+/, '');
  const from = before === '' ? '/dev/null' : `a/${below}`;
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_CHANGES };
  const patch = createTwoFilesPatch(from, `b/${below}`, before, after, '', '', options);
  const diff = patch ?? exchanged(from, `b/${below}`, before, after);
  // `patch` takes a name up to a blank unless a tab ends it.
  return diff.replace(/^--- ([^"\n].*)\n\+\+\+ (.*)/, (head, old: string, name: string) =>
    name.includes(' ') ? `--- ${old}\t\n+++ ${name}\t` : head,
  );
}

/** All lines of one text for all lines of the other. */
function exchanged(from: string, to: string, before: string, after: string): string {
  const [removed, added] = [marked('-', before), marked('+', after)];
  const head = createTwoFilesPatch(from, to, '', '\n', '', '', { headerOptions: FILE_HEADERS_ONLY });
  return `${head.slice(0, head.indexOf('\n@@ '))}\n@@ -1,${removed.length} +1,${added.length} @@\n${removed.join('')}${added.join('')}`;
}

const marked = (mark: string, text: string): string[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) =>
    line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`,
  );
