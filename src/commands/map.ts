import { Command, Option } from 'commander';
import { useColor } from './color.ts';
import type { CommandModule } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBuildOptions,
  withConfigOptions,
  withDeliveryOptions,
} from './options.ts';
import { version } from './version.ts';

interface MapOptions extends ProjectOptions {
  readonly json?: boolean;
  readonly html?: boolean;
  readonly svg?: boolean;
  readonly mermaid?: boolean;
}

export const map: CommandModule = {
  define() {
    const command = new Command('map')
      .description(
        'Draws the delivery: what is built from what, which container runs it, with which user, ports, volumes and probes, and which of these links are guesses.',
      )
      .argument('[paths...]', 'files, folders, globs');
    return withConfigOptions(withDeliveryOptions(withBuildOptions(command)))
      .optionsGroup('The report:')
      .addOption(form('json', 'as JSON'))
      .addOption(form('html', 'as one page to look at'))
      .addOption(form('svg', 'the picture of that page alone'))
      .addOption(form('mermaid', 'as a Mermaid flowchart'));
  },

  async run({ args, options }, world) {
    const given = options as MapOptions;
    const { mapProject } = await import('../scan/map.ts');
    const drawn = await mapProject(await projectRequest(args, given, world));
    world.stdout.write(await render(drawn, given, world));
    return drawn.images.length + drawn.containers.length === 0 ? 3 : 0;
  },
};

const forms = ['json', 'html', 'svg', 'mermaid'];

const form = (name: string, help: string): Option =>
  new Option(`--${name}`, help).conflicts(forms.filter((other) => other !== name));

type Drawn = Awaited<ReturnType<typeof import('../scan/map.ts').mapProject>>;

async function render(
  drawn: Drawn,
  given: MapOptions,
  world: Parameters<CommandModule['run']>[1],
): Promise<string> {
  if (given.json) return `${JSON.stringify(drawn, null, 2)}\n`;
  if (given.mermaid) return (await import('../report/map/mermaid.ts')).mapMermaid(drawn);
  if (given.svg) return (await import('../report/map/drawing.ts')).mapSvg(drawn);
  if (given.html)
    return (await import('../report/map/html.ts')).mapHtml(drawn, { name: 'plimsoll', version: version() });
  const { mapText } = await import('../report/map/text.ts');
  const color = useColor('auto', world.stdout, world.env);
  return mapText(drawn, { color, width: world.stdout.columns ?? 100 });
}
