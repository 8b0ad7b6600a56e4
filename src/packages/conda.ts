import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { jsonOf, listOf, optional, shortText } from './json.ts';
import { purlOf } from './purl.ts';

interface CondaPackage {
  readonly name: string;
  readonly version: string;
  readonly build?: string;
  readonly channel?: string;
  readonly subdir?: string;
  readonly licence?: string;
  readonly files: readonly string[];
}

/** A file for each package of an environment (conda documentation, “conda-meta”). */
const metaReader: FileReader<CondaPackage> = {
  name: 'conda-meta',
  version: 1,
  endings: ['.json'],
  most: 64 * 1024 * 1024,
  wants: ({ path }) => /\/conda-meta\/[^/]+\.json$/.test(path),
  read(_, bytes) {
    const json = jsonOf(bytes);
    const name = shortText(json.name);
    const version = shortText(json.version);
    if (!name || !version) return undefined;
    return {
      name,
      version,
      ...optional('build', shortText(json.build)),
      ...optional('channel', shortText(json.channel)?.replace(/\/(?:linux|osx|win|noarch)[\w-]*$/, '')),
      ...optional('subdir', shortText(json.subdir)),
      ...optional('licence', shortText(json.license)),
      files: listOf(json.files).filter((file) => typeof file === 'string'),
    };
  },
};

export const conda: Extractor = {
  name: 'conda',
  lists: 'packages of conda environments',
  from: '`conda-meta/*.json`',
  readers: [metaReader] as never,

  *extract({ root }) {
    for (const { path, layer, value } of root.readings(metaReader)) {
      const { name, version, build, channel, subdir, licence, files } = value;
      const prefix = path.slice(0, path.lastIndexOf('/conda-meta/'));
      yield {
        package: {
          type: 'conda',
          name,
          version,
          purl: purlOf({ type: 'conda', name, version, qualifiers: { build, channel, subdir } }),
          licences: licence ? [licence] : [],
          evidence: [{ by: 'database', path }],
          confidence: 'certain',
          layer,
        },
        owns: [path, ...files.map((file) => `${prefix}/${file}`)],
      };
    }
  },
};
