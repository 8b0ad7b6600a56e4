import { maskExpressions } from '../../../workflow/expression.ts';
import { contextsOf, flagOf, tagsOf } from '../../../workflow/images.ts';
import type { ScopeOptions } from '../../../workflow/scope.ts';
import type { ImageBuild, Workflow } from '../../../workflow/types.ts';
import { mayHappenUnseen, publishingName } from './jobs.ts';
import { isForOthers, pushedBuilds } from './pushes.ts';

/** The builds whose images go where others pull them: not to a registry that the pipeline starts for itself. */
export const publishedBuilds = (workflow: Workflow): readonly ImageBuild[] =>
  pushedBuilds(workflow).filter(isForOthers);

/**
 * The published builds of a workflow with those of the workflows that it calls: what has to be signed, described and
 * tried somewhere among them. None for a workflow that is only called, as its caller may see to the rest.
 */
export function publishedAltogether(workflow: Workflow, depth = 0): readonly ImageBuild[] {
  const isCalled =
    workflow.triggers.some(({ event }) => event === 'workflow_call') || workflow.format === 'action';
  if ((isCalled && depth === 0) || depth > 10) return [];
  return [
    ...publishedBuilds(workflow),
    ...workflow.jobs.flatMap(({ call }) =>
      call?.workflow ? publishedAltogether(call.workflow, depth + 1) : [],
    ),
  ];
}

/** Whether images may be signed or described where it cannot be seen. */
export const mayPublishUnseen = (workflow: Workflow): boolean => mayHappenUnseen(workflow, publishingName);

/** The tags of a build that are the same whenever and from wherever it is run. */
export const fixedTags = (build: ImageBuild, options: ScopeOptions): readonly string[] =>
  tagsOf(build, options)
    .map(({ value }) => value)
    .filter((tag) => /[:/]/.test(tag) && isFixed(tag));

function isFixed(tag: string): boolean {
  if (!contextsOf(tag).every((context) => steady.test(context))) return false;
  const rest = maskExpressions(tag, '');
  return [...rest.matchAll(/\$\{?(\w*)/g)].every(([, name = '']) => steadyVariables.test(name));
}

/** What is the same in every run. */
const steady =
  /^(?:github\.(?:repository|repository_owner|event\.repository\.(?:name|full_name))|secrets\.[\w-]+|vars\.[\w-]+)$/;
const steadyVariables =
  /^(?:CI_REGISTRY|CI_REGISTRY_IMAGE|CI_PROJECT_(?:PATH|NAME|PATH_SLUG|NAMESPACE)|DOCKER(?:HUB)?_(?:USERNAME|USER|ORG|REGISTRY|IMAGE)|REGISTRY|IMAGE|IMAGE_NAME)$/;

/** A tag for people: secrets and repository names as they are written. */
export const shown = (tag: string): string => tag.replace(/\s+/g, ' ');

/** Whether BuildKit writes a bill of materials into the image’s index. */
export const hasOwnSbom = (build: ImageBuild): boolean =>
  (build.sbom !== undefined && build.sbom.value !== '' && flagOf(build.sbom, build) !== false) ||
  build.builder === 'buildpacks';

/**
 * Whether a build leaves provenance beside the image: BuildKit does when it pushes by itself, unless it is told not to.
 * The engine's own builder does not.
 */
export function hasOwnProvenance(build: ImageBuild): boolean {
  const { provenance, builder, step, command } = build;
  if (provenance) return provenance.value === '' || flagOf(provenance, build) !== false;
  if (builder !== 'buildkit') return false;
  const off = [step?.env, step?.job.env, step?.job.workflow.env].some(
    (env) => env?.get('BUILDX_NO_DEFAULT_ATTESTATIONS')?.value === '1',
  );
  // `docker buildx build --load` and a `docker push` behind it: the engine’s store drops it.
  const pushesItself = command === undefined || flagOf(build.push, build) !== false;
  return !off && pushesItself;
}
