import type { Build, Dialect } from '../dockerfile/build-types.ts';
import { Logical } from '../dockerfile/logical.ts';
import type { CommandInstruction } from '../dockerfile/tree.ts';

/** One script as ShellCheck gets it, and the way back: plain data. */
export interface ShellcheckScript {
  readonly text: string;
  /** Lines of ours before the script. */
  readonly preamble: number;
  /** The script as it stands in the file: see `Logical.toData`. */
  readonly body: ReturnType<Logical['toData']>;
}

/** The RUN scripts of a build that a POSIX shell reads. */
export function scriptsOf(build: Build): ShellcheckScript[] {
  return build.all('RUN').flatMap((instruction) => {
    const run = instruction as CommandInstruction;
    const shell = SHELLS[build.dialectAt(run)];
    const logical = run.command.form === 'shell' && shell !== undefined ? bodyOf(run) : undefined;
    if (!logical || !shell) return [];
    const names = variablesOf(build, run);
    const exports = names.length > 0 ? `export ${names.map((name) => `${name}=x`).join(' ')}\n` : '';
    const head = `# shellcheck shell=${shell}\n${exports}`;
    return [{ text: `${head}${logical.text}\n`, preamble: exports === '' ? 1 : 2, body: logical.toData() }];
  });
}

/** The text that the shell runs: the line, or the body of the one heredoc that is the whole command. */
function bodyOf({ command, heredocs }: CommandInstruction): Logical | undefined {
  const [only] = heredocs;
  if (!only) return command.script;
  const alone =
    heredocs.length === 1 && command.span.end - command.span.start === only.opener.end - only.opener.start;
  return alone && !only.content.startsWith('#!') ? Logical.of(only.content, only.body.start) : undefined;
}

/** Names that ARG and ENV have set before the instruction: assigned, as far as the script is concerned. */
function variablesOf(build: Build, run: CommandInstruction): string[] {
  const names = new Set<string>();
  for (const name of build.scriptOf(run)?.reads ?? []) {
    if (/^[A-Za-z_]\w*$/.test(name.name) && build.expand(`\${${name.name}}`, run).undeclared.length === 0) {
      names.add(name.name);
    }
  }
  return [...names];
}

const SHELLS: Partial<Record<Dialect, string>> = {
  sh: 'sh',
  bash: 'bash',
  dash: 'dash',
  ash: 'busybox',
  ksh: 'ksh',
};
