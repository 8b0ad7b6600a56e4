import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import { dockerfileRule } from '../rule.ts';

/** What a RUN changes below a declared volume, some builders keep and others throw away. */
export const volumeThenChange = dockerfileRule({
  name: 'volume-then-change',
  title: 'Fill a folder before it is declared a volume',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'put VOLUME behind the instructions that write there, or leave it to the one who runs the image',
  fixable: false,

  *check(build) {
    const declared = declaredIn(build);
    for (const command of build.commands(...writers)) {
      const { instruction } = command;
      if (instruction.onbuild) continue;
      const volumes = volumesBefore(declared, command.stage, instruction.index);
      if (volumes.length === 0) continue;
      const hit = pathsOf(build, command)
        .flatMap((path) => volumes.find((volume) => path === volume || path.startsWith(`${volume}/`)) ?? [])
        .at(0);
      if (hit === undefined) continue;
      yield {
        at: command.span,
        message: `${hit} is a volume already: the legacy builder and Podman throw this change away, BuildKit keeps it`,
      };
    }
  },
});

const writers = ['chown', 'chmod', 'mkdir', 'touch', 'cp', 'mv', 'install', 'tee', 'rm', 'ln', 'chgrp'];

function pathsOf(build: Build, { words, redirects, instruction }: Command): string[] {
  const workdir = build.workdirAt(instruction);
  const targets = redirects.flatMap(({ operator, target }) =>
    operator.includes('>') && target ? [target] : [],
  );
  return [...words.slice(1), ...targets].flatMap(({ value, literal }) =>
    literal && !value.startsWith('-') && (value.includes('/') || value === '.')
      ? (resolveDirectory(workdir, value) ?? [])
      : [],
  );
}

interface Declared {
  readonly path: string;
  /** The number of the VOLUME. */
  readonly index: number;
}

/** The paths that VOLUME declares, by stage. */
function declaredIn(build: Build): ReadonlyMap<Stage, readonly Declared[]> {
  const declared = build.all('VOLUME').flatMap((instruction) => {
    if (instruction.onbuild) return [];
    return instruction.words.flatMap((word) => {
      const { value, complete } = build.expand('value' in word ? word.value : word, instruction);
      const path = value.replace(/\/+$/, '');
      return complete && path.startsWith('/')
        ? [{ path, index: instruction.index, stage: build.stageOf(instruction) }]
        : [];
    });
  });
  return Map.groupBy(declared, ({ stage }) => stage);
}

/** The volumes that the base brings and that VOLUME has declared up to an instruction. */
function volumesBefore(
  declared: ReadonlyMap<Stage, readonly Declared[]>,
  own: Stage,
  index: number,
): string[] {
  const found = [...(own.base?.volumes ?? [])];
  let depth = 0;
  for (let stage: Stage | undefined = own; stage && depth++ < LONGEST; stage = stage.parent) {
    const here = stage;
    for (const volume of declared.get(here) ?? [])
      if (here !== own || volume.index < index) found.push(volume.path);
  }
  return found;
}

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;
