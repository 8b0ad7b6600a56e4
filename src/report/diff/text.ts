import { shownSize } from '../../core/sizes.ts';
import { count, type Style, styleOf, wrap } from '../layout.ts';
import { clip, oneLine } from '../visible.ts';
import type { FailedLine, FileChange, ImageDiff, PackageChange } from './types.ts';

/** As many lines of each list as are read; `all` lifts it. */
const MOST_LINES = 20;

/** What is other in an image, for a terminal. @param failed what is over a line, for the end */
export function diffText(
  diff: ImageDiff,
  options: {
    readonly color: boolean;
    readonly width: number;
    readonly all?: boolean;
    readonly failed?: readonly FailedLine[];
  },
): string {
  const style = styleOf(options.color);
  const width = Math.max(40, options.width);
  const most = options.all ? Number.POSITIVE_INFINITY : MOST_LINES;
  const blocks = [
    head(diff, style, width),
    block('Starts?', starts(diff, width), style),
    block(findingsTitle(diff), findings(diff, style, width), style, most),
    block('Attack surface', surface(diff, style, width), style, most),
    block('Set to', config(diff, style, width), style, most),
    block(packagesTitle(diff), packages(diff, style, width), style, most),
    block(filesTitle(diff), files(diff, style, width), style, most),
    block('Layers', layers(diff, style, width), style, most),
    block(
      'Not seen',
      diff.gaps.flatMap((gap) => row(' ', gap, width)),
      style,
      most,
    ),
    ...(options.failed ?? []).map(({ line, why }) => [
      '',
      ...wrap(`FAIL ${line}: ${why}`, width).map((text) => style.bad(text)),
    ]),
  ];
  return `${blocks.flat().join('\n')}\n`;
}

function block(title: string, lines: readonly string[], style: Style, most = Infinity): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - most;
  return [
    '',
    style.bold(title),
    ...lines.slice(0, most),
    ...(rest > 0 ? [style.dim(`    ${count(rest, 'more line')}: --all shows them`)] : []),
  ];
}

/** A mark and a text, which goes on below itself. */
const row = (mark: string, text: string, width: number): string[] =>
  wrap(clip(oneLine(text), 2000), width - 4).map(
    (line, index) => `${index === 0 ? `  ${mark} ` : '      '}${line}`,
  );

const plus = (text: string, style: Style, width: number): string[] =>
  row('+', text, width).map((line) => style.good(line));
const minus = (text: string, style: Style, width: number): string[] =>
  row('-', text, width).map((line) => style.bad(line));

/** `+3.1 MB`, `-40 kB`, `the same`. */
export const growth = (before: number, after: number): string =>
  before === after ? 'the same' : `${after > before ? '+' : '-'}${shownSize(Math.abs(after - before))}`;

function head({ before, after }: ImageDiff, style: Style, width: number): string[] {
  const line = (name: string, old: number, now: number, show: (value: number) => string): string =>
    `  ${name.padEnd(10)} ${show(old).padStart(10)} → ${show(now).padEnd(10)} ${old === now ? style.dim('the same') : show === shownSize ? growth(old, now) : `${now > old ? '+' : '-'}${count(Math.abs(now - old))}`}`;
  const plain = (value: number): string => count(value);
  return [
    ...[before, after].flatMap(({ name, platform, digest, system }, index) =>
      row(
        index === 0 ? '-' : '+',
        [
          name,
          platform,
          ...(system === undefined ? [] : [system]),
          ...(digest === undefined ? [] : [digest]),
        ].join('  '),
        width,
      ).map((text) => style.bold(text)),
    ),
    '',
    line('pulled', before.packed, after.packed, shownSize),
    line('unpacked', before.bytes, after.bytes, shownSize),
    line('wasted', before.wasted, after.wasted, shownSize),
    line('files', before.files, after.files, plain),
    line('packages', before.packages, after.packages, plain),
    ...(isEqual(before.digest, after.digest) ? ['', '  The two are the same image.'] : []),
  ];
}

const isEqual = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b;

const starts = ({ starts: { before, after, why } }: ImageDiff, width: number): string[] =>
  before === after ? [] : row('~', `${before} → ${after}${why === undefined ? '' : `: ${why}`}`, width);

const findingsTitle = ({ findings: { added, removed } }: ImageDiff): string =>
  `Findings: ${added.length} new, ${removed.length} gone`;

function findings({ findings: { added, removed } }: ImageDiff, style: Style, width: number): string[] {
  const text = ({ severity, rule, at, message }: (typeof added)[number]): string =>
    `${severity} ${rule}${at === undefined ? '' : ` ${at}`}: ${message}`;
  return [
    ...added.flatMap((finding) =>
      row('+', text(finding), width).map((line) => style.severity(finding.severity, line)),
    ),
    ...removed.flatMap((finding) => row('-', text(finding), width).map((line) => style.dim(line))),
  ];
}

const surface = (diff: ImageDiff, style: Style, width: number): string[] =>
  diff.surface.flatMap(({ kind, added, removed }) => [
    ...(added.length > 0
      ? row('+', `${kind}: ${added.join(', ')}`, width).map((line) => style.bad(line))
      : []),
    ...(removed.length > 0
      ? row('-', `${kind}: ${removed.join(', ')}`, width).map((line) => style.good(line))
      : []),
  ]);

const config = (diff: ImageDiff, style: Style, width: number): string[] =>
  diff.config.flatMap(({ name, before, after }) => [
    ...(before === undefined ? [] : minus(`${name}: ${clip(before, 300) || 'not set'}`, style, width)),
    ...(after === undefined ? [] : plus(`${name}: ${clip(after, 300) || 'not set'}`, style, width)),
  ]);

const packagesTitle = ({ packages: { added, removed, changed } }: ImageDiff): string =>
  `Packages: ${added.length} added, ${removed.length} removed, ${changed.length} changed`;

/** `openssl 3.0.1 → 3.0.2` */
export const packageText = ({ type, name, before, after }: PackageChange): string =>
  `${type} ${name} ${[before, after]
    .filter((versions) => versions.length > 0)
    .map((versions) => versions.map((version) => version || 'of no version').join(', '))
    .join(' → ')}`;

const packages = (
  { packages: { added, removed, changed } }: ImageDiff,
  style: Style,
  width: number,
): string[] => [
  ...changed.flatMap((change) => row('~', packageText(change), width)),
  ...added.flatMap((change) => plus(packageText(change), style, width)),
  ...removed.flatMap((change) => minus(packageText(change), style, width)),
];

const filesTitle = ({ files: { added, removed, changed, rights } }: ImageDiff): string =>
  `Files: ${count(added)} added, ${count(removed)} removed, ${count(changed)} changed${rights > 0 ? `, ${count(rights)} with other rights` : ''}`;

const MARKS = { added: '+', removed: '-', changed: '~', rights: '~' } as const;

/** `/usr/bin/x  1.2 MB → 1.3 MB, mode 0755 → 4755` */
export function fileText({ path, before, after, detail }: FileChange): string {
  const sizes = [
    ...new Set([before, after].flatMap((size) => (size === undefined ? [] : [shownSize(size)]))),
  ];
  return [`${path}  ${sizes.join(' → ')}`, ...(detail === undefined ? [] : [detail])].join(', ');
}

const files = ({ files: { largest } }: ImageDiff, style: Style, width: number): string[] =>
  largest.flatMap((change) => {
    const lines = row(MARKS[change.how], fileText(change), width);
    return change.how === 'added'
      ? lines.map((line) => style.good(line))
      : change.how === 'removed'
        ? lines.map((line) => style.bad(line))
        : lines;
  });

function layers({ layers: { shared, before, after } }: ImageDiff, style: Style, width: number): string[] {
  if (before.length + after.length === 0) return [];
  const text = ({ index, packed, instruction }: (typeof before)[number]): string =>
    `${index + 1}  ${shownSize(packed)}  ${clip(oneLine(instruction ?? 'no instruction is told'), 200)}`;
  return [
    ...(shared > 0
      ? [`    ${count(shared, 'layer')} at the bottom ${shared === 1 ? 'is' : 'are'} the same`]
      : []),
    ...before.flatMap((layer) => minus(text(layer), style, width)),
    ...after.flatMap((layer) => plus(text(layer), style, width)),
  ];
}
