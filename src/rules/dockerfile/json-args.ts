import type { Fix } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import type { Build, Command, OfKeyword } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { brokenJson, isJson } from '../support/broken-json.ts';
import { canExec, lastOfList, plainArguments } from '../support/plain-command.ts';
import { isPosix, setsShell } from '../support/shells.ts';

type Start = OfKeyword<'CMD'>;

/** Behind a shell, the program is not process 1 and signals do not reach it. */
export const jsonArgs = dockerfileRule({
  name: 'json-args',
  title: 'Start the program without a shell in between',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  help: 'write the exec form, ["program", "argument"], or put exec before the program',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('CMD', 'ENTRYPOINT')) {
      const { command, keyword, onbuild } = instruction;
      if (command.form === 'exec' || command.script.text === '' || !isPosix(build, instruction)) continue;
      // What is no list, or has flags, which it cannot, is told by other rules.
      if (brokenJson(command.script) || instruction.flags.length > 0) continue;
      if (command.script.text.startsWith('[') && isJson(command.script.text)) continue;
      const last = lastOfList(build, instruction);
      if (last?.prefixes[0]?.value === 'exec') continue;
      const fix = last && fixFor(instruction, last, build);
      yield {
        at: command.span,
        message: `${keyword} starts a shell, and the shell the program: what stops the container may never reach it`,
        aliases: onbuild
          ? []
          : setsShell(build, instruction)
            ? ['DL3025']
            : ['DL3025', 'JSONArgsRecommended'],
        ...(fix ? { fix } : {}),
      };
    }
  },
});

function fixFor(instruction: Start, last: Command, build: Build): Fix | undefined {
  const { command, keyword } = instruction;
  const changes = keyword === 'CMD' ? (['command'] as const) : (['entrypoint'] as const);
  const alone = build.commandsOf(instruction).length === 1;
  const words = alone ? plainArguments(last) : undefined;
  if (words) {
    return {
      title: 'write the exec form',
      safe: isAlone(instruction, build),
      edits: [{ span: command.span, text: `[${words.map((word) => JSON.stringify(word)).join(', ')}]` }],
      changes,
    };
  }
  if (!canExec(last)) return undefined;
  const at = last.span.start;
  return {
    title: `put exec before ${last.name || 'the last command'}`,
    safe: alone,
    edits: [{ span: { start: at, end: at }, text: 'exec ' }],
    changes,
  };
}

/** With an ENTRYPOINT and a CMD the exec form changes what the entrypoint gets; another shell may prepare something. */
function isAlone(instruction: Start, build: Build): boolean {
  if (instruction.onbuild || setsShell(build, instruction)) return false;
  const { entrypoint, command } = build.facts(build.stageOf(instruction));
  return valueOf(instruction.keyword === 'CMD' ? entrypoint : command) === null;
}
