import { posix } from 'node:path';
import type { Source } from '../../core/source.ts';
import { at, entriesOf, entryOf, itemsOf, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { readDotenv } from './dotenv.ts';

/** The names that Compose looks for in a folder; it takes the first that is there. */
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** What it merges over that file, whichever it is; the first that is there. */
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/**
 * The projects that the Compose files of one folder make, by their names: the file that Compose takes by itself with
 * what it merges over it; then each other one. With the texts at hand, one that does not stand alone
 * (`compose.prod.yaml`) goes over the file that has what it lacks, or else over the first: it is made to be merged.
 */
export function overridesOf(
  names: readonly string[],
  open?: (name: string) => Source | undefined,
): readonly (readonly string[])[] {
  const main = defaultNames.find((name) => names.includes(name));
  const override = main && overrideNames.find((name) => names.includes(name));
  const first = main ? [main, ...(override ? [override] : [])] : [];
  const others = names.filter((name) => !first.includes(name));
  if (!open || names.length < 2) return [...(main ? [first] : []), ...others.map((name) => [name])];
  const parts = new Map(names.flatMap((name) => outlineOf(name, open(name)) ?? []));
  const declared = declaredIn(parts);
  const over = (name: string): readonly string[] => {
    const part = parts.get(name);
    if (!part || isWhole(part)) return [name];
    const base = baseOf(name, part, { parts, declared }, main);
    return base === undefined ? [name] : [base, name];
  };
  const start = main === undefined || override !== undefined ? first : over(main);
  return [...(main ? [start] : []), ...others.map(over)];
}

/**
 * The files that COMPOSE_FILE names in the `.env` of a folder: Compose takes these there, where it is given none.
 * Undefined: it is not set.
 */
export function filesIn(dotenv: Source): readonly string[] | undefined {
  if (!dotenv.text.includes('COMPOSE_FILE')) return undefined;
  const { entries } = readDotenv(dotenv, () => undefined);
  const valueOf = (name: string) => entries.findLast((entry) => entry.name === name)?.variable?.value;
  const files = valueOf('COMPOSE_FILE')
    ?.split(valueOf('COMPOSE_PATH_SEPARATOR') || /[:;]/)
    .map((path) => posix.normalize(path.trim()))
    .filter((path) => path !== '.');
  return files && files.length > 0 ? files : undefined;
}

/** What a file declares and what it lacks, by name. */
interface Outline {
  /** Services that say what they run; networks. */
  readonly services: ReadonlySet<string>;
  readonly networks: ReadonlySet<string>;
  /** Services that do not say what they run, or are waited for and not here; networks that are used and not declared. */
  readonly lacksServices: ReadonlySet<string>;
  readonly lacksNetworks: ReadonlySet<string>;
}

const isWhole = ({ services, lacksServices, lacksNetworks }: Outline): boolean =>
  services.size > 0 && lacksServices.size + lacksNetworks.size === 0;

/** The files of one folder by name, and by what they declare. */
interface Folder {
  readonly parts: ReadonlyMap<string, Outline>;
  readonly declared: ReadonlyMap<string, readonly string[]>;
}

function declaredIn(parts: Folder['parts']): Folder['declared'] {
  const declared = new Map<string, string[]>();
  for (const [name, { services, networks }] of parts)
    for (const key of [...[...services].map(asService), ...[...networks].map(asNetwork)]) {
      const known = declared.get(key);
      if (known) known.push(name);
      else declared.set(key, [name]);
    }
  return declared;
}

const asService = (name: string): string => `service ${name}`;
const asNetwork = (name: string): string => `network ${name}`;

/** So many files that declare the same are compared: thousands in one folder are no project. */
const MOST_LOOKED_AT = 200;

/** The file that has all that is lacking: the one that Compose takes, else that whose name is most like; else the first. */
function baseOf(
  name: string,
  { lacksServices, lacksNetworks }: Outline,
  { parts, declared }: Folder,
  main: string | undefined,
): string | undefined {
  const isAble = (other: string): boolean => {
    const { services, networks } = parts.get(other)!;
    return other !== name && lacksServices.isSubsetOf(services) && lacksNetworks.isSubsetOf(networks);
  };
  const first = main !== name && main !== undefined ? main : undefined;
  if (first !== undefined && parts.has(first) && isAble(first)) return first;
  const [wanted] = [...[...lacksServices].map(asService), ...[...lacksNetworks].map(asNetwork)];
  const declaring = wanted === undefined ? [...parts.keys()] : (declared.get(wanted) ?? []);
  const found = declaring.slice(0, MOST_LOOKED_AT).filter(isAble);
  if (found.length === 0) return first;
  return found.toSorted((a, b) => alike(b, name) - alike(a, name) || a.length - b.length)[0];
}

/** How many characters two names begin with alike, their endings left off. */
function alike(a: string, b: string): number {
  const [one, other] = [a, b].map((name) => name.replace(/\.ya?ml$/i, ''));
  let same = 0;
  while (same < one!.length && one![same] === other![same]) same++;
  return same;
}

function outlineOf(name: string, source: Source | undefined): [string, Outline][] | undefined {
  if (!source) return undefined;
  const roots = readYaml(source).documents.map(({ root }) => root);
  // What is included may be anything.
  if (roots.some((root) => entryOf(root, 'include'))) return undefined;
  const services = roots.flatMap((root) => entriesOf(at(root, 'services')));
  const says = (value: YamlNode | undefined): boolean =>
    ['image', 'build', 'extends', 'provider'].some((key) => entryOf(value, key) !== undefined);
  const here = new Set(services.map(({ key }) => key));
  const networks = new Set(roots.flatMap((root) => entriesOf(at(root, 'networks')).map(({ key }) => key)));
  const bare = services.filter(({ value }) => !says(value)).map(({ key }) => key);
  const awaited = services.flatMap(({ value }) => namesIn(at(value, 'depends_on')));
  const used = services.flatMap(({ value }) => namesIn(at(value, 'networks')));
  const outline = {
    services: new Set(services.filter(({ value }) => says(value)).map(({ key }) => key)),
    networks,
    lacksServices: new Set([...bare, ...awaited.filter((service) => !here.has(service))]),
    lacksNetworks: new Set(used.filter((network) => network !== 'default' && !networks.has(network))),
  };
  return [[name, outline]];
}

/**
 * Whether a file is no mere addition to another: it has services, each says what it runs, and what services wait for and
 * connect to is declared in it.
 */
export function standsAlone(source: Source): boolean {
  const outline = outlineOf(source.path, source);
  return outline === undefined || isWhole(outline[0]![1]);
}

const namesIn = (node: YamlNode | undefined): string[] =>
  node?.kind === 'map'
    ? node.entries.map(({ key }) => key)
    : itemsOf(node).flatMap((item) => textOf(item) ?? []);
