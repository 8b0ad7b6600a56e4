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
  const words = new Map<string, string>();
  return problems.map((problem) => {
    const rule = policyRules.find((known) => known.name === problem.rule)!;
    const { source, at } = problem;
    const identity = [problem.rule, source.path, wordsAt(problem, words)].join('\0');
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

/** The words of a place. Those of a long one, which may have a problem for each of its words, are taken once, and short. */
const wordsAt = ({ source, at }: PolicyProblem, known: Map<string, string>): string => {
  if (at.end - at.start <= LONG) return source.slice(at);
  const place = `${source.path}\0${at.start}\0${at.end}`;
  let words = known.get(place);
  if (words === undefined) {
    words = digest(source.slice(at));
    known.set(place, words);
  }
  return words;
};

const LONG = 1000;

// Asked for when the first finding is made: most runs have none, and loading it takes its time.
const digest = (text: string): string =>
  process.getBuiltinModule('node:crypto').hash('sha256', text, 'hex').slice(0, 32);
