import type { Source } from '../core/source.ts';
import type { YamlScalar } from './types.ts';

/** A value to be written. */
export type YamlData =
  | string
  | number
  | boolean
  | null
  | readonly YamlData[]
  | { readonly [key: string]: YamlData };

/** How a file is written, so that what is added looks like the rest. */
export interface Layout {
  readonly json: boolean;
  /** Blanks by which a level is deeper. */
  readonly step: number;
  /** Lists stand deeper than their key. */
  readonly deepLists: boolean;
}

const layouts = new WeakMap<Source, Layout>();

/** How a file is written, by what stands in its first part. Looked at once: a file may be edited in thousands of places. */
export function layoutOf(source: Source): Layout {
  const layout = layouts.get(source) ?? readLayout(source);
  layouts.set(source, layout);
  return layout;
}

/** Some hundred lines tell how a file is indented. */
const HEAD = 16 * 1024;

function readLayout(source: Source): Layout {
  const head = source.text.slice(0, HEAD);
  const nested = /^( *)[\w"'./-]+:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*(\1 +)[^\s#-]/m.exec(head);
  const list = /^( *)[\w"'./-]+:[ \t]*(?:#.*)?\r?\n( *)- /m.exec(head);
  return {
    json: isJsonText(source),
    step: nested ? nested[2]!.length - nested[1]!.length : 2,
    deepLists: list ? list[2]!.length > list[1]!.length : true,
  };
}

/** JSON is YAML, and is to stay JSON. A template is none, though it begins with a bracket. */
export const isJsonText = ({ text }: Source): boolean => /^\uFEFF?\s*(?:\{(?!\{)|\[)/.test(text);

/** A scalar as text, with quotes where it needs them, or as the one had that it replaces. */
export function write(
  value: string | number | boolean | null,
  layout: Layout,
  style: YamlScalar['style'] = 'plain',
): string {
  if (typeof value !== 'string') return String(value);
  if (layout.json || style === 'double' || /[\n\r\t\\\u0000-\u001f\u007f-\u009f]/.test(value))
    return JSON.stringify(value);
  if (style === 'single') return `'${value.replaceAll("'", "''")}'`;
  return needsQuotes(value) ? JSON.stringify(value) : value;
}

/** Whether a plain scalar would be read as something else, by YAML 1.1 or 1.2 readers (section 7.3.3; core schema). */
const needsQuotes = (value: string): boolean =>
  value === '' ||
  value !== value.trim() ||
  /^[-?:,[\]{}#&*!|>'"%@`=~]/.test(value) ||
  /: |:$| #/.test(value) ||
  /^(?:true|false|yes|no|on|off|y|n|null|~|\.inf|\.nan|<<)$/i.test(value) ||
  /^[-+]?(?:0[xob])?[\d._:]+(?:e[-+]?\d+)?$/i.test(value) ||
  /[,[\]{}]/.test(value);

/** On one line: `{ a: 1 }`, `[a, b]`. */
export function writeFlow(value: YamlData, layout: Layout): string {
  if (isList(value)) return `[${value.map((item) => writeFlow(item, layout)).join(', ')}]`;
  if (!isMap(value)) return write(value, layout);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${write(key, layout)}: ${writeFlow(inner, layout)}`,
  );
  if (entries.length === 0) return '{}';
  return layout.json ? `{${entries.join(', ')}}` : `{ ${entries.join(', ')} }`;
}

/**
 * What stands behind `key:` (or, as `item`, behind `-`) of a block whose keys stand at `indent`: ` value`, or lines.
 */
export function writeBlock(value: YamlData, indent: number, layout: Layout, item = false): string {
  if (isMap(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return ' {}';
    const deeper = indent + (item ? 2 : layout.step);
    const lines = entries.map(([key, inner]) => `${write(key, layout)}:${writeBlock(inner, deeper, layout)}`);
    const glue = `\n${' '.repeat(deeper)}`;
    return item ? ` ${lines.join(glue)}` : `${glue}${lines.join(glue)}`;
  }
  if (isList(value)) {
    if (value.length === 0) return ' []';
    if (item) return ` ${writeFlow(value, layout)}`;
    const deeper = indent + (layout.deepLists ? layout.step : 0);
    return value
      .map((inner) => `\n${' '.repeat(deeper)}-${writeBlock(inner, deeper, layout, true)}`)
      .join('');
  }
  return ` ${write(value, layout)}`;
}

const isList = (value: YamlData): value is readonly YamlData[] => Array.isArray(value);

const isMap = (value: YamlData): value is { readonly [key: string]: YamlData } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
