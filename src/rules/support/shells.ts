import type { Build, Dialect, Instruction } from '../../dockerfile/build-types.ts';
import { shebangOf } from '../../dockerfile/heredocs.ts';
import { dialectOf } from '../../dockerfile/scripts.ts';

/** Whether a SHELL of this file is in force at an instruction. */
export const setsShell = (build: Build, at: Instruction): boolean =>
  build.all('SHELL').length > 0 && build.shellAt(at).join('\0') !== '/bin/sh\0-c';

/** Whether the shell form is read by a shell of Unix at an instruction. */
export const isPosix = (build: Build, at: Instruction): boolean => isUnix(build.dialectAt(at));

/** Whether a program, by its name, reads scripts as the shells of Unix do: not fish, csh or PowerShell. */
export const isUnixShell = (program: string): boolean => isUnix(dialectOf([program]));

const isUnix = (dialect: Dialect): boolean => !['powershell', 'cmd', 'other'].includes(dialect);

/** Whether the shell of a RUN stops at the first command that fails: `set -e` in the script, or a shell called with `-e`. */
export function stopsOnError(build: Build, instruction: Instruction): boolean {
  const [heredoc] = instruction.heredocs;
  const shebang = heredoc && shebangOf(heredoc).line;
  const shell = shebang ? shebang.split(/\s+/).slice(1) : build.shellAt(instruction).slice(1);
  return (
    shell.some((word) => /^-[a-z]*e/.test(word) || word === 'errexit') ||
    build
      .commandsOf(instruction)
      .some(
        ({ name, words }) =>
          /^(?:set|sh|bash|ash|dash)$/.test(name) &&
          words.slice(1).some(({ value }) => /^-[a-z]*e/.test(value) || value === 'errexit'),
      )
  );
}
