import type { Document, Node } from 'yaml';
import { PlimsollError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';

/** A YAML value with its place: aliases resolved, merge keys merged in. */
export type Value = MapValue | ListValue | ScalarValue;

export interface MapValue {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly span: Span;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Value;
  /** The comment above the entry, or behind it. */
  readonly comment?: string;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly span: Span;
}

export interface ScalarValue {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes. */
  readonly text: string;
  readonly span: Span;
  /** The comment above it, or behind it. */
  readonly comment?: string;
}

/** A configuration larger than this is a mistake, and would take seconds to read. */
export const mostBytes = 1024 * 1024;

/** More values than this, aliases counted each time, are a bomb. */
const mostValues = 100_000;
const mostDepth = 60;

/** `path:line:column: message`, as every complaint about a file is written. */
export const placed = (source: Source, offset: number, message: string): string => {
  const { line, column } = source.position(offset);
  return `${source.path}:${line}:${column}: ${message}`;
};

/**
 * Reads one YAML document. Undefined when there is nothing in it.
 * @throws PlimsollError `config`, naming the place, when it is no YAML or out of all proportion.
 */
export const readYaml = async (source: Source): Promise<Value | undefined> => {
  if (source.text.length > mostBytes) {
    throw new PlimsollError('config', `${source.path}: larger than 1 MiB, so it is not read`);
  }
  const bom = source.text.startsWith('\uFEFF') ? 1 : 0;
  const yaml = await import('yaml');
  const fail = (offset: number, message: string): never => {
    throw new PlimsollError('config', placed(source, offset + bom, message));
  };
  let documents: readonly Document.Parsed[];
  try {
    // Without `uniqueKeys` and `prettyErrors`, both of which take quadratic time; keys are compared below.
    const parsed = yaml.parseAllDocuments(source.text.slice(bom), {
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      merge: true,
    });
    documents = Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    return fail(0, `cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const document = documents[0];
  if (!document) return undefined;
  const error = document.errors[0];
  if (error) return fail(error.pos[0], `cannot be read as YAML: ${firstLine(error.message)}`);
  if (documents[1])
    return fail(documents[1].range[0], 'a second YAML document begins here; there may be one only');
  if (!document.contents) return undefined;
  return new Converter(yaml, bom, fail).convert(document.contents, 0);
};

/** The value as plain data. */
export const plain = (value: Value): unknown => {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(plain);
  return Object.fromEntries(value.entries.map(({ key, value }) => [key, plain(value)]));
};

type Yaml = typeof import('yaml');

class Converter {
  readonly #yaml: Yaml;
  readonly #shift: number;
  readonly #fail: (offset: number, message: string) => never;
  /** The nodes that aliases stand for, by anchor: the latest so far. The library would search for each anew. */
  readonly #anchors = new Map<string, Node>();
  #aliased = 0;
  #count = 0;

  constructor(yaml: Yaml, shift: number, fail: (offset: number, message: string) => never) {
    this.#yaml = yaml;
    this.#shift = shift;
    this.#fail = fail;
  }

  convert(node: unknown, depth: number): Value {
    const yaml = this.#yaml;
    const span = this.#span(node);
    const start = span.start - this.#shift;
    if (++this.#count > mostValues)
      this.#fail(start, 'more values than a configuration can have (aliases of aliases?)');
    if (depth > mostDepth) this.#fail(start, `nested more than ${mostDepth} deep`);
    if (yaml.isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (!target) return this.#fail(start, `the anchor *${node.source} is not defined`);
      this.#aliased++;
      const value = this.convert(target, depth + 1);
      this.#aliased--;
      return { ...value, span };
    }
    if (yaml.isNode(node) && node.anchor && this.#aliased === 0) this.#anchors.set(node.anchor, node);
    if (yaml.isMap(node)) return { kind: 'map', entries: this.#entries(node, depth), span };
    if (yaml.isSeq(node))
      return { kind: 'list', items: node.items.map((item) => this.convert(item, depth + 1)), span };
    if (yaml.isScalar(node)) return scalar(node, span);
    return { kind: 'scalar', value: null, text: '', span };
  }

  #entries(map: { items: readonly { key: unknown; value: unknown }[] }, depth: number): Entry[] {
    const own = new Map<string, Entry>();
    const merged = new Map<string, Entry>();
    for (const { key, value } of map.items) {
      const keySpan = this.#span(key);
      if (!this.#yaml.isScalar(key)) this.#fail(keySpan.start - this.#shift, 'a key has to be a word');
      const name = scalar(key as ScalarNode, keySpan);
      const converted = value === null ? emptyAt(keySpan.end) : this.convert(value, depth + 1);
      if (name.text === '<<') {
        for (const entry of mergedEntries(converted))
          if (!merged.has(entry.key)) merged.set(entry.key, entry);
        continue;
      }
      if (own.has(name.text))
        this.#fail(keySpan.start - this.#shift, `the key “${name.text}” stands here twice`);
      const comment = name.comment ?? (converted.kind === 'scalar' ? converted.comment : undefined);
      own.set(name.text, { key: name.text, keySpan, value: converted, ...(comment ? { comment } : {}) });
    }
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry);
    return [...own.values()];
  }

  #span(node: unknown): Span {
    const range = this.#yaml.isNode(node) ? (node as Node).range : undefined;
    return range ? { start: range[0] + this.#shift, end: range[1] + this.#shift } : { start: 0, end: 0 };
  }
}

interface ScalarNode {
  value: unknown;
  source?: string | undefined;
  comment?: string | null | undefined;
  commentBefore?: string | null | undefined;
}

const scalar = (node: ScalarNode, span: Span): ScalarValue => {
  const { value } = node;
  const known =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  const comment = (node.comment ?? node.commentBefore ?? '').trim();
  const text = node.source ?? (known === null ? '' : String(known));
  return { kind: 'scalar', value: known, text, span, ...(comment ? { comment } : {}) };
};

const emptyAt = (offset: number): ScalarValue => ({
  kind: 'scalar',
  value: null,
  text: '',
  span: { start: offset, end: offset },
});

const mergedEntries = (value: Value): readonly Entry[] => {
  if (value.kind === 'map') return value.entries;
  return value.kind === 'list' ? value.items.flatMap(mergedEntries) : [];
};

const firstLine = (message: string): string => message.split('\n', 1)[0]!;
