import type { Package } from '../core/package.ts';
import type { FileReader, Root } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { ExtractContext, Extractor, Found } from './extractor.ts';
import { purlOf } from './purl.ts';
import { blobsOfBdb } from './rpm/bdb.ts';
import { type RpmHeader, rpmHeader } from './rpm/header.ts';
import { blobsOfNdb } from './rpm/ndb.ts';
import { blobsOfTable } from './rpm/sqlite.ts';

const FOLDERS = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'] as const;

/** By the name of the database: SQLite since 4.16, rpm's own format at SUSE, Berkeley DB before. */
const BLOBS: Readonly<Record<string, (bytes: Uint8Array) => Iterable<Uint8Array>>> = {
  'rpmdb.sqlite': (bytes) => blobsOfTable(bytes, 'Packages'),
  'Packages.db': blobsOfNdb,
  Packages: blobsOfBdb,
};

const databaseReader: FileReader<readonly RpmHeader[]> = {
  name: 'rpm-database',
  version: 1,
  names: Object.keys(BLOBS),
  most: 512 * 1024 * 1024,
  wants: ({ path, size }) => size > 0 && FOLDERS.some((folder) => path.startsWith(`${folder}/`)),
  read({ path }, bytes) {
    const headers: RpmHeader[] = [];
    for (const blob of BLOBS[path.slice(path.lastIndexOf('/') + 1)]!(bytes)) {
      // Berkeley DB keeps a number for itself among the packages.
      const header = blob.length > 16 ? rpmHeader(blob) : undefined;
      // Keys that signatures are checked with are kept as packages.
      if (header && header.name !== 'gpg-pubkey') headers.push(header);
    }
    return headers;
  },
};

export const rpm: Extractor = {
  name: 'rpm',
  readers: [databaseReader] as never,

  *extract(context) {
    const { root } = context;
    const seen = new Set<string>();
    for (const { path, layer, value } of root.readings(databaseReader)) {
      for (const header of value) {
        const found = packageOf(header, path, layer, context);
        // Two names of one folder, or two databases of one upgrade.
        if (seen.has(found.package.purl)) continue;
        seen.add(found.package.purl);
        yield found;
      }
    }
    yield* gapsIn(root, seen.size > 0);
  },
};

function packageOf(
  header: RpmHeader,
  path: string,
  layer: number,
  { distribution }: ExtractContext,
): Found & { package: Package } {
  const {
    name,
    version,
    release,
    epoch,
    architecture,
    licence,
    vendor,
    sourceRpm,
    url,
    module,
    requires,
    files,
  } = header;
  const full = release === '' ? version : `${version}-${release}`;
  const source = sourceRpm && /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm);
  return {
    package: {
      type: 'rpm',
      name,
      version: epoch ? `${epoch}:${full}` : full,
      purl: purlOf({
        type: 'rpm',
        ...(distribution ? { namespace: distribution.id } : {}),
        name,
        version: full,
        qualifiers: {
          arch: architecture,
          distro: distroOf(distribution),
          epoch: epoch ? String(epoch) : undefined,
          rpmmod: module,
          upstream: sourceRpm,
        },
      }),
      ...(architecture ? { architecture } : {}),
      licences: licence ? [licence] : [],
      ...(source ? { source: { name: source[1]!, version: source[2]! } } : {}),
      ...(vendor ? { supplier: vendor } : {}),
      ...(url ? { homepage: url } : {}),
      evidence: [{ by: 'database', path }],
      confidence: 'certain',
      layer,
      ...(requires.length > 0 ? { dependsOn: [...new Set(requires)] } : {}),
      ...(module ? { properties: { module } } : {}),
    },
    owns: files,
  };
}

/** A log that was not written back may hold packages that the database does not have yet; and a database that is gone. */
function* gapsIn(root: Root, hasPackages: boolean): Generator<Found> {
  for (const folder of FOLDERS) {
    const log = root.stat(`${folder}/rpmdb.sqlite-wal`);
    if (log && log.size > 0)
      yield {
        gap: {
          path: log.path,
          reason:
            'the package database has a log that was not written back: what is only in there is not seen',
        },
      };
  }
  const isRpm = ['/etc/redhat-release', '/etc/fedora-release', '/etc/SuSE-release', '/usr/bin/rpm'].some(
    (path) => root.stat(path),
  );
  if (isRpm && !hasPackages)
    yield {
      gap: {
        path: '/var/lib/rpm',
        reason: 'there is no package database of rpm: which packages are installed cannot be told',
      },
    };
}
