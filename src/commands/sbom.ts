import { resolve } from 'node:path';
import { Command } from 'commander';
import { PlimsollError } from '../core/errors.ts';
import { isUnseen } from '../core/gap.ts';
import { visible } from '../report/visible.ts';
import type { CommandModule } from './frame.ts';
import { type ImageOptions, imageRequest, withImageOptions } from './options.ts';
import { writeOutput } from './reports.ts';
import { version } from './version.ts';

interface SbomOptions extends ImageOptions {
  readonly format?: string;
  readonly output?: string;
}

export const sbom: CommandModule = {
  define() {
    const command = new Command('sbom')
      .description(
        'Writes the bill of materials of an image: every package with its version, licences, layer and evidence. The same image gives the same bytes; SOURCE_DATE_EPOCH sets the time that stands in it.',
      )
      .argument('<image>', 'a name, oci:FOLDER, docker-archive:FILE, docker-daemon:NAME, or dir:FOLDER');
    return withImageOptions(command)
      .optionsGroup('The bill:')
      .option(
        '--format <id>',
        'cyclonedx-json (default, 1.6; also cyclonedx-json@1.7), cyclonedx-xml, spdx-json, spdx-tag-value or spdx3-json',
      )
      .option('--output <file>', 'write it to this file');
  },

  async run({ args, options }, world) {
    const given = options as SbomOptions;
    const { cwd, env } = world;
    const { platform } = given;
    if (platform === 'all')
      throw new PlimsollError(
        'usage',
        'a bill is of one platform: name it with --platform, and write one for each',
      );
    const [{ inspectNamed }, { billOf }, { writeBom }] = await Promise.all([
      import('../scan/image/named.ts'),
      import('../scan/image/bill.ts'),
      import('../sbom/index.ts'),
    ]);
    const [image] = await inspectNamed(args[0]!, { cwd, env, ...imageRequest(given, world) });
    const tool = { name: 'plimsoll', version: version() };
    const text = writeBom(billOf(image!, tool, env.SOURCE_DATE_EPOCH), given.format ?? 'cyclonedx-json');
    if (given.output === undefined) world.stdout.write(text);
    else writeOutput(resolve(cwd, given.output), given.output, text);
    for (const { path, reason } of image!.gaps.filter(isUnseen))
      world.stderr.write(`not seen  ${visible(`${path}: ${reason}`)}\n`);
    return 0;
  },
};
