import { isDeepStrictEqual } from 'node:util';
import { PlimsollError } from '../core/errors.ts';
import { Source } from '../core/source.ts';
import type { ConfigWaiver } from './config.ts';
import { type Entry, plain, readYaml, type Value } from './yaml.ts';

/** What a new configuration begins with, so that editors know its schema. */
const header = '# yaml-language-server: $schema=./node_modules/plimsoll/dist/schema/config.json\n';

/**
 * The text of a configuration with one more waiver at the end of `waivers`. All other text stays as it is; where the
 * list is written so that this cannot be (in one line, behind an alias), the file is laid out anew, comments kept.
 * @param text - the configuration; undefined when there is none yet
 * @param path - its path as shown to people
 * @throws PlimsollError `config` when the configuration is no YAML, `waivers` is no list, or nothing can be added.
 */
export const appendWaiver = async (
  text: string | undefined,
  waiver: ConfigWaiver,
  path: string,
): Promise<string> => {
  const source = new Source(path, text ?? header);
  const before = await readYaml(source);
  const fields = fieldsOf(waiver);
  const wanted = expected(before, fields, path);
  const edited = insert(source, before, fields);
  if (edited !== undefined && (await says(edited, path, wanted))) return edited;
  const laidOut = await relay(source, fields);
  if (laidOut !== undefined && (await says(laidOut, path, wanted))) return laidOut;
  throw new PlimsollError(
    'config',
    `${path}: a waiver cannot be added to the way this file is written; add it by hand`,
  );
};

type Fields = readonly (readonly [name: string, value: string | readonly string[]])[];

const fieldsOf = (waiver: ConfigWaiver): Fields => {
  const fields: [string, string | readonly string[] | undefined][] = [
    ['rule', oneOrAll(waiver.rules)],
    ['path', waiver.paths && oneOrAll(waiver.paths)],
    ['target', waiver.target],
    ['line', waiver.line],
    ['package', waiver.package],
    ['reason', waiver.reason],
    ['owner', waiver.owner],
    ['until', waiver.until],
    ['record', waiver.record],
  ];
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
};

/** The whole configuration as data, as it has to be afterwards. */
const expected = (before: Value | undefined, fields: Fields, path: string): unknown => {
  const data = (before && plain(before)) ?? {};
  if (typeof data !== 'object' || Array.isArray(data)) {
    throw new PlimsollError('config', `${path}: keys and values were expected`);
  }
  const waivers = (data as { waivers?: unknown }).waivers ?? [];
  if (!Array.isArray(waivers)) throw new PlimsollError('config', `${path}: “waivers” is no list`);
  return { ...data, waivers: [...waivers, Object.fromEntries(fields)] };
};

const says = async (text: string, path: string, wanted: unknown): Promise<boolean> => {
  try {
    const value = await readYaml(new Source(path, text));
    return value !== undefined && isDeepStrictEqual(plain(value), wanted);
  } catch {
    return false;
  }
};

/** The text with the waiver put in, without a look at whether that was right. */
const insert = (source: Source, before: Value | undefined, fields: Fields): string | undefined => {
  const { text, eol } = source;
  const entry = before?.kind === 'map' ? before.entries.find(({ key }) => key === 'waivers') : undefined;
  if (!entry) {
    const gap = text.trim() === '' || text === header ? '' : eol;
    return endLine(text, eol) + gap + block('waivers:', fields, '  ', eol);
  }
  const { value } = entry;
  if (value.kind !== 'list' || value.items.length === 0) return fill(source, entry, fields);
  const column = source.position(value.span.start).column - 1;
  const indent = text.slice(value.span.start - column, value.span.start);
  if (text[value.span.start] !== '-' || indent.trim() !== '') return undefined;
  const at = lineAfter(text, value.span.end);
  return endLine(text.slice(0, at), eol) + block('', fields, indent, eol) + text.slice(at);
};

/** Gives an empty `waivers:` or `waivers: []` its first item. */
const fill = (source: Source, { keySpan, value }: Entry, fields: Fields): string => {
  const { text, eol } = source;
  const head = text.slice(0, value.kind === 'list' ? value.span.start : keySpan.end + 1).trimEnd();
  const from = value.kind === 'list' ? value.span.end : keySpan.end + 1;
  const at = lineAfter(text, from);
  const rest = text.slice(from, at).trimEnd();
  return `${head}${rest}${eol}${block('', fields, '  ', eol)}${text.slice(at)}`;
};

const block = (key: string, fields: Fields, indent: string, eol: string): string => {
  const rows = fields.map(
    ([name, value], i) => `${indent}${i === 0 ? '- ' : '  '}${name}: ${written(value)}`,
  );
  return [...(key ? [key] : []), ...rows].map((row) => row + eol).join('');
};

/** The start of the line behind the one that `offset` stands in or ends. */
const lineAfter = (text: string, offset: number): number => {
  if (text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
};

const endLine = (text: string, eol: string): string =>
  text === '' || text.endsWith('\n') ? text : text + eol;

const written = (value: string | readonly string[]): string =>
  typeof value === 'string' ? scalar(value) : `[${value.map(scalar).join(', ')}]`;

/** Plain where nothing in it could mean something else, quoted as JSON is otherwise. */
const scalar = (text: string): string => {
  const safe = /^[\p{L}\d./][\p{L}\p{N} _./@+()*–—’“”-]*$/u.test(text) && !text.endsWith(' ');
  const other =
    /^(?:true|false|null|on|off|yes|no|[\d.+-].*)$/i.test(text) && !/^\d{4}-\d\d-\d\d$/.test(text);
  return safe && !other ? text : JSON.stringify(text);
};

/** The text laid out anew with the waiver; undefined when the library will not write what it has read. */
const relay = async (source: Source, fields: Fields): Promise<string | undefined> => {
  const yaml = await import('yaml');
  const bom = source.text.startsWith('\uFEFF') ? '\uFEFF' : '';
  try {
    const document = yaml.parseDocument(source.text.slice(bom.length), { merge: true, logLevel: 'silent' });
    const waivers = document.get('waivers', true);
    const list = yaml.isAlias(waivers) ? waivers.resolve(document) : waivers;
    if (yaml.isSeq(list)) list.add(document.createNode(Object.fromEntries(fields)));
    else document.set('waivers', document.createNode([Object.fromEntries(fields)]));
    return bom + document.toString({ lineWidth: 0 }).replaceAll('\n', source.eol);
  } catch {
    return undefined;
  }
};

const oneOrAll = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? values[0]! : values;
