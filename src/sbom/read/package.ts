import { type Digest, isDigest } from '../../core/digest.ts';
import type { Package, PackageEvidence, PackageType } from '../../core/package.ts';

/** What a format says of one package. */
export interface Said {
  readonly purl: string;
  /** As our own bills have it; else from the purl. */
  readonly name?: string;
  readonly version?: string | undefined;
  readonly licences?: readonly string[];
  readonly supplier?: string | undefined;
  readonly cpes?: readonly string[];
  readonly evidence?: readonly PackageEvidence[];
  readonly confidence?: Package['confidence'] | undefined;
  readonly properties?: Readonly<Record<string, string>>;
  readonly layer?: number;
  readonly ownedBy?: string | undefined;
}

const TYPES: ReadonlySet<string> = new Set<PackageType>([
  'alpm',
  'apk',
  'bitnami',
  'cargo',
  'composer',
  'conda',
  'cran',
  'deb',
  'ebuild',
  'gem',
  'generic',
  'golang',
  'hackage',
  'hex',
  'julia',
  'luarocks',
  'maven',
  'nix',
  'npm',
  'nuget',
  'opkg',
  'otp',
  'pub',
  'pypi',
  'rpm',
  'swift',
]);

/** A package by its purl and what stands beside it; undefined where the purl is none, or of a kind that is not known. */
export function packageFrom(said: Said, bill: string): Package | undefined {
  const match = /^pkg:([a-z0-9.+-]+)\/([^?#]+?)(?:@([^?#@]*))?(?:\?([^#]*))?(?:#.*)?$/i.exec(said.purl);
  const type = match?.[1]?.toLowerCase();
  if (!match || !TYPES.has(type!)) return undefined;
  const path = match[2]!.split('/').map(decoded);
  const qualifiers = new Map(
    (match[4] ?? '').split('&').map((pair) => pair.split('=', 2).map(decoded) as [string, string]),
  );
  const version = said.version ?? (match[3] === undefined ? undefined : decoded(match[3]));
  const upstream = qualifiers.get('upstream');
  const architecture = qualifiers.get('arch');
  return {
    type: type as PackageType,
    name: said.name ?? nameFrom(type as PackageType, path),
    ...(version ? { version } : {}),
    purl: said.purl,
    ...(architecture ? { architecture } : {}),
    licences: said.licences ?? [],
    ...(upstream ? { source: sourceFrom(upstream) } : {}),
    ...(said.supplier ? { supplier: said.supplier } : {}),
    evidence: said.evidence && said.evidence.length > 0 ? said.evidence : [{ by: 'sbom', path: bill }],
    confidence: said.confidence ?? 'certain',
    layer: said.layer ?? 0,
    ...(said.cpes && said.cpes.length > 0 ? { cpes: said.cpes } : {}),
    ...(said.ownedBy ? { ownedBy: said.ownedBy } : {}),
    ...(said.properties && Object.keys(said.properties).length > 0 ? { properties: said.properties } : {}),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As ecosystems write it: `group:artifact`, `@scope/name`, a whole module path; of a system's package the name alone. */
function nameFrom(type: PackageType, path: readonly string[]): string {
  if (type === 'maven') return path.join(':');
  if (['deb', 'rpm', 'apk', 'alpm', 'opkg'].includes(type)) return path.at(-1)!;
  return path.join('/');
}

function sourceFrom(upstream: string): NonNullable<Package['source']> {
  const at = upstream.lastIndexOf('@');
  return at <= 0 ? { name: upstream } : { name: upstream.slice(0, at), version: upstream.slice(at + 1) };
}

export const digestIn = (text: unknown): Digest | undefined => (isDigest(text) ? text : undefined);
