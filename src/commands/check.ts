import { Command } from 'commander';
import { progressOn } from '../report/progress.ts';
import type { Progress } from '../scan/types.ts';
import { type CommandModule, repeatable } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBaselineOptions,
  withBuildOptions,
  withColorOption,
  withConfigOptions,
  withDeliveryOptions,
  withImageOptions,
  withLineOptions,
  withProfileOption,
  withRuleOptions,
  withShellcheckOption,
} from './options.ts';
import { type ReportOptions, readTargets, writeReports } from './reports.ts';

interface CheckOptions extends ProjectOptions, ReportOptions {
  readonly format?: readonly string[];
  readonly output?: string;
}

export const check: CommandModule = {
  define() {
    const command = new Command('check')
      .description(
        'Judges Dockerfiles, built images, Compose files, Kubernetes manifests, charts, kustomizations and publishing workflows, and whether they fit together: the files that are named, those that globs match, and those that folders hold (by default this one). - is a Dockerfile on standard input.',
      )
      .argument(
        '[paths...]',
        'files, folders, globs, -, or images: a name, oci:FOLDER, docker-archive:FILE, docker-daemon:NAME, dir:FOLDER',
      );
    withProfileOption(
      withShellcheckOption(withRuleOptions(withDeliveryOptions(withBuildOptions(command)))),
      'judge by this profile alone, whatever set its rules are in: hardened, the whole runtime checklist',
    );
    withLineOptions(withBaselineOptions(withConfigOptions(withImageOptions(command))));
    command
      .optionsGroup('The report:')
      .addOption(
        repeatable(
          '--format <id[=file]>',
          'text, json, sarif, junit, github, gitlab, checkstyle, markdown or html; with a file, beside what is printed',
        ),
      )
      .option('--output <file>', 'write to this file what would be printed')
      .option('--quiet', 'only what is over the line, and the verdict')
      .option('--verbose', 'fold nothing, and say where the page of each rule is');
    return withColorOption(command);
  },

  async run({ args, options }, world) {
    const given = options as CheckOptions;
    const targets = await readTargets(given.format ?? [], given.output);
    const request = await projectRequest(args, given, world);
    const { checkProject } = await import('../scan/project.ts');
    const progress = progressOn(world.stderr, 'Checking');
    const onProgress = ({ done, total, path }: Progress): void => progress.update(done, total, path);
    const result = await checkProject({ ...request, onProgress }).finally(progress.end);
    await writeReports(result, targets, given, world);
    return result.verdict.exit;
  },
};
