import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';

/** A YAML value with its place: aliases resolved, merge keys merged in. Spans are offsets into `source`. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

interface Placed {
  readonly source: Source;
  /** An alias has the span of what it stands for; `alias` is where it stands. */
  readonly span: Span;
  readonly alias?: Span;
  /** As written: `!reset`, `!!str`; absent where there is none. */
  readonly tag?: string;
  /** The comment above it, or behind it. */
  readonly comment?: string;
  /** Every value below it and itself, aliases counted each time: what walking it costs. */
  readonly size: number;
}

export interface YamlMap extends Placed {
  readonly kind: 'map';
  /** In order; a key that was written twice has its last value, as YAML 1.1 readers take it. */
  readonly entries: readonly YamlEntry[];
  /** `{a: 1}` rather than lines. */
  readonly flow: boolean;
  /** The end of a line of `source` behind which further entries go, where that is not behind the last (in a template). */
  readonly tail?: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly source: Source;
  readonly value: YamlNode;
  /** It comes from another map, by `<<` or by `extends`: a key of that name in this map would take its place. */
  readonly merged?: boolean;
  readonly comment?: string;
}

export interface YamlList extends Placed {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes; block scalars as they are read. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** As in `Field`: value and text are made from what is written, with variables put in. */
  readonly interpolated?: true;
  /** As in `Field`: one of these variables has no value. */
  readonly uncertain?: true;
}

/** Something that is wrong with the text of a document. */
export interface YamlProblem {
  readonly at: Span;
  readonly message: string;
  readonly kind: 'syntax' | 'key' | 'duplicate-key' | 'limit' | 'anchor';
}

export interface YamlDocument {
  /** Absent when there is nothing in it, or it could not be read. */
  readonly root?: YamlNode;
  readonly span: Span;
}

/** A text as YAML: every document that could be read, and what could not. */
export interface YamlFile {
  readonly source: Source;
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}
