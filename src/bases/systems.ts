import type { SystemFact } from '../core/facts.ts';
import { byCycle, endOfLife, whyNoEnd } from './end-of-life.ts';
import { type System, systems } from './system-table.ts';
import type { BaseFacts } from './types.ts';

/** What one layer of knowledge says of an image. */
export type Layer = Partial<Omit<BaseFacts, 'family' | 'source' | 'checked'>>;

/** The system of an image, as a tag names it. */
export interface SystemRef {
  /** os-release ID, or `windows`, `busybox`, `scratch`. */
  readonly id: string;
  readonly version?: string;
  /** `minimal`, `micro`, `init`, `nanoserver`, … */
  readonly flavour?: string;
}

/** What is known of the minimal image of a system: release, C library, shells, programs, users. */
export function systemFacts(ref: SystemRef): Layer {
  const key = `${ref.id} ${ref.version ?? ''} ${ref.flavour ?? ''}`;
  let facts = made.get(key);
  if (!facts) {
    if (made.size >= mostMade) made.clear();
    facts = makeFacts(ref);
    made.set(key, facts);
  }
  return facts;
}

/** Tags of hostile input must not fill the memory. */
const mostMade = 500;
const made = new Map<string, Layer>();

function makeFacts(ref: SystemRef): Layer {
  const system = systems[ref.id];
  const version = cutVersion(ref.version, system?.depth);
  const codename = system?.codenames?.[version ?? ''];
  const product = ref.flavour === 'nanoserver' ? 'nanoserver' : (system?.product ?? ref.id);
  const eol = endOfLife(product, version ?? '');
  const why = eol === undefined ? whyNoEnd(product, version ?? '') : undefined;
  const fact: SystemFact = {
    id: system?.shownId ?? ref.id,
    ...(version ? { version } : {}),
    ...(codename === undefined ? {} : { codename }),
    ...(eol === undefined ? {} : { endOfLife: eol }),
    ...(why === undefined ? {} : { endOfLifeUnknown: why }),
  };
  return { ...system?.facts(version, ref.flavour), system: fact, ...libcOf(system, version) };
}

function libcOf(system: System | undefined, version: string | undefined): Layer {
  if (!system || system.libc === 'other') return {};
  const found = byCycle(system.libcVersions, version ?? '');
  return { libc: { family: system.libc, ...(found === undefined ? {} : { version: found }) } };
}

/** The first components of a version. */
function cutVersion(version: string | undefined, depth = 0): string | undefined {
  return depth === 0 ? undefined : version?.split('.', depth).join('.');
}
