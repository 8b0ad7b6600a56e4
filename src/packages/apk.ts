import type { Package } from '../core/package.ts';
import type { FileReader } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { ExtractContext, Extractor, Found } from './extractor.ts';
import { optional } from './json.ts';
import { needsOf, providersOf } from './needs.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';

/** What is kept of one package of the database (Alpine wiki, “Apk spec”, “Installed Database V2”). */
interface Entry {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  readonly licence?: string;
  readonly origin?: string;
  readonly maintainer?: string;
  readonly url?: string;
  readonly depends?: readonly string[];
  readonly provides?: readonly string[];
  readonly files: readonly string[];
}

const PLACES: ReadonlySet<string> = new Set([
  '/lib/apk/db/installed',
  '/usr/lib/apk/db/installed',
  '/var/lib/apk/db/installed',
]);

const installedReader: FileReader<readonly Entry[]> = {
  name: 'apk-installed',
  version: 1,
  names: ['installed'],
  most: 256 * 1024 * 1024,
  wants: ({ path }) => PLACES.has(path),
  read: (_, bytes) => [...entriesIn(textOf(bytes))],
};

function* entriesIn(text: string): Generator<Entry> {
  let fields = new Map<string, string>();
  let files: string[] = [];
  let folder = '';
  const finish = function* (): Generator<Entry> {
    const name = fields.get('P');
    const version = fields.get('V');
    if (name && version) yield entryOf(name, version, fields, files);
    fields = new Map();
    files = [];
    folder = '';
  };
  for (const line of text.split('\n')) {
    if (line === '') yield* finish();
    else if (line[1] !== ':') continue;
    else if (line[0] === 'F') folder = line.slice(2);
    else if (line[0] === 'R') files.push(`/${folder === '' ? '' : `${folder}/`}${line.slice(2)}`);
    else fields.set(line[0]!, line.slice(2).replace(/\r$/, ''));
  }
  yield* finish();
}

function entryOf(
  name: string,
  version: string,
  fields: ReadonlyMap<string, string>,
  files: readonly string[],
): Entry {
  const names = (field: string): string[] =>
    (fields.get(field) ?? '').split(' ').flatMap((word) => /^(?!!)([^<>=~]+)/.exec(word)?.[1] ?? []);
  const depends = names('D');
  const provides = names('p');
  const origin = fields.get('o');
  return {
    name,
    version,
    ...optional('architecture', fields.get('A')),
    ...optional('licence', fields.get('L')),
    ...optional('origin', origin === name ? undefined : origin),
    ...optional('maintainer', fields.get('m')),
    ...optional('url', fields.get('U')),
    ...(depends.length > 0 ? { depends } : {}),
    ...(provides.length > 0 ? { provides } : {}),
    files,
  };
}

export const apk: Extractor = {
  name: 'apk',
  lists: 'packages of Alpine, Wolfi and Chainguard',
  from: '`/lib/apk/db/installed`, `/usr/lib/apk/db/installed`',
  readers: [installedReader] as never,

  *extract(context) {
    const { root } = context;
    let count = 0;
    for (const { path, layer, value } of root.readings(installedReader)) {
      const providers = providersOf(value);
      for (const entry of value) {
        count++;
        yield packageOf(entry, path, layer, providers, context);
      }
    }
    if (count === 0 && (root.stat('/etc/alpine-release') || root.stat('/etc/apk/repositories')))
      yield {
        gap: {
          path: '/lib/apk/db/installed',
          reason: 'there is no package database of apk: which packages are installed cannot be told',
        },
      };
  },
};

function packageOf(
  { name, version, architecture, licence, origin, maintainer, url, depends = [], files }: Entry,
  path: string,
  layer: number,
  providers: ReadonlyMap<string, string>,
  { distribution }: ExtractContext,
): Found {
  const needs = needsOf(
    name,
    depends.map((one) => [one]),
    providers,
  );
  const made: Package = {
    type: 'apk',
    name,
    version,
    purl: purlOf({
      type: 'apk',
      namespace: distribution?.id ?? 'alpine',
      name,
      version,
      qualifiers: { arch: architecture, distro: distroOf(distribution), upstream: origin },
    }),
    ...optional('architecture', architecture),
    licences: licence ? [licence] : [],
    ...(origin ? { source: { name: origin } } : {}),
    ...optional('supplier', maintainer),
    ...optional('homepage', url),
    evidence: [{ by: 'database', path }],
    confidence: 'certain',
    layer,
    ...(needs.length > 0 ? { dependsOn: needs } : {}),
  };
  return { package: made, owns: files };
}
