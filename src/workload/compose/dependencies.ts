import type { Field, Site } from '../../core/site.ts';
import { at, entriesOf, keySite } from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import { boolean, text, texts } from './service/values.ts';

/** What a service waits for. */
export interface Dependency {
  readonly name: string;
  readonly at: Site;
  /** Where it is said: `depends_on`, `links`, … */
  readonly by: string;
  readonly isRequired: boolean;
}

/** What a service waits for: `depends_on`, links, and what lends it a namespace or volumes; each name once. */
export function dependenciesOf(node: YamlMap): Dependency[] {
  const found = new Map<string, Dependency>();
  const add = (field: Field<string> | undefined, by: string, isRequired = true): void => {
    if (field && !field.uncertain && !found.has(field.value))
      found.set(field.value, { name: field.value, at: field.at, by, isRequired });
  };
  const named = at(node, 'depends_on');
  for (const entry of entriesOf(named)) {
    const isRequired = boolean(at(entry.value, 'required'))?.value ?? true;
    add({ value: entry.key, at: keySite(entry) }, 'depends_on', isRequired);
  }
  if (named?.kind === 'list') for (const field of texts(named)) add(field, 'depends_on');
  for (const link of texts(at(node, 'links'))) add(beforeColon(link), 'links');
  for (const key of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup']) add(lender(at(node, key)), key);
  for (const field of texts(at(node, 'volumes_from'))) {
    if (!field.value.startsWith('container:')) add(beforeColon(field), 'volumes_from');
  }
  return [...found.values()];
}

const beforeColon = (field: Field<string>): Field<string> => ({
  ...field,
  value: field.value.split(':', 1)[0]!,
});

/** `service:NAME`. */
function lender(node: YamlNode | undefined): Field<string> | undefined {
  const field = text(node);
  return field?.value.startsWith('service:')
    ? { ...field, value: field.value.slice('service:'.length) }
    : undefined;
}
