import type { FileReader } from '../image/reader.ts';
import type { Extractor } from './extractor.ts';
import { optional } from './json.ts';
import { rpmPackage } from './rpm.ts';
import { textOf } from './text.ts';

/**
 * One package: name, version and release, when it was installed and built, vendor, epoch, size, architecture, epoch as a
 * number, source. `(none)` is no value.
 */
type Row = readonly string[];

const COLUMNS = 10;

/** What Microsoft's distroless images (CBL-Mariner, Azure Linux) have in place of a database: `rpm -qa` in columns. */
const manifestReader: FileReader<readonly Row[]> = {
  name: 'rpm-manifest',
  version: 1,
  names: ['container-manifest-2'],
  wants: ({ path }) => path === '/var/lib/rpmmanifest/container-manifest-2',
  read: (_, bytes) =>
    textOf(bytes)
      .split('\n')
      .map((line) => line.split('\t').map((cell) => (cell === '(none)' ? '' : cell)))
      .filter((row) => row.length >= COLUMNS && row[0] !== '' && row[0] !== 'gpg-pubkey'),
};

export const rpmManifest: Extractor = {
  name: 'rpm-manifest',
  lists: 'packages of distroless CBL-Mariner and Azure Linux',
  from: '`/var/lib/rpmmanifest/container-manifest-2`',
  readers: [manifestReader] as never,

  *extract({ root, distribution }) {
    for (const { path, layer, value } of root.readings(manifestReader)) {
      for (const [name, full, , , vendor, , , architecture, epoch, sourceRpm] of value) {
        const dash = full!.lastIndexOf('-');
        const number = Number(epoch);
        yield {
          package: rpmPackage(
            {
              name: name!,
              version: dash === -1 ? full! : full!.slice(0, dash),
              release: dash === -1 ? '' : full!.slice(dash + 1),
              ...(number > 0 ? { epoch: number } : {}),
              ...optional('architecture', architecture),
              ...optional('vendor', vendor),
              ...optional('sourceRpm', sourceRpm),
            },
            { path, layer },
            { distribution },
          ),
        };
      }
    }
  },
};
