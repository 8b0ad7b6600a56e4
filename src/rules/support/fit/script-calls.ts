import type { ShellCommand, ShellScript } from '../../../shell/types.ts';
import { SHELL_BUILTINS } from '../builtins.ts';
import { readScript } from './start.ts';

/** What becomes of a script when a program that it calls is not there. */
export type Weight = 'ends' | 'goes on' | 'never comes to it';

/** A program that a script calls, by the word that it is called with. */
export interface ScriptCall {
  readonly word: string;
  readonly args: readonly string[];
  readonly weight: Weight;
}

/**
 * The programs that a script calls, and what hangs on each of them. What may be there by then (it is asked for, has another
 * beside it, or comes behind a command that installs something) is called and `never comes to it` when it is not there.
 *
 * @param isStrict the shell was told to end at the first failure (`sh -e`)
 */
export function* scriptCalls(text: string, isStrict: boolean): Generator<ScriptCall> {
  const script = readScript(text);
  const end = script.commands.at(-1);
  let strict = isStrict;
  let isOpen = false;
  for (const command of script.commands) {
    const { name, words } = command;
    strict ||= name === 'set' && words.some(({ value }) => /^-[a-z]*e|^errexit$/.test(value));
    const isCall = name !== '' && !SHELL_BUILTINS.has(name) && !script.functions.has(name);
    if (isCall && !name.includes('$') && !isVariable(command)) {
      const isSure = !isOpen && !isAskedFor(command, script);
      const weight = isSure ? weightOf(command, { text, end, strict }) : 'never comes to it';
      yield { word: words[0]?.value ?? name, args: words.slice(1).map(({ value }) => value), weight };
    }
    isOpen ||= bringsPrograms(command);
  }
}

/** `$(NAME)`, which Kubernetes puts the variable in for where it has one. */
const isVariable = ({ within, words }: ShellCommand): boolean =>
  within === 'substitution' && words.length === 1 && /^[A-Z_][A-Z0-9_]*$/.test(words[0]!.value);

interface Around {
  readonly text: string;
  readonly end: ShellCommand | undefined;
  readonly strict: boolean;
}

function weightOf(command: ShellCommand, { text, end, strict }: Around): Weight {
  const { within, inside, chain, after, before, prefixes } = command;
  if (within === 'substitution') return 'goes on';
  if (within === 'loop' && inside) return isCondition(command, text) ? 'ends' : 'goes on';
  if (within === 'if' || within === 'case' || within === 'function') return 'never comes to it';
  const isTried = before === '||' || after === '&';
  const isLast = chain === end?.chain && inside === end.inside;
  const isReplaced = prefixes[0]?.value === 'exec';
  return !isTried && (isLast || strict || isReplaced) ? 'ends' : 'goes on';
}

/** What `until` and `while` ask: a program that is not there is waited for without end. */
const isCondition = ({ inside, span }: ShellCommand, text: string): boolean =>
  /^(?:until|while)[\s!]+$/.test(text.slice(inside!.span.start, span.start));

/** It is a second try or has one, or stands where it was asked for: `command -v curl && curl`, `[ -x foo ] && foo`. */
function isAskedFor(command: ShellCommand, { commands }: ShellScript): boolean {
  const { before, after, prefixes, chain, span } = command;
  if (before === '||') return true;
  if (prefixes.some(({ value }) => value === 'command') && prefixes.some(({ value }) => /^-[vV]/.test(value)))
    return true;
  const ofChain = commands.filter((each) => each.chain === chain || each.inside?.chain === chain);
  // `|| exit 1` is no second try.
  if (after === '||')
    return !ofChain.some((each) => each.span.start > span.start && GIVES_UP.test(each.name));
  return before === '&&' && ofChain.some((each) => each.span.start < span.start && asks(each));
}

const asks = ({ name, prefixes }: ShellCommand): boolean =>
  /^(?:\[{1,2}|test|which|type|hash)$/.test(name) || prefixes.some(({ value }) => value === 'command');

const GIVES_UP = /^(?:exit|false|return|kill)$/;

/** Behind it programs may be there that the image does not have. */
function bringsPrograms({ name, words, assignments }: ShellCommand): boolean {
  if (assignments.some((each) => each.name === 'PATH')) return true;
  if (name === 'export') return words.some(({ value }) => value.startsWith('PATH='));
  if (BRINGERS.test(name)) return true;
  return (
    INSTALLERS.test(name) &&
    words.some(({ value }) => /^(?:install|add|ci|i|sync|get|in|-S\w*|-i)$/.test(value))
  );
}

const INSTALLERS =
  /^(?:apk|apt|apt-get|aptitude|dpkg|rpm|yum|dnf|microdnf|tdnf|zypper|pacman|opkg|pip[\d.]*|pipx|uv|poetry|npm|pnpm|yarn|bun|gem|bundle|cargo|go|brew|conda|mamba|micromamba|python[\d.]*)$/;

const BRINGERS = /^(?:\.|source|eval|wget|curl|tar|unzip|cp|mv|ln|install|chmod|alias|make)$/;
