import { PlimsollError } from '../core/errors.ts';
import type { Severity } from '../core/severity.ts';
import type { Source } from '../core/source.ts';
import { idKey, type RuleIds } from './ids.ts';
import { member, type PeerFile, peerWaiver, textOf } from './peer-file.ts';
import type { Peers } from './peers.ts';
import { optionNames } from './rule-entries.ts';
import type { Line, Waiver } from './types.ts';
import { placed, plain, readYaml, type Value } from './yaml.ts';

/**
 * Reads hadolint's configuration. Keys that it does not know or that say nothing to us are passed over.
 * @throws PlimsollError `config`, naming the place, when it is no YAML, or a key holds what hadolint would not take: what
 * it says must not be left out in silence.
 */
export const readHadolint = async (file: PeerFile, ids: RuleIds): Promise<Omit<Peers, 'sources'>> => {
  const value = await readYaml(file.source);
  requireShapes(file.source, value);
  const line = lineOf(value);
  return {
    waivers: ignored(file, member(value, 'ignored')),
    severities: severities(member(value, 'override')),
    options: options(value, ids),
    hadolintPragmas: textOf(member(value, 'disable-ignore-pragma')) !== 'true',
    ...(line ? { line } : {}),
  };
};

const levels: Readonly<Record<string, Severity>> = {
  error: 'high',
  warning: 'medium',
  info: 'low',
  style: 'info',
};

/** The line that the failure threshold draws; `ignore` and `none` let every finding fail, and `no-fail` lets none. */
const lineOf = (value: Value | undefined): Line | undefined => {
  if (textOf(member(value, 'no-fail')) === 'true') return 'none';
  const threshold = textOf(member(value, 'failure-threshold'))?.toLowerCase();
  if (threshold === undefined) return undefined;
  if (threshold === 'ignore' || threshold === 'none') return 'info';
  return Object.hasOwn(levels, threshold) ? levels[threshold] : undefined;
};

const ignored = (file: PeerFile, list: Value | undefined): Waiver[] => {
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) => {
    const id = textOf(item);
    if (!id || item.kind !== 'scalar') return [];
    return [peerWaiver(file, item.span, id, { reason: item.comment ?? `ignored in ${file.source.path}` })];
  });
};

const severities = (override: Value | undefined): Map<string, Severity> => {
  const found = new Map<string, Severity>();
  for (const [level, severity] of Object.entries(levels)) {
    const list = member(override, level);
    for (const item of list?.kind === 'list' ? list.items : []) {
      const id = textOf(item);
      if (id) found.set(idKey(id), severity);
    }
  }
  return found;
};

/** What hadolint's own options are called in our rules: the peer's id, then its key, then ours. */
const optionTable = [
  ['DL3026', 'trustedRegistries', 'registries'],
  ['DL3049', 'label-schema', 'labels'],
  ['DL3050', 'strict-labels', 'only'],
] as const;

const options = (value: Value | undefined, ids: RuleIds): Map<string, Record<string, unknown>> => {
  const found = new Map<string, Record<string, unknown>>();
  for (const [id, theirs, ours] of optionTable) {
    const given = member(value, theirs);
    if (!given) continue;
    for (const rule of ids.resolve(id)) {
      if (optionNames(rule)?.includes(ours))
        found.set(rule.name, { ...found.get(rule.name), [ours]: plain(given) });
    }
  }
  return found;
};

type Shape = 'rules' | 'names' | 'map' | 'flag' | 'level';

const shapes: readonly (readonly [path: readonly string[], shape: Shape])[] = [
  [['ignored'], 'rules'],
  [['override'], 'map'],
  ...Object.keys(levels).map((level) => [['override', level], 'rules'] as const),
  [['failure-threshold'], 'level'],
  [['trustedRegistries'], 'names'],
  [['label-schema'], 'map'],
  [['strict-labels'], 'flag'],
  [['no-fail'], 'flag'],
  [['disable-ignore-pragma'], 'flag'],
];

const wants: Readonly<Record<Shape, string>> = {
  rules: 'a list of rules',
  names: 'a list of names',
  map: 'keys with values',
  flag: 'true or false',
  level: `one of ${[...Object.keys(levels), 'ignore', 'none'].join(', ')}`,
};

function requireShapes(source: Source, value: Value | undefined): void {
  if (value && value.kind !== 'map' && !isEmpty(value))
    throw new PlimsollError('config', placed(source, value.span.start, `has to be ${wants.map}`));
  for (const [path, shape] of shapes) {
    const given = path.reduce<Value | undefined>((at, key) => (at ? member(at, key) : undefined), value);
    const wrong = given && !isEmpty(given) && misfit(given, shape);
    if (wrong) {
      const message = `${path.join('.')} takes ${wants[shape]}`;
      throw new PlimsollError('config', placed(source, wrong.span.start, message));
    }
  }
}

const isEmpty = (value: Value): boolean => value.kind === 'scalar' && value.value === null;

/** What of a value has not that shape. */
function misfit(value: Value, shape: Shape): Value | undefined {
  switch (shape) {
    case 'map':
      return value.kind === 'map' ? undefined : value;
    case 'flag':
      return /^(?:true|false)$/.test(textOf(value) ?? '') ? undefined : value;
    case 'level': {
      const level = textOf(value)?.toLowerCase() ?? '';
      return Object.hasOwn(levels, level) || level === 'ignore' || level === 'none' ? undefined : value;
    }
    default:
      return value.kind === 'list' ? value.items.find((item) => item.kind !== 'scalar') : value;
  }
}
