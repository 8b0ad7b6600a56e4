import { hash } from 'node:crypto';
import type { Finding, SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { RuleInfo } from '../../policy/types.ts';
import { lineText, placeOf } from '../findings.ts';
import type { Parts } from './open.ts';

/** Turns problems that name their files into findings: places, target, aliases, fingerprint. */
export class SitedFindingMaker {
  readonly #identity: (source: Source) => string;
  readonly #parts: Pick<Parts, 'origin' | 'isMade'>;
  readonly #made: (Omit<Finding, 'fingerprint'> & { key: string })[] = [];
  readonly #seen = new Set<string>();

  /** @param identity the path of a source below the folder of the configuration */
  constructor(identity: (source: Source) => string, parts: Pick<Parts, 'origin' | 'isMade'>) {
    this.#identity = identity;
    this.#parts = parts;
  }

  /** @returns false when the same has been found already, or when it is about what nobody wrote */
  add(rule: RuleInfo, problem: SitedProblem, target?: string): boolean {
    const site = this.#parts.origin(problem.at);
    if (!site) return false;
    const label = problem.target ?? target;
    const { source, span } = site;
    const same = `${rule.name}\0${source.path}\0${span.start}\0${span.end}\0${problem.message}`;
    if (this.#seen.has(same)) return false;
    this.#seen.add(same);
    const fix = this.#canBeMade(problem, site) ? problem.fix : undefined;
    this.#made.push({
      rule: rule.name,
      aliases: problem.aliases ?? rule.aliases,
      severity: problem.severity ?? rule.severity,
      message: problem.message,
      help:
        problem.help ?? (problem.fix && !fix ? `${problem.fix.title}, in what this is made from` : rule.help),
      at: placeOf(source, span, label),
      also: (problem.also ?? []).flatMap((also) => {
        const real = this.#parts.origin(also);
        if (!real) return [];
        const { fact } = also;
        return [{ ...placeOf(real.source, real.span), ...(fact ? { fact } : {}) }];
      }),
      ...(fix ? { fix } : {}),
      ...(problem.evidence ? { evidence: problem.evidence } : {}),
      key: `${rule.name}\0${this.#identity(source)}\0${label ?? ''}\0${problem.key ?? ''}\0${lineText(source, span)}`,
    });
    return true;
  }

  /** Whether every edit is one of a file. One that names none is of the file that the problem is in. */
  #canBeMade({ fix, at }: SitedProblem, site: Site): boolean {
    return (fix?.edits ?? []).every(({ path }) =>
      path === undefined ? site.source === at.source : !this.#parts.isMade(path),
    );
  }

  /** In order of path, place, rule. */
  finish(): Finding[] {
    this.#made.sort(
      (a, b) =>
        compare(a.at.path, b.at.path) ||
        a.at.span.start - b.at.span.start ||
        a.at.span.end - b.at.span.end ||
        compare(a.rule, b.rule) ||
        compare(a.message, b.message),
    );
    const counts = new Map<string, number>();
    return this.#made.map(({ key, ...finding }) => {
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return { ...finding, fingerprint: hash('sha256', `${key}\0${count}`).slice(0, 32) };
    });
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
