import type { Build, Command, Instruction, PackageAction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { removeLines } from '../support/edits.ts';
import { byInstruction, isPlainShell, isTop, nextInStage, type Run, runsOf } from '../support/runs.ts';
import { prependCommand } from '../support/script-edits.ts';

/** A list update in a layer of its own is cached, and the installs behind it work with lists of long ago. */
export const updateWithInstall = dockerfileRule({
  name: 'update-with-install',
  title: 'Update package lists in the RUN that installs',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DS-0017', 'CIS-DI-0007', 'CIS-4.7'],
  help: 'join the update and the install by `&&` in one RUN',
  fixable: true,

  *check(build) {
    const actions = byInstruction(build.packages(...managers));
    for (const run of runsOf(build)) {
      const update = loneUpdate(run, actions.get(run.instruction) ?? []);
      if (!update) continue;
      const next = installer(build, run.instruction, actions);
      const fix = next && joined(build, run, update, next);
      yield {
        at: update.command.span,
        message:
          `${update.command.name} ${update.verb?.value ?? ''} stands in a layer of its own: ` +
          'once that is cached, later installs use the lists of that day',
        ...(fix ? { fix } : {}),
      };
    }
  },
});

const managers = ['apt-get', 'apt', 'aptitude', 'apk', 'zypper', 'pacman', 'opkg'];

/** The first update of a RUN behind which nothing in it can use the lists. */
function loneUpdate({ commands }: Run, actions: readonly PackageAction[]): PackageAction | undefined {
  const update = actions.find(({ action, command }) => action === 'update' && command.within !== 'function');
  if (!update) return undefined;
  const own = new Set(actions.map(({ command }) => command));
  const uses = commands.some(
    (command) =>
      command.span.start > update.command.span.start &&
      (own.has(command) ? false : !harmless.has(command.name) && !isAssignment(command)),
  );
  const installs = actions.some(
    ({ action, command, verb }) =>
      command.span.start > update.command.span.start &&
      !['update', 'clean', 'remove'].includes(action) &&
      !/^dist-?clean$/.test(verb?.value ?? ''),
  );
  return uses || installs ? undefined : update;
}

const isAssignment = ({ words, name }: Command): boolean => name === '' && words.length === 0;

/** Programs that certainly do not read package lists; what any other does is not known. */
const harmless: ReadonlySet<string> = new Set(
  `: [ addgroup adduser cat cd chmod chown cp curl cut date echo env exit export find getent git gpg grep
   dpkg groupadd head hostname id install ln locale-gen ls mkdir mv printf pwd rm rmdir sed set sleep sort stat tail tar tee test
   touch tr true umask uname unset useradd usermod wget which whoami`.split(/\s+/),
);

/** The RUN right behind, when it installs and does not update by itself. */
function installer(
  build: Build,
  instruction: Instruction,
  actions: ReadonlyMap<Instruction, readonly PackageAction[]>,
): Run | undefined {
  const stage = build.stageOf(instruction);
  const next = nextInStage(stage, instruction);
  const own = next && actions.get(next);
  if (!next || !own?.some(({ action }) => action === 'install' || action === 'upgrade')) return undefined;
  if (own.some(({ action }) => action === 'update')) return undefined;
  return { instruction: next, stage, commands: build.commandsOf(next) };
}

function joined(build: Build, run: Run, update: PackageAction, next: Run) {
  const { source } = build;
  const [first] = next.commands;
  const movable =
    isPlainShell(run) &&
    isPlainShell(next) &&
    run.commands.length === 1 &&
    run.instruction.flags.length === 0 &&
    run.instruction.inner.length === 0 &&
    next.instruction.flags.length === 0 &&
    first !== undefined &&
    next.commands.every((command) => isTop(command) && command.before !== '||' && command.before !== '&');
  if (!movable) return undefined;
  const text = source.slice(update.command.span);
  return text.includes('\n')
    ? undefined
    : {
        title: 'move the update into the RUN that installs',
        safe: false,
        edits: [removeLines(source, run.instruction.span), prependCommand(build, first, text)],
      };
}
