import { lastName } from '../../core/paths.ts';
import type { Source } from '../../core/source.ts';
import { at, entriesOf, entryOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';

/** The names that Compose looks for in a folder; it takes the first that is there. */
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** What it merges over that file, whichever it is; the first that is there. */
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Whether a file is a Compose file by its name: `compose.yaml`, `docker-compose.prod.yml`, `podman-compose.yml`, … */
export const isComposeName = (path: string): boolean =>
  /^(?:docker-|podman-)?compose(?:[._-][a-z0-9._-]*)?\.ya?ml$/.test(lastName(path).toLowerCase());

/**
 * The projects that the Compose files of one folder make, by their names: the file that Compose takes by itself with
 * what it merges over it; then each other one. With the texts at hand, one that says nothing of the image of one of its
 * services (`compose.prod.yaml`) goes over the first: it is made to be merged.
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

/** Whether every service of a file says what it runs, so that the file is no mere addition to another. */
export function standsAlone(source: Source): boolean {
  const services = readYaml(source).documents.flatMap(({ root }) => entriesOf(at(root, 'services')));
  return services.every(({ value }) =>
    ['image', 'build', 'extends', 'provider'].some((key) => entryOf(value, key) !== undefined),
  );
}

/** Whether a YAML text of another name is a Compose file: a look at the heads of its lines. */
export const looksLikeCompose = (text: string): boolean =>
  /^services:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+["']?[\w.-]+["']?:[ \t]*[\r\n#]/m.test(text) &&
  /^[ \t]+["']?(?:image|build|extends)["']?:/m.test(text) &&
  !/^(?:apiVersion|kind|jobs|on|stages):/m.test(text);
