import type { FileReader } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { Extractor } from './extractor.ts';
import { optional } from './json.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';

const FOLDER = '/var/db/pkg/';

/** Paths of a package: `obj /usr/bin/x MD5 TIME`, `dir /usr`, `sym /a -> b TIME` (portage(5), “CONTENTS”). */
const contentsReader: FileReader<readonly string[]> = {
  name: 'portage-contents',
  version: 1,
  names: ['CONTENTS'],
  wants: ({ path }) => path.startsWith(FOLDER),
  read: (_, bytes) => textOf(bytes).split('\n').flatMap(pathIn),
};

/** A path may have blanks in it; what follows it has none. */
function pathIn(line: string): readonly string[] {
  const kind = line.slice(0, 4);
  if (kind === 'dir ') return [line.slice(4)];
  if (kind === 'sym ') return [line.slice(4).split(' -> ', 1)[0]!];
  if (kind !== 'obj ') return [];
  const time = line.lastIndexOf(' ');
  const sum = line.lastIndexOf(' ', time - 1);
  return sum > 4 ? [line.slice(4, sum)] : [];
}

/** Files that hold one value each. */
const valueReader: FileReader<string> = {
  name: 'portage-value',
  version: 1,
  names: ['LICENSE', 'SLOT', 'HOMEPAGE', 'repository'],
  most: 64 * 1024,
  wants: ({ path }) => path.startsWith(FOLDER),
  read: (_, bytes) => textOf(bytes).trim().slice(0, 2000),
};

/** `skopeo-1.5.1-r2` (Package Manager Specification, “Names and Versions”). */
const NAMED = /^(\w[\w+-]*?)-(\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)$/;

/** Longer names are nobody's. */
const MOST_NAME = 200;

/** Gentoo's packages: a folder for each, by category and name. */
export const portage: Extractor = {
  name: 'portage',
  lists: 'packages of Gentoo',
  from: '`/var/db/pkg/*/*/CONTENTS`, `LICENSE`, `SLOT`, `repository`',
  readers: [contentsReader, valueReader] as never,

  *extract({ root, distribution }) {
    for (const { path, layer, value: files } of root.readings(contentsReader)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      const [category, full, ...deeper] = folder.slice(FOLDER.length).split('/');
      const [, name, version] = full && full.length <= MOST_NAME ? (NAMED.exec(full) ?? []) : [];
      if (!category || !name || !version || deeper.length > 0) continue;
      const said = (file: string): string | undefined =>
        root.reading(valueReader, `${folder}/${file}`)?.value || undefined;
      const slot = said('SLOT');
      const repository = said('repository');
      const licence = said('LICENSE');
      yield {
        package: {
          type: 'ebuild',
          name: `${category}/${name}`,
          version,
          purl: purlOf({
            type: 'ebuild',
            namespace: category,
            name,
            version,
            qualifiers: { distro: distroOf(distribution) },
          }),
          licences: licence ? [licence] : [],
          ...optional('homepage', said('HOMEPAGE')?.split(/\s/, 1)[0]),
          evidence: [{ by: 'database', path }],
          confidence: 'certain',
          layer,
          ...(slot || repository
            ? { properties: { ...optional('slot', slot), ...optional('repository', repository) } }
            : {}),
        },
        owns: files,
        below: [folder],
      };
    }
  },
};
