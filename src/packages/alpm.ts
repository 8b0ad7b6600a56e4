import type { Package } from '../core/package.ts';
import type { FileReader } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { Extractor, Found } from './extractor.ts';
import { optional } from './json.ts';
import { needsOf, providersOf } from './needs.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';

type Sections = Readonly<Record<string, readonly string[]>>;

/** `desc` and `files` of a package of pacman's local database: sections of `%NAME%` and lines (libalpm, be_local.c). */
const sectionReader: FileReader<Sections> = {
  name: 'alpm-local',
  version: 1,
  names: ['desc', 'files'],
  most: 64 * 1024 * 1024,
  wants: ({ path }) => /^\/var\/lib\/pacman\/local\/[^/]+\/(?:desc|files)$/.test(path),
  read(_, bytes) {
    const sections: Record<string, string[]> = {};
    let current: string[] | undefined;
    for (const line of textOf(bytes).split('\n')) {
      const name = /^%([A-Z0-9]+)%$/.exec(line)?.[1];
      if (name) {
        current = [];
        sections[name] = current;
      } else if (line !== '') current?.push(line);
    }
    return sections;
  },
};

/** Names without versions: `sh>=5`, `libfoo.so=1-64`. */
const bare = (names: readonly string[]): string[] => names.flatMap((one) => /^[^<>=:]+/.exec(one)?.[0] ?? []);

const LOST: Found = {
  gap: {
    path: '/var/lib/pacman/local',
    reason: 'there is no package database of pacman: which packages are installed cannot be told',
  },
};

export const alpm: Extractor = {
  name: 'alpm',
  lists: 'packages of Arch Linux',
  from: '`/var/lib/pacman/local/*/desc` and `files`',
  readers: [sectionReader] as never,

  *extract({ root, distribution }) {
    const readings = [...root.readings(sectionReader)];
    const providers = providersOf(
      readings.flatMap(({ value }) =>
        (value.NAME ?? []).map((name) => ({ name, provides: bare(value.PROVIDES ?? []) })),
      ),
    );
    if (providers.size === 0 && root.stat('/etc/pacman.conf')) yield LOST;
    for (const { path, layer, value } of readings) {
      if (!path.endsWith('/desc')) continue;
      const [name] = value.NAME ?? [];
      const [version] = value.VERSION ?? [];
      if (!name || !version) continue;
      const architecture = value.ARCH?.[0];
      const base = value.BASE?.[0];
      const needs = needsOf(
        name,
        (value.DEPENDS ?? []).map((one) => bare([one])),
        providers,
      );
      const made: Package = {
        type: 'alpm',
        name,
        version,
        purl: purlOf({
          type: 'alpm',
          namespace: distribution?.id ?? 'arch',
          name,
          version,
          qualifiers: {
            arch: architecture,
            distro: distroOf(distribution),
            upstream: base === name ? undefined : base,
          },
        }),
        ...optional('architecture', architecture),
        licences: value.LICENSE ?? [],
        ...(base && base !== name ? { source: { name: base } } : {}),
        ...optional('supplier', value.PACKAGER?.[0]),
        ...optional('homepage', value.URL?.[0]),
        evidence: [{ by: 'database', path }],
        confidence: 'certain',
        layer,
        relation: value.REASON?.[0] === '1' ? 'transitive' : 'direct',
        ...(needs.length > 0 ? { dependsOn: needs } : {}),
      };
      const files = root.reading(sectionReader, `${path.slice(0, -'desc'.length)}files`)?.value.FILES ?? [];
      yield {
        package: made,
        owns: files.map((file) => `/${file}`).concat(path, `${path.slice(0, -'desc'.length)}files`),
      };
    }
  },
};
