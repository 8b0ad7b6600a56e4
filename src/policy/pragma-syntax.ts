import { dayBefore, isDay } from './days.ts';

/** How far a pragma reaches: the next instruction, the stage it stands in (or whose FROM follows), the whole file. */
export type Scope = 'line' | 'stage' | 'file';

/** One pragma as written in a comment or directive. */
export interface WrittenPragma {
  readonly kind: 'ignore';
  readonly by: 'plimsoll' | 'hadolint' | 'trivy' | 'buildkit';
  readonly scope: Scope;
  /** Rule names or peers' ids; `*` for all, `buildkit:*` for all that BuildKit has a check for. */
  readonly ids: readonly string[];
  readonly reason?: string;
  readonly owner?: string;
  /** The last day on which it holds. */
  readonly until?: string;
}

/** What a comment says to us, when it says anything. */
export type Written =
  | WrittenPragma
  | { readonly kind: 'shell'; readonly shell: string }
  /** Meant for us, but not to be understood. */
  | { readonly kind: 'malformed'; readonly why: string };

/** Reads the text of a comment (behind `#`). */
export const readComment = (text: string): Written | undefined => {
  const start = text.trimStart();
  if (start.startsWith('plimsoll')) return readOurs(start.slice('plimsoll'.length));
  if (start.startsWith('hadolint')) return readHadolint(start.slice('hadolint'.length));
  return text.includes('trivy:ignore:') ? readTrivy(text) : undefined;
};

/** The value of BuildKit's `check` directive: `skip=A,B;error=true`. */
export const readCheckDirective = (
  value: string,
): { readonly skip: readonly string[]; readonly error: boolean } => {
  const skip: string[] = [];
  let error = false;
  for (const part of value.split(';')) {
    const [key = '', ...rest] = part.split('=');
    const given = rest.join('=').trim();
    if (key.trim() === 'skip')
      skip.push(...commaList(given).map((id) => (id.toLowerCase() === 'all' ? 'buildkit:*' : id)));
    if (key.trim() === 'error') error = given.toLowerCase() === 'true' || given === '1';
  }
  return { skip, error };
};

const scopes: Readonly<Record<string, Scope>> = {
  ignore: 'line',
  'ignore-stage': 'stage',
  'ignore-file': 'file',
  'stage ignore': 'stage',
  'file ignore': 'file',
};

/**
 * `ignore=RULE[,RULE…] reason="…" owner=… until=2027-01-31`, with `ignore-stage` or `stage ignore`, `ignore-file` or
 * `file ignore`. A comment that begins with our name and goes on as prose is none of our business.
 */
const readOurs = (rest: string): Written | undefined => {
  if (rest !== '' && !/^[\s:]/.test(rest)) return undefined;
  const words = assignments(rest.replace(/^:/, ''));
  const first = words[0];
  if (!first || (first.value === undefined && !/^(?:(?:stage|file) )?ignore\b/.test(first.name)))
    return undefined;
  const scope = Object.hasOwn(scopes, first.name) ? scopes[first.name] : undefined;
  if (!scope)
    return malformed(`“${clip(first.name)}” is not known; write ignore=, ignore-stage= or ignore-file=`);
  const ids = commaList(first.value ?? '');
  if (ids.length === 0) return malformed(`no rule is named after ${first.name}=`);
  const found: { reason?: string; owner?: string; until?: string } = {};
  for (const { name, value } of words.slice(1)) {
    if (name !== 'reason' && name !== 'owner' && name !== 'until') {
      return malformed(`“${clip(name)}” is not known; write reason="…", owner=… or until=2027-01-31`);
    }
    if (name === 'until' && !isDay(value ?? ''))
      return malformed(`until=${clip(value ?? '')} is not a date like 2027-01-31`);
    if (value?.trim()) found[name] = value.trim();
  }
  return { kind: 'ignore', by: 'plimsoll', scope, ids, ...found };
};

/** `ignore=DL3006,SC1010`, `global ignore=…`, `stage ignore=…`, `shell=/bin/bash`; a comment may follow behind `#`. */
const readHadolint = (rest: string): Written | undefined => {
  if (!/^\s/.test(rest)) return undefined;
  const hash = rest.indexOf('#');
  const text = (hash < 0 ? rest : rest.slice(0, hash)).trim();
  const equals = text.indexOf('=');
  if (equals < 0) return undefined;
  const name = text.slice(0, equals).trim().replace(/\s+/g, ' ');
  const value = text.slice(equals + 1).trim();
  if (name === 'shell') return value === '' ? undefined : { kind: 'shell', shell: value };
  const scope = { ignore: 'line', 'global ignore': 'file', 'stage ignore': 'stage' }[name] as
    | Scope
    | undefined;
  const ids = commaList(value);
  // As hadolint has it: one word that is no rule's id, and the whole pragma is a plain comment.
  if (!scope || ids.length === 0 || !ids.every((id) => /^[A-Za-z]{2}\d{4}$/.test(id))) return undefined;
  const why = hash < 0 ? '' : rest.slice(hash + 1).trim();
  return { kind: 'ignore', by: 'hadolint', scope, ids, ...(why ? { reason: why } : {}) };
};

/** `trivy:ignore:ID[:exp:2024-03-10]`, anywhere among the words of a comment; an expiry that is no date ignores nothing. */
const readTrivy = (text: string): Written | undefined => {
  const ids: string[] = [];
  const others: string[] = [];
  let until: string | undefined;
  for (const word of text.split(/\s+/)) {
    const plain = word.replace(/^#/, '');
    if (!plain.startsWith('trivy:ignore:')) {
      if (plain) others.push(plain);
      continue;
    }
    const [id = '', ...parameters] = plain.slice('trivy:ignore:'.length).split(':');
    const at = parameters.indexOf('exp');
    const expiry = at < 0 ? undefined : (parameters[at + 1] ?? '');
    if (id === '' || (expiry !== undefined && !isDay(expiry))) continue;
    ids.push(id);
    if (expiry !== undefined) until = [until, dayBefore(expiry)].filter((day) => day !== undefined).sort()[0];
  }
  if (ids.length === 0) return undefined;
  const reason = others.join(' ');
  return {
    kind: 'ignore',
    by: 'trivy',
    scope: 'line',
    ids,
    ...(reason ? { reason } : {}),
    ...(until ? { until } : {}),
  };
};

interface Assignment {
  readonly name: string;
  readonly value?: string;
}

/** `name=value` words; a name may be of two words, a value quoted, and a list may go on behind a comma and blanks. */
const assignments = (text: string): Assignment[] => {
  const found: Assignment[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const nameEnd = endOfName(text, at);
    const name = text.slice(at, nameEnd).trim().replace(/\s+/g, ' ');
    if (text[nameEnd] !== '=') {
      found.push({ name });
      break;
    }
    const [value, end] = readValue(text, nameEnd + 1);
    found.push({ name, value });
    at = Math.max(skipBlanks(text, end), nameEnd + 1);
  }
  return found;
};

const endOfName = (text: string, from: number): number => {
  const equals = text.indexOf('=', from);
  return equals < 0 ? text.length : equals;
};

const readValue = (text: string, after: number): [value: string, end: number] => {
  const start = skipBlanks(text, after);
  const quote = text[start];
  if (quote === '"' || quote === "'") return readQuoted(text, start, quote);
  if (start > after && isAssignment(text, start)) return ['', after];
  let end = endOfWord(text, start);
  for (let next = skipBlanks(text, end); text[end - 1] === ','; next = skipBlanks(text, end)) {
    if (next >= text.length || isAssignment(text, next)) break;
    end = endOfWord(text, next);
  }
  return [text.slice(start, end), end];
};

const readQuoted = (text: string, start: number, quote: string): [value: string, end: number] => {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === quote) return [value, at + 1];
    if (text[at] === '\\' && (text[at + 1] === quote || text[at + 1] === '\\')) at++;
    value += text[at];
  }
  return [value, text.length];
};

/** Whether the word at an offset is the next `name=value`, not a part of this one. */
const isAssignment = (text: string, at: number): boolean => text.slice(at, endOfWord(text, at)).includes('=');

const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && isBlank(text[at]!)) at++;
  return at;
};

const endOfWord = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && !isBlank(text[at]!)) at++;
  return at;
};

const isBlank = (character: string): boolean => character === ' ' || character === '\t' || character === '\r';

const commaList = (text: string): string[] =>
  text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

const malformed = (why: string): Written => ({ kind: 'malformed', why });

const clip = (word: string): string => (word.length > 40 ? `${word.slice(0, 39)}…` : word);
