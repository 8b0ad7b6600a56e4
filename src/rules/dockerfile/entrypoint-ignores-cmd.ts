import type { Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** The shell form of ENTRYPOINT takes no arguments: CMD and what `docker run` adds are lost. */
export const entrypointIgnoresCmd = dockerfileRule({
  name: 'entrypoint-ignores-cmd',
  title: 'Use the exec form of ENTRYPOINT when there is a CMD',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'write ENTRYPOINT as a JSON array',
  fixable: false,

  *check(build) {
    const last = new Map<
      Stage,
      Record<'ENTRYPOINT' | 'CMD', ReturnType<typeof build.all<'CMD'>>[number] | undefined>
    >();
    for (const instruction of build.all('ENTRYPOINT', 'CMD')) {
      if (instruction.onbuild) continue;
      const stage = build.stageOf(instruction);
      const pair = last.get(stage) ?? { ENTRYPOINT: undefined, CMD: undefined };
      pair[instruction.keyword as 'ENTRYPOINT' | 'CMD'] = instruction;
      last.set(stage, pair);
    }
    for (const { ENTRYPOINT: entrypoint, CMD: cmd } of last.values()) {
      if (!entrypoint || !cmd || entrypoint.command.form !== 'shell') continue;
      if (/\$(?:@|\*|\{?@|\{?\*|\d)/.test(entrypoint.command.script.text)) continue;
      yield {
        at: cmd.head,
        also: [entrypoint.head],
        message: 'the shell form of ENTRYPOINT takes no arguments, so this CMD is never used',
      };
    }
  },
});
