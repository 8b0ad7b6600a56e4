import type { Package } from '../core/package.ts';
import type { FileReader, Reading, Root } from '../image/reader.ts';
import type { Extractor, Found } from './extractor.ts';
import { type JsonObject, jsonOf, listOf, objectOf, optional, shortText } from './json.ts';
import { purlOf } from './purl.ts';

/** What is kept of a package.json (npm documentation, “package.json”). */
interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly licences?: readonly string[];
  readonly author?: string;
  readonly homepage?: string;
  readonly dependencies?: readonly string[];
  readonly optional?: readonly string[];
}

/** An installed package: below `node_modules`, at any depth, pnpm's store among them; and where Debian puts them. */
const INSTALLED =
  /(?:\/node_modules|^\/usr\/(?:local\/)?(?:share|lib)\/nodejs)\/((?:@[^/]+\/)?[^/@.][^/]*)\/package\.json$/;

const manifestReader: FileReader<Manifest> = {
  name: 'npm-package',
  version: 1,
  names: ['package.json'],
  most: 4 * 1024 * 1024,
  // Folders of tests and examples have one, too; below `node_modules` only that of the package itself counts.
  wants: ({ path }) => !path.includes('/node_modules/') || INSTALLED.test(path),
  read: (_, bytes) => manifestOf(jsonOf(bytes)),
};

function manifestOf(json: JsonObject): Manifest {
  const licences = licencesOf(json);
  const dependencies = Object.keys(objectOf(json.dependencies) ?? {});
  const optionals = Object.keys(objectOf(json.optionalDependencies) ?? {});
  const author = shortText(json.author) ?? shortText(objectOf(json.author)?.name);
  return {
    ...optional('name', shortText(json.name)),
    ...optional('version', shortText(json.version)),
    ...(licences.length > 0 ? { licences } : {}),
    ...optional('author', author),
    ...optional('homepage', shortText(json.homepage)),
    ...(dependencies.length > 0 ? { dependencies } : {}),
    ...(optionals.length > 0 ? { optional: optionals } : {}),
  };
}

/** `license` is a text today; it was an object, and a list of them under `licenses`. */
function licencesOf({ license, licenses }: JsonObject): string[] {
  const found = [license, ...listOf(licenses)].map((one) => shortText(one) ?? shortText(objectOf(one)?.type));
  return found.filter((one) => one !== undefined);
}

export const npm: Extractor = {
  name: 'npm',
  lists: 'Node packages',
  from: '`package.json` in `node_modules` and of applications',
  readers: [manifestReader] as never,

  *extract({ root }) {
    const direct = new Set<string>();
    const readings = [...root.readings(manifestReader)];
    for (const { path, value } of readings) {
      if (INSTALLED.test(path)) continue;
      const folder = path.slice(0, -'/package.json'.length);
      for (const name of [...(value.dependencies ?? []), ...(value.optional ?? [])]) {
        const found = resolveFrom(root, folder, name);
        if (found) direct.add(found);
      }
    }
    for (const reading of readings) {
      const found = packageOf(reading, root, direct);
      if (found) yield found;
    }
  },
};

function packageOf(
  { path, layer, value }: Reading<Manifest>,
  root: Root,
  direct: ReadonlySet<string>,
): Found | undefined {
  const installed = INSTALLED.exec(path)?.[1];
  const folder = path.slice(0, -'/package.json'.length);
  const { name, version } = value;
  // What is no package of its own has no version: a folder that says how its scripts are to be read.
  if (!name || !version || name.includes('..')) return undefined;
  // An application is one that has something installed beside it.
  if (!installed && root.list(`${folder}/node_modules`).length === 0) return undefined;
  const dependsOn = [...(value.dependencies ?? []), ...(value.optional ?? [])].flatMap(
    (needed) => purlAt(root, resolveFrom(root, folder, needed)) ?? [],
  );
  const made: Package = {
    type: 'npm',
    name,
    version,
    purl: npmPurl(name, version),
    licences: value.licences ?? [],
    ...optional('supplier', value.author),
    ...optional('homepage', value.homepage),
    evidence: [{ by: 'metadata', path }],
    confidence: 'certain',
    layer,
    ...(installed ? { relation: direct.has(path) ? 'direct' : 'transitive' } : {}),
    ...(dependsOn.length > 0 ? { dependsOn: [...new Set(dependsOn)] } : {}),
  };
  return { package: made, below: [folder] };
}

export const npmPurl = (name: string, version: string | undefined): string => {
  const [scope, rest] = name.startsWith('@') && name.includes('/') ? name.split('/', 2) : [undefined, name];
  return purlOf({
    type: 'npm',
    ...optional('namespace', scope),
    name: rest!,
    ...optional('version', version),
  });
};

/** The package.json that Node finds from a folder upwards (Node.js documentation, “Loading from node_modules folders”). */
function resolveFrom(root: Root, folder: string, name: string): string | undefined {
  if (!/^(?:@[^/]+\/)?[^/]+$/.test(name) || name.includes('..')) return undefined;
  const real = root.resolve(folder) ?? folder;
  for (let at = real; ; at = at.slice(0, at.lastIndexOf('/'))) {
    if (!at.endsWith('/node_modules')) {
      const found = root.resolve(`${at}/node_modules/${name}/package.json`);
      if (found) return found;
    }
    if (at === '') return undefined;
  }
}

function purlAt(root: Root, path: string | undefined): string | undefined {
  const value = path === undefined ? undefined : root.reading(manifestReader, path)?.value;
  return value?.name && value.version ? npmPurl(value.name, value.version) : undefined;
}
