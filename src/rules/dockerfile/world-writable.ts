import type { Span } from '../../core/span.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { modeFlaws } from '../support/modes.ts';
import { shippedStages } from '../support/shipped.ts';

/** Files that everyone may write can be replaced by whatever breaks into the container. */
export const worldWritable = dockerfileRule({
  name: 'world-writable',
  title: 'Give no file to everyone to write',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'give the files to the user that runs: COPY --chown=UID:GID, or chown and chmod u+w',
  fixable: false,

  *check(build) {
    for (const { at, mode, what } of modesOf(build)) {
      if (modeFlaws(mode)?.worldWritable) {
        yield { at, message: `mode ${mode} lets every user of the container change ${what}` };
      }
    }
  },
});

/** The modes that shipped stages give, by chmod, install and --chmod. */
function* modesOf(build: Build): Generator<{ at: Span; mode: string; what: string }> {
  const shipped = shippedStages(build);
  for (const command of build.commands('chmod')) {
    if (!shipped.has(command.stage)) continue;
    const operands = command.words.slice(1).filter(({ value }) => !/^-[A-Za-z]+$|^--/.test(value));
    const [mode, ...paths] = operands;
    // /tmp and its like are for everyone; the sticky bit is set by the base.
    if (!mode || paths.every(({ value }) => /^\/(?:var\/)?tmp\/?$|^\/dev\//.test(value))) continue;
    yield { at: mode.span, mode: mode.value, what: paths.map(({ value }) => value).join(' ') };
  }
  for (const instruction of build.all('COPY', 'ADD')) {
    if (!shipped.has(build.stageOf(instruction))) continue;
    const mode = instruction.flags.find(({ name }) => name === 'chmod')?.value;
    if (mode) yield { at: mode.span, mode: mode.text, what: 'what is copied' };
  }
}
