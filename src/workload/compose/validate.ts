import { clip } from '../../core/clip.ts';
import { nearestOf } from '../../core/distance.ts';
import type { Site } from '../../core/site.ts';
import { keySite, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { digest } from './digest.ts';
import { dateOf } from './scalars.ts';
import { composeSchema, type SchemaRule, type SchemaType } from './schema/rules.ts';
import type { Session } from './session.ts';

/**
 * Tells what the published schema of the Compose Specification has against a file, each with its place. Values that
 * hold a variable without value are let through.
 */
export function validate(root: YamlNode, session: Session): void {
  const rule = composeSchema();
  if (root.kind === 'map' && isFirstVersion(root)) {
    const message =
      'this is a Compose file of version 1, with no “services”: Compose does not read it any more';
    session.problem('unknown-key', keySite(root.entries[0]!), message);
    return;
  }
  new Validator(session, rule).value(root, rule, siteOf(root), []);
}

/** Services stood at the top of the file once. */
const isFirstVersion = ({ entries }: YamlMap): boolean =>
  entries.length > 0 &&
  entries.every(
    ({ key, value }) =>
      !composeSchema().properties.has(key) &&
      value.kind === 'map' &&
      value.entries.some((entry) => entry.key === 'image' || entry.key === 'build'),
  );

class Validator {
  readonly #session: Session;
  readonly #root: SchemaRule;

  constructor(session: Session, root: SchemaRule) {
    this.#session = session;
    this.#root = root;
  }

  /** `place` is where the value is named, for what is missing in it; `path` leads to it. */
  value(node: YamlNode, rule: SchemaRule, place: Site, path: readonly string[]): void {
    if (node.kind === 'scalar' && node.uncertain) return;
    const fitting = alternativeOf(rule, node);
    if (!fitting) {
      const site = isEmpty(node) ? place : siteOf(node);
      if (isBareTime(node, path)) {
        const message = `${nameOf(path)} takes a time with its unit, not ${clip(node.text)}`;
        this.#session.problem('type', site, message, { nearest: `${node.text}s` });
      } else {
        const message = `${nameOf(path)} takes ${expected(rule)}, ${given(node, rule)}`;
        this.#session.problem('type', site, message);
      }
      return;
    }
    if (node.kind === 'map') this.#map(node, fitting, place, path);
    else if (node.kind === 'list') this.#list(node, fitting, path);
    else this.#scalar(node, fitting, path);
  }

  #map(node: YamlMap, rule: SchemaRule, place: Site, path: readonly string[]): void {
    for (const entry of node.entries) {
      const one = ruleOf(rule, entry.key);
      if (one) this.value(entry.value, one, keySite(entry), [...path, entry.key]);
      else if (rule.closed) this.#unknown(entry, rule, path);
    }
    const has = (key: string) => node.entries.some((entry) => entry.key === key);
    for (const key of rule.required) {
      if (!has(key)) this.#session.problem('missing-key', place, `${nameOf(path)} needs “${key}”`);
    }
    if (rule.oneRequired.length > 0 && !rule.oneRequired.some(has)) {
      const keys = rule.oneRequired.map((key) => `“${key}”`).join(' or ');
      this.#session.problem('missing-key', place, `${nameOf(path)} needs ${keys}`);
    }
  }

  #unknown(entry: YamlEntry, rule: SchemaRule, path: readonly string[]): void {
    const { key } = entry;
    const at = keySite(entry);
    const named = rule.patterns.some(({ pattern }) => !pattern.source.startsWith('^x-'));
    if (named) {
      const message =
        key === ''
          ? `a name in ${nameOf(path)} is empty`
          : `“${clip(key)}” is no name for ${ownerOf([...path, key])}: letters, digits, “.”, “_” and “-” are taken`;
      this.#session.problem('key', at, message);
      return;
    }
    const nearest = this.#session.isFull ? undefined : nearestOf(key, rule.properties.keys());
    const elsewhere = nearest === key ? undefined : this.#homeOf(key, path);
    const hint = elsewhere ? `; it is one of ${elsewhere}` : '';
    const message = `“${clip(key)}” is no key of ${ownerOf(path)}${hint}`;
    this.#session.problem('unknown-key', at, message, nearest && !elsewhere ? { nearest } : {});
  }

  /** Where a key that is misplaced belongs. */
  #homeOf(key: string, path: readonly string[]): string | undefined {
    if (path.length > 0 && this.#root.properties.has(key)) return ownerOf([]);
    const service = ruleOf(this.#root.properties.get('services')!, 'service');
    return path.length !== 2 && service?.properties.has(key) ? ownerOf(['services', 'service']) : undefined;
  }

  #list(node: YamlList, rule: SchemaRule, path: readonly string[]): void {
    if (rule.items) {
      for (const item of node.items) this.value(item, rule.items, siteOf(item), [...path, '[]']);
    }
    if (!rule.uniqueItems) return;
    const known = new Map<string, YamlNode>();
    for (const item of node.items) {
      const key = digest(item);
      const before = known.get(key);
      if (!before) known.set(key, item);
      else
        this.#session.problem('value', siteOf(item), `this stands in ${nameOf(path)} twice`, {
          also: [siteOf(before)],
        });
    }
  }

  #scalar(node: YamlScalar, rule: SchemaRule, path: readonly string[]): void {
    const { value } = node;
    const tell = (wanted: string): void =>
      this.#session.problem('value', siteOf(node), `${nameOf(path)} takes ${wanted}, not ${clip(node.text)}`);
    if (typeof value === 'number') {
      if (rule.minimum !== undefined && value < rule.minimum) tell(`${rule.minimum} or more`);
      if (rule.maximum !== undefined && value > rule.maximum) tell(`${rule.maximum} at the most`);
    }
    if (typeof value !== 'string') return;
    if (rule.types?.size === 1 && dateOf(node) && !takesDates(path)) {
      const message = `${nameOf(path)} takes text, and ${node.text} is a date: put it in quotes`;
      this.#session.problem('type', siteOf(node), message);
    }
    if (rule.values && !rule.values.includes(value)) {
      const nearest = nearestOf(value, rule.values);
      const message = `${nameOf(path)} takes ${listed(rule.values)}, not “${clip(value)}”`;
      this.#session.problem('value', siteOf(node), message, nearest ? { nearest } : {});
    }
    if (rule.pattern && !rule.pattern.test(value)) tell(patterns[path.at(-1)!] ?? 'another form');
  }
}

/** What the schema's patterns mean. */
const patterns: Readonly<Record<string, string>> = {
  pull_policy:
    'always, never, missing, if_not_present, build, refresh, daily, weekly or every_ with a time like 12h',
  container_name: 'two or more letters, digits, “_”, “.” or “-”',
};

const ruleOf = (rule: SchemaRule, key: string): SchemaRule | undefined =>
  rule.properties.get(key) ?? rule.patterns.find(({ pattern }) => pattern.test(key))?.rule;

/** The alternative that has the node's type. */
function alternativeOf(rule: SchemaRule, node: YamlNode): SchemaRule | undefined {
  if (rule.alternatives.length === 0) return hasType(rule, node) ? rule : undefined;
  for (const alternative of rule.alternatives) {
    const found = alternativeOf(alternative, node);
    if (found) return found;
  }
  return undefined;
}

function hasType({ types }: SchemaRule, node: YamlNode): boolean {
  if (!types) return true;
  if (node.kind === 'map') return types.has('object');
  if (node.kind === 'list') return types.has('array');
  const { value } = node;
  if (value === null) return types.has('null');
  if (typeof value !== 'number') return types.has(typeof value as 'string' | 'boolean');
  return types.has('number') || (Number.isInteger(value) && types.has('integer'));
}

function typesOf(rule: SchemaRule): SchemaType[] {
  if (rule.alternatives.length === 0) return [...(rule.types ?? [])];
  return rule.alternatives.flatMap(typesOf);
}

/** “a list or a mapping”. */
function expected(rule: SchemaRule): string {
  const wanted = [...new Set(typesOf(rule).filter((type) => type !== 'null'))];
  return listed(wanted.filter((type) => type !== 'integer' || !wanted.includes('number')).map(nounOf));
}

const nounOf = (type: SchemaType): string => nouns[type];

const nouns: Readonly<Record<SchemaType, string>> = {
  null: 'nothing',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'a mapping',
};

/** What is there, and the next step where it is plain. */
function given(node: YamlNode, rule: SchemaRule): string {
  if (node.kind === 'map') return 'and this is a mapping';
  if (node.kind === 'list') return 'and this is a list';
  if (node.value === null) return 'and has nothing here: give it a value or leave the key out';
  const quotes = typeof node.value !== 'string' && typesOf(rule).includes('string');
  const noun = typeof node.value === 'string' ? `“${clip(node.text)}”` : clip(node.text);
  return quotes ? `not ${noun}: put it in quotes` : `not ${noun}`;
}

/** A number where a time is wanted lacks its unit. */
const isBareTime = (node: YamlNode, path: readonly string[]): node is YamlScalar =>
  node.kind === 'scalar' && typeof node.value === 'number' && times.has(path.at(-1)!);

const times: ReadonlySet<string> = new Set([
  'delay',
  'interval',
  'monitor',
  'start_interval',
  'start_period',
  'stop_grace_period',
  'timeout',
  'window',
]);

/** Where a date is dropped or printed, not refused. */
const takesDates = (path: readonly string[]): boolean =>
  ['command', 'entrypoint', 'memory'].includes(path.at(-1)!) || path.includes('extra_hosts');

const isEmpty = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

/** What a value is called: its key, or “an item of” its list. */
function nameOf(path: readonly string[]): string {
  const last = path.at(-1);
  if (last === undefined) return 'a Compose file';
  if (last === '[]') return `an item of ${nameOf(path.slice(0, -1))}`;
  const kind = path.length === 2 ? kinds[path[0]!] : undefined;
  return kind ? `the ${kind} “${clip(last)}”` : last;
}

/** What has a key: “a service”, “build”. */
function ownerOf(path: readonly string[]): string {
  const kind = path.length === 2 ? kinds[path[0]!] : undefined;
  return kind ? `a ${kind}` : nameOf(path);
}

const kinds: Readonly<Record<string, string>> = {
  services: 'service',
  jobs: 'job',
  volumes: 'volume',
  networks: 'network',
  secrets: 'secret',
  configs: 'config',
  models: 'model',
};

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
