import type { Source } from '../../core/source.ts';
import { at, entriesOf, entryOf, itemsOf, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlNode } from '../../yaml/types.ts';

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
 * (`compose.prod.yaml`) goes over the first: it is made to be merged.
 */
export function overridesOf(
  names: readonly string[],
  open?: (name: string) => Source | undefined,
): readonly (readonly string[])[] {
  const main = defaultNames.find((name) => names.includes(name));
  const override = main && overrideNames.find((name) => names.includes(name));
  const first = main ? [main, ...(override ? [override] : [])] : [];
  const others = names.filter((name) => !first.includes(name));
  const projects = others.map((name): readonly string[] => {
    const source = main === undefined ? undefined : open?.(name);
    return main !== undefined && source && !standsAlone(source) ? [main, name] : [name];
  });
  return first.length > 0 ? [first, ...projects] : projects;
}

/**
 * Whether a file is no mere addition to another: it has services, each says what it runs, and what services wait for and
 * connect to is declared in it.
 */
export function standsAlone(source: Source): boolean {
  const roots = readYaml(source).documents.map(({ root }) => root);
  if (roots.some((root) => entryOf(root, 'include'))) return true;
  const services = roots.flatMap((root) => entriesOf(at(root, 'services')));
  const names = new Set(services.map(({ key }) => key));
  const networks = new Set(roots.flatMap((root) => entriesOf(at(root, 'networks')).map(({ key }) => key)));
  if (services.length === 0) return false;
  return services.every(
    ({ value }) =>
      ['image', 'build', 'extends', 'provider'].some((key) => entryOf(value, key) !== undefined) &&
      namesIn(at(value, 'depends_on')).every((name) => names.has(name)) &&
      namesIn(at(value, 'networks')).every((name) => name === 'default' || networks.has(name)),
  );
}

const namesIn = (node: YamlNode | undefined): string[] =>
  node?.kind === 'map'
    ? node.entries.map(({ key }) => key)
    : itemsOf(node).flatMap((item) => textOf(item) ?? []);
