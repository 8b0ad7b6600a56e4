import { AMPERSAND, CLOSE, GREATER, HASH, NEWLINE, PIPE, SEMICOLON } from './chars.ts';
import { readCompound, readFunctionBody } from './compounds.ts';
import { readNewline, skipComment, skipLines } from './lines.ts';
import { type Pipeline, Reader } from './reader.ts';
import { feedPipeline } from './redirects.ts';
import { readSimple } from './simple.ts';
import type { Draft, Gathered, Joint, Script, Surroundings } from './state.ts';
import { unquote } from './unquote.ts';
import { endsWord, skipBlanks } from './words.ts';

/** Reads a whole POSIX (or bash, ksh, …) script into `out`. */
export function readPosix(script: Script, out: Gathered, where: Surroundings): void {
  const r = new Reader(script, out, where, { list: readList, unquote, windows: false });
  for (;;) {
    readList(r);
    if (r.at >= r.text.length) return;
    r.problem(`unexpected ${r.closer}`, r.at, r.at + r.closer.length);
    r.at += r.closer.length;
  }
}

/** Reads commands up to something that closes a list, which it leaves in `r.closer` and does not step over. */
function readList(r: Reader): void {
  let before: Joint = '';
  let chain = -1;
  let joint = 0;
  for (;;) {
    skipLines(r);
    r.closer = closerAt(r);
    if (r.closer !== '' || r.at >= r.text.length) {
      if (chain !== -1) r.problem(`${before} without a command behind it`, joint - 2, joint);
      return;
    }
    if (skipStray(r)) continue;
    if (chain === -1) chain = r.out.chains++;
    before = readPipeline(r, chain, before);
    joint = r.at;
    if (before !== '&&' && before !== '||') chain = -1;
  }
}

/** Reads a pipeline and what joins it to the next, which it returns. */
function readPipeline(r: Reader, chain: number, before: Joint): Joint {
  const id = r.out.pipelines++;
  const outer = r.pipeline;
  const members: (Draft | undefined)[] = [];
  const pipeline: Pipeline = { members, ended: false };
  r.pipeline = pipeline;
  let length = 0;
  for (;;) {
    const draft = readElement(r, chain, before);
    if (draft) {
      draft.pipeline.id = id;
      draft.pipeline.index = length;
    }
    members.push(draft);
    length++;
    skipBlanks(r);
    if (r.text.charCodeAt(r.at) !== PIPE || r.text.charCodeAt(r.at + 1) === PIPE) break;
    const operator = r.at;
    r.at += r.text.charCodeAt(r.at + 1) === AMPERSAND ? 2 : 1;
    skipLines(r);
    if (startsNothing(r)) {
      r.problem('| without a command behind it', operator, operator + 1);
      break;
    }
  }
  pipeline.ended = true;
  feedPipeline(r, pipeline);
  const after = readJoint(r);
  for (const member of members) {
    if (!member) continue;
    member.pipeline.length = length;
    member.after = after;
  }
  r.pipeline = outer;
  return after;
}

function readJoint(r: Reader): Joint {
  const { text } = r;
  if (text.charCodeAt(r.at) === HASH) skipComment(r);
  const code = text.charCodeAt(r.at);
  const twice = text.charCodeAt(r.at + 1) === code;
  if (code === NEWLINE) {
    readNewline(r);
    return '\n';
  }
  if (code === AMPERSAND || code === PIPE) {
    r.at += twice ? 2 : 1;
    return code === PIPE ? '||' : twice ? '&&' : '&';
  }
  if (code !== SEMICOLON || twice || text.charCodeAt(r.at + 1) === AMPERSAND) return '';
  r.at++;
  return ';';
}

/** Reads a command, simple or compound. One that is told as a command of its own is returned. */
function readElement(r: Reader, chain: number, before: Joint): Draft | undefined {
  const compound = readCompound(r, chain, before);
  if (compound !== undefined) return compound === 'told' ? undefined : compound;
  if (startsNothing(r)) return undefined;
  const draft = r.out.draft(r, chain, before);
  const name = readSimple(r, draft);
  if (name === undefined) return draft;
  r.out.commands.pop();
  readFunctionBody(r, name);
  return undefined;
}

/** Steps over an operator that has no command before it. */
function skipStray(r: Reader): boolean {
  const { text } = r;
  if (!startsNothing(r)) return false;
  const start = r.at;
  const code = text.charCodeAt(start);
  r.at += text.charCodeAt(start + 1) === code && code !== SEMICOLON ? 2 : 1;
  r.problem(`${text.slice(start, r.at)} without a command before it`, start, r.at);
  return true;
}

function startsNothing(r: Reader): boolean {
  const code = r.text.charCodeAt(r.at);
  if (code === AMPERSAND) return r.text.charCodeAt(r.at + 1) !== GREATER;
  return code === PIPE || code === SEMICOLON || code === CLOSE || r.at >= r.text.length;
}

/** The closer at the place of reading, which is that of a command; '' when there is none. */
function closerAt(r: Reader): string {
  const { text, at } = r;
  switch (text[at]) {
    case ')':
      return ')';
    case ';':
      if (text[at + 1] === ';') return text[at + 2] === '&' ? ';;&' : ';;';
      return text[at + 1] === '&' ? ';&' : '';
    case '}':
      return word(r, '}');
    case 't':
      return word(r, 'then');
    case 'd':
      return word(r, 'do') || word(r, 'done');
    case 'e':
      return word(r, 'else') || word(r, 'elif') || word(r, 'esac');
    case 'f':
      return word(r, 'fi');
    default:
      return '';
  }
}

const word = (r: Reader, name: string): string =>
  r.text.startsWith(name, r.at) && endsWord(r.text, r.at + name.length) ? name : '';
