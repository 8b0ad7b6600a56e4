import { nearestOf } from '../core/distance.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { isDay } from './days.ts';
import type { RuleIds } from './ids.ts';
import type { RuleInfo } from './types.ts';
import { type ListValue, type MapValue, placed, type Value } from './yaml.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** One kind of value in the configuration: how it is read, and how the published schema describes it. */
export interface Kind<T> {
  /** The value, or undefined with at least one complaint. */
  read(value: Value, reader: Reader): T | undefined;
  schema(context: SchemaContext): JsonSchema;
}

export interface SchemaContext {
  readonly rules: readonly RuleInfo[];
  /** The JSON Schema of a rule's options. */
  readonly options: (rule: RuleInfo) => JsonSchema | undefined;
}

/** Collects what is wrong with one file, so that a user sees it all at once. */
export class Reader {
  readonly source: Source;
  readonly ids: RuleIds;
  readonly problems: string[] = [];

  constructor(source: Source, ids: RuleIds) {
    this.source = source;
    this.ids = ids;
  }

  /** Whether there are more complaints than are told: what helps with another need not be worked out. */
  get isFull(): boolean {
    return this.problems.length >= mostComplaints;
  }

  /** Complains about a place; always undefined. */
  fail(at: Span, message: string): undefined {
    this.problems.push(placed(this.source, at.start, message));
  }

  /** Complains about an unknown word, with the nearest of those that are known. */
  unknown(at: Span, what: string, word: string, known: readonly string[]): undefined {
    const nearest = this.isFull ? undefined : nearestOf(word, known);
    const instead = nearest ? `did you mean “${nearest}”?` : `known: ${known.slice(0, 20).join(', ')}`;
    this.fail(at, `unknown ${what} “${clip(word)}”; ${instead}`);
  }
}

/** So many complaints about a file are told, one a line. */
export const mostComplaints = 20;

/** A value with the place where it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Span;
}

/** A text that is not empty. Numbers are taken as they are written. */
export const text = (description: string): Kind<string> => ({
  read: (value, reader) => {
    if (value.kind !== 'scalar' || value.value === null)
      return reader.fail(value.span, `a text was expected, not ${nameOf(value)}`);
    const found = typeof value.value === 'string' ? value.value : value.text;
    return found.trim() === '' ? reader.fail(value.span, 'an empty text says nothing') : found;
  },
  schema: () => ({ type: 'string', minLength: 1, description }),
});

/** One text or a list of them. */
export const texts = (description: string): Kind<readonly string[]> => {
  const one = text(description);
  return {
    read: (value, reader) => {
      const items = value.kind === 'list' ? value.items : [value];
      const read = items.map((item) => one.read(item, reader));
      return read.every((item) => item !== undefined) ? read : undefined;
    },
    schema: () => ({ ...oneOrMany({ type: 'string', minLength: 1 }), description }),
  };
};

export const choice = <W extends string>(
  what: string,
  words: readonly W[],
  description: string,
): Kind<W> => ({
  read: (value, reader) => {
    const word = value.kind === 'scalar' ? value.text : '';
    const found = words.find((known) => known === word);
    if (found) return found;
    if (value.kind !== 'scalar')
      return reader.fail(value.span, `${what} was expected (${words.join(', ')}), not ${nameOf(value)}`);
    return reader.unknown(value.span, what, word, words);
  },
  schema: () => ({ enum: words, description }),
});

export const flag = (description: string): Kind<boolean> => ({
  read: (value, reader) =>
    value.kind === 'scalar' && typeof value.value === 'boolean'
      ? value.value
      : reader.fail(value.span, `true or false was expected, not ${nameOf(value)}`),
  schema: () => ({ type: 'boolean', description }),
});

/** true, false, or a whole number from 1. */
export const flagOrCount = (description: string): Kind<boolean | number> => ({
  read: (value, reader) => {
    const found = value.kind === 'scalar' ? value.value : undefined;
    if (typeof found === 'boolean') return found;
    if (typeof found === 'number' && Number.isSafeInteger(found) && found >= 1) return found;
    return reader.fail(value.span, `true, false or a whole number from 1 was expected, not ${nameOf(value)}`);
  },
  schema: () => ({ anyOf: [{ type: 'boolean' }, { type: 'integer', minimum: 1 }], description }),
});

/** A day as `2027-01-31`. */
export const day = (description: string): Kind<string> => ({
  read: (value, reader) => {
    const found = value.kind === 'scalar' ? value.text : '';
    return isDay(found)
      ? found
      : reader.fail(value.span, `a date like 2027-01-31 was expected, not ${nameOf(value)}`);
  },
  schema: () => ({ type: 'string', format: 'date', description }),
});

/** Text to text; numbers and true and false count as they are written. */
export const textMap = (description: string): Kind<Readonly<Record<string, string>>> => ({
  read: (value, reader) => {
    if (value.kind !== 'map')
      return reader.fail(value.span, `names with values were expected, not ${nameOf(value)}`);
    const found: [string, string][] = [];
    for (const entry of value.entries) {
      if (entry.value.kind === 'scalar')
        found.push([entry.key, typeof entry.value.value === 'string' ? entry.value.value : entry.value.text]);
      else
        reader.fail(entry.value.span, `a text was expected for “${entry.key}”, not ${nameOf(entry.value)}`);
    }
    return Object.fromEntries(found);
  },
  schema: () => ({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean'] },
    description,
  }),
});

export const list = <T>(item: Kind<T>, description: string): Kind<readonly Placed<T>[]> => ({
  read: (value, reader) => {
    if (isEmpty(value)) return [];
    if (value.kind !== 'list') return reader.fail(value.span, `a list was expected, not ${nameOf(value)}`);
    return readItems(value, item, reader);
  },
  schema: (context) => ({ type: 'array', items: item.schema(context), description }),
});

export type Shape = Readonly<Record<string, Kind<unknown>>>;

/** What a shape reads: every key may be absent; complaints about required ones have been made. */
export type Read<S extends Shape> = { [K in keyof S]?: S[K] extends Kind<infer T> ? T : never };

/** Known keys only; an unknown one is a complaint that names the nearest. */
export const object = <S extends Shape>(
  shape: S,
  more: { readonly required?: readonly (keyof S & string)[]; readonly description?: string } = {},
): Kind<Read<S>> => ({
  read: (value, reader) => {
    if (isEmpty(value))
      return readObject({ entries: [], span: value.span }, shape, more.required ?? [], reader);
    if (value.kind !== 'map')
      return reader.fail(value.span, `keys and values were expected, not ${nameOf(value)}`);
    return readObject(value, shape, more.required ?? [], reader);
  },
  schema: (context) => ({
    type: 'object',
    ...(more.description ? { description: more.description } : {}),
    properties: Object.fromEntries(Object.entries(shape).map(([key, kind]) => [key, kind.schema(context)])),
    ...(more.required ? { required: more.required } : {}),
    additionalProperties: false,
  }),
});

/** `item` or a list of it, as JSON Schema. */
export const oneOrMany = (item: JsonSchema): JsonSchema => ({
  anyOf: [item, { type: 'array', items: item, minItems: 1 }],
});

/** What a value is, for a complaint. */
export const nameOf = (value: Value): string => {
  if (value.kind === 'list') return 'a list';
  if (value.kind === 'map') return 'keys and values';
  return value.value === null ? 'nothing' : `“${clip(value.text)}”`;
};

/** A key without a value, as `waivers:` with nothing below it. */
export const isEmpty = (value: Value): boolean => value.kind === 'scalar' && value.value === null;

const readItems = <T>(value: ListValue, item: Kind<T>, reader: Reader): Placed<T>[] => {
  const found: Placed<T>[] = [];
  for (const one of value.items) {
    const read = item.read(one, reader);
    if (read !== undefined) found.push({ value: read, at: one.span });
  }
  return found;
};

const readObject = <S extends Shape>(
  value: Pick<MapValue, 'entries' | 'span'>,
  shape: S,
  required: readonly string[],
  reader: Reader,
): Read<S> => {
  const found: Record<string, unknown> = {};
  for (const entry of value.entries) {
    const kind = Object.hasOwn(shape, entry.key) ? shape[entry.key] : undefined;
    if (!kind) reader.unknown(entry.keySpan, 'key', entry.key, Object.keys(shape));
    else {
      const read = kind.read(entry.value, reader);
      if (read !== undefined) found[entry.key] = read;
    }
  }
  for (const key of required) {
    if (!value.entries.some((entry) => entry.key === key)) reader.fail(value.span, `“${key}” is missing`);
  }
  return found as Read<S>;
};

const clip = (word: string): string => {
  const line = word.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};
