import type { PackageType } from '../core/package.ts';

/** The parts of a package URL (package-url/purl-spec, PURL-SPECIFICATION). */
export interface PurlParts {
  readonly type: PackageType;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
  readonly subpath?: string;
}

/** A canonical package URL. Qualifiers without a value are left out, the others are in the order of their names. */
export function purlOf({ type, namespace, name, version, qualifiers = {}, subpath }: PurlParts): string {
  const space =
    namespace === undefined || namespace === '' ? '' : `${segments(normalNamespace(type, namespace))}/`;
  const pairs = Object.entries(qualifiers)
    .filter(([, value]) => value !== undefined && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${key.toLowerCase()}=${encode(value!)}`);
  return [
    `pkg:${type}/${space}${encode(normalName(type, name))}`,
    version === undefined || version === '' ? '' : `@${encode(version)}`,
    pairs.length > 0 ? `?${pairs.join('&')}` : '',
    subpath ? `#${segments(subpath)}` : '',
  ].join('');
}

const segments = (path: string): string =>
  path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .map(encode)
    .join('/');

/** The specification leaves these as they are, and encodes all else. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');

/** Types whose names are lower case by definition (PURL-TYPES). */
const LOWER_NAMES: ReadonlySet<PackageType> = new Set([
  'alpm',
  'apk',
  'bitnami',
  'composer',
  'deb',
  'hex',
  'npm',
  'pub',
  'pypi',
]);
const LOWER_SPACES: ReadonlySet<PackageType> = new Set([
  'alpm',
  'apk',
  'composer',
  'deb',
  'golang',
  'hex',
  'npm',
  'rpm',
]);

function normalName(type: PackageType, name: string): string {
  if (type === 'pypi') return name.toLowerCase().replaceAll('_', '-');
  return LOWER_NAMES.has(type) ? name.toLowerCase() : name;
}

const normalNamespace = (type: PackageType, namespace: string): string =>
  LOWER_SPACES.has(type) ? namespace.toLowerCase() : namespace;
