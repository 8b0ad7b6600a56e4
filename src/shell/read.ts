import type { Span } from '../core/span.ts';
import { readCmd } from './cmd.ts';
import { finishExec } from './exec.ts';
import { readPosix } from './lists.ts';
import { readPowershell } from './powershell.ts';
import { Gathered, type Language, type Script, type Surroundings } from './state.ts';
import type { ExecWord, ShellScript } from './types.ts';

/**
 * Reads a script: its commands with their words, in order of place, those in substitutions and in the strings of
 * `sh -c` included. Every span is one of the source. Never throws, and takes time linear in the script's length; what
 * makes no sense is told in `problems`.
 */
export function readShell(script: Script, options: { dialect?: Language } = {}): ShellScript {
  return finished(gather(script, options.dialect ?? 'posix'));
}

/** Reads the arguments of an exec form: one command that no shell runs, and the script that it gives to a shell. */
export function readExec(args: readonly ExecWord[]): ShellScript {
  const out = new Gathered(read);
  finishExec(out, args);
  return finished(out);
}

/** The same as `readShell`, with the counters. */
export function gather(script: Script, language: Language): Gathered {
  const out = new Gathered(read);
  read(script, language, out, { within: 'top', depth: 0, nesting: 0, level: 0 });
  return out;
}

const read = (script: Script, language: Language, out: Gathered, where: Surroundings): void => {
  if (language === 'powershell') readPowershell(script, out, where);
  else if (language === 'cmd') readCmd(script, out, where);
  else readPosix(script, out, where);
};

function finished({ commands, compounds, assigned, functions, reads, problems }: Gathered): ShellScript {
  inOrder(commands);
  inOrder(compounds);
  return { commands, compounds, assigned, functions, reads, problems };
}

/** Puts what scripts inside strings brought in its place. */
function inOrder(parts: { readonly span: Span }[]): void {
  for (let i = 1; i < parts.length; i++) {
    if (parts[i]!.span.start < parts[i - 1]!.span.start) {
      parts.sort((a, b) => a.span.start - b.span.start);
      return;
    }
  }
}
