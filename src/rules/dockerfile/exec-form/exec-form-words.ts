import type { Problem } from '../../../core/finding.ts';
import { isShell } from '../../../dockerfile/tools.ts';
import type { CommandLine, Instruction, JsonWord } from '../../../dockerfile/tree.ts';
import { replace } from '../../support/edits.ts';
import { part } from '../../support/parts.ts';
import { baseName } from '../../support/starts.ts';

/** The exec form starts a program as it is: no shell reads variables, operators or words with blanks. */
export const execFormWords = part({
  severity: 'high',
  aliases: [],
  help: 'give each argument an element of its own, or start a shell: ["/bin/sh", "-c", "exec …"]',

  *check(build) {
    for (const instruction of build.all('RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK')) {
      const command = commandOf(instruction);
      if (command?.form !== 'exec' || command.args.length === 0) continue;
      if (isShell(baseName(command.args[0]!.value)) || /powershell|pwsh|cmd/i.test(command.args[0]!.value))
        continue;
      yield* judge(command, instruction);
    }
  },
});

const commandOf = (instruction: Instruction): CommandLine | undefined =>
  'command' in instruction ? instruction.command : undefined;

function* judge(command: CommandLine, instruction: Instruction): Generator<Problem> {
  const { args } = command;
  const [first] = args;
  // CMD may hold arguments of an ENTRYPOINT only, of which the first is no program.
  if (args.length === 1 && /^[a-z0-9_./-]+\s+\S/i.test(first!.value) && instruction.keyword !== 'CMD')
    yield oneWord(first!);
  else if (
    args.length === 1 &&
    /^(?:npm|yarn|pnpm|node|python3?|java|dotnet|ruby|php|go|sh|bash)\s+\S/.test(first!.value)
  )
    yield oneWord(first!);
  for (const arg of args) {
    if (/^(?:&&|\|\||\||;|>|>>|<|2>&1|&)$/.test(arg.value)) {
      yield {
        at: arg.span,
        message: `no shell reads this exec form: ${arg.value} is handed to ${args[0]!.value} as an argument`,
      };
    } else if (/^\$(?:[A-Z_][A-Z0-9_]*|\{[A-Z_][A-Z0-9_]*(?::?[-+?][^}]*)?\})$/.test(arg.value)) {
      yield {
        at: arg.span,
        severity: 'medium',
        message: `no shell reads this exec form: ${args[0]!.value} gets the letters ${arg.value}, not the variable’s value`,
      };
    }
  }
}

function oneWord(word: JsonWord): Problem {
  const parts = word.value.trim().split(/\s+/);
  const plain = parts.every((part) => /^[\w./:=@%+,-]+$/.test(part));
  return {
    at: word.span,
    message: `this looks for a program that is named “${word.value}”, blanks and all`,
    ...(plain
      ? {
          fix: {
            title: 'write separate elements',
            safe: true,
            edits: [replace(word.span, parts.map((part) => JSON.stringify(part)).join(', '))],
            changes: ['command', 'entrypoint', 'health'],
          },
        }
      : {}),
  };
}
