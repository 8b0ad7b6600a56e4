import { inflateSync } from 'node:zlib';
import { type ElfFile, sectionBytes } from './elf.ts';

/** A crate in a program that was built with cargo-auditable. */
export interface RustCrate {
  readonly name: string;
  readonly version: string;
  /** The name of Cargo’s own registry, `git`, `local`, `registry`, or another that cargo has. */
  readonly source: string;
  /** It ran when the program was built, and is not in it. */
  readonly isBuild?: true;
  /** It is the program's own. */
  readonly isRoot?: true;
  /** Indexes of those that it needs. */
  readonly needs?: readonly number[];
}

/** Inflated, in bytes: a program of a thousand crates has 100 KB. */
const MOST_JSON = 8 * 1024 * 1024;
const MOST_CRATES = 20_000;

/**
 * The crates that cargo-auditable wrote into a program's section `.dep-v0`: JSON, deflated with zlib's frame (cargo-auditable,
 * “Parsing”).
 * @returns undefined where there is no such section; `damaged` says why it could not be read
 */
export function readAuditable(
  file: ElfFile,
): { readonly crates: readonly RustCrate[] } | { readonly damaged: string } | undefined {
  const section = sectionBytes(file, '.dep-v0');
  if (!section) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(inflateSync(section, { maxOutputLength: MOST_JSON }).toString('utf8'));
  } catch (error) {
    return { damaged: `its list of crates (.dep-v0) cannot be read: ${(error as Error).message}` };
  }
  const packages = (json as { packages?: unknown } | null)?.packages;
  if (!Array.isArray(packages)) return { damaged: 'its list of crates (.dep-v0) has no packages' };
  if (packages.length > MOST_CRATES)
    return { damaged: `its list of crates (.dep-v0) has more than ${MOST_CRATES}` };
  const crates = packages.map(crateOf);
  if (crates.includes(undefined))
    return { damaged: 'its list of crates (.dep-v0) has one without name or version' };
  return { crates: crates as RustCrate[] };
}

function crateOf(value: unknown): RustCrate | undefined {
  const { name, version, source, kind, root, dependencies } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  const needs = Array.isArray(dependencies)
    ? dependencies.filter((index) => Number.isSafeInteger(index) && index >= 0)
    : [];
  return {
    name,
    version,
    source: typeof source === 'string' ? source : 'registry',
    ...(kind === 'build' ? { isBuild: true as const } : {}),
    ...(root === true ? { isRoot: true as const } : {}),
    ...(needs.length > 0 ? { needs } : {}),
  };
}
