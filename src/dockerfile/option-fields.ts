import type { Flag, Word } from './tree.ts';

/** One field of a flag that has several: `target=/a`, or a bare `readonly`. */
export interface OptionField {
  /** In small letters, as it counts. */
  readonly name: string;
  /** Behind the equals sign; an empty value at its end where there is none. */
  readonly value: Word;
  /** Without an equals sign. */
  readonly isBare: boolean;
  /** As it stands. */
  readonly text: string;
}

/**
 * The comma-separated fields of `--mount=type=…,target=…`. A field in quotes may have commas in it, as in a line of CSV;
 * undefined where quotes do not fit, as BuildKit refuses the flag then.
 */
export function optionFields({ value }: Flag): OptionField[] | undefined {
  if (!value) return [];
  const { text, span } = value;
  // With a continuation, an escape or quotes inside the flag, places in the text are not those in the file.
  const exact = span.end - span.start === text.length;
  const fields: OptionField[] = [];
  let at = 0;
  do {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
    if (!field) return undefined;
    const place = exact && text[at] !== '"' ? { start: span.start + at, end: span.start + field.end } : span;
    fields.push(read(field.text, place));
    at = field.end + 1;
  } while (at <= text.length);
  return fields;
}

interface Raw {
  readonly text: string;
  /** Of what ends it: a comma, or the end of all. */
  readonly end: number;
}

function bareField(text: string, start: number): Raw | undefined {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  const field = text.slice(start, end);
  return field.includes('"') ? undefined : { text: field, end };
}

/** Two quotes within quotes are one. */
function quotedField(text: string, start: number): Raw | undefined {
  let field = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return undefined;
    field += text.slice(at, quote);
    const next = text[quote + 1];
    if (next === undefined || next === ',') return { text: field, end: quote + 1 };
    if (next !== '"') return undefined;
    field += '"';
    at = quote + 2;
  }
}

function read(text: string, span: Word['span']): OptionField {
  const equals = text.indexOf('=');
  const isBare = equals === -1;
  const from = isBare ? text.length : equals + 1;
  const exact = span.end - span.start === text.length;
  return {
    name: (isBare ? text : text.slice(0, equals)).toLowerCase(),
    value: { text: text.slice(from), span: exact ? { start: span.start + from, end: span.end } : span },
    isBare,
    text,
  };
}
