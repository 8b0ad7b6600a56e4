import { isShell } from '../../../dockerfile/tools.ts';
import { part } from '../../support/parts.ts';
import { baseName } from '../../support/starts.ts';

/** RUN in shell form needs the shell while the image is built. */
export const runNeedsShell = part({
  severity: 'high',
  aliases: [],
  help: 'do it in a stage that has a shell and copy the result, or install the shell first',

  *check(build) {
    const told = new Set<string>();
    for (const instruction of build.all('RUN')) {
      if (instruction.onbuild || instruction.command.form === 'exec') continue;
      const stage = build.stageOf(instruction);
      const program = baseName(build.shellAt(instruction)[0] ?? '').replace(/\.exe$/i, '');
      const key = `${stage.index} ${program}`;
      if (told.has(key) || !isShell(program) || !stage.base?.shells || stage.base.shells.includes(program))
        continue;
      if (!stage.base.closed || build.facts(stage).has(program) !== 'absent') continue;
      if (instruction.flags.some(({ name }) => name === 'mount')) continue;
      told.add(key);
      yield {
        at: instruction.name.span,
        message: `this RUN needs ${program}, which ${stage.image ?? 'its base'} does not have: the build fails here`,
      };
    }
  },
});
