import { Command } from 'commander';
import { styleOf } from '../report/layout.ts';
import { visible } from '../report/visible.ts';
import { useColor } from './color.ts';
import { factsJson, renderFacts } from './facts-text.ts';
import type { CommandModule } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBuildOptions,
  withConfigOptions,
  withImageOptions,
} from './options.ts';

interface FactsOptions extends ProjectOptions {
  readonly json?: boolean;
}

export const facts: CommandModule = {
  define() {
    const command = new Command('facts')
      .description(
        'Shows what every target will be as an image, and what a built image is: user, entrypoint, ports, libc, programs and more, each with where it comes from. What cannot be known is said to be unknown.',
      )
      .argument('[paths...]', 'files, folders, globs, -, or images');
    return withConfigOptions(withImageOptions(withBuildOptions(command)))
      .optionsGroup('The report:')
      .option('--json', 'as JSON');
  },

  async run({ args, options }, world) {
    const given = options as FactsOptions;
    const request = await projectRequest(args, given, world);
    const [{ predictFacts }, { withStars }] = await Promise.all([
      import('../scan/facts.ts'),
      import('../scan/redact.ts'),
    ]);
    const { targets, gaps, endOfLifeTable } = await predictFacts(request);
    if (given.json) {
      const told = targets.map(({ path, facts: image }) => ({ path, ...factsJson(image) }));
      world.stdout.write(
        withStars(`${JSON.stringify({ version: 1, endOfLifeTable, targets: told, gaps }, null, 2)}\n`),
      );
    } else {
      const color = useColor('auto', world.stdout, world.env);
      const { columns: width = 100 } = world.stdout;
      const texts = targets.map(({ facts: image, ...where }) =>
        renderFacts(image, { ...where, color, width, fold: world.stdout.columns !== undefined }),
      );
      world.stdout.write(withStars(texts.join('\n')));
      if (texts.length > 0)
        world.stdout.write(
          styleOf(color).dim(`\nEnds of support are as the table of ${endOfLifeTable} has them.\n`),
        );
      for (const { path, reason } of gaps) world.stderr.write(`not seen  ${visible(`${path}: ${reason}`)}\n`);
    }
    return targets.length === 0 ? 3 : 0;
  },
};
