import { type Field, marksOf, type Site } from '../../core/site.ts';
import { booleanField, entriesOf, entryOf, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';

/** Something that is wrong with an object, with its place. */
export interface ObjectProblem {
  readonly at: Site;
  readonly message: string;
}

/**
 * Reads values as the types that the Kubernetes API has, null as absent. A value of another type is noted, as the API
 * server refuses the object for it, and counts as absent; where text is wanted, a number or boolean is taken as it is
 * written.
 */
export class Typed {
  readonly problems: ObjectProblem[] = [];
  readonly #most: number;

  /** @param most how many problems are told one by one */
  constructor(most = 50) {
    this.#most = most;
  }

  text(node: YamlNode | undefined, ...keys: readonly string[]): Field<string> | undefined {
    const value = this.value(node, ...keys);
    if (!value) return undefined;
    if (value.kind !== 'scalar') return this.#refuse(value, keys, 'text');
    return this.#textOf(value, keys.at(-1) ?? 'this');
  }

  flag(node: YamlNode | undefined, ...keys: readonly string[]): Field<boolean> | undefined {
    const value = this.value(node, ...keys);
    if (!value) return undefined;
    return booleanField(value) ?? this.#refuse(value, keys, 'true or false');
  }

  integer(node: YamlNode | undefined, ...keys: readonly string[]): Field<number> | undefined {
    const value = this.value(node, ...keys);
    if (!value) return undefined;
    const number = value.kind === 'scalar' ? integerOf(value) : undefined;
    if (number === undefined) return this.#refuse(value, keys, 'a whole number');
    return { value: number, ...placeOf(value as YamlScalar) };
  }

  /** What may be either: a port by number or name, a quantity. */
  textOrNumber(node: YamlNode | undefined, ...keys: readonly string[]): Field<string> | undefined {
    const value = this.value(node, ...keys);
    if (!value) return undefined;
    if (value.kind !== 'scalar' || typeof value.value === 'boolean')
      return this.#refuse(value, keys, 'text or a number');
    const text = typeof value.value === 'string' ? value.value : value.text;
    return { value: text, ...placeOf(value) };
  }

  map(node: YamlNode | undefined, ...keys: readonly string[]): YamlMap | undefined {
    const value = this.value(node, ...keys);
    if (!value || value.kind === 'map') return value;
    return this.#refuse(value, keys, 'a map');
  }

  items(node: YamlNode | undefined, ...keys: readonly string[]): readonly YamlNode[] {
    const value = this.value(node, ...keys);
    if (value?.kind === 'list') return value.items;
    if (value) this.#refuse(value, keys, 'a list');
    return [];
  }

  /** The items that are maps, as they all have to be. */
  maps(node: YamlNode | undefined, ...keys: readonly string[]): YamlMap[] {
    return this.items(node, ...keys).flatMap((item) => {
      if (item.kind === 'map') return [item];
      this.#note(item, `an item of ${keys.at(-1)} has to be a map, and this is ${kindOf(item)}`);
      return [];
    });
  }

  /** Every text of a list. */
  texts(node: YamlNode | undefined, ...keys: readonly string[]): Field<string>[] {
    return this.items(node, ...keys).flatMap((item) => {
      if (item.kind === 'scalar' && item.value !== null)
        return this.#textOf(item, `an item of ${keys.at(-1)}`);
      this.#note(item, `an item of ${keys.at(-1)} has to be text, and this is ${kindOf(item)}`);
      return [];
    });
  }

  /** The texts of a map, by key. */
  textMap(node: YamlNode | undefined, ...keys: readonly string[]): ReadonlyMap<string, Field<string>> {
    return this.#fields(this.map(node, ...keys), (map, key) => this.text(map, key));
  }

  /** The quantities of a map, by key. */
  quantities(node: YamlNode | undefined, ...keys: readonly string[]): ReadonlyMap<string, Field<string>> {
    return this.#fields(this.map(node, ...keys), (map, key) => this.textOrNumber(map, key));
  }

  /** The value at a path of keys, null as absent; what stands in the way of the path is noted. */
  value(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
    let here = isNull(node) ? undefined : node;
    for (const [depth, key] of keys.entries()) {
      if (here && here.kind !== 'map') return this.#refuse(here, keys.slice(0, depth), 'a map');
      const value = entryOf(here, key)?.value;
      here = isNull(value) ? undefined : value;
    }
    return here;
  }

  #fields(
    map: YamlMap | undefined,
    read: (entry: YamlNode, key: string) => Field<string> | undefined,
  ): ReadonlyMap<string, Field<string>> {
    const fields = new Map<string, Field<string>>();
    for (const entry of entriesOf(map)) {
      const field = read(alone(map!, entry), entry.key);
      if (field) fields.set(entry.key, field);
    }
    return fields;
  }

  #textOf(node: YamlScalar, name: string): Field<string> {
    if (isText(node)) return { value: String(node.value), ...placeOf(node) };
    this.#note(node, `${name} has to be text, and ${node.text} is none: put it in quotes`);
    return { value: node.text, ...placeOf(node) };
  }

  #refuse(node: YamlNode, keys: readonly string[], wanted: string): undefined {
    this.#note(node, `${keys.at(-1) ?? 'this'} has to be ${wanted}, and is ${kindOf(node)}`);
  }

  #note(node: YamlNode, message: string): void {
    const at = siteOf(node);
    const { problems } = this;
    if (problems.length > this.#most) return;
    // The same value is read for several ends: a pod's context for each of its containers.
    if (problems.some((known) => known.at.span.start === at.span.start && known.message === message)) return;
    problems.push(
      problems.length < this.#most
        ? { at, message }
        : { at, message: 'from here on, values of a wrong type are not told one by one' },
    );
  }
}

/** Only the entry, so that a map of many is not searched once for each of them. */
const alone = (map: YamlMap, entry: YamlEntry): YamlMap => ({ ...map, entries: [entry] });

export const isNull = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && node.value === null;

const placeOf = (node: YamlScalar): Omit<Field<unknown>, 'value'> => ({ at: siteOf(node), ...marksOf(node) });

/** Text for the YAML 1.1 readers of Kubernetes, to which `yes` is a boolean and `0644` an octal number. */
const isText = (node: YamlScalar): boolean =>
  typeof node.value === 'string' && booleanField(node) === undefined && integerOf(node) === undefined;

/** A whole number as YAML 1.1 has it: a leading 0 makes it octal. */
function integerOf(node: YamlScalar): number | undefined {
  const { value, text, style } = node;
  if (style !== 'plain') return undefined;
  if (/^[-+]?0[0-7_]+$/.test(text)) return Number.parseInt(text.replaceAll('_', ''), 8);
  if (/^[-+]?[1-9]\d*_[\d_]*$/.test(text)) return Number(text.replaceAll('_', ''));
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function kindOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'nothing';
  const shown = node.text.length > 40 ? `${node.text.slice(0, 39)}…` : node.text.split('\n', 1)[0];
  return typeof node.value === 'string' ? `the text “${shown}”` : `${shown}`;
}
