import { dockerfileRule } from '../rule.ts';
import { modeFlaws } from '../support/modes.ts';
import { shippedStages } from '../support/shipped.ts';

/** A setuid program lends root's rights to whoever runs it. */
export const noSetuid = dockerfileRule({
  name: 'no-setuid',
  title: 'Make no setuid or setgid programs',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0008', 'CIS-4.8'],
  help: 'leave the bit out, and start the container as the user that the program needs',
  fixable: false,

  *check(build) {
    const shipped = shippedStages(build);
    for (const command of build.commands('chmod', 'install')) {
      if (!shipped.has(command.stage)) continue;
      const mode =
        command.name === 'chmod'
          ? command.words.slice(1).find(({ value }) => !/^-[RvfcH]+$|^--/.test(value))
          : command.words[command.words.findIndex(({ value }) => value === '-m' || value === '--mode') + 1];
      const flaws = mode && mode !== command.words[0] ? modeFlaws(mode.value) : undefined;
      if (!mode || !flaws || !(flaws.setuid || flaws.setgid)) continue;
      if (flaws.setgid && !flaws.setuid && isFolder(command.words.at(-1)?.value ?? '')) continue;
      yield {
        at: mode.span,
        message: `${command.name} ${mode.value} lets the program run with ${flaws.setuid ? 'its owner’s' : 'its group’s'} rights, whoever starts it`,
      };
    }
    for (const instruction of build.all('COPY', 'ADD')) {
      const mode = instruction.flags.find(({ name }) => name === 'chmod')?.value;
      if (!mode || !shipped.has(build.stageOf(instruction))) continue;
      const flaws = modeFlaws(mode.text);
      if (flaws?.setuid) yield { at: mode.span, message: `--chmod=${mode.text} makes a setuid program` };
    }
  },
});

/** setgid on a folder hands its group down to new files, which is harmless. */
const isFolder = (path: string): boolean => path.endsWith('/') || !/\/s?bin\//.test(path);
