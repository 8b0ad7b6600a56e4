import type { Build, Copy, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { mountField } from '../../dockerfile/stages.ts';
import { matches } from './wildcards.ts';

/**
 * Whether a file, told by its base name, certainly lies in the stage when an instruction runs: it was copied there by
 * name, by a pattern that is made for it, or with the folder of the context that holds it; or it is bind-mounted.
 */
export function isCopied(build: Build, name: string, before: Instruction): boolean {
  if (mountsFile(build, name, before)) return true;
  const own = build.stageOf(before);
  for (let stage: Stage | undefined = own; stage; stage = stage.parent) {
    for (const instruction of stage.instructions) {
      if (stage === own && instruction.index >= before.index) break;
      if (
        (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
        brings(build, name, instruction)
      )
        return true;
    }
  }
  return false;
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
