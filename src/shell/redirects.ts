import {
  AMPERSAND,
  BACKQUOTE,
  BACKSLASH,
  DOLLAR,
  ENDS,
  GREATER,
  isDigit,
  kindOf,
  LESS,
  OPEN,
  OPEN_BRACE,
  RETURN,
  TAB,
} from './chars.ts';
import { readFedScript } from './command.ts';
import { Excerpt } from './excerpt.ts';
import { readExpansion } from './expansions.ts';
import { shellFedBy } from './nested.ts';
import { type PendingHeredoc, type Pipeline, Reader, type WaitingScript } from './reader.ts';
import type { Draft, Part, RedirectDraft } from './state.ts';
import { unquoteBody } from './unquote.ts';
import { readWord, skipBlanks } from './words.ts';

/** Where the operator of the redirect at `at` stands, or -1 when there is no redirect. */
export function redirectAt(text: string, at: number): number {
  let i = at;
  const code = text.charCodeAt(i);
  if (code === AMPERSAND) return text.charCodeAt(i + 1) === GREATER ? i : -1;
  if (isDigit(code)) while (isDigit(text.charCodeAt(i))) i++;
  else if (code === OPEN_BRACE) i = braced(text, i);
  const operator = text.charCodeAt(i);
  if (operator !== LESS && operator !== GREATER) return -1;
  return text.charCodeAt(i + 1) === OPEN ? -1 : i;
}

/** Reads the redirect whose operator `redirectAt` found. The body of a heredoc comes with the next line ending. */
export function readRedirect(r: Reader, operatorAt: number, draft: Draft | undefined): RedirectDraft {
  const { text } = r;
  const start = r.at;
  const operator = operatorOf(text, operatorAt);
  const redirect: RedirectDraft = { operator, span: r.span(start, operatorAt + operator.length) };
  if (text.charCodeAt(start) === OPEN_BRACE) r.out.assigned.add(text.slice(start + 1, operatorAt - 1));
  const fd = operatorAt > start ? Number(text.slice(start, operatorAt)) : Number.NaN;
  if (Number.isSafeInteger(fd)) redirect.fd = fd;
  r.at = operatorAt + operator.length;
  skipBlanks(r);
  const code = text.charCodeAt(r.at);
  const substitution = (code === LESS || code === GREATER) && text.charCodeAt(r.at + 1) === OPEN;
  if (r.at >= text.length || (kindOf(code) === ENDS && !substitution)) {
    r.problem(`${operator} without a target`, start, operatorAt + operator.length);
    r.at = operatorAt + operator.length;
    return redirect;
  }
  const { word, end } = readWord(r);
  redirect.target = word;
  redirect.span = r.span(start, end);
  if (operator === '<<' || operator === '<<-') {
    const expand = word.value === word.raw;
    r.heredocs.push({
      redirect,
      delimiter: word.value,
      expand,
      chomp: operator === '<<-',
      draft,
      pipeline: r.pipeline,
    });
  }
  return redirect;
}

/** Reads the bodies of the heredocs that the line before the place of reading opened. */
export function readHeredocs(r: Reader): void {
  const pending = r.heredocs;
  r.heredocs = [];
  for (const heredoc of pending) readBody(r, heredoc);
}

function readBody(r: Reader, heredoc: PendingHeredoc): void {
  const { text } = r;
  const { redirect, chomp, delimiter } = heredoc;
  const start = r.at;
  let end = text.length;
  let closed = false;
  while (!closed && r.at < text.length) {
    const newline = text.indexOf('\n', r.at);
    const next = newline === -1 ? text.length : newline + 1;
    let first = r.at;
    let last = newline === -1 ? text.length : newline;
    if (chomp) while (text.charCodeAt(first) === TAB) first++;
    if (text.charCodeAt(last - 1) === RETURN) last--;
    closed = last - first === delimiter.length && text.startsWith(delimiter, first);
    if (closed) end = r.at;
    r.at = next;
  }
  r.out.work += r.at - start;
  const body = r.written.slice(start, end);
  redirect.heredoc = chomp ? body.replace(/^\t+/gm, '') : body;
  if (!closed) r.problem(`heredoc without ${delimiter}`, start, start);
  const script = new Excerpt(r.script);
  script.run(start, end);
  const parts = heredoc.expand ? readBodyExpansions(r, script) : undefined;
  if (!heredoc.draft || r.stopped) return;
  const { draft, pipeline } = heredoc;
  const waiting = { draft, pipeline, script: bodyScript(script, parts, heredoc.expand) };
  if (!feed(r, waiting) && !pipeline.ended) r.waiting.push(waiting);
}

/** Reads the bodies that belong to a pipeline which has been read to its end. */
export function feedPipeline(r: Reader, pipeline: Pipeline): void {
  if (r.waiting.length === 0) return;
  for (const waiting of r.waiting) if (waiting.pipeline === pipeline && !r.stopped) feed(r, waiting);
  r.waiting = r.waiting.filter((waiting) => waiting.pipeline !== pipeline);
}

/** Reads the body as a script, if the command that it is given to, or one behind it, is a shell that runs it. */
function feed(r: Reader, { draft, pipeline, script }: WaitingScript): boolean {
  const members: Draft[] = [draft];
  const { members: all } = pipeline;
  const { index } = draft.pipeline;
  for (let at = index + 1; all[index] === draft && at <= index + FARTHEST && all[at]; at++)
    members.push(all[at]!);
  const shell = shellFedBy(members);
  if (shell) readFedScript(r, shell, script);
  return shell !== undefined;
}

/** The variables and commands of a body whose delimiter is not quoted. */
function readBodyExpansions(outer: Reader, script: Excerpt): readonly Part[] | undefined {
  const r = new Reader(script, outer.out, outer, outer.grammar);
  const { text } = r;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 2;
    else if (code === DOLLAR || code === BACKQUOTE) at = Math.max(readExpansion(r, at, true), at + 1);
    else at++;
  }
  r.out.work += text.length;
  return r.word.parts;
}

function bodyScript(script: Excerpt, parts: readonly Part[] | undefined, expand: boolean): Excerpt {
  if (!expand) return script;
  const unquoted = new Excerpt(script);
  unquoteBody(script.text, parts, unquoted);
  return unquoted;
}

/** How many commands a body is followed through. */
const FARTHEST = 8;

function operatorOf(text: string, at: number): string {
  for (const operator of operators) if (text.startsWith(operator, at)) return operator;
  return text[at]!;
}

const operators = ['<<<', '<<-', '&>>', '<<', '>>', '<&', '>&', '&>', '<>', '>|', '<', '>'];

/** Behind the `{name}` at `at`, which bash sets to a new descriptor; `at` itself when it is none. */
function braced(text: string, at: number): number {
  let i = at + 1;
  while (i < at + 64 && /\w/.test(text[i] ?? '')) i++;
  return i > at + 1 && text[i] === '}' ? i + 1 : at;
}
