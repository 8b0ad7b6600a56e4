import { shellFedBy } from '../shell/nested.ts';
import { readExec, readShell } from '../shell/read.ts';
import type { ShellCommand, ShellScript } from '../shell/types.ts';
import type { Dialect } from './build-types.ts';
import { shebangOf } from './heredocs.ts';
import { Logical } from './logical.ts';
import type { CommandLine, Heredoc, Instruction } from './tree.ts';

/** The dialect of a SHELL list, by its program's name. */
export function dialectOf(shell: readonly string[]): Dialect {
  const program = (shell[0] ?? '')
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
  if (program === 'pwsh') return 'powershell';
  return (DIALECTS as readonly string[]).includes(program) ? (program as Dialect) : 'other';
}

/** The script of RUN, CMD, ENTRYPOINT or HEALTHCHECK; undefined where no shell language can be read. */
export function scriptOf(instruction: Instruction, dialect: Dialect): ShellScript | undefined {
  if (instruction.keyword !== 'HEALTHCHECK' && !('command' in instruction)) return undefined;
  const { command } = instruction;
  if (!command) return undefined;
  if (command.form === 'exec') return readExec(command.args);
  if (dialect === 'other') return undefined;
  return instruction.heredocs.length > 0
    ? readWithHeredocs(command, instruction.heredocs, dialect)
    : readShell(command.script, { dialect: language(dialect) });
}

const DIALECTS = ['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh', 'powershell', 'cmd'] as const;

const language = (dialect: Dialect): 'posix' | 'powershell' | 'cmd' =>
  dialect === 'powershell' || dialect === 'cmd' ? dialect : 'posix';

/** `RUN <<EOF` runs the body; `RUN bash <<EOF` feeds it to a shell; any other command just reads it. */
function readWithHeredocs(
  command: CommandLine,
  heredocs: readonly Heredoc[],
  dialect: Dialect,
): ShellScript | undefined {
  const [only] = heredocs;
  if (heredocs.length === 1 && command.script.text.trim() === openerText(command, only!)) {
    return readBody(only!, dialect);
  }
  const script = readShell(command.script, { dialect: language(dialect) });
  const shells = heredocs.map(shellsFed(script.commands));
  const fed = new Set(shells);
  const nested = heredocs.flatMap((heredoc, i) => (shells[i] && readBody(heredoc, dialect)) ?? []);
  if (nested.length === 0) return script;
  const scripts = [script, ...nested];
  return {
    commands: [
      ...script.commands.map((command) => (fed.has(command) ? { ...command, fed: true as const } : command)),
      ...nested.flatMap(({ commands }) => commands.map((inner) => ({ ...inner, within: 'nested' as const }))),
    ],
    compounds: scripts.flatMap(({ compounds }) => compounds),
    assigned: new Set(scripts.flatMap(({ assigned }) => [...assigned])),
    functions: new Set(scripts.flatMap(({ functions }) => [...functions])),
    reads: scripts.flatMap(({ reads }) => reads),
    problems: scripts.flatMap(({ problems }) => problems),
  };
}

const openerText = (command: CommandLine, { opener }: Heredoc): string =>
  command.script.at(0) === opener.start ? command.script.text.slice(0, opener.end - opener.start) : '';

function readBody(heredoc: Heredoc, dialect: Dialect): ShellScript | undefined {
  const interpreter = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(shebangOf(heredoc).line);
  const script = Logical.of(heredoc.content, heredoc.body.start);
  if (!interpreter) return readShell(script, { dialect: language(dialect) });
  const program = /(^|\/)env$/.test(interpreter[1]!) ? (interpreter[2] ?? '') : interpreter[1]!;
  const own = dialectOf([program]);
  return own === 'other' ? undefined : readShell(script, { dialect: language(own) });
}

/** Finds the shell without a script of its own that reads a heredoc, by itself or from a pipe: `cat <<EOF | sh`. */
function shellsFed(commands: readonly ShellCommand[]): (heredoc: Heredoc) => ShellCommand | undefined {
  const readers = new Map(
    commands.flatMap((command) => command.redirects.map(({ span }) => [span.start, command] as const)),
  );
  const pipelines = Map.groupBy(commands, ({ pipeline }) => pipeline.id);
  return ({ opener }) => {
    const reader = readers.get(opener.start);
    if (!reader) return undefined;
    const { id, index } = reader.pipeline;
    // A compound among the members is no command of its own, and leaves a gap.
    const behind = pipelines.get(id)!.slice(index, index + 8);
    const whole = behind.filter(({ pipeline }, i) => pipeline.index === index + i);
    return shellFedBy(whole) ?? (isWindowsShell(reader) ? reader : undefined);
  };
}

const isWindowsShell = ({ name, words }: ShellCommand): boolean =>
  ['powershell', 'cmd'].includes(dialectOf([name])) &&
  words.every(({ value }, i) => i === 0 || value.startsWith('-'));
