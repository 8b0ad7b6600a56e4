import type { Package } from '../core/package.ts';
import type { FileReader, Reading, Root } from '../image/reader.ts';
import type { Extractor, Found } from './extractor.ts';
import { optional } from './json.ts';
import { purlOf } from './purl.ts';
import { textOf } from './text.ts';

/** What is kept of the metadata of a distribution (Python packaging guide, “Core metadata specifications”). */
interface Metadata {
  readonly name: string;
  readonly version?: string;
  readonly licences?: readonly string[];
  readonly author?: string;
  readonly homepage?: string;
  readonly requires?: readonly string[];
}

/** `name-1.0.dist-info/METADATA`; `name-1.0.egg-info/PKG-INFO`, or that as a file; `EGG-INFO/PKG-INFO` in an egg. */
const METADATA = /\/(?:[^/]+\.dist-info\/METADATA|[^/]+\.egg-info(?:\/PKG-INFO)?|EGG-INFO\/PKG-INFO)$/;

const metadataReader: FileReader<Metadata> = {
  name: 'python-metadata',
  version: 1,
  names: ['METADATA', 'PKG-INFO'],
  endings: ['.egg-info'],
  most: 8 * 1024 * 1024,
  wants: ({ path }) => METADATA.test(path),
  read: (_, bytes) => metadataOf(textOf(bytes)),
};

/** `RECORD` has the installed files, from the folder that the distribution's folder is in (PEP 376, PEP 627). */
const recordReader: FileReader<readonly string[]> = {
  name: 'python-record',
  version: 1,
  names: ['RECORD', 'installed-files.txt'],
  wants: ({ path }) => /\/[^/]+\.(?:dist-info\/RECORD|egg-info\/installed-files\.txt)$/.test(path),
  read: (_, bytes) => textOf(bytes).split(/\r?\n/).flatMap(recordPath),
};

/** A line of a RECORD: path, hash and size, the path in quotes where it has a comma. */
function recordPath(line: string): string[] {
  const path = line.startsWith('"') ? line.slice(1, line.indexOf('"', 1)) : line.split(',', 1)[0]!;
  return path === '' ? [] : [path];
}

/** pip brings what it needs in a folder of its own, and a list of it. */
const vendorReader: FileReader<readonly (readonly [string, string])[]> = {
  name: 'python-vendored',
  version: 1,
  names: ['vendor.txt'],
  most: 1024 * 1024,
  wants: ({ path }) => path.endsWith('/_vendor/vendor.txt'),
  read: (_, bytes) =>
    [...textOf(bytes).matchAll(/^[ \t]*([A-Za-z0-9][\w.-]*)==([\w.!+-]+)/gm)].map(([, name, version]) => [
      name!,
      version!,
    ]),
};

export const python: Extractor = {
  name: 'python',
  lists: 'Python distributions and what pip brings within itself',
  from: '`*.dist-info/METADATA`, `*.egg-info`, `RECORD`, `vendor.txt`',
  readers: [metadataReader, recordReader, vendorReader] as never,

  *extract({ root }) {
    for (const reading of root.readings(metadataReader)) yield distribution(reading, root);
    for (const { path, layer, value } of root.readings(vendorReader)) {
      for (const [name, version] of value) yield { package: packageOf({ name, version }, path, layer) };
    }
  },
};

function distribution({ path, layer, value }: Reading<Metadata>, root: Root): Found {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const made = packageOf(value, path, layer);
  const record = root.reading(recordReader, `${folder}/RECORD`);
  if (record) {
    const site = folder.slice(0, folder.lastIndexOf('/'));
    return { package: made, owns: absolute(record.value, site), below: [folder] };
  }
  const installed = root.reading(recordReader, `${folder}/installed-files.txt`);
  if (installed) return { package: made, owns: absolute(installed.value, folder), below: [folder] };
  return { package: made, owns: [path], ...(/\.egg-info$/.test(path) ? {} : { below: [folder] }) };
}

/** Paths as they stand in a list, with `..` taken out: scripts are `../../../bin/x`. */
function* absolute(paths: readonly string[], from: string): Generator<string> {
  for (const path of paths) {
    if (path.startsWith('/')) {
      yield path;
      continue;
    }
    const parts = from.split('/');
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.') parts.push(part);
    }
    yield parts.join('/');
  }
}

const packageOf = (
  { name, version, licences = [], author, homepage, requires = [] }: Metadata,
  path: string,
  layer: number,
): Package => ({
  type: 'pypi',
  name,
  ...optional('version', version),
  purl: purlOf({ type: 'pypi', name, ...optional('version', version) }),
  licences,
  ...optional('supplier', author),
  ...optional('homepage', homepage),
  evidence: [{ by: 'metadata', path }],
  confidence: 'certain',
  layer,
  ...(requires.length > 0 ? { dependsOn: requires } : {}),
});

/** The headers, up to the empty line before the description. */
function metadataOf(text: string): Metadata | undefined {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const headers = new Map<string, string[]>();
  for (const line of text.slice(0, end).split(/\r?\n/)) {
    const colon = line.indexOf(':');
    // What goes on in the next line is a description, or a licence in full.
    if (colon <= 0 || /^\s/.test(line)) continue;
    const name = line.slice(0, colon).toLowerCase();
    const value = line
      .slice(colon + 1)
      .trim()
      .slice(0, 1000);
    if (value === '' || value === 'UNKNOWN') continue;
    const list = headers.get(name);
    if (list) list.push(value);
    else headers.set(name, [value]);
  }
  const one = (name: string): string | undefined => headers.get(name)?.[0];
  const name = one('name');
  if (!name) return undefined;
  const licences = licencesOf(headers);
  const requires = (headers.get('requires-dist') ?? []).flatMap(
    (text) => /^[A-Za-z0-9][\w.-]*/.exec(text)?.[0] ?? [],
  );
  return {
    name,
    ...optional('version', one('version')),
    ...(licences.length > 0 ? { licences } : {}),
    ...optional('author', one('author') ?? one('author-email') ?? one('maintainer')),
    ...optional('homepage', one('home-page')),
    ...(requires.length > 0 ? { requires: [...new Set(requires)] } : {}),
  };
}

/** The expression where there is one (PEP 639); else the field, and what the classifiers say. */
function licencesOf(headers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const expression = headers.get('license-expression');
  if (expression) return expression.slice(0, 1);
  const classified = (headers.get('classifier') ?? []).flatMap(
    (text) => /^License :: (?:OSI Approved :: )?(.+)$/.exec(text)?.[1] ?? [],
  );
  const field = (headers.get('license') ?? []).filter((text) => text.length <= 100);
  return field.length > 0 ? field : classified;
}
