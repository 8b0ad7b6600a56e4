import { resolve } from 'node:path';
import { isUnseen } from '../core/gap.ts';
import type { Project } from './project.ts';
import type { CheckResult } from './types.ts';

/**
 * What a run has looked at: of an absolute path and a rule, whether the run would have found again what was there. A file
 * that is gone was looked at when a folder above it was; one that could not be read was not. What a
 * rule finds between two files (an image and its manifest) is found for certain only where everything is looked at.
 */
export async function coverageOf(
  { request, files, manifests, policy }: Pick<Project, 'request' | 'files' | 'manifests' | 'policy'>,
  { verdict, notRun }: Pick<CheckResult, 'verdict' | 'notRun'>,
): Promise<(absolute: string, rule: string) => boolean> {
  const { cwd, paths, flags } = request;
  const judged = new Set([
    ...files.map(({ absolute }) => absolute),
    ...manifests.map(({ source }) => resolve(cwd, source.path)),
  ]);
  const named = new Set(paths.filter((path) => path !== '-').map((path) => resolve(cwd, path)));
  const unseen = new Set(
    verdict.gaps.flatMap((gap) => (gap.path && isUnseen(gap) ? [resolve(cwd, gap.path)] : [])),
  );
  const idle = new Set(notRun);
  if (!named.has(policy.root)) {
    const { deliveryRules } = await import('../rules/delivery.ts');
    for (const { name } of deliveryRules.fit) idle.add(name);
  }
  const isNarrowed = [flags.only, flags.skip, flags.set].some((flag) => flag !== undefined);
  // What other targets have cannot be told from what is gone.
  if ((flags.targets ?? []).length > 0) return () => false;
  return (absolute, rule) => {
    if (idle.has(rule) || isWithin(absolute, unseen)) return false;
    if (!judged.has(absolute) && !isWithin(absolute, named)) return false;
    return !isNarrowed || policy.settingsFor(absolute).rule(rule).enabled;
  };
}

/** Whether a path, or a folder above it, is among some. */
function isWithin(absolute: string, some: ReadonlySet<string>): boolean {
  if (some.size === 0) return false;
  for (let path = absolute; ; path = resolve(path, '..')) {
    if (some.has(path)) return true;
    if (path === resolve(path, '..')) return false;
  }
}
