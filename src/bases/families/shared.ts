import { isBefore } from '../compare.ts';
import type { Layer, SystemRef } from '../systems.ts';
import type { Tag } from '../tag.ts';

/** The PATH of Linux images that set none of their own. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What ca-certificates brings on Debian and Ubuntu, openssl being one of its dependencies. */
export const certificates = ['openssl', 'c_rehash', 'update-ca-certificates'];

/** What the full images of Docker's library stand on: buildpack-deps. */
export const buildpack: Layer = {
  tools: [
    'curl',
    'wget',
    'git',
    'hg',
    'svn',
    'ssh',
    'gpg',
    'gcc',
    'g++',
    'cc',
    'c++',
    'make',
    'autoconf',
    'automake',
    'patch',
    'file',
    'unzip',
    'bzip2',
    'xz',
    'ps',
    'python3',
    'perl',
    ...certificates,
  ],
  sizeClass: 'large',
};

/** What images on a slim Debian do not have, unless they say so. */
export const minimalLacks = ['curl', 'wget', 'git', 'nc', 'gcc', 'make'];

/** What images on Alpine do not have, unless they say so: wget and nc come with BusyBox. */
export const alpineLacks = ['curl', 'git', 'bash', 'gcc', 'make'];

/** Releases of a system by the image's version: the last entry that is not behind the version counts; '' is not known. */
export interface Releases {
  /** By cycle, which is a version's beginning: a tag that is no longer than it gets its last entry. */
  readonly cycles: Readonly<Record<string, readonly (readonly [from: string, release: string])[]>>;
  /** What the moving tags mean today: '' is `latest`. */
  readonly moving?: Readonly<Record<string, string>>;
}

/** The system of tags that name none: its release by the version, else the system alone. */
export const releaseBy =
  (id: string, releases: Releases) =>
  (tag: Tag | undefined): SystemRef | undefined => {
    if (!tag) return undefined;
    const release = releaseOf(releases, tag.versions[0] ?? '');
    return release === '' ? { id } : { id, version: release };
  };

/** The system whatever the tag is. */
export const always = (id: string, version?: string) => (): SystemRef => ({
  id,
  ...(version ? { version } : {}),
});

/** The system of every tag that names none, but not of an image that is known by its digest alone. */
export const usually = (id: string, version?: string) => (tag: Tag | undefined) =>
  tag ? always(id, version)() : undefined;

function releaseOf(releases: Releases, version: string): string {
  const moving = releases.moving ?? {};
  if (Object.hasOwn(moving, version)) return moving[version]!;
  let cycle = version;
  while (cycle !== '' && !Object.hasOwn(releases.cycles, cycle))
    cycle = cycle.slice(0, Math.max(0, cycle.lastIndexOf('.')));
  const entries = releases.cycles[cycle] ?? [];
  if (cycle === version) return entries.at(-1)?.[1] ?? '';
  return entries.findLast(([from]) => !isBefore(version, from))?.[1] ?? '';
}
