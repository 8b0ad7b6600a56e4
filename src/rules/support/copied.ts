import type { Build, Copy, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { mountField } from '../../dockerfile/stages.ts';
import { matches } from './wildcards.ts';

/**
 * Whether a file, told by its base name, certainly lies in the stage when an instruction runs: it was copied there by
 * name, by a pattern that is made for it, or with the folder of the context that holds it; or it is bind-mounted.
 */
export function isCopied(build: Build, name: string, before: Instruction): boolean {
  if (mountsFile(build, name, before)) return true;
  const stage = build.stageOf(before);
  const bringers = bringersOf(build, name);
  return (
    bringers.first(stage) < before.index || (stage.parent !== undefined && bringers.within(stage.parent))
  );
}

/** Which instructions of a build bring a file. */
class Bringers {
  readonly #build: Build;
  readonly #name: string;
  readonly #first = new Map<Stage, number>();
  readonly #within = new Map<Stage, boolean>();

  constructor(build: Build, name: string) {
    this.#build = build;
    this.#name = name;
  }

  /** The number of the first instruction of the stage that brings it; Infinity for none. */
  first(stage: Stage): number {
    let first = this.#first.get(stage);
    if (first === undefined) {
      const copy = stage.instructions.find(
        (instruction) =>
          (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
          brings(this.#build, this.#name, instruction),
      );
      first = copy?.index ?? Number.POSITIVE_INFINITY;
      this.#first.set(stage, first);
    }
    return first;
  }

  /** Whether the stage has it at its end, brought by itself or by one that it is made from. */
  within(stage: Stage): boolean {
    const chain: Stage[] = [];
    let at: Stage | undefined = stage;
    for (; at && !this.#within.has(at) && this.first(at) === Number.POSITIVE_INFINITY; at = at.parent) {
      chain.push(at);
    }
    const found = at !== undefined && (this.#within.get(at) ?? true);
    for (const each of chain) this.#within.set(each, found);
    return found;
  }
}

const bringersByName = (): Map<string, Bringers> => new Map();

function bringersOf(build: Build, name: string): Bringers {
  const names = build.once(bringersByName);
  const bringers = names.get(name) ?? new Bringers(build, name);
  names.set(name, bringers);
  return bringers;
}

function brings(build: Build, name: string, copy: Copy): boolean {
  return copy.sources.some((source) => {
    const text = build.expand('value' in source ? source.value : source, copy).value;
    const path = text.replace(/^(?:\.?\/)+/, '');
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (base === name) return true;
    if (copy.from) return false;
    const { context } = build;
    const folder = path.slice(0, path.length - base.length);
    if (/[*?[]/.test(base)) {
      if (!matches(base, name)) return false;
      // `package*.json` is written for the lockfile; `*` may be written for anything.
      return context ? inContext(build, folder + name) : base.replace(/[*?]/g, '').length > 4;
    }
    return (
      context?.exists(path || '.') === 'directory' &&
      inContext(build, path === '' || path === '.' ? name : `${path.replace(/\/$/, '')}/${name}`)
    );
  });
}

const inContext = ({ context }: Build, path: string): boolean =>
  context !== undefined && context.exists(path) === 'file' && !context.ignored(path);

const mountsFile = (build: Build, name: string, { flags }: Instruction): boolean =>
  flags.some((flag) => {
    if (flag.name !== 'mount' || (mountField(flag, 'type')?.text ?? 'bind') !== 'bind') return false;
    const source = mountField(flag, 'source', 'src')?.text ?? '.';
    if (source.slice(source.lastIndexOf('/') + 1) === name) return true;
    return mountField(flag, 'from') === undefined && source === '.' && inContext(build, name);
  });
