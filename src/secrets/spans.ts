import type { Span } from '../core/span.ts';
import { findSecrets, isExample } from './patterns.ts';
import { secretValue } from './values.ts';

/**
 * Where secrets stand in a text of any kind: credentials of known forms, passwords in URLs, private keys, and what is written
 * behind a name that says it is one (`NAME=value`, `name: value`, `--name value`, and an entry of `name:` and `value:`). For
 * showing the text to others, so that rather too much is found than too little.
 * @returns spans in order, none within another
 */
export function secretSpans(text: string): Span[] {
  const spans: Span[] = findSecrets(text).map(({ pattern, span }) =>
    pattern.id === 'private-key' ? { start: span.start, end: keyEnd(text, span.end) } : span,
  );
  for (const match of text.matchAll(URL_PASSWORD)) {
    const start = match.index + match[0].length - match[1]!.length;
    if (!isExample(match[1]!) && !match[1]!.startsWith('$'))
      spans.push({ start, end: start + match[1]!.length });
  }
  for (const pattern of [PAIR, OPTION, ENTRY]) {
    for (const match of text.matchAll(pattern)) {
      const { name = '', value = '' } = match.groups!;
      const start = match.index + match[0].length - value.length;
      spans.push(...valueSpan(name, value, start));
    }
  }
  return joined(spans);
}

/** The same text with every character of a secret replaced, so that offsets and lines stay as they are. */
export function masked(text: string, also: readonly Span[] = []): string {
  const spans = joined([...secretSpans(text), ...also]);
  if (spans.length === 0) return text;
  let made = '';
  let at = 0;
  for (const { start, end } of spans) {
    made += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, '*');
    at = end;
  }
  return made + text.slice(at);
}

/** Whether a text holds a secret. */
export const holdsSecret = (text: string): boolean => secretSpans(text).length > 0;

/** `scheme://user:password@`. */
const URL_PASSWORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"']{0,100}:([^\s/@"']{1,200})(?=@)/gi;

const NAME = String.raw`(?<name>[A-Za-z_][\w.-]{0,80})`;

/** `NAME=value`, `"NAME": "value"`, `name: value`, `NAME value` of an old ENV. */
const PAIR = new RegExp(
  String.raw`(?<![\w.-])${NAME}["']?(?:[ \t]*[:=][ \t]*|(?<=^[ \t]*ENV[ \t]+[\w]{1,80})[ \t]+)(?<value>"[^"\n]{1,4000}|'[^'\n]{1,4000}|[^\s"',;}\]{[|>&*<][^\s"',;}\]]{0,3999})`,
  'gim',
);

/** `--name value`. */
const OPTION = new RegExp(
  String.raw`(?<=\s)--?${NAME}["']?,?[ \t]+(?<value>"[^"\n]{1,4000}|'[^'\n]{1,4000}|[^\s"',;}\]-][^\s"',;}\]]{0,4000})`,
  'g',
);

/** `name: NAME` and `value: text` of a list of variables, on two lines or in one. */
const ENTRY = new RegExp(
  String.raw`\bname["']?:[ \t]*["']?${NAME}["']?[ \t]*(?:\r?\n[ \t]*|,[ \t]*)["']?value["']?:[ \t]*(?<value>"[^"\n]{1,4000}|'[^'\n]{1,4000}|[^\s"',}]{1,4000})`,
  'g',
);

function valueSpan(name: string, value: string, start: number): Span[] {
  const quote = /^["']/.test(value) ? 1 : 0;
  const text = value.slice(quote);
  // `${X:-secret}`: the default is what is one.
  const fallback = /^\$\{\w+:?-(?<text>[^}]+)/.exec(text)?.groups?.text;
  if (fallback !== undefined) return valueSpan(name, fallback, start + quote + text.indexOf(fallback));
  if (text.startsWith('$') || !secretValue(name.replaceAll(/[.-]/g, '_'), text)) return [];
  return [{ start: start + quote, end: start + value.length }];
}

/** Where the block of a private key ends; where it does not, so does the text of it that is near. */
function keyEnd(text: string, from: number): number {
  const end = text.slice(from, from + LONGEST_KEY).search(/-----END [A-Z ]+-----/);
  return end === -1 ? from : from + end;
}

const LONGEST_KEY = 20_000;

function joined(spans: readonly Span[]): Span[] {
  const made: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = made.at(-1);
    if (last && span.start <= last.end)
      made[made.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else made.push(span);
  }
  return made;
}
