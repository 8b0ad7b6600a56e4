import type { Package } from '../core/package.ts';
import type { FileReader, Reading, Root } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { ExtractContext, Extractor, Found } from './extractor.ts';
import { optional } from './json.ts';
import { purlOf } from './purl.ts';
import { blobsOfBdb } from './rpm/bdb.ts';
import { type RpmHeader, rpmHeader } from './rpm/header.ts';
import { blobsOfNdb } from './rpm/ndb.ts';
import { resolveNeeds } from './rpm/needs.ts';
import { blobsOfTable } from './rpm/sqlite.ts';

/** What is kept of a package. */
type Kept = Omit<RpmHeader, 'requires' | 'provides'> & {
  /** Names of the packages that it needs. */
  readonly needs: readonly string[];
};

const FOLDERS = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'] as const;

/** By the name of the database: SQLite since 4.16, rpm's own format at SUSE, Berkeley DB before. */
const BLOBS: Readonly<Record<string, (bytes: Uint8Array) => Iterable<Uint8Array>>> = {
  'rpmdb.sqlite': (bytes) => blobsOfTable(bytes, 'Packages'),
  'Packages.db': blobsOfNdb,
  Packages: blobsOfBdb,
};

const databaseReader: FileReader<readonly Kept[]> = {
  name: 'rpm-database',
  version: 2,
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
    const needs = resolveNeeds(headers);
    return headers.map(({ requires: _, provides: __, ...kept }, index) => ({
      ...kept,
      needs: needs[index]!,
    }));
  },
};

export const rpm: Extractor = {
  name: 'rpm',
  lists: 'packages of Red Hat, Fedora, SUSE, Amazon, Oracle, Photon, Mariner and their kin',
  from: '`rpmdb.sqlite` (SQLite), `Packages.db` (ndb) or `Packages` (Berkeley DB) in `/var/lib/rpm`, `/usr/lib/sysimage/rpm`, `/usr/share/rpm`',
  readers: [databaseReader] as never,

  *extract(context) {
    const { root } = context;
    const seen = new Set<string>();
    for (const reading of root.readings(databaseReader)) {
      for (const header of reading.value) {
        const found = rpmPackage(header, reading, context);
        // Two names of one folder, or two databases of one upgrade.
        if (seen.has(found.purl)) continue;
        seen.add(found.purl);
        yield { package: found, owns: header.files };
      }
    }
    yield* gapsIn(root, seen.size > 0);
  },
};

/**
 * A package of rpm, by what any of its databases says of it.
 * @param by the database
 */
export function rpmPackage(
  header: Pick<RpmHeader, 'name' | 'version' | 'release'> & Partial<Kept>,
  by: Pick<Reading<unknown>, 'path' | 'layer'>,
  { distribution }: Pick<ExtractContext, 'distribution'>,
): Package {
  const { name, version, release, epoch, architecture, licence, vendor, sourceRpm, url, module } = header;
  const { needs = [] } = header;
  const full = release === '' ? version : `${version}-${release}`;
  const source = sourceRpm && /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm);
  return {
    type: 'rpm',
    name,
    version: epoch ? `${epoch}:${full}` : full,
    purl: purlOf({
      type: 'rpm',
      ...optional('namespace', distribution?.id),
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
    ...optional('architecture', architecture),
    licences: licence ? [licence] : [],
    ...(source ? { source: { name: source[1]!, version: source[2]! } } : {}),
    ...optional('supplier', vendor),
    ...optional('homepage', url),
    evidence: [{ by: 'database', path: by.path }],
    confidence: 'certain',
    layer: by.layer,
    ...(needs.length > 0 ? { dependsOn: needs } : {}),
    ...(module ? { properties: { module } } : {}),
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
