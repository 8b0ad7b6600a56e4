import { shownSize } from '../../core/sizes.ts';
import { count } from '../layout.ts';
import { clip, oneLine } from '../visible.ts';
import { fileText, growth, packageText } from './text.ts';
import type { FailedLine, ImageDiff } from './types.ts';

/** A comment on GitHub holds 65,536 characters: each list has its share. */
const MOST_ROWS = 60;
const MOST_TEXT = 240;

/** What is other in an image as a comment for a pull request: sizes and what is worse first, the rest folded away. */
export function diffMarkdown(diff: ImageDiff, failed: readonly FailedLine[] = []): string {
  const { before, after, packages, files, findings, surface, config, layers } = diff;
  const packageRows = [
    ...packages.changed.map((change) => `~ ${packageText(change)}`),
    ...packages.added.map((change) => `+ ${packageText(change)}`),
    ...packages.removed.map((change) => `- ${packageText(change)}`),
  ];
  const parts = [
    `### ${code(before.name)} → ${code(after.name)}`,
    failed.map(({ line, why }) => `- ❌ **${line}**: ${text(why)}`).join('\n'),
    table(diff),
    diff.starts.before === diff.starts.after
      ? ''
      : `**Starts**: ${diff.starts.before} → ${diff.starts.after}${diff.starts.why === undefined ? '' : `: ${text(diff.starts.why)}`}`,
    list(
      `Findings: ${findings.added.length} new, ${findings.removed.length} gone`,
      [
        ...findings.added.map((one) => ['+', one] as const),
        ...findings.removed.map((one) => ['-', one] as const),
      ].map(
        ([mark, { severity, rule, at, message }]) =>
          `${mark} ${severity} ${rule}${at === undefined ? '' : ` ${at}`}: ${message}`,
      ),
      true,
    ),
    list(
      'Attack surface',
      surface.flatMap(({ kind, added, removed }) => [
        ...added.map((name) => `+ ${kind}: ${name}`),
        ...removed.map((name) => `- ${kind}: ${name}`),
      ]),
      true,
    ),
    list(
      'Configuration',
      config.flatMap(({ name, before: old, after: now }) => [
        ...(old === undefined ? [] : [`- ${name}: ${old || 'not set'}`]),
        ...(now === undefined ? [] : [`+ ${name}: ${now || 'not set'}`]),
      ]),
      true,
    ),
    list(
      `Packages: ${packages.added.length} added, ${packages.removed.length} removed, ${packages.changed.length} changed`,
      packageRows,
    ),
    list(
      `Files: ${count(files.added)} added, ${count(files.removed)} removed, ${count(files.changed + files.rights)} changed`,
      files.largest.map(
        (change) =>
          `${change.how === 'added' ? '+' : change.how === 'removed' ? '-' : '~'} ${fileText(change)}`,
      ),
    ),
    list('Layers', [
      ...layers.before.map(
        ({ packed, instruction }) => `- ${shownSize(packed)}  ${instruction ?? 'unknown'}`,
      ),
      ...layers.after.map(({ packed, instruction }) => `+ ${shownSize(packed)}  ${instruction ?? 'unknown'}`),
    ]),
    list('Not seen', [...diff.gaps]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const table = ({ before, after }: ImageDiff): string =>
  [
    '| | before | after | |',
    '| --- | ---: | ---: | ---: |',
    ...(
      [
        ['pulled', before.packed, after.packed],
        ['unpacked', before.bytes, after.bytes],
        ['wasted', before.wasted, after.wasted],
      ] as const
    ).map(([name, old, now]) => `| ${name} | ${shownSize(old)} | ${shownSize(now)} | ${growth(old, now)} |`),
    ...(
      [
        ['files', before.files, after.files],
        ['packages', before.packages, after.packages],
      ] as const
    ).map(
      ([name, old, now]) =>
        `| ${name} | ${count(old)} | ${count(now)} | ${now === old ? 'the same' : `${now > old ? '+' : '-'}${count(Math.abs(now - old))}`} |`,
    ),
  ].join('\n');

/** Lines as a fenced difference, so that nothing in them is read as Markdown. */
function list(title: string, rows: readonly string[], isOpen = false): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, MOST_ROWS).map((row) => clip(oneLine(row), MOST_TEXT));
  const rest = rows.length - shown.length;
  const fence = '`'.repeat(Math.max(3, ...shown.map((row) => longestFence(row) + 1)));
  const lines = [...shown, ...(rest > 0 ? [`  … ${count(rest)} more`] : [])].join('\n');
  return `<details${isOpen ? ' open' : ''}><summary>${title}</summary>\n\n${fence}diff\n${lines}\n${fence}\n\n</details>`;
}

const longestFence = (row: string): number =>
  Math.max(0, ...[...row.matchAll(/`+/g)].map(([ticks]) => ticks.length));

const code = (name: string): string => `<code>${escaped(name)}</code>`;
const text = (words: string): string => escaped(words);

/** No mark-up, no links, nobody called. */
const escaped = (words: string): string =>
  clip(oneLine(words), MOST_TEXT)
    .replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#!|@~]/g, (char) => `&#${char.charCodeAt(0)};`);
