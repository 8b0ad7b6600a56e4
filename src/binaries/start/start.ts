import type { Root } from '../../image/reader.ts';
import type { ImageConfig } from '../../image/types.ts';
import { readShell } from '../../shell/read.ts';
import type { ShellCommand } from '../../shell/types.ts';
import { lookUp, proveProgram, type Surroundings } from './program.ts';
import { reach } from './reach.ts';
import { runnerOf } from './runner.ts';
import { cannot, type ProofLine, type Start, untold, Verdict } from './types.ts';
import { wrappedBy } from './wrappers.ts';

export interface StartOptions {
  /** Whether all of the tree could be read; where it could not, what is missing proves nothing. By default it could. */
  readonly isWhole?: boolean;
  /** What is run, where that is not what the image says: of a container in a manifest. */
  readonly command?: readonly string[];
}

/**
 * Proves by the files alone whether an image's command comes to run: user, working directory, the program on PATH, its
 * interpreters, its loader and libraries, and their symbol versions. What the program does then is its own.
 * @param root with the readings of `startReaders`
 */
export function willStart(root: Root, config: ImageConfig, options: StartOptions = {}): Start {
  const proof: ProofLine[] = [];
  try {
    for (const line of prove(root, config, options.command)) proof.push(line);
    return { starts: 'yes', proof };
  } catch (error) {
    if (!(error instanceof Verdict)) throw error;
    if (error.starts === 'no' && options.isWhole === false)
      return { starts: 'unknown', proof, why: `${error.message}; but not all of the image could be read` };
    return { starts: error.starts, proof, why: error.message };
  }
}

function* prove(
  root: Root,
  config: ImageConfig,
  command: readonly string[] | undefined,
): Generator<ProofLine> {
  const { os } = config.platform;
  if (os !== 'linux')
    throw untold(
      `it is an image for ${os || 'an unknown system'}, and Linux’s rules are the ones that are known`,
    );
  const runner = runnerOf(root, config.user);
  yield { says: `runs as ${runner.name}` };
  const folder = config.workingDir.startsWith('/') ? config.workingDir : `/${config.workingDir}`;
  yield* proveFolder(root, folder);
  const words = command ?? [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
  const [first] = words;
  if (first === undefined)
    throw untold('the image has no command of its own: what it runs is said where it is run');
  const { architecture } = config.platform;
  const where: Surroundings = {
    root,
    runner,
    architecture: architecture === 'unknown' || architecture === '' ? undefined : architecture,
    folder,
    environment: environmentOf(config.env),
  };
  yield* proveCommand(words, where);
}

/** How many inits and the like are followed. */
const MOST_WRAPPERS = 8;

/** A command, and what it runs as far as that is known: behind an init, in a shell. */
function* proveCommand(words: readonly string[], where: Surroundings, depth = 0): Generator<ProofLine> {
  const [first = ''] = words;
  if (first === '') throw cannot('the first word of the command is empty');
  const found = lookUp(first, where);
  yield { path: found.path, says: found.path === first ? 'is there, and may be run' : `what ${first} is` };
  yield* proveProgram(found, where);
  const wrapped = wrappedBy(words);
  if (wrapped && depth >= MOST_WRAPPERS) throw untold('programs that run programs, too many to follow');
  if (wrapped) {
    const runner = wrapped.user === undefined ? where.runner : runnerOf(where.root, wrapped.user);
    if (runner !== where.runner) yield { path: found.path, says: `goes on as ${runner.name}` };
    yield* proveCommand(wrapped.words, { ...where, runner }, depth + 1);
    return;
  }
  const script = scriptOf(words);
  if (script !== undefined) yield* proveShell(script, where);
}

function* proveFolder(root: Root, folder: string): Generator<ProofLine> {
  if (folder === '/') return;
  const file = root.stat(folder);
  if (file && file.kind !== 'directory')
    throw cannot(`the working directory ${folder} is no directory but a ${file.kind}`);
  const reached = reach(root, folder, { uid: 0, gids: [0], name: 'root' });
  if ('fails' in reached && reached.fails === 'loops')
    throw cannot(`the working directory ${folder} leads round in circles at ${reached.at}`);
  if (!file && root.lstat(folder)?.kind === 'symlink')
    throw untold(`the working directory ${folder} is a link that leads nowhere`);
  yield {
    path: folder,
    says: file ? 'the working directory is there' : 'the working directory: runtimes make it',
  };
}

/** The last of several counts. */
function environmentOf(env: readonly string[]): ReadonlyMap<string, string> {
  const pairs = env.map((text): [string, string] => {
    const equals = text.indexOf('=');
    return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
  });
  return new Map(pairs);
}

const SHELL = /(?:^|\/)(?:sh|bash|dash|ash|ksh|zsh)$/;

/** The script of the shell form: `/bin/sh -c …`, with other letters beside the `c`. */
function scriptOf([shell = '', option = '', script]: readonly string[]): string | undefined {
  return SHELL.test(shell) && /^-[a-z]*c$/.test(option) ? script : undefined;
}

/** The first command of a shell's script is looked up; what comes behind it is not followed. */
function* proveShell(text: string, where: Surroundings): Generator<ProofLine> {
  const { commands, functions } = readShell({ text, span: (start, end) => ({ start, end }) });
  const first = commands.find(({ words, prefixes }) => words.length + prefixes.length > 0);
  if (!first) throw untold('what its shell is given to run is not followed');
  const [word] = [...first.prefixes, ...first.words].filter(({ value }) => value !== 'exec');
  if (!word?.literal || BUILTINS.has(word.value) || functions.has(word.value) || first.within !== 'top')
    throw untold(`the shell starts; what ${excerptOf(text)} does is not followed`);
  if (commands.some(({ assignments }) => assignments.some(({ name }) => name === 'PATH')))
    throw untold('the shell starts; its script sets PATH');
  const found = lookUp(word.value, where);
  yield { path: found.path, says: `what ${word.value} is, the first command of the shell’s script` };
  yield* proveProgram(found, where);
  if (!isAlone(commands, first) || first.prefixes.some(({ value }) => value !== 'exec'))
    throw untold(`the shell and ${word.value} start; what else ${excerptOf(text)} does is not followed`);
}

const isAlone = (commands: readonly ShellCommand[], { redirects }: ShellCommand): boolean =>
  commands.length === 1 && redirects.length === 0;

const MOST_EXCERPT = 60;
const excerptOf = (text: string): string =>
  JSON.stringify(text.length > MOST_EXCERPT ? `${text.slice(0, MOST_EXCERPT)}…` : text);

/** Commands that shells have in themselves (POSIX, 2.14 and the usual others). */
const BUILTINS: ReadonlySet<string> = new Set(
  '. : [ alias bg break case cd command continue echo eval exec exit export false fg getopts hash if jobs kill let local printf pwd read readonly return set shift source test times trap true type typeset ulimit umask unalias unset wait while for until [[ {'.split(
    ' ',
  ),
);
