import { lastName } from '../../../core/paths.ts';
import type { Site } from '../../../core/site.ts';
import type { Fit } from '../../rule.ts';
import { chainOf } from '../images.ts';
import { knownBase } from './base.ts';
import { capabilityName } from './capabilities.ts';
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

/** The last `setcap` on the file, in the stages that the target is built on. */
function byDockerfile({ recipe }: Fit, path: string, program: string): FileCapabilities | undefined {
  if (!recipe) return undefined;
  const chain = new Set(chainOf(recipe.stage));
  const last = recipe.build.commands('setcap').findLast(({ words, instruction }) => {
    const file = words.at(-1);
    if (!file || !chain.has(recipe.build.stageOf(instruction))) return false;
    // `"$(readlink -f "$(which node)")"` and its like name the program as well.
    return path.includes('/') && file.literal ? file.value === path : mentions(file.value, program);
  });
  const names = last?.words.slice(1, -1).flatMap(({ value }) => effective(value)) ?? [];
  return last && names.length > 0
    ? { program, names, at: { source: recipe.source, span: last.span } }
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
