import type { Package } from '../core/package.ts';
import type { FileReader, Reading, Root } from '../image/reader.ts';
import type { Distribution } from './distribution.ts';
import type { ExtractContext, Extractor, Found } from './extractor.ts';
import { needsOf, providersOf } from './needs.ts';
import { purlOf } from './purl.ts';
import { controlBlocks, type Fields, textOf } from './text.ts';

/** What is kept of one package of the database. */
interface Entry {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly source?: { readonly name: string; readonly version?: string };
  readonly maintainer?: string;
  readonly homepage?: string;
  readonly essential?: true;
  readonly multiArch?: string;
  /** For each thing that it needs the packages that would do. */
  readonly depends?: readonly (readonly string[])[];
  readonly provides?: readonly string[];
}

const FIELDS: ReadonlySet<string> = new Set([
  'package',
  'status',
  'version',
  'architecture',
  'source',
  'maintainer',
  'homepage',
  'essential',
  'multi-arch',
  'depends',
  'pre-depends',
  'provides',
]);

/** The database (dpkg(1), /var/lib/dpkg/status), and what distroless images have in its place: a file for each package. */
const statusReader: FileReader<readonly Entry[]> = {
  name: 'dpkg-status',
  version: 2,
  most: 256 * 1024 * 1024,
  wants: ({ path }) =>
    path === '/var/lib/dpkg/status' ||
    (path.startsWith('/var/lib/dpkg/status.d/') && !path.endsWith('.md5sums')),
  read(file, bytes) {
    const isAlone = file.path !== '/var/lib/dpkg/status';
    const entries: Entry[] = [];
    for (const fields of controlBlocks(textOf(bytes), FIELDS)) {
      const entry = entryOf(fields, isAlone);
      if (entry) entries.push(entry);
    }
    return entries;
  },
};

/** Paths of a package: `*.list` has them as they are, `*.md5sums` without the leading slash and behind a sum. */
const listReader: FileReader<readonly string[]> = {
  name: 'dpkg-list',
  version: 1,
  endings: ['.list', '.md5sums'],
  wants: ({ path }) => /^\/var\/lib\/dpkg\/(?:info|status\.d)\/[^/]+$/.test(path),
  read: ({ path }, bytes) => {
    const lines = textOf(bytes).split('\n');
    return path.endsWith('.list')
      ? lines.filter((line) => line.length > 2)
      : lines.flatMap((line) => (line.length > 34 ? [`/${line.slice(34)}`] : []));
  },
};

/** Files that are put elsewhere (dpkg-divert(1)): three lines for each, the path, where it went, and for whom. */
const diversionReader: FileReader<readonly string[]> = {
  name: 'dpkg-diversions',
  version: 1,
  names: ['diversions'],
  wants: ({ path }) => path === '/var/lib/dpkg/diversions',
  read: (_, bytes) => textOf(bytes).split('\n').filter(Boolean),
};

/** Licences by the short names of a copyright file in the machine-readable form (DEP-5). */
const copyrightReader: FileReader<readonly string[]> = {
  name: 'debian-copyright',
  version: 1,
  names: ['copyright'],
  most: 8 * 1024 * 1024,
  wants: ({ path }) => path.startsWith('/usr/share/doc/'),
  read: (_, bytes) => licencesIn(textOf(bytes)),
};

export const dpkg: Extractor = {
  name: 'dpkg',
  lists: 'packages of Debian, Ubuntu and distroless',
  from: '`/var/lib/dpkg/status` and `status.d/*`; `info/*.list`, `*.md5sums` and `diversions` for the files, `/usr/share/doc/*/copyright` for licences',
  readers: [statusReader, listReader, diversionReader, copyrightReader] as never,

  *extract(context) {
    const { root } = context;
    const readings = [...root.readings(statusReader)];
    const known = {
      ...context,
      diversions: diversionsOf(root),
      providers: providersOf(readings.flatMap(({ value }) => value)),
    };
    let unlisted = 0;
    let count = 0;
    for (const reading of readings) {
      for (const entry of reading.value) {
        const lists = listsOf(entry, root);
        count++;
        if (lists.length === 0) unlisted++;
        yield found(entry, lists, reading, known);
      }
    }
    if (unlisted > 0) yield withoutLists(unlisted, count);
    yield* lostDatabase(root);
  },
};

interface Known extends ExtractContext {
  readonly diversions: ReadonlyMap<string, string>;
  readonly providers: ReadonlyMap<string, string>;
}

function found(
  entry: Entry,
  lists: readonly Reading<readonly string[]>[],
  { path, layer }: Reading<readonly Entry[]>,
  { root, distribution, diversions, providers }: Known,
): Found {
  const { name, version, architecture, source, maintainer, homepage } = entry;
  const needs = needsOf(name, entry.depends ?? [], providers);
  const made: Package = {
    type: 'deb',
    name,
    version,
    purl: purlOf({
      type: 'deb',
      namespace: distribution?.id ?? 'debian',
      name,
      version,
      qualifiers: { arch: architecture, distro: distroOf(distribution), upstream: upstreamOf(source) },
    }),
    ...(architecture ? { architecture } : {}),
    licences: root.reading(copyrightReader, `/usr/share/doc/${name}/copyright`)?.value ?? [],
    ...(source ? { source } : {}),
    ...(maintainer ? { supplier: maintainer } : {}),
    ...(homepage ? { homepage } : {}),
    evidence: [{ by: 'database', path }],
    confidence: 'certain',
    layer: lists[0]?.layer ?? layer,
    ...(needs.length > 0 ? { dependsOn: needs } : {}),
    ...(entry.essential ? { properties: { essential: 'yes' } } : {}),
  };
  return { package: made, owns: ownedBy(entry, lists, diversions) };
}

/** `debian-12`, as others name it in package URLs. */
export const distroOf = (distribution: Distribution | undefined): string | undefined =>
  distribution &&
  [distribution.id, distribution.versionId ?? distribution.codename].filter(Boolean).join('-');

const upstreamOf = (source: Entry['source']): string | undefined =>
  source && (source.version ? `${source.name}@${source.version}` : source.name);

function listsOf({ name, architecture }: Entry, root: Root): readonly Reading<readonly string[]>[] {
  const info = '/var/lib/dpkg/info';
  for (const path of [
    `${info}/${name}:${architecture}.list`,
    `${info}/${name}.list`,
    `/var/lib/dpkg/status.d/${name}.md5sums`,
    `${info}/${name}.md5sums`,
  ]) {
    const reading = root.reading(listReader, path);
    if (reading) return [reading];
  }
  return [];
}

function* ownedBy(
  { name, architecture }: Entry,
  lists: readonly Reading<readonly string[]>[],
  diversions: ReadonlyMap<string, string>,
): Generator<string> {
  for (const { value } of lists) for (const path of value) yield diversions.get(path) ?? path;
  const info = `/var/lib/dpkg/info/${name}`;
  for (const part of [
    'list',
    'md5sums',
    'postinst',
    'postrm',
    'preinst',
    'prerm',
    'conffiles',
    'triggers',
    'shlibs',
    'symbols',
    'templates',
    'config',
  ]) {
    yield `${info}.${part}`;
    if (architecture) yield `${info}:${architecture}.${part}`;
  }
}

function diversionsOf(root: Root): ReadonlyMap<string, string> {
  const lines = root.reading(diversionReader, '/var/lib/dpkg/diversions')?.value ?? [];
  const moved = new Map<string, string>();
  for (let index = 0; index + 2 < lines.length; index += 3) moved.set(lines[index]!, lines[index + 1]!);
  return moved;
}

/** Who owns what is not known of them: their files count as nobody's. */
const withoutLists = (unlisted: number, count: number): Found => ({
  gap: {
    path: '/var/lib/dpkg',
    kind: 'info',
    reason: `${unlisted} of ${count} Debian packages have no list of their files: these count as nobody’s`,
  },
});

/** Scripts and lists of packages without a database that names them. */
function* lostDatabase(root: Root): Generator<Found> {
  const hasStatus =
    root.lstat('/var/lib/dpkg/status') !== undefined || root.list('/var/lib/dpkg/status.d').length > 0;
  if (hasStatus) return;
  const lists = root.list('/var/lib/dpkg/info').filter((name) => name.endsWith('.list')).length;
  const isDebian = root.stat('/etc/debian_version') !== undefined;
  if (lists > 0 || isDebian)
    yield {
      gap: {
        path: '/var/lib/dpkg/status',
        reason: `dpkg’s database was deleted${lists > 0 ? `, and ${lists} lists of files are left` : ''}: which Debian packages are installed cannot be told`,
      },
    };
}

function entryOf(fields: Fields, isAlone: boolean): Entry | undefined {
  const name = fields.get('package');
  const version = fields.get('version');
  // `install ok installed`: what is removed but for its configuration is not there.
  if (!name || !version || !(isAlone || isInstalled(fields.get('status') ?? ''))) return undefined;
  const source = sourceOf(fields.get('source'));
  const depends = [fields.get('pre-depends'), fields.get('depends')].flatMap(namesIn);
  const provides = namesIn(fields.get('provides')).flat();
  const optional = (key: string, field: string): Record<string, string> => {
    const text = fields.get(field);
    return text ? { [key]: text } : {};
  };
  return {
    name,
    version,
    ...optional('architecture', 'architecture'),
    ...(source ? { source } : {}),
    ...optional('maintainer', 'maintainer'),
    ...optional('homepage', 'homepage'),
    ...optional('multiArch', 'multi-arch'),
    ...(fields.get('essential') === 'yes' ? { essential: true } : {}),
    ...(depends.length > 0 ? { depends } : {}),
    ...(provides.length > 0 ? { provides } : {}),
  };
}

/** The third word: half-installed and unpacked packages have files, too. */
const isInstalled = (status: string): boolean =>
  /^(?:installed|unpacked|half-configured|half-installed|triggers-awaited|triggers-pending)$/.test(
    status.split(/\s+/)[2] ?? '',
  );

/** `glibc (2.36-9)`, or the name alone. */
function sourceOf(text: string | undefined): Entry['source'] {
  const match = text && /^(\S+)(?:\s+\(([^)]*)\))?/.exec(text);
  if (!match) return undefined;
  return { name: match[1]!, ...(match[2] ? { version: match[2] } : {}) };
}

/** The names of `a (>= 1) | b, c:any`: those that stand for each other together. */
const namesIn = (text: string | undefined): (readonly string[])[] =>
  (text ?? '')
    .split(',')
    .map((choices) => choices.split('|').flatMap((one) => /^\s*([a-z0-9][a-z0-9+.-]*)/i.exec(one)?.[1] ?? []))
    .filter(({ length }) => length > 0);

/** `License: GPL-2+` of each paragraph; free text has none that could be trusted. */
function licencesIn(text: string): readonly string[] {
  if (!/^Format:/im.test(text.slice(0, 2000))) return [];
  const found = new Set<string>();
  for (const match of text.matchAll(/^License:[ \t]*(\S[^\n]*)$/gim)) found.add(match[1]!.trim());
  return [...found].slice(0, 50);
}
