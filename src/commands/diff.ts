import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { FailedLine } from '../report/diff/types.ts';
import { useColor } from './color.ts';
import type { CommandModule } from './frame.ts';
import { repeatableNames } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withConfigOptions,
  withImageOptions,
  withRuleOptions,
} from './options.ts';
import { writeOutput } from './reports.ts';

interface DiffOptions extends Omit<ProjectOptions, 'failOn'> {
  readonly json?: boolean;
  readonly format?: 'text' | 'json' | 'markdown';
  readonly all?: boolean;
  readonly output?: string;
  readonly failOn?: readonly string[];
}

export const diff: CommandModule = {
  define() {
    const command = new Command('diff')
      .description(
        'Says what is other in the second of two images: findings, attack surface, configuration, packages, files and sizes. Exit 1 where a line of --fail-on is crossed.',
      )
      .argument('<before>', 'an image: a name, oci:FOLDER, docker-archive:FILE, dir:FOLDER')
      .argument('<after>', 'the image that takes its place');
    return withConfigOptions(withRuleOptions(withImageOptions(command)))
      .optionsGroup('The line:')
      .addOption(
        repeatableNames(
          '--fail-on <what>',
          'fail on new-findings, new-findings:SEVERITY, grown, grown:5MB, grown:10%, packages, surface or config; several with commas',
        ),
      )
      .optionsGroup('The report:')
      .addOption(
        new Option('--format <id>', 'text (default), json or markdown').choices(['text', 'json', 'markdown']),
      )
      .addOption(new Option('--json', 'as JSON').conflicts('format'))
      .option('--all', 'every line of long lists')
      .option('--output <file>', 'write it to this file');
  },

  async run({ args, options }, world) {
    const { failOn = [], ...given } = options as DiffOptions;
    const { linesOf } = await import('../scan/image/diff-lines.ts');
    const lines = linesOf(failOn);
    const { compareNamed } = await import('../scan/image/compare.ts');
    const request = await projectRequest([], given, world);
    const diffs = (await compareNamed(args[0]!, args[1]!, request)).map((one) => ({
      ...one,
      failed: lines.flatMap((line) => line(one)),
    }));
    const text = await render(diffs, given, world);
    if (given.output === undefined) world.stdout.write(text);
    else writeOutput(resolve(world.cwd, given.output), given.output, text);
    return diffs.some(({ failed }) => failed.length > 0) ? 1 : 0;
  },
};

type Compared = Awaited<ReturnType<typeof import('../scan/image/compare.ts').compareNamed>>[number] & {
  readonly failed: readonly FailedLine[];
};

async function render(
  diffs: readonly Compared[],
  { format, json, all = false, output }: DiffOptions,
  { stdout, env }: Parameters<CommandModule['run']>[1],
): Promise<string> {
  if (json || format === 'json') return `${JSON.stringify({ version: 1, diffs }, null, 2)}\n`;
  if (format === 'markdown') {
    const { diffMarkdown } = await import('../report/diff/markdown.ts');
    return diffs.map((one) => diffMarkdown(one, one.failed)).join('\n');
  }
  const { diffText } = await import('../report/diff/text.ts');
  const color = output === undefined && useColor('auto', stdout, env);
  const width = stdout.columns ?? 100;
  return diffs.map((one) => diffText(one, { color, width, all, failed: one.failed })).join('\n');
}
