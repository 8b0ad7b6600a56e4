import { lastName } from '../../../core/paths.ts';
import type { Command } from '../../../dockerfile/build-types.ts';
import { argumentsOf, operandsOf, type Run } from '../../../dockerfile/facts/run.ts';
import { placesOf } from '../../../dockerfile/ownership/paths.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import type { ShellWord } from '../../../shell/types.ts';
import type { Write } from './types.ts';

/** The files and folders that a command makes or changes, where its words say which; redirects come first. */
export function fileWrites(run: Run, command: Command): Write[] {
  const redirected = command.redirects.flatMap(({ operator, target }) =>
    target && /^&?>>?\|?$/.test(operator) ? writesAt(run, target, command.name || 'a redirect', true) : [],
  );
  const read = Object.hasOwn(readers, command.name) ? readers[command.name] : undefined;
  const words = read?.(command) ?? [];
  const isChange = /^ch(?:own|grp|mod)$/.test(command.name) ? { isChange: true as const } : {};
  const named = words.flatMap((word) =>
    writesAt(run, word, command.name, !makesFolder(command)).map((write) => ({ ...write, ...isChange })),
  );
  return [...redirected, ...named, ...(words.length === 0 ? hereWrites(run, command) : [])];
}

/** Whether a command only makes sure that a folder is there: where it is, nothing is written. */
export const makesSure = ({ name, words }: Command): boolean =>
  name === 'mkdir' && words.some(({ value }) => /^-\w*p|^--parents$/.test(value));

function writesAt(run: Run, word: ShellWord, program: string, isFile: boolean): Write[] {
  return placesOf(run, word).flatMap(({ path, exact }) =>
    exact && path !== '/' && !nowhere.test(path)
      ? [{ path, program, at: word.span, ...(isFile ? { isFile: true as const } : {}) }]
      : [],
  );
}

/** Programs that write into the folder that they are called in, unless something sends them elsewhere. */
interface Here {
  /** A word without which they write nothing. */
  readonly when: RegExp;
  readonly unless: RegExp;
  /** They write one thing, which is called as what they fetch. */
  readonly fetches?: 'file' | 'folder';
}

const here: Readonly<Record<string, Here>> = {
  git: { when: /^clone$/, unless: /^-C$/, fetches: 'folder' },
  wget: {
    when: /:\/\//,
    unless: /^-[a-zA-Z]*[OPi]|^--(?:output-document|directory-prefix|spider|input-file)/,
    fetches: 'file',
  },
  curl: { when: /^-[a-zA-Z]*O$|^--remote-name$/, unless: /^--output-dir/, fetches: 'file' },
  tar: { when: /^-?[a-zA-Z]*x[a-zA-Z]*$/, unless: /^-[a-zA-Z]*C|^--directory|^--to-/ },
  unzip: { when: /\.zip$/, unless: /^-[a-zA-Z]*[dlptvzZ]/ },
};

function hereWrites({ folder }: Run, { name, words }: Command): Write[] {
  const how = Object.hasOwn(here, name) ? here[name]! : undefined;
  const rest = words.slice(1).map(({ value }) => value);
  if (!how || folder === undefined || nowhere.test(`${folder}/`)) return [];
  if (!rest.some((word) => how.when.test(word)) || rest.some((word) => how.unless.test(word))) return [];
  const at = words[0]!.span;
  if (!how.fetches) return [{ path: folder, program: name, at }];
  const address = rest.findLast((word) => word.includes('://')) ?? '';
  const fetched = lastName(address.replace(/[?#].*$/, '').replace(/\.git$/, ''));
  const path = resolveDirectory(folder, fetched);
  if (fetched === '' || /[$`]/.test(fetched) || path === undefined) return [];
  return [{ path, program: name, at, ...(how.fetches === 'file' ? { isFile: true as const } : {}) }];
}

const makesFolder = ({ name, words }: Command): boolean =>
  /^(?:mkdir|git|tar|unzip|virtualenv|python3?|pip3?)$/.test(name) ||
  (name === 'install' && words.some(({ value }) => /^-\w*d|^--directory$/.test(value)));

/** What is no part of the image, or is for everyone. */
const nowhere = /^\/(?:dev|proc|sys|tmp|var\/tmp)(?:\/|$)/;

/** Which words of a command it writes at. */
const readers: Readonly<Record<string, (command: Command) => readonly ShellWord[]>> = {
  chown: (command) => operandsOf(command, 'from reference').slice(1),
  chgrp: (command) => operandsOf(command, 'reference').slice(1),
  chmod: (command) => operandsOf(command, 'reference').slice(1),
  mkdir: (command) => operandsOf(command, 'm mode'),
  touch: (command) => (has(command, 'c', 'no-create') ? [] : operandsOf(command, 'd t r date reference')),
  tee: (command) => operandsOf(command, ''),
  truncate: (command) => operandsOf(command, 's r size reference'),
  install: (command) => {
    const operands = operandsOf(command, 'm o g t S mode owner group target-directory suffix');
    return has(command, 'd', 'directory') ? operands : operands.slice(-1);
  },
  cp: (command) => last(command),
  mv: (command) => last(command),
  ln: (command) => last(command),
  tar: (command) =>
    command.words.some(({ value }) => /^-?[a-zA-Z]*x/.test(value))
      ? option(command, /^-[a-zA-Z]*C$|^--directory$/)
      : [],
  unzip: (command) => option(command, /^-d$/),
  curl: (command) => option(command, /^-[a-zA-Z]*o$|^--output$/),
  wget: (command) => option(command, /^-[a-zA-Z]*[OP]$|^--(?:output-document|directory-prefix)$/),
  git: (command) => {
    const operands = operandsOf(command, 'b C c o j branch depth config origin jobs reference filter');
    return operands[0]?.value === 'clone' ? operands.slice(2, 3) : [];
  },
  go: (command) => (command.words[1]?.value === 'build' ? option(command, /^-o$/) : []),
  virtualenv: (command) => operandsOf(command, 'p python').slice(0, 1),
  python: venv,
  python3: venv,
  pip: into,
  pip3: into,
};

function venv(command: Command): readonly ShellWord[] {
  const [, flag, module] = command.words;
  return flag?.value === '-m' && (module?.value === 'venv' || module?.value === 'virtualenv')
    ? command.words
        .slice(3)
        .filter(({ value }) => !value.startsWith('-'))
        .slice(0, 1)
    : [];
}

function into(command: Command): readonly ShellWord[] {
  return command.words[1]?.value === 'install' ? option(command, /^-t$|^--(?:target|prefix|root)$/) : [];
}

/** The last operand of several, where `-t` does not say it. */
function last(command: Command): readonly ShellWord[] {
  const operands = operandsOf(command, 't S target-directory suffix');
  return operands.length > 1 && !has(command, 't', 'target-directory') ? operands.slice(-1) : [];
}

/** The word behind an option. */
function option({ words }: Command, name: RegExp): readonly ShellWord[] {
  const at = words.findIndex(({ value }) => name.test(value));
  const word = at === -1 ? undefined : words[at + 1];
  return word && word.value !== '-' ? [word] : [];
}

function has({ words }: Command, ...names: string[]): boolean {
  const { options } = argumentsOf(
    words.slice(1).map(({ value }) => value),
    '',
  );
  return names.some((name) => options.has(name));
}

/** A command as people say it: program and subcommand, and the script of `run`. */
export function called({ name, words }: Command): string {
  const [verb, script] = words.slice(1).map(({ value }) => value);
  if (verb === undefined || !/^[a-z][a-z:-]*$/.test(verb)) return name;
  return verb === 'run' && script !== undefined ? `${name} run ${script}` : `${name} ${verb}`;
}
