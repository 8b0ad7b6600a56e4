import type { Severity } from '../core/severity.ts';
import type { RuleInfo } from './types.ts';

/** The rules that judge the decisions themselves: waivers and pragmas. */
export const policyRules = [
  rule(
    'waiver-expired',
    'Renew or remove waivers that have run out',
    'medium',
    'repair what it waived, or decide again and set a new “until”',
  ),
  rule(
    'waiver-expires-soon',
    'Know of waivers that are about to run out',
    'info',
    'repair what it waives, or decide again before the day',
  ),
  rule(
    'waiver-unused',
    'Remove waivers that match nothing any more',
    'low',
    'remove it, or correct the place that it names',
  ),
  rule(
    'waiver-record-missing',
    'Keep the decision records that waivers name',
    'medium',
    'restore the file, or name the record that replaces it',
  ),
  rule('pragma-without-reason', 'Give every pragma a reason', 'low', 'add reason="…" to the pragma'),
  rule(
    'pragma-unknown-rule',
    'Name rules that exist in pragmas',
    'low',
    'correct the rule’s name; “plimsoll rules” lists them',
  ),
  rule(
    'pragma-malformed',
    'Write pragmas that can be understood',
    'medium',
    'write # plimsoll ignore=RULE reason="…" until=2027-01-31 above the instruction',
  ),
] as const satisfies readonly RuleInfo[];

export type PolicyRule = (typeof policyRules)[number]['name'];

function rule<N extends string>(name: N, title: string, severity: Severity, help: string) {
  return {
    name,
    title,
    severity,
    set: 'recommended',
    aliases: [] as readonly string[],
    help,
    fixable: false,
  } as const;
}
