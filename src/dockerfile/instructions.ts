import { type HeredocHead, heredocHeads } from './heredocs.ts';
import { isSpace } from './lines.ts';
import type { Logical } from './logical.ts';
import type {
  BaseInstruction,
  CommandLine,
  Instruction,
  JsonWord,
  KeyValue,
  Keyword,
  SyntaxProblem,
  Word,
} from './tree.ts';
import { isMixedArray, jsonWords, keyValue, leadingFlags, plainWords, quotedWords, wordAt } from './words.ts';

/** What every instruction has from its lines, before its own grammar is read. */
export type Frame = Pick<
  BaseInstruction,
  'span' | 'head' | 'heredocs' | 'inner' | 'emptyLines' | 'index' | 'onbuild'
>;

/** What an instruction's grammar is read with. */
export interface Reading {
  readonly escape: string;
  report(code: SyntaxProblem['code'], message: string, span: BaseInstruction['span']): void;
}

/** The flags that BuildKit knows, by instruction; every other instruction has none. */
export const knownFlags: Readonly<Record<string, readonly string[]>> = {
  FROM: ['platform'],
  RUN: ['mount', 'network', 'security', 'device'],
  COPY: ['from', 'chown', 'chmod', 'link', 'parents', 'exclude'],
  ADD: ['chown', 'chmod', 'link', 'keep-git-dir', 'checksum', 'exclude', 'unpack'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
};

export const keywords = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const satisfies readonly Keyword[];

/** Keywords by what is written: of one and the same string each, so that comparing them later is comparing addresses. */
const keywordOf: ReadonlyMap<string, (typeof keywords)[number]> = new Map(
  keywords.map((keyword) => [keyword, keyword]),
);

/** The heredocs that an instruction's line opens: RUN, COPY and ADD have them, also under ONBUILD, not in JSON form. */
export function headsOf(line: Logical, escape: string): HeredocHead[] {
  if (!line.text.includes('<<')) return [];
  let rest = line;
  for (;;) {
    const word = firstWord(rest);
    const keyword = word.text.toUpperCase();
    const after = rest.slice(word.text.length);
    if (keyword === 'ONBUILD') {
      rest = after.slice(after.text.length - after.text.trimStart().length);
      continue;
    }
    if (keyword !== 'RUN' && keyword !== 'COPY' && keyword !== 'ADD') return [];
    const { rest: from } = leadingFlags(after, 0, escape);
    const body = after.slice(from);
    // The whole line is read for them: a brace that stays open in a flag hides them, too.
    return body.text.startsWith('[') && jsonWords(body) ? [] : heredocHeads(line);
  }
}

/** Reads one instruction from its joined line. */
export function readInstruction(line: Logical, frame: Frame, reading: Reading): Instruction {
  const name = firstWord(line);
  const keyword = keywordOf.get(name.text.toUpperCase());
  const { flags, rest } = leadingFlags(line, name.text.length, reading.escape);
  const end = line.text.trimEnd().length;
  const body = line.slice(Math.min(rest, end), end);
  const base: BaseInstruction = { kind: 'instruction', name, flags, body, ...frame };
  if (keyword === undefined) {
    reading.report('unknown-instruction', `${show(name.text)} is not an instruction`, name.span);
    return { ...base, keyword: 'UNKNOWN' };
  }
  for (const flag of passesFlagsOver(keyword, body.text) ? [] : flags) {
    if (!(knownFlags[keyword] ?? []).includes(flag.name)) {
      reading.report('unknown-flag', `${keyword} has no flag --${show(flag.name)}`, flag.span);
    }
  }
  return grammar(keyword, base, reading);
}

/** Whether BuildKit does not look at the flags: whatever is there, it is no error. */
const passesFlagsOver = (keyword: Keyword, body: string): boolean =>
  keyword === 'ARG' || keyword === 'STOPSIGNAL' || (keyword === 'HEALTHCHECK' && /^none(?:\s|$)/i.test(body));

function grammar(keyword: string, base: BaseInstruction, reading: Reading): Instruction {
  if (base.body.text === '' && keyword !== 'ENTRYPOINT' && keyword !== 'CMD') {
    if (!(keyword === 'RUN' && base.heredocs.length > 0)) {
      reading.report('missing-argument', `${keyword} needs an argument`, base.name.span);
    }
  }
  switch (keyword) {
    case 'FROM':
      return readFrom(base, reading);
    case 'ARG':
      return { ...base, keyword, entries: readArg(base, reading) };
    case 'ENV':
    case 'LABEL':
      return { ...base, keyword, ...readPairs(keyword, base, reading) };
    case 'COPY':
    case 'ADD':
      return readCopy(keyword, base, reading);
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
      return { ...base, keyword, command: readCommand(base.body, reading) };
    case 'SHELL':
      return readShellWords(base, reading);
    case 'HEALTHCHECK':
      return readHealthcheck(base, reading);
    case 'EXPOSE':
      return { ...base, keyword, words: plainWords(base.body), json: false };
    case 'VOLUME': {
      const json = readArray(base.body, reading);
      const words: (Word | JsonWord)[] = json ?? plainWords(base.body);
      checkVolumes(words, base, reading);
      return { ...base, keyword, words, json: json !== undefined };
    }
    case 'ONBUILD':
      return readOnbuild(base, reading);
    default:
      return {
        ...base,
        keyword: keyword as 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER',
        ...(base.body.text === '' ? {} : { value: wordAt(base.body, 0, base.body.text.length) }),
      };
  }
}

function readFrom(base: BaseInstruction, reading: Reading): Instruction {
  const words = plainWords(base.body);
  const platform = base.flags.find((flag) => flag.name === 'platform');
  const [image, as, name] = words;
  const named = as !== undefined && name !== undefined && as.text.toUpperCase() === 'AS';
  if (words.length > 1 && !(named && words.length === 3)) {
    reading.report(
      words.length > 3 ? 'too-many-arguments' : 'bad-argument',
      'FROM takes an image, and then nothing or `AS name`',
      { start: as!.span.start, end: words[words.length - 1]!.span.end },
    );
  }
  if (named && !/^[a-z][a-z0-9-_.]*$/.test(name.text.toLowerCase())) {
    reading.report(
      'bad-argument',
      `${show(name.text)} cannot name a stage: a letter first, then letters, digits, “-”, “_” and “.”`,
      name.span,
    );
  }
  return {
    ...base,
    keyword: 'FROM',
    ...(image ? { image } : {}),
    ...(platform ? { platform } : {}),
    ...(named ? { as: { keyword: as, name } } : {}),
  };
}

function readArg(base: BaseInstruction, reading: Reading): KeyValue[] {
  const { words, open } = quotedWords(base.body, reading.escape);
  reportOpenQuote(open, reading);
  const entries = words.map((range) => keyValue(base.body, range));
  for (const { key, span } of entries) {
    if (key.text === '') reading.report('bad-argument', 'ARG needs a name before “=”', span);
  }
  return entries;
}

function readPairs(
  keyword: string,
  base: BaseInstruction,
  reading: Reading,
): { entries: KeyValue[]; legacy: boolean } {
  const { body } = base;
  const { words, open } = quotedWords(body, reading.escape);
  const first = words[0];
  if (!first) return { entries: [], legacy: false };
  if (!body.text.slice(first.start, first.end).includes('=')) {
    return { entries: legacyPair(keyword, body, reading), legacy: true };
  }
  reportOpenQuote(open, reading);
  const entries: KeyValue[] = [];
  for (const range of words) {
    const entry = keyValue(body, range);
    entries.push(entry);
    if (!entry.value) {
      reading.report('bad-argument', `${keyword} has ${show(entry.key.text)} without “=”`, entry.span);
    } else if (entry.key.text === '') {
      reading.report('bad-argument', `${keyword} needs a name before “=”`, entry.span);
    }
  }
  return { entries, legacy: false };
}

/** `ENV name the rest of the line`. */
function legacyPair(keyword: string, body: Logical, reading: Reading): KeyValue[] {
  let end = 0;
  while (end < body.text.length && !isSpace(body.text.charCodeAt(end))) end++;
  let start = end;
  while (start < body.text.length && isSpace(body.text.charCodeAt(start))) start++;
  const key = wordAt(body, 0, end);
  if (start === body.text.length) {
    reading.report('missing-argument', `${keyword} ${show(key.text)} needs a value`, key.span);
    return [{ key, span: key.span }];
  }
  return [{ key, value: wordAt(body, start, body.text.length), span: body.span(0, body.text.length) }];
}

function readCopy(keyword: 'COPY' | 'ADD', base: BaseInstruction, reading: Reading): Instruction {
  const json = readArray(base.body, reading);
  const words: (Word | JsonWord)[] = json ?? plainWords(base.body);
  const from = base.flags.find((flag) => flag.name === 'from');
  const destination = words.length > 1 ? words[words.length - 1] : undefined;
  if (words.length === 1 || json?.length === 0) {
    reading.report(
      'missing-argument',
      `${keyword} needs a source and a destination`,
      base.body.span(0, base.body.text.length),
    );
  }
  return {
    ...base,
    keyword,
    json: json !== undefined,
    sources: destination ? words.slice(0, -1) : words,
    ...(destination ? { destination } : {}),
    ...(from ? { from } : {}),
  };
}

function readCommand(body: Logical, reading: Reading): CommandLine {
  const args = readArray(body, reading);
  return {
    form: args ? 'exec' : 'shell',
    args: args ?? [],
    script: body,
    span: body.span(0, body.text.length),
  };
}

function checkVolumes(
  words: readonly (Word | JsonWord)[],
  { body }: BaseInstruction,
  reading: Reading,
): void {
  if (words.length === 0 && body.text !== '') {
    reading.report('missing-argument', 'VOLUME needs an argument', body.span(0, body.text.length));
  }
  for (const word of words) {
    const value = 'value' in word ? word.value : word.text.replace(/^(["'])\1$/, '');
    if (value === '') reading.report('bad-argument', 'a volume cannot be an empty string', word.span);
  }
}

/** The JSON form, where there is one. */
function readArray(body: Logical, reading: Reading): JsonWord[] | undefined {
  if (!body.text.startsWith('[')) return undefined;
  const words = jsonWords(body);
  if (!words && isMixedArray(body)) {
    reading.report(
      'bad-argument',
      'the elements of a JSON array have to be strings',
      body.span(0, body.text.length),
    );
  }
  return words;
}

function readShellWords(base: BaseInstruction, reading: Reading): Instruction {
  const command = readCommand(base.body, reading);
  const refused = command.form === 'shell' ? !isMixedArray(base.body) : command.args.length === 0;
  if (base.body.text !== '' && refused) {
    reading.report('bad-argument', 'SHELL takes a JSON array of strings', command.span);
  }
  return { ...base, keyword: 'SHELL', command };
}

function readHealthcheck(base: BaseInstruction, reading: Reading): Instruction {
  const { body } = base;
  const type = body.text === '' ? undefined : firstWord(body);
  const kind = type?.text.toUpperCase();
  const rest = type ? body.slice(type.text.length) : body;
  const command = rest.slice(rest.text.length - rest.text.trimStart().length);
  if (kind === 'NONE' && command.text !== '') {
    reading.report(
      'too-many-arguments',
      'HEALTHCHECK NONE takes nothing more',
      command.span(0, command.text.length),
    );
  } else if (type && kind !== 'NONE' && kind !== 'CMD') {
    reading.report('bad-argument', `HEALTHCHECK takes CMD or NONE, not ${show(type.text)}`, type.span);
  } else if (type && kind === 'CMD' && (command.text === '' || jsonWords(command)?.length === 0)) {
    reading.report('missing-argument', 'HEALTHCHECK CMD needs a command', type.span);
  }
  return {
    ...base,
    keyword: 'HEALTHCHECK',
    none: kind === 'NONE',
    ...(type ? { type } : {}),
    ...(kind === 'CMD' && command.text !== '' ? { command: readCommand(command, reading) } : {}),
  };
}

function readOnbuild(base: BaseInstruction, reading: Reading): Instruction {
  if (base.body.text === '') return { ...base, keyword: 'ONBUILD' };
  const { span, head, heredocs, inner, emptyLines, index } = base;
  const start = base.body.at(0);
  const frame: Frame = {
    span: { start, end: span.end },
    head: { start, end: head.end },
    heredocs,
    inner,
    emptyLines,
    index,
    onbuild: true,
  };
  if (base.onbuild) {
    // A chain of ONBUILDs is refused by BuildKit whatever follows; reading on would recurse as deep as the line is long.
    return { ...base, keyword: 'ONBUILD' };
  }
  return { ...base, keyword: 'ONBUILD', trigger: readInstruction(base.body, frame, reading) };
}

function reportOpenQuote(open: Word | undefined, reading: Reading): void {
  if (open) reading.report('unterminated-quote', `the quote ${open.text[0]} is not closed`, open.span);
}

function firstWord(line: Logical): Word {
  const { text } = line;
  let end = 0;
  while (end < text.length && !isSpace(text.charCodeAt(end))) end++;
  return wordAt(line, 0, end);
}

/** A piece of source in a message: short, and without control characters. */
export const show = (text: string): string =>
  `“${(text.length > 40 ? `${text.slice(0, 39)}…` : text).replace(/[\u0000-\u001f\u007f-\u009f]/g, '�')}”`;
