import type { FileStat, Root } from '../../image/reader.ts';
import type { Elf } from '../elf.ts';
import { type Executable, executable } from '../executable.ts';
import type { Script } from '../script.ts';
import { proveLibraries } from './libraries.ts';
import { isPrivileged, may, modeText, type Reached, type Runner, reach } from './reach.ts';
import { absolute } from './search.ts';
import { cannot, type ProofLine, untold } from './types.ts';

/** In what a program is started. */
export interface Surroundings {
  readonly root: Root;
  readonly runner: Runner;
  /** Of the image: `amd64`; undefined where it is not known. */
  readonly architecture: string | undefined;
  /** The working directory, absolute. */
  readonly folder: string;
  readonly environment: ReadonlyMap<string, string>;
}

/** Docker's own, for images that set none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** More folders than anybody has on PATH. */
const MOST_FOLDERS = 1000;
/** As deep as Linux follows scripts that run scripts (fs/exec.c, `exec_binprm`). */
const MOST_INTERPRETERS = 5;

/**
 * The file that a command's first word is: a path, or a name on PATH.
 * @throws Verdict
 */
export function lookUp(
  word: string,
  where: Surroundings,
): { readonly path: string; readonly file: FileStat } {
  const { root, runner, folder, environment } = where;
  if (word.includes('/')) {
    const path = absolute(folder, word);
    const reached = reach(root, path, runner);
    if ('fails' in reached) throw cannot(failureOf(word, reached, runner));
    requireRunnable(path, reached.file, runner);
    return { path, file: reached.file };
  }
  const folders = (environment.get('PATH') ?? DEFAULT_PATH).split(':');
  if (folders.length > MOST_FOLDERS) throw untold(`PATH has more than ${MOST_FOLDERS} folders`);
  const passedOver: string[] = [];
  for (const one of folders) {
    const path = `${absolute(folder, one === '' ? '.' : one).replace(/\/\.$/, '')}/${word}`;
    const reached = reach(root, path, runner);
    if ('fails' in reached) continue;
    const { file } = reached;
    if (file.kind === 'file' && may(file, 'run', runner)) return { path, file };
    if (file.kind === 'file')
      passedOver.push(`${file.path} may not be run by ${runner.name} (${modeText(file)})`);
  }
  throw cannot(
    passedOver.length > 0
      ? `${word} cannot be run: ${passedOver.join('; ')}`
      : `${word} is in none of the folders of PATH (${shown(folders.join(':'))})`,
  );
}

const MOST_SHOWN = 200;
const shown = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

function failureOf(word: string, reached: Extract<Reached, { fails: string }>, { name }: Runner): string {
  if (reached.fails === 'denied') return `${word} cannot be reached: ${name} may not enter ${reached.at}`;
  if (reached.fails === 'loops') return `${word} leads round in circles at ${reached.at}`;
  return reached.at === word ? `${word} is not there` : `${word} is not there: there is no ${reached.at}`;
}

function requireRunnable(path: string, file: FileStat, runner: Runner): void {
  if (file.kind !== 'file') throw cannot(`${path} is no file but a ${file.kind}`);
  if (!may(file, 'run', runner)) throw cannot(`${path} may not be run by ${runner.name}: ${modeText(file)}`);
}

/**
 * Proves that a file comes to run: its interpreters, its loader, its libraries.
 * @throws Verdict
 */
export function* proveProgram(
  { path, file }: { readonly path: string; readonly file: FileStat },
  where: Surroundings,
  depth = 0,
): Generator<ProofLine> {
  const read = where.root.reading(executable, file.path)?.value;
  if (!read) throw unreadable(path, file);
  if (read.script) yield* proveScript(path, read.script, file, where, depth);
  else if (read.elf) yield* proveElf(path, file, read as Executable & { elf: Elf }, where);
}

function unreadable(path: string, file: FileStat): Error {
  if (file.size > (executable.most ?? 0))
    return untold(`${path} is too long to be read (${file.size} bytes)`);
  return cannot(
    `${path} is neither a program of Linux nor a script that begins with #!${file.size === 0 ? ', it is empty' : ''}: exec format error`,
  );
}

function* proveScript(
  path: string,
  script: Script,
  file: FileStat,
  where: Surroundings,
  depth: number,
): Generator<ProofLine> {
  const { interpreter, argument, isTooLong } = script;
  const line = `#!${interpreter}${argument === undefined ? '' : ` ${argument}`}`;
  if (depth >= MOST_INTERPRETERS)
    throw cannot(`${path}: scripts that run scripts, deeper than Linux follows`);
  if (interpreter === '') throw cannot(`${path} begins with #! and names no interpreter: exec format error`);
  if (isTooLong) throw cannot(`the first line of ${path} is longer than the 255 bytes that Linux reads`);
  if (!may(file, 'read', where.runner))
    throw cannot(
      `${where.runner.name} may not read the script ${path}, so that its interpreter cannot: ${modeText(file)}`,
    );
  yield { path, says: `a script, run by ${line}` };
  const found = interpreterOf(path, script, where);
  yield* proveProgram(found, where, depth + 1);
  if (/(?:^|\/)env$/.test(interpreter)) yield* proveEnv(path, found.file, argument, where, depth);
}

function interpreterOf(
  path: string,
  { interpreter }: Script,
  where: Surroundings,
): { readonly path: string; readonly file: FileStat } {
  const at = absolute(where.folder, interpreter);
  const reached = reach(where.root, at, where.runner);
  if ('fails' in reached) {
    if (interpreter.endsWith('\r'))
      throw cannot(
        `the first line of ${path} ends with a carriage return (Windows line ends), so that Linux looks for an interpreter ${JSON.stringify(interpreter)}`,
      );
    if (reached.fails === 'denied')
      throw cannot(
        `${where.runner.name} may not enter ${reached.at}, where ${interpreter} is, the interpreter of ${path}`,
      );
    throw cannot(
      `${path} is run by ${interpreter}, which is not there${reached.at === at ? '' : `: there is no ${reached.at}`}`,
    );
  }
  requireRunnable(at, reached.file, where.runner);
  return { path: at, file: reached.file };
}

/** `#!/usr/bin/env python3`: one word that env looks up; `-S` takes the line apart (env(1) of GNU coreutils 8.30). */
function* proveEnv(
  path: string,
  env: FileStat,
  argument: string | undefined,
  where: Surroundings,
  depth: number,
): Generator<ProofLine> {
  const word = wordForEnv(path, env, argument);
  if (word === undefined) return;
  if (word.endsWith('\r'))
    throw cannot(
      `the first line of ${path} ends with a carriage return (Windows line ends), so that env looks for ${JSON.stringify(word)}`,
    );
  const found = lookUp(word, where);
  yield { path: found.path, says: `what env finds for ${word}` };
  yield* proveProgram(found, where, depth + 1);
}

/** @returns undefined where env has nothing to run */
function wordForEnv(path: string, env: FileStat, argument: string | undefined): string | undefined {
  if (argument === undefined) return undefined;
  const split = /^(?:-S|--split-string=?|-[iv0]*S)\s*([\s\S]*)/.exec(argument);
  if (!split) {
    if (argument.startsWith('-')) throw untold(`${path}: what env makes of ${argument} is not known`);
    if (!/[ \t]/.test(argument)) return argument;
    throw cannot(
      `${path}: Linux gives all that stands behind env as one word, and there is no program of the name ${JSON.stringify(argument)}; env -S would take it apart`,
    );
  }
  if (/busybox$/.test(env.path)) throw untold(`${path}: whether this BusyBox has env -S is not known`);
  if (/["'\\$#]/.test(split[1]!)) throw untold(`${path}: what env -S makes of ${split[1]} is not followed`);
  return split[1]!
    .split(/[ \t]+/)
    .find((word) => word !== '' && !word.startsWith('-') && !/^\w+=/.test(word));
}

function* proveElf(
  path: string,
  file: FileStat,
  { elf }: { readonly elf: Elf },
  where: Surroundings,
): Generator<ProofLine> {
  requireMachine(path, elf, where.architecture);
  if (elf.damaged !== undefined) throw untold(`${path} is damaged: ${elf.damaged}`);
  const kind = `a program for ${elf.architecture ?? `machine ${elf.machine}`}`;
  if (elf.interpreter === undefined) {
    if (elf.kind === 'library' && elf.needed.length > 0)
      throw cannot(`${path} is a library: it names no loader, and its libraries are found by none`);
    yield { path, says: `${kind} that needs no loader` };
    return;
  }
  yield { path, says: `${kind}, loaded by ${elf.interpreter}` };
  const loader = loaderOf(path, elf, where);
  const libraryPath = isPrivileged(file, where.runner)
    ? ''
    : (where.environment.get('LD_LIBRARY_PATH') ?? '');
  yield* proveLibraries(
    { root: where.root, runner: where.runner, folder: where.folder, libraryPath },
    { path: file.path, elf },
    loader,
  );
}

/** @throws Verdict where no kernel for the image's machine runs it */
function requireMachine(path: string, { architecture, machine }: Elf, image: string | undefined): void {
  if (image === undefined || architecture === image) return;
  if (image === 'amd64' && architecture === '386') return;
  if (image === 'arm64' && architecture === 'arm')
    throw untold(`${path} is for arm: not every arm64 machine runs it`);
  throw cannot(
    `${path} is for ${architecture ?? `machine ${machine}`}, and the image for ${image}: exec format error`,
  );
}

function loaderOf(path: string, elf: Elf, where: Surroundings): { readonly path: string; readonly elf: Elf } {
  const name = elf.interpreter!;
  const reached = reach(where.root, absolute(where.folder, name), where.runner);
  if ('fails' in reached)
    throw cannot(
      reached.fails === 'denied'
        ? `${where.runner.name} may not enter ${reached.at}, where the loader ${name} of ${path} is`
        : `${path} is loaded by ${name}, which is not there${hint(name)}: Linux then says that ${path} itself is not there`,
    );
  requireRunnable(name, reached.file, where.runner);
  const loader = where.root.reading(executable, reached.file.path)?.value.elf;
  if (!loader) throw untold(`the loader ${name} could not be read`);
  if (loader.machine !== elf.machine || loader.bits !== elf.bits)
    throw cannot(
      `the loader ${name} of ${path} is for ${loader.architecture ?? `machine ${loader.machine}`}`,
    );
  return { path: isMuslName(name) ? name : reached.file.path, elf: loader };
}

const isMuslName = (name: string): boolean => name.includes('ld-musl-');

const hint = (loader: string): string =>
  isMuslName(loader)
    ? ' (it was built for musl, as Alpine has it)'
    : /ld-linux|ld64/.test(loader)
      ? ' (it was built for glibc)'
      : '';
