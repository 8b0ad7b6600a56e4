import type { Problem } from '../../core/finding.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import type { Flag, Instruction } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';
import { removeWord } from '../support/edits.ts';

/** Flags of RUN that open the sandbox of the build. */
export const runIsolation = dockerfileRule({
  name: 'run-isolation',
  title: 'Keep RUN apart from the host',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'leave the flag out, or do this step outside of the build',
  fixable: true,

  *check(build) {
    for (const instruction of build.all('RUN')) {
      for (const flag of instruction.flags) {
        const problem = opens(build, instruction, flag);
        if (problem) yield problem;
      }
    }
  },
});

function opens(build: Build, instruction: Instruction, flag: Flag): Problem | undefined {
  const value = flag.value && build.expand(flag.value, instruction).value;
  const remove = {
    title: `remove --${flag.name}=${value}`,
    safe: false,
    edits: [removeWord(build.source, flag.span)],
  };
  if (flag.name === 'security' && value === 'insecure')
    return {
      at: flag.span,
      severity: 'high',
      message: 'this RUN has every capability and no sandbox: what it runs may take over the builder',
      fix: remove,
    };
  if (flag.name === 'network' && value === 'host')
    return {
      at: flag.span,
      message:
        'this RUN is in the network of the builder: it reaches what listens there, and the result depends on it',
      fix: remove,
    };
  if (flag.name === 'device' && value !== undefined)
    return {
      at: flag.span,
      severity: 'low',
      message: 'this RUN uses a device of the builder, which no other builder needs to have',
    };
  return undefined;
}
