import type { FileReader, Reading, Root } from '../image/reader.ts';
import { textOf } from './text.ts';

/** The system of an image, by its os-release (freedesktop, os-release(5)). */
export interface Distribution {
  /** `ID`: `debian`, `alpine`, `rhel`. */
  readonly id: string;
  /** `ID_LIKE`. */
  readonly like: readonly string[];
  readonly versionId?: string;
  readonly codename?: string;
  readonly name?: string;
  readonly prettyName?: string;
  readonly cpe?: string;
  /** The file that says it. */
  readonly path: string;
}

const MOST = 64 * 1024;

export const osReleaseReader: FileReader<Readonly<Record<string, string>>> = {
  name: 'os-release',
  version: 2,
  names: ['os-release'],
  most: MOST,
  // Systems of Nix link to a folder of its store.
  wants: ({ path }) =>
    path === '/etc/os-release' ||
    path === '/usr/lib/os-release' ||
    /^\/nix\/store\/[^/]+\/etc\/os-release$/.test(path),
  read: (_, bytes) => assignments(textOf(bytes)),
};

/** What older systems have: one line of text. */
export const releaseLineReader: FileReader<string> = {
  name: 'release-line',
  version: 2,
  names: [
    'alpine-release',
    'arch-release',
    'debian_version',
    'gentoo-release',
    'slackware-version',
    'system-release-cpe',
    'redhat-release',
    'centos-release',
    'oracle-release',
    'rocky-release',
    'almalinux-release',
    'fedora-release',
    'system-release',
    'SuSE-release',
  ],
  most: MOST,
  wants: ({ path }) => path.startsWith('/etc/'),
  read: (_, bytes) => textOf(bytes).split('\n', 1)[0]!.trim().slice(0, 200),
};

export const distributionReaders: readonly FileReader<never>[] = [
  osReleaseReader,
  releaseLineReader,
] as never;

/** The distribution of an image; undefined where nothing says it. */
export function distributionOf(root: Root): Distribution | undefined {
  const found =
    root.reading(osReleaseReader, '/etc/os-release') ?? root.reading(osReleaseReader, '/usr/lib/os-release');
  if (found?.value.ID) {
    const made = fromOsRelease(found.value, found.path);
    if (made.id !== 'debian' || made.versionId || made.codename) return made;
    const line = root.reading(releaseLineReader, '/etc/debian_version');
    return line ? { ...made, ...versionOf(line.value) } : made;
  }
  return fromReleaseLine(root);
}

function fromOsRelease(fields: Readonly<Record<string, string>>, path: string): Distribution {
  const optional = (key: string, field: string): Record<string, string> =>
    fields[field] ? { [key]: fields[field] } : {};
  return {
    id: fields.ID!.toLowerCase(),
    like: (fields.ID_LIKE ?? '').split(/\s+/).filter(Boolean),
    ...optional('versionId', 'VERSION_ID'),
    ...optional('codename', 'VERSION_CODENAME'),
    ...optional('name', 'NAME'),
    ...optional('prettyName', 'PRETTY_NAME'),
    ...optional('cpe', 'CPE_NAME'),
    path,
  };
}

/** Lines such as `CentOS Linux release 7.9.2009 (Core)`, and `3.18.4` of Alpine. */
function fromReleaseLine(root: Root): Distribution | undefined {
  const line = (name: string): Reading<string> | undefined => root.reading(releaseLineReader, `/etc/${name}`);
  const alpine = line('alpine-release');
  if (alpine) return { id: 'alpine', like: [], versionId: alpine.value, path: alpine.path };
  // Those that are built from others' sources keep the others' file as well: their own comes first.
  for (const name of RELEASE_LINES) {
    const found = line(name);
    const known = found && fromLine(found.value);
    if (known) return { ...known, path: found.path };
  }
  const cpe = line('system-release-cpe');
  const byCpe = cpe && fromCpe(cpe.value);
  if (byCpe) return { ...byCpe, path: cpe.path };
  const arch = line('arch-release');
  if (arch) return { id: 'arch', like: [], path: arch.path };
  const debian = line('debian_version');
  return debian ? { id: 'debian', like: [], ...versionOf(debian.value), path: debian.path } : undefined;
}

const RELEASE_LINES = [
  'oracle-release',
  'almalinux-release',
  'rocky-release',
  'centos-release',
  'fedora-release',
  'redhat-release',
  'system-release',
  'SuSE-release',
  'gentoo-release',
  'slackware-version',
] as const;

/** How a release line begins, with the `ID` that the same system has in its os-release, and what that is like. */
const SYSTEMS: readonly (readonly [begins: RegExp, id: string, like: readonly string[]])[] = [
  [/^Red Hat/i, 'rhel', ['fedora']],
  [/^CentOS/i, 'centos', ['rhel', 'fedora']],
  [/^Fedora/i, 'fedora', []],
  [/^Oracle/i, 'ol', ['fedora']],
  [/^Rocky/i, 'rocky', ['rhel', 'centos', 'fedora']],
  [/^AlmaLinux/i, 'almalinux', ['rhel', 'centos', 'fedora']],
  [/^Scientific/i, 'scientific', ['rhel', 'centos', 'fedora']],
  [/^Amazon/i, 'amzn', ['rhel', 'fedora']],
  [/^openSUSE/i, 'opensuse', ['suse']],
  [/^SUSE/i, 'sles', ['suse']],
  [/^Gentoo/i, 'gentoo', []],
  [/^Slackware/i, 'slackware', []],
];

function fromLine(text: string): Omit<Distribution, 'path'> | undefined {
  const [, id, like] = SYSTEMS.find(([begins]) => begins.test(text)) ?? [];
  if (!id) return undefined;
  const versionId = /\s(\d+(?:\.\d+)*)(?![\w.])/.exec(text)?.[1];
  return { id, like: like ?? [], ...(versionId ? { versionId } : {}), prettyName: text };
}

/** `cpe:/o:centos:linux:6:GA`. */
function fromCpe(text: string): Omit<Distribution, 'path'> | undefined {
  const match = /^cpe:(?:\/o|2\.3:o):([^:]+):[^:]+:(\d[\d.]*)/i.exec(text);
  const maker = CPE_MAKERS[match?.[1]?.toLowerCase() ?? ''];
  return match && maker ? { id: maker, like: [], versionId: match[2]!, cpe: text } : undefined;
}

const CPE_MAKERS: Readonly<Record<string, string>> = {
  redhat: 'rhel',
  centos: 'centos',
  oracle: 'ol',
  amazon: 'amzn',
  fedoraproject: 'fedora',
  almalinux: 'almalinux',
  rocky: 'rocky',
};

/** `12.5`; `trixie/sid` has no number. */
const versionOf = (text: string): { versionId?: string; codename?: string } => {
  const number = /^\d+/.exec(text)?.[0];
  return number ? { versionId: number } : { codename: text.split('/')[0]! };
};

/** The assignments of a file that shells read, as os-release(5) allows them. */
export function assignments(text: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null);
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*?)\s*$/.exec(line);
    if (match) found[match[1]!] = unquoted(match[2]!).slice(0, 1000);
  }
  return { ...found };
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text.split(/\s/, 1)[0]!;
  const body = text.slice(1, text.endsWith(quote) && text.length > 1 ? -1 : undefined);
  return quote === "'" ? body : body.replace(/\\(["$`\\])/g, '$1');
}
