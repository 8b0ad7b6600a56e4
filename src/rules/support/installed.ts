import type { Build, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../dockerfile/shell/types.ts';
import { bareName, isSystemFamily, managerFamily } from '../../dockerfile/tools.ts';

/** A package of the system that an instruction installs and that no later one of its stage takes away again. */
export interface Installed {
  /** Without version and architecture. */
  readonly name: string;
  readonly word: ShellWord;
  readonly action: PackageAction;
}

/** The packages of the system that stay in these stages, by the command that installs them. */
export function installedIn(build: Build, stages: ReadonlySet<Stage>): Installed[][] {
  const actions = build
    .packages()
    .filter(({ manager, command }) => isSystemFamily(managerFamily(manager)) && stages.has(command.stage));
  const removals = Map.groupBy(
    actions.filter(({ action }) => action === 'remove'),
    ({ command }) => command.stage,
  );
  return actions
    .filter((action) => action.action === 'install' && !action.has('--root', '--installroot', '-p'))
    .map((action) => {
      const later = (removals.get(action.command.stage) ?? []).filter(
        ({ command }) => command.span.start > action.command.span.start,
      );
      return packagesOf(action).filter(
        ({ name }) => !later.some((removal) => takes(build, removal, action, name)),
      );
    });
}

const packagesOf = (action: PackageAction): Installed[] =>
  action.operands
    .filter(({ literal }) => literal)
    .map((word) => ({ name: bareName(word.value, managerFamily(action.manager)), word, action }));

/** Whether a removal takes a package along: by name or pattern, by its virtual group, or in ways that cannot be told. */
function takes(build: Build, removal: PackageAction, install: PackageAction, name: string): boolean {
  const group = install.option('-t', '--virtual')?.value;
  const marked = () =>
    build
      .commandsOf(removal.command.instruction)
      .some((command) => command.name === 'apt-mark' && command.words[1]?.value === 'auto');
  return (
    removal.operands.some(
      ({ value, literal }) =>
        !literal || value === group || bareName(value, managerFamily(removal.manager)) === name,
    ) || marked()
  );
}
