import type { FileReader, Root } from '../image/reader.ts';
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
  version: 1,
  names: ['os-release'],
  most: MOST,
  wants: ({ path }) => path === '/etc/os-release' || path === '/usr/lib/os-release',
  read: (_, bytes) => assignments(textOf(bytes)),
};

/** What older systems have: one line of text. */
export const releaseLineReader: FileReader<string> = {
  name: 'release-line',
  version: 1,
  names: ['alpine-release', 'redhat-release', 'centos-release', 'debian_version', 'arch-release'],
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
  if (found?.value.ID) return fromOsRelease(found.value, found.path);
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
  const alpine = root.reading(releaseLineReader, '/etc/alpine-release');
  if (alpine) return { id: 'alpine', like: [], versionId: alpine.value, path: alpine.path };
  for (const file of ['/etc/centos-release', '/etc/redhat-release']) {
    const line = root.reading(releaseLineReader, file);
    const match = line && /^(.*?)\s+(?:Linux\s+)?(?:Server\s+)?release\s+([\d.]+)/i.exec(line.value);
    if (!match) continue;
    const id = /red hat/i.test(match[1]!) ? 'rhel' : match[1]!.toLowerCase().split(/\s/)[0]!;
    return { id, like: ['rhel', 'fedora'], versionId: match[2]!, prettyName: line.value, path: line.path };
  }
  const arch = root.reading(releaseLineReader, '/etc/arch-release');
  if (arch) return { id: 'arch', like: [], path: arch.path };
  const debian = root.reading(releaseLineReader, '/etc/debian_version');
  return debian ? { id: 'debian', like: [], ...versionOf(debian.value), path: debian.path } : undefined;
}

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
