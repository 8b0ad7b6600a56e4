import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { optional } from './json.ts';
import { purlOf } from './purl.ts';
import { controlBlocks, textOf } from './text.ts';

type Entry = Readonly<Record<string, string>>;

const FIELDS: ReadonlySet<string> = new Set([
  'package',
  'version',
  'architecture',
  'status',
  'license',
  'maintainer',
]);

/** OpenWrt's and Yocto's database, which is like dpkg's. */
const statusReader: FileReader<readonly Entry[]> = {
  name: 'opkg-status',
  version: 1,
  names: ['status'],
  wants: ({ path }) => /^\/(?:usr\/lib|var\/lib|usr\/share)\/opkg\/status$/.test(path),
  read: (_, bytes) => [...controlBlocks(textOf(bytes), FIELDS)].map((fields) => Object.fromEntries(fields)),
};

const listReader: FileReader<readonly string[]> = {
  name: 'opkg-list',
  version: 1,
  endings: ['.list'],
  wants: ({ path }) => /^\/(?:usr\/lib|var\/lib|usr\/share)\/opkg\/info\/[^/]+$/.test(path),
  read: (_, bytes) =>
    textOf(bytes)
      .split('\n')
      .flatMap((line) => line.split('\t', 1))
      .filter((path) => path.startsWith('/')),
};

export const opkg: Extractor = {
  name: 'opkg',
  lists: 'packages of OpenWrt and Yocto',
  from: '`opkg/status` and `info/*.list`',
  readers: [statusReader, listReader] as never,

  *extract({ root }) {
    for (const { path, layer, value } of root.readings(statusReader)) {
      const folder = path.slice(0, -'status'.length);
      for (const { package: name, version, architecture, status = '', license, maintainer } of value) {
        if (!name || !version || !/\sinstalled$/.test(status)) continue;
        yield {
          package: {
            type: 'opkg',
            name,
            version,
            purl: purlOf({ type: 'opkg', name, version, qualifiers: { arch: architecture } }),
            ...optional('architecture', architecture),
            licences: license ? [license] : [],
            ...optional('supplier', maintainer),
            evidence: [{ by: 'database', path }],
            confidence: 'certain',
            layer,
          },
          owns: root.reading(listReader, `${folder}info/${name}.list`)?.value ?? [],
        };
      }
    }
  },
};
