import { tableDate } from '../bases/end-of-life-table.ts';
import type { ImageFacts } from '../core/facts.ts';
import type { Gap } from '../core/gap.ts';
import { judgeBuild } from './file.ts';
import type { ImageRequest } from './image/subjects.ts';
import { openProject, requireTargets } from './project.ts';
import type { CheckRequest } from './types.ts';

/** What one target of one file will be as an image. */
export interface TargetFacts {
  readonly path: string;
  readonly facts: ImageFacts;
  /** The file has this one stage, without a name. */
  readonly isOnly: boolean;
}

export interface PredictedFacts {
  readonly targets: readonly TargetFacts[];
  readonly gaps: readonly Gap[];
  /** The ISO date of the table that ends of support are from. */
  readonly endOfLifeTable: string;
}

/**
 * Predicts the facts of every target of the files that the request names; with targets named, of these alone. Those of
 * built images are observed.
 * @throws PlimsollError `usage` or `config`, as `checkProject` does
 */
export async function predictFacts(request: CheckRequest): Promise<PredictedFacts> {
  const { policy, files, images, gaps } = await openProject(request);
  const rules = { dockerfileRules: [], imageRules: [] };
  const wanted = new Set(request.flags.targets?.map((name) => name.toLowerCase()));
  const built = files.map(({ source, absolute }) =>
    judgeBuild(source, { policy, rules, cwd: request.cwd, absolute }),
  );
  requireTargets(
    request.flags.targets ?? [],
    built.map(({ judged }) => judged),
  );
  const targets = built.flatMap(({ build }) => {
    const stages = build.targets.filter(
      ({ label, index }) => wanted.size === 0 || wanted.has(label.toLowerCase()) || wanted.has(String(index)),
    );
    return stages.map((stage) => ({
      path: build.source.path,
      facts: build.facts(stage),
      isOnly: build.stages.length === 1 && stage.name === undefined,
    }));
  });
  const observed = await observeImages(images, request);
  return {
    targets: [...targets, ...observed.targets],
    gaps: [...gaps, ...observed.gaps],
    endOfLifeTable: tableDate,
  };
}

/** The facts of built images that were named; nothing is loaded for it where none was. */
async function observeImages(
  images: readonly ImageRequest[],
  { cwd, env, images: access = {} }: CheckRequest,
): Promise<Pick<PredictedFacts, 'targets' | 'gaps'>> {
  const targets: TargetFacts[] = [];
  const gaps: Gap[] = [];
  for (const asked of images) {
    const { inspectAsked } = await import('./image/named.ts');
    for (const { image, facts, gaps: unseen } of await inspectAsked(asked, { cwd, env, ...access })) {
      targets.push({ path: image.name, facts, isOnly: true });
      gaps.push(...unseen);
    }
  }
  return { targets, gaps };
}
