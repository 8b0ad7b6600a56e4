import { createHash } from 'node:crypto';
import type { Digest } from '../core/digest.ts';
import type { Package } from '../core/package.ts';

/** What a bill of materials is made of, whatever its format. */
export interface Bom {
  /** What it is a bill of: an image's name. */
  readonly name: string;
  readonly digest?: Digest;
  readonly platform?: string;
  /** ISO 8601, in whole seconds, UTC. */
  readonly created: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly system?: {
    readonly id: string;
    readonly version?: string;
    readonly name?: string;
    readonly cpe?: string;
  };
  /** In order, each once. */
  readonly components: readonly Component[];
  /** By number: the digest of each layer, uncompressed. */
  readonly layers: readonly Digest[];
  readonly labels: Readonly<Record<string, string>>;
  /** What could not be seen, for readers. */
  readonly gaps: readonly string[];
}

/** A package with what only holds in this bill. */
export interface Component {
  /** Unlike that of any other. */
  readonly ref: string;
  readonly package: Package;
  /** References of those that it needs, as far as they are in the bill. */
  readonly needs: readonly string[];
}

/** Gives each package its reference, and finds those that it names. */
export function componentsOf(packages: readonly Package[]): Component[] {
  const counts = new Map<string, number>();
  const refs = packages.map(({ purl }) => {
    const count = counts.get(purl) ?? 0;
    counts.set(purl, count + 1);
    return count === 0 ? purl : `${purl}#${count + 1}`;
  });
  const byPurl = new Map<string, string>();
  const byName = new Map<string, string>();
  for (const [index, one] of packages.entries()) {
    if (!byPurl.has(one.purl)) byPurl.set(one.purl, refs[index]!);
    const key = nameKey(one.type, one.name);
    if (!byName.has(key)) byName.set(key, refs[index]!);
  }
  return packages.map((one, index) => {
    const needs = (one.dependsOn ?? []).flatMap(
      (name) => byPurl.get(name) ?? byName.get(nameKey(one.type, name)) ?? [],
    );
    return {
      ref: refs[index]!,
      package: one,
      needs: [...new Set(needs)].filter((ref) => ref !== refs[index]).sort(),
    };
  });
}

/** Python's names are the same whatever their case and dashes (PEP 503). */
const nameKey = (type: Package['type'], name: string): string =>
  `${type} ${type === 'pypi' ? name.toLowerCase().replace(/[-_.]+/g, '-') : name}`;

/** A UUID that is the same for the same bill (RFC 9562, version 8: of a hash). */
export function serialOf({ name, digest, platform, created }: Bom, format: string): string {
  const hex = createHash('sha256').update([name, digest, platform, created, format].join('\0')).digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
