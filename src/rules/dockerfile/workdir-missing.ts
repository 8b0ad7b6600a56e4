import { dockerfileRule } from '../rule.ts';
import { manifestsOf } from '../support/manifests.ts';

/** A project that is installed at / has its files among the system's. */
export const workdirMissing = dockerfileRule({
  name: 'workdir-missing',
  title: 'Install a project’s dependencies in a folder of its own',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'set a WORKDIR, such as /srv/app, before',
  fixable: false,

  *check(build) {
    for (const action of build.packages()) {
      const { command } = action;
      const { instruction } = command;
      if (!inFolder.has(action.manager) || !manifestsOf(action) || instruction.onbuild) continue;
      if (build.workdirAt(instruction) !== '/' || goesElsewhere(action.options.map(({ value }) => value)))
        continue;
      if (build.commandsOf(instruction).some(({ name }) => name === 'cd' || name === 'pushd')) continue;
      yield {
        at: command.span,
        message: `without a WORKDIR this works in /, and puts its files among the system’s`,
      };
    }
  },
});

/** Managers that put packages into the folder that they are called in. */
const inFolder: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun', 'composer']);

const goesElsewhere = (options: readonly string[]): boolean =>
  options.some((option) => /^(?:-C|-d|--(?:prefix|cwd|dir|working-dir))(?:=|$)/.test(option));
