import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { jsonOf, listOf, objectOf, optional, shortText } from './json.ts';
import { purlOf } from './purl.ts';

interface PhpPackage {
  readonly name: string;
  readonly version: string;
  readonly licences?: readonly string[];
  readonly homepage?: string;
  /** From the folder of `installed.json`. */
  readonly folder?: string;
}

/** What Composer writes of what it installed (getcomposer.org, composer/composer, FilesystemRepository): 2 in an object, 1 as a list. */
const installedReader: FileReader<readonly PhpPackage[]> = {
  name: 'composer-installed',
  version: 1,
  names: ['installed.json'],
  most: 64 * 1024 * 1024,
  wants: ({ path }) => path.endsWith('/composer/installed.json'),
  read(_, bytes) {
    const text = Buffer.from(bytes.subarray(0, 1)).toString();
    const packages =
      text === '[' ? listOf(JSON.parse(Buffer.from(bytes).toString('utf8'))) : listOf(jsonOf(bytes).packages);
    return packages.flatMap(packageIn);
  },
};

/** What was to be installed, where nothing says what was. */
const lockReader: FileReader<readonly PhpPackage[]> = {
  name: 'composer-lock',
  version: 1,
  names: ['composer.lock'],
  most: 64 * 1024 * 1024,
  wants: ({ path }) => !path.includes('/vendor/'),
  read: (_, bytes) => listOf(jsonOf(bytes).packages).flatMap(packageIn),
};

function packageIn(one: unknown): PhpPackage[] {
  const json = objectOf(one) ?? {};
  const name = shortText(json.name);
  const version = shortText(json.version);
  if (!name?.includes('/') || !version) return [];
  const licences = listOf(json.license).filter((licence) => typeof licence === 'string');
  return [
    {
      name,
      version: version.replace(/^v(?=\d)/, ''),
      ...(licences.length > 0 ? { licences } : {}),
      ...optional('homepage', shortText(json.homepage)),
      ...optional('folder', shortText(json['install-path'])),
    },
  ];
}

export const php: Extractor = {
  name: 'php-composer',
  lists: 'PHP packages',
  from: '`vendor/composer/installed.json`, else `composer.lock`',
  readers: [installedReader, lockReader] as never,

  *extract({ root }) {
    for (const reading of root.readings(installedReader)) {
      const vendor = reading.path.slice(0, -'/composer/installed.json'.length);
      for (const one of reading.value)
        yield {
          package: made(one, reading.path, reading.layer, 'metadata'),
          below: [`${vendor}/${one.name}`],
        };
    }
    for (const { path, layer, value } of root.readings(lockReader)) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      if (root.stat(`${folder}/vendor/composer/installed.json`)) continue;
      for (const one of value) yield { package: made(one, path, layer, 'lockfile') };
    }
  },
};

const made = (
  { name, version, licences = [], homepage }: PhpPackage,
  path: string,
  layer: number,
  by: 'metadata' | 'lockfile',
) => {
  const [namespace, rest] = name.split('/', 2);
  return {
    type: 'composer' as const,
    name,
    version,
    purl: purlOf({ type: 'composer', ...optional('namespace', namespace), name: rest!, version }),
    licences,
    ...optional('homepage', homepage),
    evidence: [{ by, path }],
    confidence: by === 'metadata' ? ('certain' as const) : ('likely' as const),
    layer,
  };
};
