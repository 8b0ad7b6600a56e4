import type { Finding } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { type PolicyRule, policyRules } from './rules.ts';

/** A statement of the policy about one of its own files, or about a pragma. */
export interface PolicyProblem {
  readonly rule: PolicyRule;
  readonly source: Source;
  readonly at: Span;
  readonly message: string;
}

/** Problems as findings. Equal ones in one file are told apart by their order. */
export const policyFindings = (problems: readonly PolicyProblem[]): Finding[] => {
  const seen = new Map<string, number>();
  return problems.map((problem) => {
    const rule = policyRules.find((known) => known.name === problem.rule)!;
    const { source, at } = problem;
    const identity = [problem.rule, source.path, source.slice(at)].join('\0');
    const order = seen.get(identity) ?? 0;
    seen.set(identity, order + 1);
    return {
      rule: rule.name,
      aliases: rule.aliases,
      severity: rule.severity,
      message: problem.message,
      help: rule.help,
      fingerprint: digest(`${identity}\0${order}`),
      at: { path: source.path, span: at, start: source.position(at.start), end: source.position(at.end) },
      also: [],
    };
  });
};

// Asked for when the first finding is made: most runs have none, and loading it takes its time.
const digest = (text: string): string =>
  process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex').slice(0, 32);
