import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { useColor } from './color.ts';
import type { CommandModule } from './frame.ts';
import { type ImageOptions, imageRequest, withImageOptions } from './options.ts';
import { writeOutput } from './reports.ts';
import { version } from './version.ts';

interface ImageCommandOptions extends ImageOptions {
  readonly json?: boolean;
  readonly html?: boolean;
  readonly all?: boolean;
  readonly output?: string;
}

export const image: CommandModule = {
  define() {
    const command = new Command('image')
      .description(
        'Shows what an image is: its layers with the instructions that made them, what they waste, what it is set to do, whether it starts, its packages, what may be misused in it, and what belongs to nobody.',
      )
      .argument('<image>', 'a name, oci:FOLDER, docker-archive:FILE, docker-daemon:NAME, or dir:FOLDER');
    return withImageOptions(command)
      .optionsGroup('The report:')
      .addOption(new Option('--json', 'as JSON').conflicts('html'))
      .addOption(new Option('--html', 'as one page to look at, with what fills the image as a picture'))
      .option('--all', 'every name where the text would leave some out')
      .option('--output <file>', 'write it to this file');
  },

  async run({ args, options }, world) {
    const given = options as ImageCommandOptions;
    const { cwd, env, stdout } = world;
    const [{ inspectNamed }, { viewOf }] = await Promise.all([
      import('../scan/image/named.ts'),
      import('../scan/image/view.ts'),
    ]);
    const views = (await inspectNamed(args[0]!, { cwd, env, ...imageRequest(given, world) })).map(viewOf);
    const text = await render(views, given, world);
    if (given.output === undefined) stdout.write(text);
    else writeOutput(resolve(cwd, given.output), given.output, text);
    return 0;
  },
};

type Views = readonly ReturnType<typeof import('../scan/image/view.ts').viewOf>[];

async function render(
  views: Views,
  given: ImageCommandOptions,
  { stdout, env }: Parameters<CommandModule['run']>[1],
): Promise<string> {
  if (given.json) return `${JSON.stringify({ version: 1, images: views }, null, 2)}\n`;
  if (given.html)
    return (await import('../report/image/html.ts')).imageHtml(views, {
      name: 'plimsoll',
      version: version(),
    });
  const { imageText } = await import('../report/image/text.ts');
  const color = given.output === undefined && useColor('auto', stdout, env);
  const width = stdout.columns ?? 100;
  return views.map((view) => imageText(view, { color, width, all: given.all === true })).join('\n');
}
