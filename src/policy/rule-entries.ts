import { safeParse } from 'valibot';
import type { Severity } from '../core/severity.ts';
import { severities } from '../core/severity.ts';
import type { Span } from '../core/span.ts';
import { idKey } from './ids.ts';
import {
  isEmpty,
  type JsonSchema,
  type Kind,
  nameOf,
  oneOrMany,
  type Reader,
  type SchemaContext,
} from './kinds.ts';
import type { RuleInfo, RuleSet } from './types.ts';
import { whyUnseen } from './unseen-ids.ts';
import { type Entry, type MapValue, plain, type Value } from './yaml.ts';

/** What `rules:` says: the set, and what holds for single rules, in order. */
export interface RulesSetting {
  readonly set?: RuleSet;
  readonly entries: readonly RuleEntry[];
}

/** What is said of one rule, or of the findings that carry one peer's id. */
export interface RuleEntry {
  /** The `idKey` of the rule's name or the peer's id. */
  readonly key: string;
  readonly state: 'on' | 'off';
  readonly severity?: Severity;
  /** Options as written, checked; for the rule of this name. */
  readonly options?: { readonly rule: string; readonly values: Readonly<Record<string, unknown>> };
  readonly at: Span;
}

const sets: readonly RuleSet[] = ['recommended', 'strict'];

/** `rules:`: the name of a set, or a set and rules with their settings. */
export const rulesSetting: Kind<RulesSetting> = {
  read: (value, reader) => {
    if (isEmpty(value)) return { entries: [] };
    if (value.kind === 'list')
      return reader.fail(value.span, 'a rule set, or rules with their settings, were expected, not a list');
    if (value.kind === 'scalar') {
      const set = readSet(value, reader);
      return set && { set, entries: [] };
    }
    return readRules(value, reader);
  },
  schema: (context) => ({
    description: 'The rule set, or the set and settings of single rules.',
    anyOf: [{ enum: sets }, rulesSchema(context)],
  }),
};

/** `budget:`: the options of the rule that holds images to one, for itself. */
export const budgetSetting: Kind<readonly RuleEntry[]> = {
  read: (value, reader) => {
    if (isEmpty(value)) return [];
    if (value.kind !== 'map')
      return reader.fail(value.span, `what images may have was expected, not ${nameOf(value)}`);
    const rules = reader.ids.resolve(BUDGET_RULE);
    return rules.length > 0
      ? readDetails(value, rules, { key: idKey(BUDGET_RULE), at: value.span }, reader)
      : [];
  },
  schema: (context) => {
    const rule = context.rules.find(({ name }) => name === BUDGET_RULE);
    return {
      description: 'What built images may have: the options of attack-surface.',
      type: 'object',
      ...(rule ? { properties: (context.options(rule)?.properties ?? {}) as JsonSchema } : {}),
      additionalProperties: false,
    };
  },
};

const BUDGET_RULE = 'attack-surface';

/** One or several rules, by name or by a peer's id; `*` for all. */
export const ruleId: Kind<readonly string[]> = {
  read: (value, reader) => {
    const items = value.kind === 'list' ? value.items : [value];
    const found = items.flatMap((item) => readId(item, reader) ?? []);
    if (value.kind === 'list' && items.length === 0)
      reader.fail(value.span, 'at least one rule has to be named');
    return found.length > 0 ? found : undefined;
  },
  schema: (context) => ({
    ...oneOrMany({
      anyOf: [{ enum: context.rules.map((rule) => rule.name) }, { type: 'string', minLength: 1 }],
    }),
    description: 'The rules that it holds for, by name or by a peer’s id; * for all.',
  }),
};

const readSet = (value: Value, reader: Reader): RuleSet | undefined => {
  const word = value.kind === 'scalar' ? value.text : '';
  const set = sets.find((known) => known === word);
  if (set) return set;
  return value.kind === 'scalar' && value.value !== null
    ? reader.unknown(value.span, 'rule set', word, sets)
    : reader.fail(value.span, `a rule set was expected (${sets.join(', ')}), not ${nameOf(value)}`);
};

const readRules = (value: MapValue, reader: Reader): RulesSetting => {
  let set: RuleSet | undefined;
  const entries: RuleEntry[] = [];
  for (const entry of value.entries) {
    if (entry.key === 'set') set = readSet(entry.value, reader) ?? set;
    else entries.push(...readEntry(entry, reader));
  }
  return { ...(set ? { set } : {}), entries };
};

const readId = (value: Value, reader: Reader): string | undefined => {
  if (value.kind !== 'scalar' || value.text.trim() === '')
    return reader.fail(value.span, `a rule was expected, not ${nameOf(value)}`);
  return knownRules(value.text, value.span, reader).length > 0 ? value.text : undefined;
};

const knownRules = (id: string, at: Span, reader: Reader): readonly RuleInfo[] => {
  const rules = reader.ids.resolve(id);
  if (rules.length === 0)
    reader.fail(at, unknownRule(id, reader.isFull ? undefined : reader.ids.nearest(id)));
  return rules;
};

/** “unknown rule …; did you mean …?”, or why no rule answers to it. */
export const unknownRule = (id: string, nearest: string | undefined): string => {
  const why = whyUnseen(id);
  const hint = nearest ? `did you mean “${nearest}”?` : '“plimsoll rules” lists them';
  return `unknown rule “${id.length > 60 ? `${id.slice(0, 59)}…` : id}”; ${why ? `none answers to it: ${why}` : hint}`;
};

const readEntry = (entry: Entry, reader: Reader): RuleEntry[] => {
  const rules = knownRules(entry.key, entry.keySpan, reader);
  if (rules.length === 0) return [];
  const base = { key: idKey(entry.key), at: entry.keySpan };
  if (entry.value.kind === 'map') return readDetails(entry.value, rules, base, reader);
  const word = entry.value.kind === 'scalar' ? entry.value.text : undefined;
  if (word === 'on' || word === 'true') return [{ ...base, state: 'on' }];
  if (word === 'off' || word === 'false') return [{ ...base, state: 'off' }];
  const severity = severities.find((known) => known === word);
  if (severity) return [{ ...base, state: 'on', severity }];
  if (!word)
    reader.fail(
      entry.value.span,
      `on, off, a severity or options were expected for “${entry.key}”, not ${nameOf(entry.value)}`,
    );
  else reader.unknown(entry.value.span, 'setting', word, ['on', 'off', ...severities]);
  return [];
};

const readDetails = (
  value: MapValue,
  rules: readonly RuleInfo[],
  base: { key: string; at: Span },
  reader: Reader,
): RuleEntry[] => {
  const severityEntry = value.entries.find((entry) => entry.key === 'severity');
  const written = severityEntry?.value;
  const word = written?.kind === 'scalar' ? written.text : '';
  const severity = severities.find((known) => known === word);
  if (written && !severity) reader.unknown(written.span, 'severity', word, severities);
  const given = value.entries.filter((entry) => entry !== severityEntry);
  const found: RuleEntry = { ...base, state: 'on', ...(severity ? { severity } : {}) };
  if (given.length === 0) return [found];
  const owners = rules.filter((rule) => rule.options);
  const owner = owners[0];
  if (!owner) {
    reader.unknown(given[0]!.keySpan, `option of “${rules[0]!.name}”`, given[0]!.key, ['severity']);
    return [];
  }
  if (owners.length > 1) {
    reader.fail(
      base.at,
      `several rules answer to this id; name the one that the options are for: ${owners.map((rule) => rule.name).join(', ')}`,
    );
    return [];
  }
  const values = readOptions(owner, given, reader);
  return values ? [{ ...found, options: { rule: owner.name, values } }] : [];
};

const readOptions = (
  rule: RuleInfo,
  given: readonly Entry[],
  reader: Reader,
): Readonly<Record<string, unknown>> | undefined => {
  const known = optionNames(rule);
  const before = reader.problems.length;
  for (const entry of given) {
    if (known && !known.includes(entry.key))
      reader.unknown(entry.keySpan, `option of “${rule.name}”`, entry.key, [...known, 'severity']);
  }
  if (reader.problems.length > before) return undefined;
  const values = Object.fromEntries(given.map((entry) => [entry.key, plain(entry.value)]));
  const result = safeParse(rule.options!, values);
  for (const issue of result.issues ?? []) {
    const path = (issue.path ?? []).map((step) => String((step as { key?: unknown }).key));
    reader.fail(placeOf(given, path), `option “${path.join('.')}” of “${rule.name}”: ${issue.message}`);
  }
  return result.success ? values : undefined;
};

/** The names of a rule's options, when its schema is an object. */
export const optionNames = (rule: RuleInfo): string[] | undefined => {
  const entries = (rule.options as { entries?: Record<string, unknown> } | undefined)?.entries;
  return entries && Object.keys(entries);
};

/** The place of the value at a path, as near as it can be found. */
const placeOf = (given: readonly Entry[], path: readonly string[]): Span => {
  let value: Value | undefined = given.find((entry) => entry.key === path[0])?.value;
  if (!value) return given[0]!.keySpan;
  for (const step of path.slice(1)) {
    const next: Value | undefined =
      value.kind === 'map'
        ? value.entries.find((entry) => entry.key === step)?.value
        : value.kind === 'list'
          ? value.items[Number(step)]
          : undefined;
    if (!next) break;
    value = next;
  }
  return value.span;
};

const setting: JsonSchema = { enum: ['on', 'off', true, false, ...severities] };

const rulesSchema = (context: SchemaContext): JsonSchema => {
  const properties: [string, JsonSchema][] = [['set', { enum: sets, description: 'Default: recommended.' }]];
  for (const rule of context.rules) {
    const options = context.options(rule);
    const own = (options?.properties ?? {}) as JsonSchema;
    const severity = { enum: severities, description: `Default: ${rule.severity}.` };
    const details = { type: 'object', properties: { ...own, severity }, additionalProperties: false };
    properties.push([rule.name, { description: rule.title, anyOf: [setting, details] }]);
  }
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    additionalProperties: {
      description: 'A peer’s id.',
      anyOf: [setting, { type: 'object', properties: { severity: { enum: severities } } }],
    },
  };
};
