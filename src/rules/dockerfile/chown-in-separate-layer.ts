import type { Fix } from '../../core/edit.ts';
import type { Build, Command, Instruction } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import { dockerfileRule } from '../rule.ts';
import { type CopyUse, copiesOf } from '../support/copies.ts';
import { insertAfter, removeLines } from '../support/edits.ts';

/** A file whose owner changes is stored a second time, whole. */
export const chownInSeparateLayer = dockerfileRule({
  name: 'chown-in-separate-layer',
  title: 'Set owner and mode where files are copied',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'use COPY --chown=USER:GROUP and --chmod=MODE',
  fixable: true,

  *check(build) {
    const copies = Map.groupBy(copiesOf(build), ({ stage }) => stage);
    for (const command of build.commands('chown', 'chmod')) {
      const change = readChange(build, command);
      if (!change || command.instruction.onbuild) continue;
      const copy = copies
        .get(command.stage)
        ?.findLast(
          ({ instruction, destination }) =>
            instruction.index < command.instruction.index &&
            destination !== undefined &&
            change.covers(destination),
        );
      if (
        !copy ||
        copy.instruction.onbuild ||
        copy.instruction.flags.some(({ name }) => name === change.flag)
      )
        continue;
      const fix = fixOf(build, command, copy, change);
      yield {
        at: command.span,
        also: [copy.instruction.head],
        message: `all that was copied to ${copy.destination} is stored a second time, with another ${change.flag === 'chown' ? 'owner' : 'mode'}`,
        help: `write --${change.flag}=${change.value} at the ${copy.instruction.keyword}`,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

interface Change {
  readonly flag: 'chown' | 'chmod';
  readonly value: string;
  /** Absolute. */
  readonly paths: readonly string[];
  covers(destination: string): boolean;
}

/** `chown -R OWNER PATH…`, `chmod -R MODE PATH…`. */
function readChange(build: Build, { name, words, instruction }: Command): Change | undefined {
  const options = words.slice(1).filter(({ value }) => value.startsWith('-'));
  const [owner, ...paths] = words.slice(1).filter(({ value }) => !value.startsWith('-'));
  if (!owner || !options.some(({ value }) => /^-[a-zA-Z]*R|^--recursive$/.test(value))) return undefined;
  const workdir = build.workdirAt(instruction);
  const full = paths.flatMap(({ value, literal }) =>
    literal ? (resolveDirectory(workdir, value) ?? []) : [],
  );
  return {
    flag: name === 'chown' ? 'chown' : 'chmod',
    value: owner.value,
    paths: full,
    covers: (destination) => {
      const folder = destination.replace(/(?<=.)\/$/, '');
      return full.some((path) => path !== '/' && (folder === path || folder.startsWith(`${path}/`)));
    },
  };
}

/** Moves owner or mode to the COPY, where RUN is the next instruction, does nothing else, and names the same folder. */
function fixOf(
  build: Build,
  command: Command,
  { instruction, destination }: CopyUse,
  change: Change,
): Fix | undefined {
  const run = command.instruction;
  const isNext =
    run.index === instruction.index + 1 && build.commandsOf(run).length === 1 && run.flags.length === 0;
  const isSame = change.paths.length === 1 && change.paths[0] === destination?.replace(/(?<=.)\/$/, '');
  // COPY --chown=1000 would set the group as well, and --chmod takes numbers only in older builders.
  const isWhole =
    change.flag === 'chown' ? /^[\w.-]+:[\w.-]+$/.test(change.value) : /^[0-7]{3,4}$/.test(change.value);
  if (
    !isNext ||
    !isSame ||
    !isWhole ||
    command.words.length !== 4 ||
    build.userAt(run) !== build.userAt(instruction)
  )
    return undefined;
  return {
    title: `write --${change.flag}=${change.value} at the ${instruction.keyword} and leave the RUN out`,
    safe: isMadeHere(build, instruction, change.paths[0]!),
    edits: [
      insertAfter(instruction.name.span, ` --${change.flag}=${change.value}`),
      removeLines(build.source, run.span),
    ],
    changes: ['files'],
  };
}

/** The folder is made by the COPY itself: one that was there before would keep its own owner. */
function isMadeHere(build: Build, copy: Instruction, path: string): boolean {
  const before = build.source.slice({ start: 0, end: copy.span.start });
  const workdir = build.workdirAt(copy);
  return (
    !before.includes(path) && workdir !== undefined && workdir !== path && !workdir.startsWith(`${path}/`)
  );
}
