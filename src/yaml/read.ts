import * as yaml from 'yaml';
import { clip } from '../core/clip.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { parseDocuments } from './parse.ts';
import type {
  YamlDocument,
  YamlEntry,
  YamlFile,
  YamlList,
  YamlMap,
  YamlNode,
  YamlProblem,
  YamlScalar,
} from './types.ts';

/** What a text may be at the most before it counts as made to exhaust the reader. */
export interface YamlLimits {
  /** UTF-16 units of text. */
  readonly length: number;
  /** Values in one document, aliases counted each time (“billion laughs”). */
  readonly values: number;
  readonly depth: number;
}

export const yamlLimits: YamlLimits = { length: 20 * 1024 * 1024, values: 2_000_000, depth: 100 };

/**
 * Reads a text as YAML 1.2 documents (with `<<` of YAML 1.1), every value with its place. What cannot be read is a
 * problem with its place; the other documents are still read. Never throws.
 */
export function readYaml(source: Source, limits: YamlLimits = yamlLimits): YamlFile {
  const problems: YamlProblem[] = [];
  const { text } = source;
  if (text.length > limits.length) {
    const message = `it is larger than ${Math.round(limits.length / 1024 / 1024)} MiB, so it is not read`;
    return { source, documents: [], problems: [{ at: { start: 0, end: 0 }, message, kind: 'limit' }] };
  }
  const deep = tooDeep(text, limits.depth) ?? tooFarIn(text, limits.depth);
  if (deep !== undefined) {
    const message = `it is nested more than ${limits.depth} deep`;
    return { source, documents: [], problems: [{ at: { start: deep, end: deep }, message, kind: 'limit' }] };
  }
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  let parsed: readonly yaml.Document.Parsed[];
  try {
    parsed = parseDocuments(shift ? text.slice(1) : text);
  } catch (error) {
    const message = `it cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`;
    return { source, documents: [], problems: [{ at: { start: 0, end: 0 }, message, kind: 'syntax' }] };
  }
  const documents = parsed.map((document): YamlDocument => {
    const [start, , end] = document.range;
    const span = { start: start + shift, end: end + shift };
    const error = document.errors[0];
    if (error) {
      // The library points behind the end of the text when something is missing there.
      const [start, end] = error.pos.map((offset) => Math.min(offset + shift, text.length));
      const at = { start: start!, end: end! };
      problems.push({ at, message: firstLine(error.message), kind: 'syntax' });
      return { span };
    }
    if (!document.contents) return { span };
    const root = new Converter(source, shift, limits, problems).root(document.contents);
    return root ? { root, span } : { span };
  });
  return { source, documents, problems };
}

/** Thrown and caught within this file: a document that costs too much is given up whole. */
class TooMuch extends Error {}

class Converter {
  readonly #source: Source;
  readonly #shift: number;
  readonly #limits: YamlLimits;
  readonly #problems: YamlProblem[];
  /** What anchors stand for, the latest so far. The library would search for each anew. */
  readonly #anchors = new Map<string, YamlNode | 'open'>();

  constructor(source: Source, shift: number, limits: YamlLimits, problems: YamlProblem[]) {
    this.#source = source;
    this.#shift = shift;
    this.#limits = limits;
    this.#problems = problems;
  }

  root(node: yaml.Node): YamlNode | undefined {
    try {
      return this.#convert(node, 0);
    } catch (error) {
      if (error instanceof TooMuch) return undefined;
      throw error;
    }
  }

  #convert(node: unknown, depth: number): YamlNode {
    if (depth > this.#limits.depth) this.#giveUp(node, `it is nested more than ${this.#limits.depth} deep`);
    if (yaml.isAlias(node)) return this.#alias(node);
    const anchor = yaml.isNode(node) && !yaml.isAlias(node) ? node.anchor : undefined;
    if (anchor) this.#anchors.set(anchor, 'open');
    const made = this.#make(node, depth);
    if (made.size > this.#limits.values)
      this.#giveUp(node, `aliases make it more than ${this.#limits.values} values`);
    if (anchor) this.#anchors.set(anchor, made);
    return made;
  }

  #make(node: unknown, depth: number): YamlNode {
    if (yaml.isMap(node)) return this.#map(node, depth);
    if (yaml.isSeq(node)) return this.#list(node, depth);
    if (yaml.isScalar(node)) return this.#scalar(node as ScalarNode, this.#span(node));
    const { start } = this.#span(node);
    return this.#empty(start);
  }

  #alias(node: yaml.Alias): YamlNode {
    const span = this.#span(node);
    const target = this.#anchors.get(node.source);
    if (target === undefined || target === 'open') {
      const message =
        target === 'open'
          ? `the alias *${node.source} stands within what it stands for`
          : `the anchor *${node.source} is not defined`;
      this.#problems.push({ at: span, message, kind: 'anchor' });
      return this.#empty(span.start);
    }
    return { ...target, alias: span };
  }

  #map(node: yaml.YAMLMap, depth: number): YamlMap {
    const own = new Map<string, YamlEntry>();
    const merged = new Map<string, YamlEntry>();
    let size = 1;
    let merges = 0;
    for (const { key, value } of node.items) {
      const keySpan = this.#span(key);
      if (!yaml.isScalar(key)) {
        this.#problems.push({ at: keySpan, message: 'a key has to be a word', kind: 'key' });
        continue;
      }
      const name = this.#scalar(key as ScalarNode, keySpan);
      if (key.anchor) this.#anchors.set(key.anchor, name);
      const converted = value === null ? this.#empty(keySpan.end) : this.#convert(value, depth + 1);
      size += converted.size;
      if (name.text === '<<' && name.style === 'plain') {
        const mistake = mistakeOfMerge(converted, merges++);
        if (mistake) this.#problems.push({ at: keySpan, ...mistake });
        for (const entry of mergedEntries(converted))
          if (!merged.has(entry.key)) merged.set(entry.key, { ...entry, merged: true });
        continue;
      }
      const keyText = typeof name.value === 'string' ? name.value : name.text;
      if (own.has(keyText)) {
        this.#problems.push({
          at: keySpan,
          message: `the key “${clip(keyText)}” stands here twice`,
          kind: 'duplicate-key',
        });
      }
      const comment = name.comment ?? (converted.kind === 'scalar' ? converted.comment : undefined);
      own.set(keyText, {
        key: keyText,
        keySpan,
        source: this.#source,
        value: converted,
        ...(comment ? { comment } : {}),
      });
    }
    for (const [key, entry] of merged) if (!own.has(key)) own.set(key, entry);
    return {
      kind: 'map',
      entries: [...own.values()],
      flow: node.flow === true,
      ...this.#placed(node),
      size,
    };
  }

  #list(node: yaml.YAMLSeq, depth: number): YamlList {
    const items = node.items.map((item) => this.#convert(item, depth + 1));
    const size = items.reduce((sum, item) => sum + item.size, 1);
    return { kind: 'list', items, flow: node.flow === true, ...this.#placed(node), size };
  }

  #scalar(node: ScalarNode, span: Span): YamlScalar {
    const { value } = node;
    const known =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    const text = node.source ?? (known === null ? '' : String(known));
    return {
      kind: 'scalar',
      value: known,
      text,
      style: styles[node.type ?? ''] ?? 'plain',
      ...this.#placed(node),
      span,
      size: 1,
    };
  }

  #placed(node: unknown): Pick<YamlScalar, 'source' | 'span' | 'tag' | 'comment'> {
    const { tag, comment, commentBefore } = node as {
      tag?: string;
      comment?: string | null;
      commentBefore?: string | null;
    };
    const note = (comment ?? commentBefore ?? '').trim();
    return {
      source: this.#source,
      span: this.#span(node),
      ...(tag ? { tag: tag.replace(/^tag:yaml\.org,2002:/, '!!') } : {}),
      ...(note ? { comment: note } : {}),
    };
  }

  #empty(offset: number): YamlScalar {
    const span = { start: offset, end: offset };
    return { kind: 'scalar', value: null, text: '', style: 'plain', source: this.#source, span, size: 1 };
  }

  #span(node: unknown): Span {
    const range = yaml.isNode(node) ? node.range : undefined;
    return range ? { start: range[0] + this.#shift, end: range[1] + this.#shift } : { start: 0, end: 0 };
  }

  #giveUp(node: unknown, message: string): never {
    this.#problems.push({ at: this.#span(node), message, kind: 'limit' });
    throw new TooMuch();
  }
}

interface ScalarNode {
  value: unknown;
  source?: string;
  type?: string;
}

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

/** What readers of YAML 1.1 have against the value of `<<`, of which `before` stand in the map already. */
function mistakeOfMerge(value: YamlNode, before: number): Omit<YamlProblem, 'at'> | undefined {
  if (before > 0) return { message: 'the key “<<” stands here twice', kind: 'duplicate-key' };
  const maps = value.kind === 'list' ? value.items : [value];
  if (maps.every(({ kind }) => kind === 'map')) return undefined;
  return { message: '“<<” takes a map, or a list of maps', kind: 'key' };
}

const mergedEntries = (value: YamlNode): readonly YamlEntry[] => {
  if (value.kind === 'map') return value.entries;
  return value.kind === 'list' ? value.items.flatMap(mergedEntries) : [];
};

/**
 * Where a text goes deeper than any manifest does, before the library is asked, which calls itself for every level:
 * brackets that are open at once, or blanks in front of a line with a dash or a key for each.
 */
function tooDeep(text: string, depth: number): number | undefined {
  let open = 0;
  let dashes = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      if (++open > depth * 20) return at;
    } else if (code === 0x5d || code === 0x7d) open = Math.max(0, open - 1);
    else if (code === 0x0a) dashes = 0;
    else if (isIndicator(text, at, code) && (code !== 0x3a || open === 0) && ++dashes > depth * 20) return at;
  }
  return undefined;
}

/** Where lines are within lines deeper than any manifest's: by their blanks alone, so that a drawing in a text counts too. */
function tooFarIn(text: string, depth: number): number | undefined {
  const open: number[] = [];
  const line = /^( *)[^ \n\r#]/gm;
  for (let found = line.exec(text); found; found = line.exec(text)) {
    const indent = found[1]!.length;
    while (open.length > 0 && open.at(-1)! >= indent) open.pop();
    if (open.push(indent) > depth * 5) return found.index + indent;
    const end = text.indexOf('\n', found.index);
    if (end === -1) return undefined;
    line.lastIndex = end;
  }
  return undefined;
}

/** A dash, question mark or colon that stands alone: one behind a word is a key's and goes no deeper. */
const isIndicator = (text: string, at: number, code: number): boolean =>
  (code === 0x2d || code === 0x3f || code === 0x3a) &&
  text.charCodeAt(at + 1) === 0x20 &&
  (at === 0 || text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x0a);

const firstLine = (message: string): string => message.split('\n', 1)[0]!;
