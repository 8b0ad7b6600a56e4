import type { Span } from '../../../core/span.ts';
import type { Build, Stage } from '../../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import type { Words } from '../../../dockerfile/tree.ts';
import { chainOf } from '../images.ts';

/** A volume that the file declares. */
export interface DeclaredVolume {
  readonly path: string;
  readonly at: Span;
  readonly instruction: Words;
  readonly stage: Stage;
}

/** The volumes of a target's chain, in order of place, but for those in folders that everyone may write. */
export function declaredVolumes(build: Build, stage: Stage): DeclaredVolume[] {
  const volumes = new Map<string, DeclaredVolume>();
  for (const each of chainOf(stage).reverse()) {
    for (const instruction of each.instructions) {
      if (instruction.keyword !== 'VOLUME') continue;
      for (const word of instruction.words) {
        const text = 'value' in word ? word.value : build.expand(word, instruction).value;
        const path = resolveDirectory('/', text);
        if (path === undefined || OPEN.test(path) || path.includes('$') || volumes.has(path)) continue;
        volumes.set(path, { path, at: word.span, instruction, stage: each });
      }
    }
  }
  return [...volumes.values()];
}

/** Folders that everyone may write anyway; and the root, which is another rule's. */
const OPEN = /^\/(?:$|tmp(?:\/|$)|var\/tmp(?:\/|$)|dev\/shm(?:\/|$))/;
