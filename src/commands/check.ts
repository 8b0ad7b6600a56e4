import { Command, Option } from 'commander';
import { type CommandModule, repeatable } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBuildOptions,
  withLineOptions,
  withPolicyOptions,
} from './options.ts';
import { progressLine } from './progress.ts';
import { type ReportOptions, reportTargets, writeReports } from './reports.ts';

interface CheckOptions extends ProjectOptions, ReportOptions {
  readonly format?: readonly string[];
  readonly output?: string;
}

export const check: CommandModule = {
  define() {
    const command = new Command('check')
      .description(
        'Judges Dockerfiles: the files that are named, those that globs match, and those that folders hold (by default this one). - is standard input.',
      )
      .argument('[paths...]', 'files, folders, globs, or -');
    withLineOptions(withPolicyOptions(withBuildOptions(command)));
    return command
      .optionsGroup('The report:')
      .addOption(
        repeatable(
          '--format <id[=file]>',
          'text, json, sarif, junit, github, gitlab, checkstyle, markdown or html; with a file, beside what is printed',
        ),
      )
      .option('--output <file>', 'write to this file what would be printed')
      .option('--quiet', 'only what is over the line, and the verdict')
      .option('--verbose', 'everything: help, and what was waived')
      .addOption(new Option('--color <when>', 'auto, always or never').choices(['auto', 'always', 'never']));
  },

  async run({ args, options }, world) {
    const given = options as CheckOptions;
    const { formats } = await import('../report/index.ts');
    const targets = reportTargets(given.format ?? [], given.output, formats);
    const request = await projectRequest(args, given, world);
    const { checkProject } = await import('../scan/project.ts');
    const progress = progressLine(world);
    const result = await checkProject({ ...request, onProgress: progress.tell }).finally(progress.end);
    await writeReports(result, targets, given, world);
    // Nothing at all could be examined: that is no pass.
    return result.verdict.files.length === 0 ? 3 : result.verdict.exit;
  },
};
