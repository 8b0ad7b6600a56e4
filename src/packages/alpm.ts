import type { Package } from '../core/package.ts';
import type { FileReader } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { Extractor } from './extractor.ts';
import { optional } from './json.ts';
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

export const alpm: Extractor = {
  name: 'alpm',
  readers: [sectionReader] as never,

  *extract({ root, distribution }) {
    for (const { path, layer, value } of root.readings(sectionReader)) {
      if (!path.endsWith('/desc')) continue;
      const [name] = value.NAME ?? [];
      const [version] = value.VERSION ?? [];
      if (!name || !version) continue;
      const architecture = value.ARCH?.[0];
      const base = value.BASE?.[0];
      const depends = (value.DEPENDS ?? []).flatMap((one) => /^[^<>=:]+/.exec(one)?.[0] ?? []);
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
        ...(depends.length > 0 ? { dependsOn: depends } : {}),
      };
      const files = root.reading(sectionReader, `${path.slice(0, -'desc'.length)}files`)?.value.FILES ?? [];
      yield {
        package: made,
        owns: files.map((file) => `/${file}`).concat(path, `${path.slice(0, -'desc'.length)}files`),
      };
    }
  },
};
