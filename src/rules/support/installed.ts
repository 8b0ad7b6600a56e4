import type { Build, Instruction, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import { bareName, isSystemFamily, managerFamily } from '../../dockerfile/tools.ts';
import type { ShellWord } from '../../shell/types.ts';

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
  const removals = removalsOf(build, actions);
  return actions
    .filter((action) => action.action === 'install' && !action.has('--root', '--installroot', '-p'))
    .map((action) => packagesOf(action).filter(({ name }) => !isTaken(action, name, removals)));
}

const packagesOf = (action: PackageAction): Installed[] =>
  action.operands
    .filter(({ literal }) => literal)
    .map((word) => ({ name: bareName(word.value, managerFamily(action.manager)), word, action }));

/** Where a stage removes packages last: by name, by word as written, and in ways that cannot be told. */
interface Removals {
  readonly names: Map<string, number>;
  readonly words: Map<string, number>;
  any: number;
}

function removalsOf(build: Build, actions: readonly PackageAction[]): ReadonlyMap<Stage, Removals> {
  const stages = new Map<Stage, Removals>();
  const marked = new Map<Instruction, boolean>();
  for (const { action, command, manager, operands } of actions) {
    if (action !== 'remove') continue;
    const { stage, instruction, span } = command;
    const removals = stages.get(stage) ?? { names: new Map(), words: new Map(), any: -1 };
    stages.set(stage, removals);
    if (!marked.has(instruction)) marked.set(instruction, marksAuto(build, instruction));
    if (marked.get(instruction) || operands.some(({ literal }) => !literal)) raise(removals, span.start);
    for (const { value } of operands) {
      later(removals.names, bareName(value, managerFamily(manager)), span.start);
      later(removals.words, value, span.start);
    }
  }
  return stages;
}

const later = (places: Map<string, number>, key: string, place: number): void => {
  places.set(key, Math.max(places.get(key) ?? -1, place));
};

const raise = (removals: Removals, place: number): void => {
  removals.any = Math.max(removals.any, place);
};

const marksAuto = (build: Build, instruction: Instruction): boolean =>
  build.commandsOf(instruction).some(({ name, words }) => name === 'apt-mark' && words[1]?.value === 'auto');

/** Whether a later removal takes a package along: by name or pattern, by its virtual group, or perhaps. */
function isTaken(install: PackageAction, name: string, stages: ReadonlyMap<Stage, Removals>): boolean {
  const removals = stages.get(install.command.stage);
  if (!removals) return false;
  const { start } = install.command.span;
  const group = install.option('-t', '--virtual')?.value;
  return (
    removals.any > start ||
    (removals.names.get(name) ?? -1) > start ||
    (group !== undefined && (removals.words.get(group) ?? -1) > start)
  );
}
