import { hash } from 'node:crypto';
import type { Finding, SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { RuleInfo } from '../../policy/types.ts';
import { lineText, placeOf } from '../findings.ts';

/**
 * Where a place really is, when its source was made from others (a rendered chart); else the place itself. Undefined: it
 * stands for nothing that anybody wrote.
 */
export type Origin = (site: Site) => Site | undefined;

/** Turns problems that name their files into findings: places, target, aliases, fingerprint. */
export class SitedFindingMaker {
  readonly #identity: (source: Source) => string;
  readonly #origin: Origin;
  readonly #made: (Omit<Finding, 'fingerprint'> & { key: string })[] = [];
  readonly #seen = new Set<string>();

  /** @param identity the path of a source below the folder of the configuration */
  constructor(identity: (source: Source) => string, origin: Origin) {
    this.#identity = identity;
    this.#origin = origin;
  }

  /** @returns false when the same has been found already, or when it is about what nobody wrote */
  add(rule: RuleInfo, problem: SitedProblem, target?: string): boolean {
    const site = this.#origin(problem.at);
    if (!site) return false;
    const label = problem.target ?? target;
    const { source, span } = site;
    const same = `${rule.name}\0${source.path}\0${span.start}\0${span.end}\0${problem.message}`;
    if (this.#seen.has(same)) return false;
    this.#seen.add(same);
    const fix = site.source === problem.at.source ? problem.fix : undefined;
    this.#made.push({
      rule: rule.name,
      aliases: problem.aliases ?? rule.aliases,
      severity: problem.severity ?? rule.severity,
      message: problem.message,
      help:
        problem.help ?? (problem.fix && !fix ? `${problem.fix.title}, in what this is made from` : rule.help),
      at: placeOf(source, span, label),
      also: (problem.also ?? []).flatMap((also) => {
        const real = this.#origin(also);
        return real ? [placeOf(real.source, real.span)] : [];
      }),
      ...(fix ? { fix } : {}),
      ...(problem.evidence ? { evidence: problem.evidence } : {}),
      key: `${rule.name}\0${this.#identity(source)}\0${label ?? ''}\0${problem.key ?? ''}\0${lineText(source, span)}`,
    });
    return true;
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
