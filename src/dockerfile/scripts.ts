import { readExec, readShell } from '../shell/read.ts';
import type { ShellCommand, ShellScript } from '../shell/types.ts';
import type { Dialect } from './build-types.ts';
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
  const nested = heredocs.filter((heredoc) => feedsShell(script.commands, heredoc));
  if (nested.length === 0) return script;
  const scripts = [script, ...nested.flatMap((heredoc) => readBody(heredoc, dialect) ?? [])];
  return {
    commands: scripts.flatMap(({ commands }, i) =>
      i === 0 ? commands : commands.map((inner) => ({ ...inner, within: 'nested' as const })),
    ),
    assigned: new Set(scripts.flatMap(({ assigned }) => [...assigned])),
    functions: new Set(scripts.flatMap(({ functions }) => [...functions])),
    reads: scripts.flatMap(({ reads }) => reads),
    problems: scripts.flatMap(({ problems }) => problems),
  };
}

const openerText = (command: CommandLine, { opener }: Heredoc): string =>
  command.script.at(0) === opener.start ? command.script.text.slice(0, opener.end - opener.start) : '';

function readBody({ content, body }: Heredoc, dialect: Dialect): ShellScript | undefined {
  const interpreter = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(content);
  const script = Logical.of(content, body.start);
  if (!interpreter) return readShell(script, { dialect: language(dialect) });
  const program = /(^|\/)env$/.test(interpreter[1]!) ? (interpreter[2] ?? '') : interpreter[1]!;
  const own = dialectOf([program]);
  return own === 'other' ? undefined : readShell(script, { dialect: language(own) });
}

/** Whether the heredoc is the standard input of a shell that was given no script of its own. */
function feedsShell(commands: readonly ShellCommand[], { opener }: Heredoc): boolean {
  return commands.some(
    ({ name, words, redirects }) =>
      dialectOf([name]) !== 'other' &&
      words.slice(1).every((word) => word.value.startsWith('-') && !/^-[a-z]*c$/.test(word.value)) &&
      redirects.some(({ span }) => span.start < opener.end && opener.start < span.end),
  );
}
