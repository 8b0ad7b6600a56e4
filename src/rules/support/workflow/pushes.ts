import { isPushed } from '../../../workflow/images.ts';
import { isStarted, runsIn, scenarios } from '../../../workflow/scenario.ts';
import { type Scenario, scopeOf, variableOf } from '../../../workflow/scope.ts';
import type { ImageBuild, PushAct, Workflow } from '../../../workflow/types.ts';

/** The ways in which a workflow may be started. */
export const scenariosOf = (workflow: Workflow): readonly Scenario[] =>
  Object.values(scenarios).filter((scenario) => isStarted(workflow, scenario) !== false);

/** Whether a build goes to a registry in some way in which its workflow may be started. */
export function mayPush(build: ImageBuild): boolean {
  const { step } = build;
  if (!step) return build.push?.value === 'true';
  return scenariosOf(step.job.workflow).some(
    (scenario) => runsIn(step, scenario) !== false && isPushed(build, { scenario }) !== false,
  );
}

/** The builds of a workflow's own jobs that go to a registry. */
export const pushedBuilds = ({ jobs }: Workflow): readonly ImageBuild[] =>
  jobs.flatMap(({ acts }) => acts.flatMap((act) => (act.does === 'build' && mayPush(act) ? [act] : [])));

/** What else puts images into a registry. */
export const pushActs = ({ jobs }: Workflow): readonly PushAct[] =>
  jobs.flatMap(({ acts }) => acts.flatMap((act) => (act.does === 'push' ? [act] : [])));

/** A build whose images have digests only, until something gives them tags. */
export const pushesByDigest = ({ outputs }: ImageBuild): boolean =>
  outputs.some(({ value }) => /push-by-digest=(?:true|\$)/.test(value));

/** Whether a pushed image goes where others pull it, as far as its names say. */
export function isForOthers({ tags, builder, step }: ImageBuild): boolean {
  // ko takes the registry from its environment; where that is not at hand, nobody can say.
  const repository = builder === 'ko' && step ? variableOf(step, 'KO_DOCKER_REPO', scopeOf(step)) : undefined;
  if (builder === 'ko') return repository !== undefined && !isPassing(repository);
  return tags.length === 0 || !tags.every(({ value }) => isPassing(value));
}

/** Registries that last as long as a run, or an hour. */
export const isPassing = (name: string): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\]|host\.docker\.internal|registry\.local|registry:\d+|kind-registry|k3d-|ttl\.sh|(?:ko|kind)\.local)/.test(
    name,
  );

/** Each of several things at the first place where it stands, with the others beside it. */
export function grouped<T>(items: Iterable<T>, key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}
