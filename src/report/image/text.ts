import { shownSize } from '../../core/sizes.ts';
import { count, type Style, styleOf, wrap } from '../layout.ts';
import { clip, oneLine } from '../visible.ts';
import type { ImageView, LayerView } from './types.ts';

/** An image for a terminal. @param width in columns */
export function imageText(
  view: ImageView,
  options: { readonly color: boolean; readonly width: number; readonly all?: boolean },
): string {
  const style = styleOf(options.color);
  const width = Math.max(40, options.width);
  const blocks = [
    head(view, style, width),
    ['', style.bold('Set to'), ...settings(view, width)],
    ['', style.bold('Starts?'), ...start(view, style, width)],
    ['', style.bold('Layers'), ...view.layers.flatMap((layer) => layerLines(layer, view, style, width))],
    ['', style.bold('Packages'), ...packages(view, style, width)],
    ['', style.bold('Attack surface'), ...surface(view, style, width, options.all === true)],
    ['', style.bold('Owned by nobody'), ...unowned(view, style, width, options.all === true)],
    ...(view.gaps.length > 0
      ? [
          [
            '',
            style.bold('Not seen'),
            ...view.gaps.flatMap((gap) => row('', `${gap.path}: ${gap.reason}`, width, 2)),
          ],
        ]
      : []),
  ];
  return `${blocks.flat().join('\n')}\n`;
}

const COLUMN = 20;

/** A name in its column and a text behind it, which goes on below itself. */
function row(name: string, text: string, width: number, column = COLUMN): string[] {
  const label = oneLine(name);
  return wrap(oneLine(text), width - column).map((line, index) =>
    index > 0
      ? `${' '.repeat(column)}${line}`
      : `${`${name === '' ? '' : '  '}${label}`.padEnd(column - 1)} ${line}`,
  );
}

function head(view: ImageView, style: Style, width: number): string[] {
  const { size } = view;
  return [
    style.bold(oneLine(view.name)),
    ...row('platform', view.platform, width),
    ...(view.system === undefined ? [] : row('system', view.system, width)),
    ...(view.created === undefined ? [] : row('created', view.created, width)),
    ...(view.digest === undefined ? [] : row('digest', view.digest, width)),
    ...row(
      'size',
      `${shownSize(size.packed)} as it is pulled; ${shownSize(size.bytes)} in ${count(size.files, 'file')}`,
      width,
    ),
    ...row(
      'wasted',
      size.wasted === 0
        ? 'nothing'
        : `${shownSize(size.wasted)} that higher layers delete or write again (${size.efficiency} % is to be seen)`,
      width,
    ),
  ];
}

const settings = ({ config }: ImageView, width: number): string[] =>
  config.flatMap(({ name, value }) => {
    const isEmpty = value === '';
    if (isEmpty && !ALWAYS.has(name)) return [];
    return row(name, isEmpty ? (name === 'user' ? 'root (not set)' : 'none') : clip(value, 600), width);
  });

/** What is told where it is not set, too. */
const ALWAYS: ReadonlySet<string> = new Set(['user', 'entrypoint', 'command', 'health check']);

function start({ start: { starts, why, proof } }: ImageView, style: Style, width: number): string[] {
  const paint = starts === 'yes' ? style.good : starts === 'no' ? style.bad : style.warn;
  const [first, ...more] = row('', `${starts}${why === undefined ? '' : `: ${why}`}`, width, 2);
  return [
    first!.replace(starts, paint(starts)),
    ...more,
    ...proof.flatMap(({ path, says }) =>
      row('', path === undefined ? says : `${path}: ${says}`, width, 4).map((line) => style.dim(line)),
    ),
  ];
}

function layerLines(layer: LayerView, { size }: ImageView, style: Style, width: number): string[] {
  const { index, instruction, packed, bytes, wastes, packages: brought } = layer;
  const bar = '█'.repeat(Math.round((10 * packed) / Math.max(1, size.packed)));
  const facts = [
    `${shownSize(bytes)} in ${count(layer.files, 'file')}`,
    ...(brought > 0 ? [count(brought, 'package')] : []),
    ...(wastes.files > 0
      ? [`takes away ${count(wastes.files, 'file')} of below, ${shownSize(wastes.bytes)}`]
      : []),
  ];
  const text = wrap(clip(oneLine(instruction ?? 'no instruction is told'), 4 * width), width - 31);
  const made = text.slice(0, 3).map((line, at) => (at === 2 && text.length > 3 ? `${line} …` : line));
  return [
    ...made.map((line, at) =>
      at === 0
        ? `${String(index + 1).padStart(4)}  ${shownSize(packed).padStart(9)}  ${style.dim(bar.padEnd(11))}  ${line}`
        : `${' '.repeat(30)}${line}`,
    ),
    ...wrap(facts.join(' · '), width - 31).map((line) => `${' '.repeat(30)}${style.dim(line)}`),
  ];
}

function packages({ packages: all }: ImageView, style: Style, width: number): string[] {
  if (all.length === 0) return ['  none is known'];
  const types = [...Map.groupBy(all, ({ type }) => type)].sort(([, a], [, b]) => b.length - a.length);
  return types.flatMap(([type, of]) => {
    const names = of.slice(0, 6).map(({ name }) => name);
    const rest = of.length - names.length;
    const lines = row(
      type,
      `${count(of.length)}: ${names.join(', ')}${rest > 0 ? `, ${count(rest)} more` : ''}`,
      width,
    );
    return lines.map((line) => line.replace(/^( {2}\S+)/, (name) => style.bold(name)));
  });
}

/** Lists are cut where they say no more than their beginnings do. */
function listed(found: readonly string[], isAll: boolean): string {
  const shown = isAll ? found : found.slice(0, 8);
  const rest = found.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? `, ${count(rest)} more` : ''}`;
}

function surface({ surface: parts }: ImageView, style: Style, width: number, isAll: boolean): string[] {
  const there = parts.filter(({ found }) => found.length > 0);
  const none = parts.filter(({ found }) => found.length === 0).map(({ kind }) => kind);
  return [
    ...there.flatMap(({ kind, found }) =>
      row(kind, `${count(found.length)}: ${listed(found, isAll)}`, width),
    ),
    ...(none.length > 0 ? row('none of', none.join(', '), width).map((line) => style.good(line)) : []),
  ];
}

function unowned({ coverage, size }: ImageView, style: Style, width: number, isAll: boolean): string[] {
  const { unownedBytes, unownedFiles, unownedExecutables, executables, largest } = coverage;
  const share = Math.round((100 * unownedBytes) / Math.max(1, size.bytes));
  const files = isAll ? largest : largest.slice(0, 5);
  return [
    ...row(
      '',
      `${shownSize(unownedBytes)} in ${count(unownedFiles, 'file')} (${share} %); ${count(unownedExecutables)} of ${count(executables, 'executable')}`,
      width,
      2,
    ),
    ...files.map(
      ({ path, size: bytes, layer }) =>
        `  ${shownSize(bytes).padStart(9)}  ${oneLine(path)}  ${style.dim(`layer ${layer + 1}`)}`,
    ),
  ];
}
