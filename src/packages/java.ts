import { PlimsollError } from '../core/errors.ts';
import type { Package } from '../core/package.ts';
import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { optional } from './json.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';
import { type ZipMember, zipMembers } from './zip.ts';

/** An artifact in an archive. */
interface Artifact {
  /** Maven's; absent where nothing tells it. */
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  /** Where within the file: `!/BOOT-INF/lib/a.jar`, '' for itself. */
  readonly within: string;
  /** What says it. */
  readonly by: 'metadata' | 'filename';
  readonly detail: string;
  readonly licences?: readonly string[];
  readonly vendor?: string;
}

const ENDINGS = [
  '.jar',
  '.war',
  '.ear',
  '.par',
  '.sar',
  '.nar',
  '.jpi',
  '.hpi',
  '.lpkg',
  '.kar',
  '.rar',
] as const;
const NESTED = /\.(?:jar|war|ear|rar|nar|par|kar)$/i;

/** An archive within an archive within …; Spring's have two. */
const DEEPEST = 5;
const MOST_NESTED = 256 * 1024 * 1024;
const MOST_TEXT = 1024 * 1024;
/** Of one file, all that is in it together. */
const MOST_ARTIFACTS = 20_000;
const MOST_INFLATED = 2 * 1024 * 1024 * 1024;

const archiveReader: FileReader<readonly Artifact[]> = {
  name: 'java-archive',
  version: 1,
  endings: ENDINGS,
  most: 512 * 1024 * 1024,
  // An executable archive has a script before it.
  wants: (_, magic) => (magic[0] === 0x50 && magic[1] === 0x4b) || (magic[0] === 0x23 && magic[1] === 0x21),
  read(file, bytes) {
    const reading: Reading = { artifacts: [], budget: MOST_INFLATED };
    readArchive(bytes, file.path.slice(file.path.lastIndexOf('/') + 1), '', 0, reading);
    return reading.artifacts;
  },
};

interface Reading {
  readonly artifacts: Artifact[];
  /** Bytes that may still be inflated. */
  budget: number;
}

function readArchive(
  bytes: Uint8Array,
  fileName: string,
  within: string,
  depth: number,
  reading: Reading,
): void {
  const poms: Artifact[] = [];
  let manifest: ReadonlyMap<string, string> = new Map();
  for (const member of zipMembers(bytes)) {
    const { name } = member;
    if (/^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/.test(name)) {
      const artifact = fromPom(textIn(member, reading), within, name);
      if (artifact) poms.push(artifact);
    } else if (name === 'META-INF/MANIFEST.MF') manifest = mainSection(textIn(member, reading));
    else if (NESTED.test(name) && depth < DEEPEST) readNested(member, within, depth, reading);
    if (reading.artifacts.length + poms.length > MOST_ARTIFACTS)
      throw new PlimsollError(
        'unsupported',
        `it holds more than ${MOST_ARTIFACTS} artifacts: the others were not read`,
      );
  }
  reading.artifacts.push(...artifactsOf(poms, manifest, fileName, within));
}

/** What cannot be inflated within costs itself alone. */
function readNested(member: ZipMember, within: string, depth: number, reading: Reading): void {
  const most = Math.min(MOST_NESTED, reading.budget);
  const base = member.name.slice(member.name.lastIndexOf('/') + 1);
  const path = `${within}!/${member.name}`;
  try {
    const inner = member.content(most);
    reading.budget -= inner.length;
    readArchive(inner, base, path, depth + 1, reading);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const { name, version } = nameAndVersion(base);
    reading.artifacts.push({
      name,
      ...optional('version', version),
      within: path,
      by: 'filename',
      detail: error.message,
    });
  }
}

function textIn(member: ZipMember, reading: Reading): string {
  const bytes = member.content(Math.min(MOST_TEXT, Math.max(0, reading.budget)));
  reading.budget -= bytes.length;
  return textOf(bytes);
}

/**
 * The archive itself, by the properties that are named as it is; else by its manifest; else by its file name. The other
 * properties are of what was put into it (“shaded”).
 */
function artifactsOf(
  poms: readonly Artifact[],
  manifest: ReadonlyMap<string, string>,
  fileName: string,
  within: string,
): Artifact[] {
  const byName = nameAndVersion(fileName);
  const own =
    poms.find(({ name }) => name === byName.name) ??
    (poms.length === 1 && isLike(poms[0]!.name, byName.name) ? poms[0] : undefined);
  if (own) return [withManifest(own, manifest), ...poms.filter((pom) => pom !== own)];
  const stated = fromManifest(manifest, byName, within);
  return [stated, ...poms];
}

const isLike = (artifact: string, file: string): boolean =>
  file.startsWith(artifact) || artifact.startsWith(file);

/** `commons-io-2.11.0.jar`: the version begins at the first dash before a digit. */
export function nameAndVersion(fileName: string): { readonly name: string; readonly version?: string } {
  const base = fileName.replace(/\.[^.]+$/, '');
  const match = /^(.+?)[-_.]v?(\d[\w.+-]*)$/.exec(base);
  return match && /^\d+(?:[.\-_]|$)/.test(match[2]!)
    ? { name: match[1]!, version: match[2]! }
    : { name: base };
}

function fromPom(text: string, within: string, member: string): Artifact | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S+)/.exec(line);
    if (match) fields.set(match[1]!, match[2]!);
  }
  const name = fields.get('artifactId');
  if (!name || name.includes('${')) return undefined;
  return {
    ...optional('group', fields.get('groupId')),
    name,
    ...optional('version', fields.get('version')?.includes('${') ? undefined : fields.get('version')),
    within,
    by: 'metadata',
    detail: member,
  };
}

const withManifest = (artifact: Artifact, manifest: ReadonlyMap<string, string>): Artifact => {
  const licence = manifest.get('bundle-license');
  return {
    ...artifact,
    ...optional('version', artifact.version ?? versionIn(manifest)),
    ...(licence ? { licences: licence.split(',').map((one) => one.split(';')[0]!.trim()) } : {}),
    ...optional('vendor', manifest.get('implementation-vendor') ?? manifest.get('bundle-vendor')),
  };
};

/** A manifest says a group in several ways, or not (OSGi core, “Bundle Manifest Headers”; JAR specification). */
function fromManifest(
  manifest: ReadonlyMap<string, string>,
  byName: { readonly name: string; readonly version?: string },
  within: string,
): Artifact {
  const version = versionIn(manifest);
  const symbolic = manifest.get('bundle-symbolicname')?.replace(/;.*$/s, '').trim();
  const group =
    manifest.get('implementation-vendor-id') ??
    (symbolic?.endsWith(`.${byName.name}`)
      ? symbolic.slice(0, -byName.name.length - 1)
      : groupLike(symbolic));
  // `spring3-core-3.x.jar` names a branch.
  const said = /\.x$/.test(byName.version ?? '.x') ? (version ?? byName.version) : byName.version;
  return withManifest(
    {
      ...optional('group', group && /^[\w.-]+$/.test(group) ? group : undefined),
      name: byName.name,
      ...optional('version', said),
      within,
      by: manifest.size > 0 && version !== undefined ? 'metadata' : 'filename',
      detail: manifest.size > 0 ? 'META-INF/MANIFEST.MF' : 'the name of the file',
    },
    manifest,
  );
}

/** `org.apache.commons.io`: all but its last part, which is the artifact by another name. */
const groupLike = (symbolic: string | undefined): string | undefined =>
  symbolic?.includes('.') && /^[a-z]+\.[a-z]/.test(symbolic)
    ? symbolic.slice(0, symbolic.lastIndexOf('.'))
    : undefined;

const versionIn = (manifest: ReadonlyMap<string, string>): string | undefined => {
  const found = [
    manifest.get('implementation-version'),
    manifest.get('bundle-version'),
    manifest.get('specification-version'),
  ];
  return found.find((text) => text !== undefined && /^\d/.test(text) && !/\s/.test(text));
};

/** The main section: lines of at most 72 bytes, which a blank continues. */
function mainSection(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  const section = text.split(/\r?\n\r?\n/, 1)[0]!.replace(/\r?\n /g, '');
  for (const line of section.split(/\r?\n/)) {
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 2).trim());
  }
  return fields;
}

export const java: Extractor = {
  name: 'java',
  lists: 'Java archives and what is packed or shaded into them',
  from: '`*.jar`, `*.war`, `*.ear` and the like, nested too: `pom.properties`, `MANIFEST.MF`, names',
  readers: [archiveReader] as never,

  *extract({ root }) {
    for (const { path, layer, value } of root.readings(archiveReader)) {
      const seen = new Set<string>();
      for (const artifact of value) {
        const made = packageOf(artifact, path, layer);
        const key = `${made.purl} ${artifact.within}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { package: made, owns: [path] };
      }
    }
  },
};

function packageOf(
  { group, name, version, within, by, detail, licences = [], vendor }: Artifact,
  path: string,
  layer: number,
): Package {
  return {
    type: 'maven',
    name: group ? `${group}:${name}` : name,
    ...optional('version', version),
    purl: purlOf({ type: 'maven', ...optional('namespace', group), name, ...optional('version', version) }),
    licences,
    ...optional('supplier', vendor),
    evidence: [{ by, path: `${path}${within}`, detail }],
    confidence: by === 'filename' ? 'guess' : 'certain',
    layer,
  };
}
