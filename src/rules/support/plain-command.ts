import type { Build, Command, Instruction } from '../../dockerfile/build-types.ts';

/** The command that a script ends in, when the script is a list of commands that run one after the other. */
export function lastOfList(build: Build, instruction: Instruction): Command | undefined {
  const commands = build.commandsOf(instruction).filter(({ within }) => within !== 'substitution');
  const inOrder = commands.every(
    ({ within, pipeline, before, after }) =>
      within === 'top' && pipeline.length === 1 && IN_ORDER.has(before) && IN_ORDER.has(after),
  );
  return inOrder ? commands.at(-1) : undefined;
}

const IN_ORDER: ReadonlySet<string> = new Set(['', '&&', ';', '\n']);

/**
 * The program and arguments that a shell would start for a command, when it does nothing but that: no variables, no
 * redirects, no assignments, no builtin.
 */
export function plainArguments(command: Command): string[] | undefined {
  const words = [...command.prefixes, ...command.words];
  const plain = command.assignments.length === 0 && command.redirects.length === 0;
  if (!plain || words.length === 0 || !words.every(({ literal }) => literal)) return undefined;
  return isBuiltin(words[0]!.value) ? undefined : words.map(({ value }) => value);
}

/** Whether `exec` may stand before a command: it starts a program. */
export const canExec = ({ prefixes, assignments, words }: Command): boolean =>
  prefixes.length === 0 && assignments.length === 0 && words.length > 0 && !isBuiltin(words[0]!.value);

const isBuiltin = (name: string): boolean => BUILTINS.has(name) || name === '';

/** Words that a shell understands by itself and that are no programs, or mean something else as programs. */
const BUILTINS: ReadonlySet<string> = new Set(
  (
    '! . : [ [[ alias bg break case cd command continue declare do done elif else esac eval exec exit export fc fg fi for ' +
    'function getopts hash if jobs let local popd pushd read readonly return select set shift shopt source then time ' +
    'times trap type typeset ulimit umask unalias unset until wait while { }'
  ).split(' '),
);
