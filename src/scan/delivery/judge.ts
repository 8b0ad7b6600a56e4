import { safeParse } from 'valibot';
import { type Finding, isQuestion, type Question } from '../../core/finding.ts';
import type { Gap } from '../../core/gap.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { Settings } from '../../policy/types.ts';
import type { AnySitedRule, Fit } from '../../rules/rule.ts';
import type { Container, Workload } from '../../workload/types.ts';
import { SitedFindingMaker } from './findings.ts';
import type { Parts } from './open.ts';

/** Where the rules on deliveries are, by what they judge. */
export const deliveryFolders = ['workload', 'kubernetes', 'compose', 'fit', 'workflow'] as const;
export type DeliveryFolder = (typeof deliveryFolders)[number];

/** The rules on deliveries, by what they judge. */
export type DeliveryRules = Readonly<Record<DeliveryFolder, readonly AnySitedRule[]>>;

/** What a rule is asked about, with what findings on it are grouped under. */
export interface Subject {
  readonly subject: unknown;
  /** The file that it is judged under: overrides by path go by it. */
  readonly source: Source;
  readonly label?: string;
}

/** Everything in a delivery that rules of a folder judge. */
export function* subjectsOf(folder: DeliveryFolder, parts: Parts): Generator<Subject> {
  const { delivery } = parts;
  const sourceOf = (at: Site): Source => (parts.origin(at) ?? at).source;
  switch (folder) {
    case 'workload': {
      const fits = new Map(parts.fits.map((fit) => [fit.container, fit]));
      const fitOf = (container: Container): Fit | undefined => fits.get(container);
      for (const workload of delivery.workloads)
        yield {
          subject: { workload, delivery, fitOf },
          source: sourceOf(workload.at),
          label: labelOf(workload),
        };
      return;
    }
    case 'kubernetes':
      for (const object of delivery.objects)
        yield {
          subject: { object, delivery },
          source: sourceOf(object.at),
          label: `${object.kind} ${object.name}`,
        };
      return;
    case 'compose':
      for (const project of delivery.projects)
        yield {
          subject: { project, delivery, problems: parts.refused.get(project) ?? [] },
          source: project.files[0]!,
        };
      return;
    case 'fit':
      for (const fit of parts.fits) {
        const { at, workload } = fit.container;
        yield { subject: fit, source: sourceOf(at), label: labelOf(workload) };
      }
      return;
    case 'workflow':
      for (const workflow of parts.workflows)
        yield { subject: { workflow, delivery }, source: workflow.source };
  }
}

const labelOf = ({ format, kind, name }: Workload): string =>
  format === 'compose' ? name : `${kind} ${name}`;

/** Runs every rule that is on over a delivery. */
export function judgeParts(
  parts: Parts,
  rules: DeliveryRules,
  settingsOf: (path: string) => Pick<Settings, 'rule'>,
  identity: (source: Source) => string,
): { readonly findings: Finding[]; readonly gaps: Gap[] } {
  const findings = new SitedFindingMaker(identity, parts);
  const questions = new Questions(parts);
  const gaps: Gap[] = [];
  for (const folder of deliveryFolders) {
    const subjects = Array.from(subjectsOf(folder, parts), (each) => ({
      ...each,
      settings: settingsOf(each.source.path),
    }));
    for (const rule of rules[folder]) {
      const gap = runRule(rule, subjects, findings, questions);
      if (gap) gaps.push(gap);
    }
  }
  return { findings: findings.finish(), gaps: [...gaps, ...questions.gaps] };
}

/** Runs a rule over its subjects, until it has found too much or failed. */
function runRule(
  rule: AnySitedRule,
  subjects: readonly (Subject & { readonly settings: Pick<Settings, 'rule'> })[],
  findings: SitedFindingMaker,
  questions: Questions,
): Gap | undefined {
  const plain = defaultsOf(rule);
  let left = MOST_FINDINGS;
  for (const { subject, source, label, settings } of subjects) {
    const { path } = source;
    const { enabled, options } = settings.rule(rule.name);
    if (!enabled) continue;
    try {
      for (const problem of rule.check(subject as never, (options ?? plain) as never)) {
        if (isQuestion(problem)) {
          questions.add(rule.name, problem, label);
          continue;
        }
        if (left === 0)
          return {
            path,
            reason: `${rule.name} found more than ${MOST_FINDINGS} times: the rest is not told`,
          };
        if (findings.add(rule, problem, label)) left--;
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { path, reason: `${rule.name} failed, which is a bug in plimsoll: ${why}` };
    }
  }
  return undefined;
}

const MOST_FINDINGS = 5000;

/** What rules could not decide, as gaps; one that stands for several containers of a target is told once. */
class Questions {
  readonly gaps: Gap[] = [];
  readonly #origin: Parts['origin'];
  readonly #seen = new Set<string>();

  constructor({ origin }: Pick<Parts, 'origin'>) {
    this.#origin = origin;
  }

  add(rule: string, { wants, why, at }: Question, target?: string): void {
    const site = this.#origin(at) ?? at;
    const { path } = site.source;
    const reason = `line ${site.source.lineOf(site.span.start)}: ${rule} cannot be decided${target === undefined ? '' : ` for ${target}`}: ${wants} is not known${why ? ` (${why})` : ''}`;
    const key = `${path}\0${reason}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.gaps.push({
      path,
      reason,
      kind: 'question',
      rule,
      wants,
      ...(target === undefined ? {} : { target }),
    });
  }
}

function defaultsOf(rule: AnySitedRule): unknown {
  if (!rule.options) return {};
  const parsed = safeParse(rule.options, {});
  return parsed.success ? parsed.output : {};
}
