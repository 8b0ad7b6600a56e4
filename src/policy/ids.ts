import { nearestOf } from '../core/distance.ts';
import { remembered } from '../core/remembered.ts';
import type { RuleInfo } from './types.ts';

/** Finds rules by any of their names: the rule's own, or a peer's id in any of its spellings. */
export interface RuleIds {
  /** The rules that an id stands for; [] when there is none. `*` stands for all. */
  resolve(id: string): readonly RuleInfo[];
  /** The known name or id that is nearest to a mistyped one, when one is near enough. */
  nearest(id: string): string | undefined;
}

/**
 * One spelling for comparison: case and `AVD-` do not count, nor the zeros and the hyphen before a number, so that
 * `DS-0002`, `DS002` and `avd-ds-0002` are one id.
 */
export const idKey = remembered((id): string => {
  const plain = id.trim().toLowerCase().replace(/^avd-/, '');
  const number = numberAt(plain);
  if (number === 0 || number === plain.length) return plain;
  const stem = plain.slice(0, number).replace(/-$/, '');
  return `${stem}-${plain.slice(number).replace(/^0+(?=\d)/, '')}`;
});

/** BuildKit's checks have words for ids, as no other peer has. */
export const isBuildkitId = (id: string): boolean => /^[A-Z]+[a-z]+[A-Za-z]*$/.test(id);

export const ruleIds = (rules: readonly RuleInfo[]): RuleIds => {
  const known = new Map<string, RuleInfo[]>();
  const spellings: string[] = [];
  for (const rule of rules) {
    for (const id of [rule.name, ...rule.aliases]) {
      const key = idKey(id);
      const same = known.get(key);
      if (!same) {
        known.set(key, [rule]);
        spellings.push(id);
      } else if (!same.includes(rule)) same.push(rule);
    }
  }
  return {
    resolve: (id) => {
      if (id === '*') return rules;
      const key = idKey(id);
      return known.get(key) ?? ((isShellcheckKey(key) && known.get('shellcheck')) || []);
    },
    nearest: remembered((id) => nearestOf(id, spellings)),
  };
};

/**
 * The `idKey` of everything that a finding may be named by: its rule, its own aliases, and `*`. `buildkit:*` is
 * among them when BuildKit has a check for it.
 */
export const findingKeys = (finding: { rule: string; aliases: readonly string[] }): ReadonlySet<string> => {
  const keys = new Set(['*', idKey(finding.rule)]);
  for (const alias of finding.aliases) {
    keys.add(idKey(alias));
    if (isBuildkitId(alias)) keys.add('buildkit:*');
  }
  return keys;
};

/** ShellCheck's own ids are too many to list as aliases: they all belong to the rule `shellcheck`. */
const isShellcheckKey = (key: string): boolean => /^sc-\d{4}$/.test(key);

/** Where the number at the end of an id begins. */
const numberAt = (id: string): number => {
  let at = id.length;
  while (at > 0 && id[at - 1]! >= '0' && id[at - 1]! <= '9') at--;
  return at;
};
