import { resolve } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Source } from '../../core/source.ts';
import type { Judged } from '../../fix/prove.ts';
import { type JointRepair, type RepairOptions, repairTexts, type Texts } from '../../fix/repair.ts';
import { deliveryRules } from '../../rules/delivery.ts';
import { type JudgedFile, judgeBuild } from '../file.ts';
import type { OpenFile, Project } from '../project.ts';
import { whyBeyond } from './included.ts';
import { judgedFiles, judgedParts } from './index.ts';
import { Memory } from './memory.ts';
import { runsOf } from './runs.ts';

/**
 * Repairs what rules on a delivery report, in manifests and Dockerfiles at once: every repair is proved on all of them
 * together.
 */
export async function repairDelivery(project: Project, options: RepairOptions): Promise<JointRepair> {
  const { files } = project;
  const texts = new Map([
    ...(project.rendered?.sources ?? []).map((source) => [source.path, source] as const),
    ...project.manifests.map(({ source }) => [source.path, source] as const),
    ...files.filter(({ stdin }) => !stdin).map(({ source }) => [source.path, source] as const),
  ]);
  const own = new Set<string>(Object.values(deliveryRules).flatMap((rules) => rules.map(({ name }) => name)));
  const judge = new Judge(project);
  return repairTexts(texts, (state) => judge.judge(state), {
    ...options,
    why: (path) => whyBeyond(project, path),
    wanted: (finding) => own.has(finding.rule) && (options.wanted?.(finding) ?? true),
  });
}

/** A project in the state of a repair. */
export function withTexts(project: Project, texts: Texts): Project {
  const now = <T extends { source: Source }>(one: T): T => ({
    ...one,
    source: texts.get(one.source.path) ?? one.source,
  });
  const { files, manifests, rendered } = project;
  return {
    ...project,
    files: files.map((file) => (file.stdin ? file : now(file))),
    manifests: manifests.map(now),
    ...(rendered ? { rendered: rendered.again(texts) } : {}),
  };
}

const questionOf = ({ kind, path, target, rule, wants }: Gap): [string, string][] =>
  kind === 'question' ? [[`${rule}\0${path}\0${target}\0${wants}`, `${wants} is not known (${rule})`]] : [];

/** Judges a delivery in the state of a repair. What has not changed is not judged again. */
class Judge {
  readonly #project: Project;
  readonly #memory = new Memory();

  constructor(project: Project) {
    this.#project = project;
  }

  judge(texts: Texts): Judged {
    const { policy, request } = this.#project;
    const project = withTexts(this.#project, texts);
    const { parts, findings, gaps } = judgedParts(project, this.#memory);
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
      questions: new Map(gaps.flatMap(questionOf)),
      // What a rule cannot tell of the repaired files is no harm done to them.
      problems: [...parts.gaps, ...gaps].filter(({ kind }) => kind !== 'question').length,
      lossless: true,
    };
  }

  #dockerfile({ source }: OpenFile): JudgedFile {
    const { policy, rules, request } = this.#project;
    return this.#memory.of(source, 'judged', () => {
      const absolute = resolve(request.cwd, source.path);
      return judgeBuild(source, { policy, rules, cwd: request.cwd, absolute }).judged;
    });
  }
}
