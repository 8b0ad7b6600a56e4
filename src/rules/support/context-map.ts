import { posix } from 'node:path';
import type { Build, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { mountField } from '../../dockerfile/stages.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import { copiesIn, isWholeContext } from './copies.ts';

/** A folder or file of the build context, and where it stands in a stage. */
interface Place {
  readonly from: string;
  readonly to: string;
  /** Only the files in that folder, by a pattern. */
  readonly isFlat?: boolean;
}

/**
 * The path in the build context of what stands at an absolute path of a stage when an instruction runs: by the COPY
 * instructions of the stage and those it is built on, and the instruction's own bind mounts. Undefined when it comes
 * from elsewhere, the ignore file keeps it out, or it cannot be told.
 */
export function inContext(build: Build, at: Instruction, path: string): string | undefined {
  const { context } = build;
  if (!context) return undefined;
  const inside = ({ to, isFlat }: Place) =>
    to === path || (!isFlat && (to === '/' || path.startsWith(`${to}/`)));
  for (const place of placesAt(build, at).filter(inside).reverse()) {
    const found = clean(posix.join(place.from, path.slice(place.to === '/' ? 0 : place.to.length)));
    if (context.exists(found) !== undefined && !context.ignored(found)) return found;
  }
  return undefined;
}

/** The files of the context with one of these names that a stage gets, in order; what several folders hold is told of each. */
export function filesGiven(build: Build, stage: Stage, names: RegExp): readonly string[] {
  const { context } = build;
  if (!context) return [];
  const found = new Set<string>();
  for (const each of chainOf(stage)) {
    for (const { instruction, sources } of copiesIn(build, each)) {
      if (instruction.from) continue;
      for (const { text } of sources) {
        const path = clean(text);
        const folder = context.exists(path) === 'directory' ? path : posix.dirname(path);
        const isExact = !/[*?[]/.test(path) && folder !== path;
        for (const name of isExact ? [posix.basename(path)] : context.list(folder)) {
          const file = clean(posix.join(folder, name));
          if (names.test(name) && context.exists(file) === 'file' && !context.ignored(file)) found.add(file);
        }
      }
    }
  }
  return [...found];
}

function placesAt(build: Build, at: Instruction): Place[] {
  const stage = build.stageOf(at);
  const places = chainOf(stage).flatMap((each) =>
    copiesIn(build, each)
      .filter(({ instruction }) => each !== stage || instruction.span.start < at.span.start)
      .flatMap((copy) => copy.sources.flatMap(({ text }) => placeOf(build, copy, text) ?? [])),
  );
  return [...places, ...mounted(build, at)];
}

function placeOf(
  build: Build,
  { instruction, destination }: ReturnType<typeof copiesIn>[number],
  text: string,
): Place | undefined {
  if (instruction.from || destination === undefined) return undefined;
  const to = destination.replace(/(?<=.)\/$/, '');
  const isPattern = /[*?[]/.test(text) && !isWholeContext(text);
  if (isPattern) {
    const folder = clean(posix.dirname(text));
    return /[*?[]/.test(folder) ? undefined : { from: folder, to, isFlat: true };
  }
  const from = isWholeContext(text) ? '.' : clean(text);
  if (build.context?.exists(from) === 'directory') return { from, to };
  return { from, to: destination.endsWith('/') ? posix.join(to, posix.basename(from)) : to };
}

function mounted(build: Build, at: Instruction): Place[] {
  return at.flags.flatMap((flag) => {
    if (flag.name !== 'mount' || mountField(flag, 'from')) return [];
    if ((mountField(flag, 'type')?.text ?? 'bind') !== 'bind') return [];
    const target = mountField(flag, 'target', 'dst', 'destination')?.text;
    const to = target === undefined ? undefined : resolveDirectory(build.workdirAt(at), target);
    return to === undefined ? [] : [{ from: clean(mountField(flag, 'source', 'src')?.text ?? '.'), to }];
  });
}

/** A stage and those it is built on, the first one first; a hostile file may chain thousands. */
function chainOf(stage: Stage): Stage[] {
  const chain: Stage[] = [];
  for (let each: Stage | undefined = stage; each && chain.length < 64; each = each.parent)
    chain.unshift(each);
  return chain;
}

const clean = (path: string): string => posix.normalize(path.replace(/^\/+/, '') || '.').replace(/\/$/, '');
