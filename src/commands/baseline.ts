import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type { CommandModule } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBuildOptions,
  withConfigOptions,
  withRuleOptions,
  withShellcheckOption,
} from './options.ts';
import { writeOutput } from './reports.ts';

interface BaselineOptions extends ProjectOptions {
  readonly output?: string;
}

export const baseline: CommandModule = {
  define() {
    const command = new Command('baseline')
      .description(
        'Records the findings of today, so that only what comes on top of them counts from now on. What is waived is left out. Run it again to take off what has been repaired.',
      )
      .argument('[paths...]', 'files, folders, globs');
    withShellcheckOption(withRuleOptions(withBuildOptions(command)));
    return withConfigOptions(command)
      .optionsGroup('The record:')
      .option('--output <file>', 'write to this file instead of the one that the configuration names');
  },

  async run({ args, options }, world) {
    const given = options as BaselineOptions;
    const request = await projectRequest(args, given, world);
    const { judgeProject, openProject } = await import('../scan/project.ts');
    const { writeBaseline } = await import('../policy/index.ts');
    const flags = { ...request.flags, baseline: false as const };
    const project = await openProject({ ...request, flags });
    const { verdict } = await judgeProject(project);
    const file = given.output === undefined ? project.policy.baseline : resolve(world.cwd, given.output);
    const isNew = !existsSync(file);
    const open = verdict.findings.filter(
      ({ disposition }) => disposition === 'over' || disposition === 'under',
    );
    const shown = relative(world.cwd, file);
    writeOutput(file, shown, writeBaseline(verdict.findings, world.cwd, dirname(file)));
    const count = `${open.length} finding${open.length === 1 ? '' : 's'}`;
    world.stdout.write(
      `${shown}: ${isNew ? 'recorded' : 'now holds'} ${count}; only new ones fail from here on\n`,
    );
    return 0;
  },
};
