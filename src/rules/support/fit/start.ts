import { type CommandFact, valueOf } from '../../../core/facts.ts';
import { lastName } from '../../../core/paths.ts';
import type { Site } from '../../../core/site.ts';
import { isInit, isShell } from '../../../dockerfile/tools.ts';
import { readShell } from '../../../shell/read.ts';
import type { ShellScript } from '../../../shell/types.ts';
import type { CommandUse } from '../../../workload/types.ts';
import type { Fit } from '../../rule.ts';
import { scriptFile } from '../context-scripts.ts';
import { imageSite } from './sites.ts';

/** A word of what a container starts, and where it is written; a base's words stand at the FROM, if anywhere. */
export interface StartWord {
  readonly value: string;
  readonly at?: Site;
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
  const { container, facts } = fit;
  if (container.entrypoint)
    return { entrypoint: manifestWords(container.entrypoint), command: manifestWords(container.command) };
  const entrypoint = valueOf(facts.entrypoint);
  if (entrypoint === undefined) return undefined;
  const first = imageWords(entrypoint, imageSite(fit, facts.entrypoint));
  if (container.command) return { entrypoint: first, command: manifestWords(container.command) };
  const command = valueOf(facts.command);
  if (command === undefined) return undefined;
  return { entrypoint: first, command: imageWords(command, imageSite(fit, facts.command)) };
}

/** All words in order. */
export const wordsOf = ({ entrypoint, command }: StartLine): readonly StartWord[] => [
  ...entrypoint,
  ...command,
];

const manifestWords = (use: CommandUse | undefined): StartWord[] =>
  (use?.words ?? []).map(({ value, at }) => ({ value, at, by: 'manifest' }));

const imageWords = (command: CommandFact | null, at: Site | undefined): StartWord[] =>
  (command?.args ?? []).map((value) => ({ value, by: 'image', ...(at ? { at } : {}) }));

/** The script that a shell is handed by `-c`, with what stands behind it: `$0`, `$1`, … */
export interface InlineScript {
  readonly shell: string;
  readonly script: StartWord;
  readonly rest: readonly StartWord[];
}

/** Without an init (`tini --`) in front: the program that does the work, and its arguments. */
export function withoutInit(words: readonly StartWord[]): readonly StartWord[] {
  const [first] = words;
  if (!first || !isInit(lastName(first.value))) return words;
  const rest = words.slice(1);
  const program = rest.findIndex(({ value }) => !value.startsWith('-') || value === '--');
  if (program === -1) return [];
  return rest.slice(rest[program]!.value === '--' ? program + 1 : program);
}

/** The program that the words come to, behind an init and an image's entrypoint script that ends by running its arguments. */
export function launched(words: readonly StartWord[]): readonly StartWord[] {
  const [first, ...rest] = withoutInit(words);
  const isScript = first?.by === 'image' && ENTRYPOINT_SCRIPT.test(lastName(first.value));
  return first && isScript && rest.length > 0 ? withoutInit(rest) : withoutInit(words);
}

/** As Docker's official images name it. */
export const ENTRYPOINT_SCRIPT = /^(?:docker-)?(?:php-)?entrypoint(?:\.sh)?$/;

/** The script that the words hand to a shell; undefined: they begin otherwise. */
export function inlineScript(words: readonly StartWord[]): InlineScript | undefined {
  const [first, ...rest] = launched(words);
  if (!first || !isShell(lastName(first.value))) return undefined;
  const option = rest.findIndex(({ value }) => /^-[a-z]*c[a-z]*$/.test(value));
  const before = rest.slice(0, Math.max(option, 0));
  const script = option === -1 ? undefined : rest[option + 1];
  // What is neither option nor an option's value is a script's file.
  if (!script || before.some(({ value }) => !/^[-+]/.test(value) && value !== 'pipefail')) return undefined;
  return { shell: lastName(first.value), script, rest: rest.slice(option + 2) };
}

/** A script that reads no argument of its own: not `$@`, `$*`, `$1`, `$#`, `shift`, `getopts`. */
export const takesArguments = (script: string): boolean =>
  /\$(?:[@*#1-9]|\{[#!]?[@*1-9])|\b(?:shift|getopts|BASH_ARGV)\b/.test(script);

/** The text of a shell script of the build context that the words begin with; undefined: it is none, or is not at hand. */
export function fileScript(
  { recipe, facts }: Fit,
  words: readonly StartWord[],
): { readonly path: string; readonly text: string } | undefined {
  if (!recipe) return undefined;
  const all = withoutInit(words).map(({ value }) => value);
  const isByShell = isShell(lastName(all[0] ?? ''));
  const [path] = isByShell ? all.slice(1) : all;
  if (path === undefined || path.startsWith('-')) return undefined;
  const file = scriptFile([path.includes('/') ? path : `./${path}`], recipe.build, facts);
  if (!file) return undefined;
  return isByShell || /^#!.*\b(?:ba|da|a|k|z)?sh\b/.test(file.text) ? file : undefined;
}

/** A script as its commands; spans are offsets in the text. */
export const readScript = (text: string): ShellScript =>
  readShell({ text, span: (start, end) => ({ start, end }) });
