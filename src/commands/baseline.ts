import { readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { Command } from 'commander';
import type { Recorded } from '../policy/index.ts';
import type { CommandModule } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBuildOptions,
  withConfigOptions,
  withDeliveryOptions,
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
        'Records the findings of today, so that only what comes on top of them counts from now on. What is waived is left out. Run it again to take off what has been repaired; what is not looked at stays as it was.',
      )
      .argument('[paths...]', 'files, folders, globs');
    withShellcheckOption(withRuleOptions(withDeliveryOptions(withBuildOptions(command))));
    return withConfigOptions(command)
      .optionsGroup('The record:')
      .option('--output <file>', 'write to this file instead of the one that the configuration names');
  },

  async run({ args, options }, world) {
    const given = options as BaselineOptions;
    const request = await projectRequest(args, given, world);
    const { judgeProject, openProject } = await import('../scan/project.ts');
    const { coverageOf } = await import('../scan/coverage.ts');
    const { recordBaseline } = await import('../policy/index.ts');
    const flags = { ...request.flags, baseline: false as const };
    const { SurfaceRecorder, surfacePath } = await import('../scan/image/recorded.ts');
    const surfaces = new SurfaceRecorder();
    const onImage = surfaces.add.bind(surfaces);
    const project = await openProject({ ...request, flags, onImage });
    const result = await judgeProject(project);
    const file = given.output === undefined ? project.policy.baseline : resolve(world.cwd, given.output);
    const shown = given.output ?? relative(world.cwd, file);
    const root = dirname(file);
    const before = statSync(file, { throwIfNoEntry: false })?.isFile()
      ? { text: readFileSync(file, 'utf8'), path: shown }
      : undefined;
    const covers = await coverageOf(project, result);
    const recorded = recordBaseline(result.verdict.findings, {
      cwd: world.cwd,
      root,
      ...(before ? { before } : {}),
      lookedAt: ({ path, rule }) => covers(resolve(root, path), rule),
    });
    writeOutput(file, shown, recorded.text);
    world.stdout.write(`${shown}: ${before ? changes(recorded) : `recorded ${findings(recorded.total)}`}\n`);
    if (surfaces.size > 0) {
      const beside = surfacePath(file);
      const name = surfacePath(shown);
      writeOutput(beside, name, surfaces.write(beside, name));
      world.stdout.write(
        `${name}: what ${surfaces.size === 1 ? 'the image offers' : `${surfaces.size} images offer`} to whoever breaks in\n`,
      );
    }
    world.stdout.write('Only new ones fail from here on.\n');
    return 0;
  },
};

/** “now holds 14 findings: 3 added, 2 removed, 5 not looked at”. */
function changes({ total, added, removed, kept }: Recorded): string {
  const parts = [
    ...(added > 0 ? [`${added} added`] : []),
    ...(removed > 0 ? [`${removed} removed`] : []),
    ...(kept > 0 ? [`${kept} not looked at`] : []),
  ];
  const changed = added > 0 || removed > 0;
  return `${changed ? 'now' : 'still'} holds ${findings(total)}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

const findings = (count: number): string => `${count} finding${count === 1 ? '' : 's'}`;
