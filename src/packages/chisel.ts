import { zstdDecompressSync } from 'node:zlib';
import { PlimsollError } from '../core/errors.ts';
import type { FileReader } from '../image/reader.ts';
import { distroOf } from './dpkg.ts';
import type { Extractor } from './extractor.ts';
import { type JsonObject, listOf, objectOf, optional, shortText } from './json.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** Names of the slices that are there: `libs`, `data`. */
  readonly slices: readonly string[];
  readonly files: readonly string[];
}

/** As inflated; manifests of whole systems have a few. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * What Chisel leaves of the Debian packages that it cut Ubuntu's chiselled images from: lines of JSON, packed with Zstandard
 * (Chisel's reference, “Chisel manifest”).
 */
const manifestReader: FileReader<readonly Entry[]> = {
  name: 'chisel-manifest',
  version: 1,
  names: ['manifest.wall'],
  wants: (_, magic) => magic[0] === 0x28 && magic[1] === 0xb5 && magic[2] === 0x2f && magic[3] === 0xfd,
  read: (_, bytes) => [...entriesIn(unpacked(bytes))],
};

/** @throws PlimsollError `malformed` */
function unpacked(bytes: Uint8Array): string {
  try {
    return textOf(zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES }));
  } catch (error) {
    throw malformed((error as Error).message);
  }
}

function* entriesIn(text: string): Generator<Entry> {
  const found = new Map<string, { made: JsonObject; slices: string[]; files: string[] }>();
  const paths: JsonObject[] = [];
  const slices: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const one = objectIn(line);
    const name = shortText(one?.name);
    if (index === 0 && (one?.jsonwall === undefined || shortText(one.schema)?.split('.')[0] !== '1'))
      throw malformed('it is of another version than 1');
    if (one?.kind === 'path') paths.push(one);
    else if (one?.kind === 'package' && name !== undefined)
      found.set(name, { made: one, slices: [], files: [] });
    else if (one?.kind === 'slice' && name !== undefined) slices.push(name);
  }
  for (const slice of slices) {
    const [name, part] = namesOf(slice);
    found.get(name)?.slices.push(part);
  }
  for (const { path, slices: owners } of paths) {
    const owner = shortText(listOf(owners)[0]);
    if (typeof path === 'string' && owner !== undefined) found.get(namesOf(owner)[0])?.files.push(path);
  }
  for (const [name, { made, ...parts }] of found) {
    const version = shortText(made.version);
    if (version !== undefined)
      yield { name, version, ...optional('architecture', shortText(made.arch)), ...parts };
  }
}

/** `openssl_bins`: the package, and the slice of it. */
const namesOf = (slice: string): [name: string, part: string] => {
  const at = slice.indexOf('_');
  return at === -1 ? [slice, ''] : [slice.slice(0, at), slice.slice(at + 1)];
};

function objectIn(line: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(line));
  } catch {
    throw malformed('a line is no JSON');
  }
}

const malformed = (why: string): PlimsollError =>
  new PlimsollError('malformed', `Chisel’s manifest cannot be read: ${why}`);

export const chisel: Extractor = {
  name: 'chisel',
  lists: 'slices of Debian packages in chiselled Ubuntu images',
  from: '`manifest.wall`',
  readers: [manifestReader] as never,

  *extract({ root, distribution }) {
    for (const { path, layer, value } of root.readings(manifestReader)) {
      for (const { name, version, architecture, slices, files } of value) {
        yield {
          package: {
            type: 'deb',
            name,
            version,
            purl: purlOf({
              type: 'deb',
              namespace: distribution?.id ?? 'ubuntu',
              name,
              version,
              qualifiers: { arch: architecture, distro: distroOf(distribution) },
            }),
            ...optional('architecture', architecture),
            licences: [],
            evidence: [{ by: 'database', path }],
            confidence: 'certain',
            layer,
            ...(slices.length > 0 ? { properties: { slices: slices.join(' ') } } : {}),
          },
          owns: files,
        };
      }
    }
  },
};
