import type { Severity } from '../core/severity.ts';
import { idKey, type RuleIds } from './ids.ts';
import { member, type PeerFile, peerWaiver, textOf } from './peer-file.ts';
import type { Peers } from './peers.ts';
import { optionNames } from './rule-entries.ts';
import type { Line, Waiver } from './types.ts';
import { plain, readYaml, type Value } from './yaml.ts';

/**
 * Reads hadolint's configuration. Keys that it does not know or that say nothing to us are passed over.
 * @throws PlimsollError `config`, naming the place, when it is no YAML.
 */
export const readHadolint = async (file: PeerFile, ids: RuleIds): Promise<Omit<Peers, 'sources'>> => {
  const value = await readYaml(file.source);
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
