import { resolve } from 'node:path';
import type { Source } from '../../core/source.ts';
import type { Judged } from '../../fix/prove.ts';
import { type JointRepair, type RepairOptions, repairTexts, type Texts } from '../../fix/repair.ts';
import { deliveryRules } from '../../rules/delivery.ts';
import { type JudgedFile, judgeBuild } from '../file.ts';
import type { OpenFile, Project } from '../project.ts';
import { identityIn, judgedFiles, openDelivery } from './index.ts';
import { judgeParts } from './judge.ts';
import { runsOf } from './runs.ts';

/**
 * Repairs what rules on a delivery report, in manifests and Dockerfiles at once: every repair is proved on all of them
 * together. Dockerfiles are given as their own rules' repairs left them.
 */
export async function repairDelivery(
  project: Project,
  files: readonly OpenFile[],
  options: RepairOptions,
): Promise<JointRepair> {
  const texts = new Map([
    ...(project.rendered?.sources ?? []).map((source) => [source.path, source] as const),
    ...project.manifests.map(({ source }) => [source.path, source] as const),
    ...files.filter(({ stdin }) => !stdin).map(({ source }) => [source.path, source] as const),
  ]);
  const own = new Set<string>(Object.values(deliveryRules).flatMap((rules) => rules.map(({ name }) => name)));
  const judge = new Judge(project, files);
  return repairTexts(texts, (state) => judge.judge(state), {
    ...options,
    wanted: (finding) => own.has(finding.rule) && (options.wanted?.(finding) ?? true),
  });
}

/** Judges a delivery in the state of a repair. What has not changed is not judged again. */
class Judge {
  readonly #project: Project;
  readonly #files: readonly OpenFile[];
  readonly #built = new WeakMap<Source, JudgedFile>();

  constructor(project: Project, files: readonly OpenFile[]) {
    this.#project = project;
    this.#files = files;
  }

  judge(texts: Texts): Judged {
    const { policy, request } = this.#project;
    const now = <T extends { source: Source }>(one: T): T => ({
      ...one,
      source: texts.get(one.source.path) ?? one.source,
    });
    const project = {
      ...this.#project,
      manifests: this.#project.manifests.map(now),
      files: this.#files.map(now),
      ...this.#rendered(texts),
    };
    const parts = openDelivery(project);
    const { findings, gaps } = judgeParts(parts, deliveryRules, policy.settingsFor, identityIn(project));
    const recipes = new Map(
      parts.fits.flatMap(({ recipe }) => (recipe ? [[recipe.source.path, recipe]] : [])),
    );
    const built = project.files
      .filter(({ source }) => recipes.has(source.path))
      .map((file) => this.#dockerfile(file));
    const verdict = policy.decide({
      files: [...built, ...judgedFiles(parts)],
      findings: [...built.flatMap((file) => file.findings), ...findings],
      gaps: [],
      now: request.now,
    });
    return {
      findings: verdict.findings.filter(
        ({ disposition }) => disposition === 'over' || disposition === 'under',
      ),
      facts: parts.fits.filter(({ recipe }) => recipe).map(({ facts }) => facts),
      runs: runsOf(parts),
      questions: new Set(
        gaps.flatMap(({ kind, path, target, rule, wants }) =>
          kind === 'question'
            ? [`${wants} is not known (${[rule, path, target].filter(Boolean).join(', ')})`]
            : [],
        ),
      ),
      // What a rule cannot tell of the repaired files is no harm done to them.
      problems: [...parts.gaps, ...gaps].filter(({ kind }) => kind !== 'question').length,
      lossless: true,
    };
  }

  /** What charts and kustomizations are made into in that state. */
  #rendered(texts: Texts): Pick<Project, 'rendered'> {
    const { rendered } = this.#project;
    if (!rendered) return {};
    const known = rendered.sources.flatMap(({ path }) => {
      const source = texts.get(path);
      return source ? [[path, source] as const] : [];
    });
    return { rendered: rendered.again(new Map(known)) };
  }

  #dockerfile({ source }: OpenFile): JudgedFile {
    const { policy, rules, request } = this.#project;
    const known = this.#built.get(source);
    if (known) return known;
    const absolute = resolve(request.cwd, source.path);
    const { judged } = judgeBuild(source, { policy, rules, cwd: request.cwd, absolute });
    this.#built.set(source, judged);
    return judged;
  }
}
