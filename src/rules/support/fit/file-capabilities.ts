import { lastName } from '../../../core/paths.ts';
import type { Site } from '../../../core/site.ts';
import type { Build, Command, Instruction, Stage } from '../../../dockerfile/build-types.ts';
import type { Fit } from '../../rule.ts';
import { type CopyUse, copiesIn } from '../copies.ts';
import { chainOf } from '../images.ts';
import { knownBase } from './base.ts';
import { capabilityName } from './capabilities.ts';
import { isWithin } from './needs.ts';
import { inlineScript, launched, startOf } from './start.ts';

/** What the file of a program has set by `setcap`. */
export interface FileCapabilities {
  readonly program: string;
  readonly names: readonly string[];
  readonly at?: Site;
}

/** The capabilities that the started program's file has as permitted and effective ones; undefined: none that is known. */
export const fileCapabilitiesOf = (fit: Fit): FileCapabilities | undefined => fit.once(findCapabilities);

function findCapabilities(fit: Fit): FileCapabilities | undefined {
  const start = startOf(fit);
  const words = start && launched([...start.entrypoint, ...start.command]);
  const first = words?.[0]?.value;
  if (!words || first === undefined || inlineScript(words)) return undefined;
  const program = lastName(first);
  return byDockerfile(fit, first, program) ?? byFamily(fit, program);
}

/** What the file has by the last `setcap` on it, in the stages that the target is built on and copies from. */
function byDockerfile({ recipe }: Fit, path: string, program: string): FileCapabilities | undefined {
  if (!recipe) return undefined;
  const { build, stage, source } = recipe;
  const all = build.commands('setcap');
  if (all.length === 0) return undefined;
  const chain = new Set(chainOf(stage));
  const places = path.startsWith('/')
    ? [path]
    : path.includes('/')
      ? []
      : FOLDERS.map((folder) => `${folder}/${path}`);
  const traced = places.map((place) => traceIn(build, stage, place)).find((each) => each !== undefined);
  if (traced === 'none') return undefined;
  // `"$(readlink -f "$(which node)")"` and its like name the program as well.
  const last =
    traced ??
    all.findLast(({ words, instruction }) => {
      const file = words.at(-1);
      const isNamed = file && !(path.includes('/') && file.literal) && mentions(file.value, program);
      return isNamed && chain.has(build.stageOf(instruction));
    });
  const names = last?.words.slice(1, -1).flatMap(({ value }) => effective(value)) ?? [];
  return last && names.length > 0 ? { program, names, at: { source, span: last.span } } : undefined;
}

/** Where a program is looked for that is called by its name. */
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * The `setcap` that a file has its capabilities by; `none`: something takes them off again, or puts another file there;
 * undefined: nothing is said of that path. COPY takes them along, under `--chown` too: BuildKit copies the extended attributes
 * last (tonistiigi/fsutil, `copy.go`). A change of the owner takes them off, also when root does it (chown(2)), and so does
 * whatever writes the file.
 */
function traceIn(build: Build, from: Stage, path: string, depth = 0): Command | 'none' | undefined {
  if (depth > DEEPEST) return undefined;
  for (const stage of chainOf(from)) {
    const changes = build
      .commands('setcap', 'chown')
      .filter((each) => each.stage === stage && touches(each, path));
    const copies = copiesIn(build, stage).flatMap((copy) => {
      const source = sourceOf(copy, path);
      return source ? [{ copy, instruction: copy.instruction, ...source }] : [];
    });
    for (const each of [...changes, ...copies].sort(byPlace).reverse()) {
      if ('name' in each) return each.name === 'setcap' ? each : 'none';
      const { to, isFile, copy } = each;
      const found = copy.from?.kind === 'stage' ? traceIn(build, copy.from.stage, to, depth + 1) : undefined;
      // Of a folder it is not known whether it holds the file.
      if (found !== undefined) return found;
      if (isFile) return 'none';
    }
  }
  return undefined;
}

const byPlace = (a: { instruction: Instruction }, b: { instruction: Instruction }): number =>
  a.instruction.index - b.instruction.index;

/** No file comes a longer way. */
const DEEPEST = 10;

function touches({ name, words }: Command, path: string): boolean {
  if (name === 'setcap') {
    const file = words.at(-1);
    return file?.literal === true && file.value === path;
  }
  const isDeep = words.some(({ value }) => /^-[A-Za-z]*R|^--recursive$/.test(value));
  return words
    .slice(1)
    .some(({ value }) => value === path || (isDeep && value.startsWith('/') && isWithin(path, value)));
}

/** The path that a COPY takes a file from, where it brings that very file, or a folder that may hold it. */
function sourceOf(
  { destination, sources }: CopyUse,
  path: string,
): { readonly to: string; readonly isFile: boolean } | undefined {
  if (destination === undefined || !isWithin(path, destination)) return undefined;
  for (const { text } of sources) {
    const source = `/${text.replace(/^\/+|\/+$/g, '')}`;
    const name = source.slice(source.lastIndexOf('/') + 1);
    if (destination === path || `${destination}${name}` === path) return { to: source, isFile: true };
  }
  const rest = path.slice(destination.replace(/\/$/, '').length);
  const [first] = sources;
  return first && sources.length === 1
    ? { to: `/${first.text.replace(/^\/+|\/+$/g, '')}`.replace(/\/$/, '') + rest, isFile: false }
    : undefined;
}

const mentions = (text: string, program: string): boolean => text.split(/[^\w.+-]+/).includes(program);

/** `cap_net_bind_service,cap_net_admin=+ep` → the names, where they are effective at once (`e`). */
function effective(text: string): string[] {
  const clause = /^([a-z_,]+)[=+]\+?([eip]+)$/i.exec(text);
  if (!clause || !clause[2]!.includes('e') || !clause[2]!.includes('p')) return [];
  return clause[1]!.split(',').map(capabilityName);
}

/** Images whose maker sets them. Read from the makers' Dockerfiles. */
const FAMILIES: Readonly<Record<string, { readonly program: string; readonly names: readonly string[] }>> = {
  caddy: { program: 'caddy', names: ['NET_BIND_SERVICE'] },
};

function byFamily(fit: Fit, program: string): FileCapabilities | undefined {
  const { recipe, facts } = fit;
  const family = knownBase(fit)?.family;
  const known = family !== undefined && Object.hasOwn(FAMILIES, family) ? FAMILIES[family] : undefined;
  if (known?.program !== program) return undefined;
  // `setcap -r` takes them off; another COPY may bring another file.
  if (recipe && (recipe.build.commands('setcap').length > 0 || /caddy\b/.test(copied(recipe))))
    return undefined;
  return {
    ...known,
    ...(recipe ? { at: { source: recipe.source, span: facts.place } } : {}),
  };
}

const copied = ({ build, source }: NonNullable<Fit['recipe']>): string =>
  build
    .all('COPY', 'ADD')
    .map(({ span }) => source.slice(span))
    .filter((text) => /\s\/usr\/(?:local\/)?bin/.test(text))
    .join('\n');
