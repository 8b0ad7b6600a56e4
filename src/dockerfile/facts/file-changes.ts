import type { ShellWord } from '../../shell/types.ts';
import type { Command, Stage } from '../build-types.ts';
import { expand } from '../expand.ts';
import { type Pattern, readPattern } from '../glob.ts';
import { resolveDirectory } from '../states.ts';
import { argumentsOf, operandsOf, Run } from './run.ts';
import type { Step, View } from './view.ts';

/** What a RUN plainly does to files that are there, by absolute paths. */
export type FileChange =
  /** A path goes with all below it, or what a pattern of its components matches. */
  | { readonly kind: 'remove'; readonly path: readonly Part[]; readonly sure: boolean }
  /** Files below a folder go by their names. */
  | ({ readonly kind: 'search'; readonly start: string; readonly sure: boolean } & Search)
  | {
      readonly kind: 'move';
      readonly from: string;
      readonly to: string;
      /** Whether `to` is a folder that it is moved into. */
      readonly into: boolean | undefined;
      readonly sure: boolean;
    }
  /** A folder is there. */
  | { readonly kind: 'folder'; readonly path: string };

/** A component of a path: a name, or what it has to match. */
export type Part = string | Pattern;

export interface Search {
  readonly name: Pattern;
  /** As written: `*.pyc`. */
  readonly written: string;
  /** Folders go, too, with all that is in them. */
  readonly folders: boolean;
  readonly files: boolean;
}

/**
 * What the commands of a RUN take away from the image or move in it: rm, unlink, mv, find, and the folders that mkdir makes.
 * What other programs do is not followed; nor is a path that is nothing but a variable without a value.
 */
export function fileChanges(
  view: View,
  stage: Stage,
  step: Step<'RUN'>,
  folder: string | undefined,
): FileChange[] {
  if (!/\b(?:rm|mv|unlink|find|mkdir|install)\b/.test(step.body.text) && step.heredocs.length === 0)
    return [];
  const run = new Run(view, stage, step, folder);
  if (!run.commands.some(({ name }) => Object.hasOwn(readers, name))) return [];
  const mounts = mountTargets(view, stage, step, folder);
  const changes: FileChange[] = [];
  let found: Found | undefined;
  for (const command of run.commands) {
    run.enter(command);
    if (command.name === 'find') found = foundBy(run, command);
    const doing = { run, command, sure: !run.conditional(command), found };
    const read = Object.hasOwn(readers, command.name) ? readers[command.name] : undefined;
    for (const change of read?.(doing) ?? []) if (!isMounted(change, mounts)) changes.push(change);
  }
  return changes;
}

interface Doing {
  readonly run: Run;
  readonly command: Command;
  readonly sure: boolean;
  /** The last `find`, whose paths may be what xargs adds. */
  readonly found: Found | undefined;
}

const readers: Readonly<Record<string, (doing: Doing) => FileChange[]>> = {
  rm: removed,
  unlink: removed,
  mv: moved,
  find: searched,
  mkdir: ({ run, command }) => folders(run, operandsOf(command, 'm mode')),
  install: ({ run, command }) =>
    command.words.some(({ value }) => value === '-d' || value === '--directory')
      ? folders(run, operandsOf(command, 'm o g mode owner group'))
      : [],
};

function removed({ run, command, sure, found }: Doing): FileChange[] {
  if (command.prefixes.some(({ value }) => /^(?:.*\/)?xargs$/.test(value))) {
    const from = found?.command.pipeline.id === command.pipeline.id ? found.starts : [];
    return from.map((path) => ({ kind: 'remove', path: partsOf(path), sure: false }));
  }
  return operandsOf(command, '').flatMap((word) => {
    if (word.value === '{}') return [];
    return pathsOf(run, word).map(({ path, whole }) => ({ kind: 'remove', path, sure: sure && whole }));
  });
}

function moved({ run, command, sure }: Doing): FileChange[] {
  const words = command.words.slice(1);
  const { options } = argumentsOf(
    words.map(({ value }) => value),
    't S target-directory suffix',
  );
  const operands = operandsOf(command, 't S target-directory suffix');
  const folder = options.get('t') ?? options.get('target-directory');
  const sources = folder === undefined ? operands.slice(0, -1) : operands;
  const last = folder === undefined ? operands.at(-1) : undefined;
  const to = folder ?? (last && run.text(last));
  const into =
    folder !== undefined || sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(to ?? '')
      ? true
      : options.has('T')
        ? false
        : undefined;
  const target = to === undefined ? undefined : resolveDirectory(run.folder, to);
  return sources.flatMap((source) =>
    pathsOf(run, source).map(({ path, whole }): FileChange => {
      const from = whole && target !== undefined ? plainPath(path) : undefined;
      return from === undefined
        ? { kind: 'remove', path, sure: sure && whole }
        : { kind: 'move', from, to: target!, into, sure };
    }),
  );
}

interface Found {
  readonly command: Command;
  readonly starts: readonly string[];
}

function foundBy(run: Run, command: Command): Found {
  const starts: string[] = [];
  for (const word of command.words.slice(1)) {
    if (/^[-(!]/.test(word.value)) break;
    const path = resolveDirectory(run.folder, run.text(word));
    if (path !== undefined) starts.push(path);
  }
  return { command, starts: starts.length > 0 || !run.folder ? starts : [run.folder] };
}

/** `find` with tests that are names and types alone; with any other it cannot be told what goes. */
function searched({ run, command, sure, found }: Doing): FileChange[] {
  const words = command.words
    .slice(1)
    .map((word) => (word.quoted ? word.value : (run.text(word) ?? word.value)));
  const first = words.findIndex((word) => /^[-(!]/.test(word));
  if (first === -1) return [];
  const tests = testsOf(words.slice(first));
  if (tests === undefined) return [];
  return (found?.starts ?? []).map((start): FileChange => {
    if (tests === 'other') return { kind: 'remove', path: partsOf(start), sure: false };
    if (tests === 'everything') return { kind: 'remove', path: partsOf(start), sure };
    return { kind: 'search', start, ...tests, sure };
  });
}

/** Undefined where nothing is removed. */
function testsOf(words: readonly string[]): Search | 'everything' | 'other' | undefined {
  let name: string | undefined;
  let type = '';
  let removes: 'delete' | 'recursive' | 'files' | undefined;
  let plain = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '-delete') removes = 'delete';
    else if (/^-(?:exec|ok)(?:dir)?$/.test(word)) {
      const end = words.findIndex((each, i) => i > at && (each === ';' || each === '\\;' || each === '+'));
      const action = words.slice(at + 1, end === -1 ? undefined : end);
      if (/(?:^|\/)rm$/.test(action[0] ?? ''))
        removes = action.some((each) => /^-\w*[rR]/.test(each)) ? 'recursive' : 'files';
      else if (/(?:^|\/)(?:sh|bash|mv|xargs)$/.test(action[0] ?? '')) removes ??= 'files';
      plain &&= /(?:^|\/)rm$/.test(action[0] ?? '');
      at = end === -1 ? words.length : end;
    } else if (word === '-name' && name === undefined) name = words[++at];
    else if (word === '-type' && type === '') type = words[++at] ?? '';
    else if (word === '-depth' || word === '-print' || word === '-xdev') continue;
    else if (word === '-mindepth' && words[at + 1] === '1') at++;
    else plain = false;
  }
  if (!removes) return undefined;
  if (!plain || !/^[fdl]?$/.test(type)) return 'other';
  // Only empty folders can be deleted, and rm takes none without -r.
  if (type === 'd' && removes !== 'recursive') return undefined;
  if (name === undefined) return type === '' && removes !== 'files' ? 'everything' : 'other';
  const search = { name: readPattern(name), written: name };
  return { ...search, folders: removes === 'recursive' && type !== 'f', files: type !== 'd' };
}

const folders = (run: Run, words: readonly ShellWord[]): FileChange[] =>
  words.flatMap((word) => {
    const path = resolveDirectory(run.folder, run.text(word));
    return path === undefined ? [] : [{ kind: 'folder', path } as const];
  });

interface Path {
  readonly path: readonly Part[];
  /** What is written is all there is to it; else it begins so. */
  readonly whole: boolean;
}

/** The absolute paths that a word names, its globs as patterns; where a part is not known, the folder before that. */
function pathsOf(run: Run, word: ShellWord): Path[] {
  const texts = run.texts(word) ?? expanded(run, word);
  // The value of a variable is split and searched for, unless it is quoted.
  const split = word.literal || (word.quoted && run.text(word) !== undefined) ? partsOf : patternsOf;
  if (texts) return texts.flatMap((text) => absolute(run, text, true, split));
  const cut = word.value.search(/[$`~{*?[]/);
  const begin = word.value.slice(0, Math.max(0, cut)).replace(/[^/]*$/, '');
  return begin === '' ? [] : absolute(run, begin, false, partsOf);
}

/** A glob with its variables replaced, when all have a value, and no quotes say that it is none. */
function expanded(run: Run, word: ShellWord): string[] | undefined {
  if (/[`~{]|\$\(/.test(word.raw.replace(/\$\{\w+\}/g, '')) || /["'][^"']*[*?[][^"']*["']/.test(word.raw))
    return undefined;
  const { value, complete } = expand(word.raw, (name) => run.variable(name), '\\');
  if (!complete) return undefined;
  return word.quoted ? [value] : value.split(/\s+/);
}

function absolute(run: Run, text: string, whole: boolean, split: (path: string) => readonly Part[]): Path[] {
  if (/^[A-Za-z]:|\\/.test(text)) return [];
  const path = resolveDirectory(run.folder, text);
  return path === undefined || path === '/' ? [] : [{ path: split(path), whole }];
}

export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');

/** A set of characters counts as any one, which is as much as can be needed. */
const patternsOf = (path: string): Part[] =>
  partsOf(path).map((part) =>
    /[*?[]/.test(part) ? readPattern(part.replace(/\[[^\]]*\]/g, '?').replaceAll('**', '*')) : part,
  );

const plainPath = (path: readonly Part[]): string | undefined =>
  path.every((part) => typeof part === 'string') ? `/${path.join('/')}` : undefined;

/** Where mounts are: what stands there is no part of the image. */
function mountTargets(view: View, stage: Stage, step: Step<'RUN'>, folder: string | undefined): string[] {
  return step.flags.flatMap(({ name, value }) => {
    if (name !== 'mount' || !value) return [];
    const target = /(?:^|,)(?:target|dst|destination)=([^,]*)/.exec(value.text)?.[1];
    const text = target === undefined ? undefined : view.expand(target, step, stage);
    return text && 'value' in text ? (resolveDirectory(folder, text.value) ?? []) : [];
  });
}

function isMounted(change: FileChange, mounts: readonly string[]): boolean {
  if (mounts.length === 0 || change.kind === 'folder') return false;
  const path =
    change.kind === 'remove'
      ? `/${change.path.map((part) => (typeof part === 'string' ? part : '*')).join('/')}`
      : change.kind === 'search'
        ? change.start
        : change.from;
  return mounts.some((mount) => path === mount || path.startsWith(`${mount}/`));
}
