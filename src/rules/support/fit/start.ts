import { type CommandFact, type Fact, valueOf } from '../../../core/facts.ts';
import { lastName } from '../../../core/paths.ts';
import type { Site } from '../../../core/site.ts';
import { isInit } from '../../../dockerfile/tools.ts';
import { readShell } from '../../../shell/read.ts';
import type { ShellScript } from '../../../shell/types.ts';
import type { CommandUse } from '../../../workload/types.ts';
import type { Fit } from '../../rule.ts';
import { scriptFile } from '../context-scripts.ts';
import { isUnixShell } from '../shells.ts';
import { imageSite } from './sites.ts';

/** A word of a command, and where it is written. */
interface Word {
  readonly value: string;
  readonly at?: Site;
  /** Whose word it is; absent: the manifest's. */
  readonly by?: 'manifest' | 'image';
}

/** A word of what a container starts; a base's words stand at the FROM, if anywhere. */
export interface StartWord extends Word {
  readonly by: 'manifest' | 'image';
}

/** What a container starts: the manifest's words where it has some, else the image's. */
export interface StartLine {
  /** What stands first: Kubernetes `command`, Compose `entrypoint`, ENTRYPOINT. */
  readonly entrypoint: readonly StartWord[];
  /** What is handed to it: Kubernetes `args`, Compose `command`, CMD. */
  readonly command: readonly StartWord[];
}

/**
 * What a container starts. A manifest's entrypoint drops the image's ENTRYPOINT and CMD both; its command only the CMD.
 * @returns undefined when a part of it would be the image's, and is not known
 */
export function startOf(fit: Fit): StartLine | undefined {
  const { line, complete } = fit.once(readStart);
  return complete ? line : undefined;
}

/** As much as is known of what a container starts: of a part that would be the image's, and is not known, no words. */
export const knownStart = (fit: Fit): StartLine => fit.once(readStart).line;

function readStart(fit: Fit): { readonly line: StartLine; readonly complete: boolean } {
  const { container, facts } = fit;
  const own = manifestWords(container.command);
  if (container.entrypoint)
    return { line: { entrypoint: manifestWords(container.entrypoint), command: own }, complete: true };
  const entrypoint = imageWords(fit, facts.entrypoint);
  const command = container.command ? own : imageWords(fit, facts.command);
  return {
    line: { entrypoint: entrypoint ?? [], command: command ?? [] },
    complete: entrypoint !== undefined && command !== undefined,
  };
}

/** All words in order. */
export const wordsOf = ({ entrypoint, command }: StartLine): readonly StartWord[] => [
  ...entrypoint,
  ...command,
];

const manifestWords = (use: CommandUse | undefined): StartWord[] =>
  (use?.words ?? []).map(({ value, at }) => ({ value, at, by: 'manifest' }));

/** Undefined: they are not known. */
function imageWords(fit: Fit, fact: Fact<CommandFact | null>): StartWord[] | undefined {
  const command = valueOf(fact);
  if (command === undefined) return undefined;
  const at = imageSite(fit, fact);
  return (command?.args ?? []).map((value) => ({ value, by: 'image', ...(at ? { at } : {}) }));
}

/** The script that a shell is handed by `-c`. */
export interface InlineScript {
  readonly shell: string;
  readonly script: Word;
}

/** Without an init (`tini --`) in front: the program that does the work, and its arguments. */
function withoutInit<T extends Word>(words: readonly T[]): readonly T[] {
  const [first] = words;
  if (!first || !isInit(lastName(first.value))) return words;
  const rest = words.slice(1);
  const program = rest.findIndex(({ value }) => !value.startsWith('-') || value === '--');
  if (program === -1) return [];
  return rest.slice(rest[program]!.value === '--' ? program + 1 : program);
}

/** The program that the words come to, behind an init and an image's entrypoint script that ends by running its arguments. */
export function launched<T extends Word>(words: readonly T[]): readonly T[] {
  const [first, ...rest] = withoutInit(words);
  const isScript = first?.by === 'image' && HANDS_OVER.test(lastName(first.value));
  return first && isScript && rest.length > 0 ? withoutInit(rest) : withoutInit(words);
}

/** What ends by running its arguments; that of Eclipse Temurin does nothing else, but where it is asked to trust more. */
const HANDS_OVER = /^(?:docker-|__cacert_)?(?:php-)?entrypoint(?:\.sh)?$/;

/** As Docker's official images name it. */
export const ENTRYPOINT_SCRIPT = /^(?:docker-)?(?:php-)?entrypoint(?:\.sh)?$/;

/** The script that the words hand to a shell; undefined: they begin otherwise. */
export function inlineScript(words: readonly Word[]): InlineScript | undefined {
  const [first, ...rest] = launched(words);
  if (!first || !isUnixShell(lastName(first.value))) return undefined;
  const option = rest.findIndex(({ value }) => /^-[a-z]*c[a-z]*$/.test(value));
  const before = rest.slice(0, Math.max(option, 0));
  const script = option === -1 ? undefined : rest[option + 1];
  // What is neither option nor an option's value is a script's file.
  if (!script || before.some(({ value }) => !/^[-+]/.test(value) && value !== 'pipefail')) return undefined;
  return { shell: lastName(first.value), script };
}

/** A script that reads no argument of its own: not `$@`, `$*`, `$1`, `$#`, `shift`, `getopts`. */
export const takesArguments = (script: string): boolean =>
  /\$(?:[@*#1-9]|\{[#!]?[@*1-9])|\b(?:shift|getopts|BASH_ARGV)\b/.test(script);

/** The text of a shell script of the build context that the words begin with; undefined: it is none, or is not at hand. */
export function fileScript(
  { recipe, facts }: Fit,
  words: readonly Word[],
): { readonly path: string; readonly text: string } | undefined {
  if (!recipe) return undefined;
  const all = withoutInit(words).map(({ value }) => value);
  const isByShell = isUnixShell(lastName(all[0] ?? ''));
  const [path] = isByShell ? all.slice(1) : all;
  if (path === undefined || path.startsWith('-')) return undefined;
  const file = scriptFile([path.includes('/') ? path : `./${path}`], recipe.build, facts);
  if (!file) return undefined;
  return isByShell || /^#!.*\b(?:ba|da|a|k|z)?sh\b/.test(file.text) ? file : undefined;
}

/** A script as its commands; spans are offsets in the text. */
export const readScript = (text: string): ShellScript =>
  readShell({ text, span: (start, end) => ({ start, end }) });
