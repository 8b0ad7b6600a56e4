import { posix } from 'node:path';
import type { Gap } from '../../core/gap.ts';
import type { Source } from '../../core/source.ts';
import { bakeWorkflow } from '../../workflow/bake.ts';
import type { RepositoryFiles } from '../../workflow/follow.ts';
import { readGithub } from '../../workflow/github.ts';
import { readGitlab } from '../../workflow/gitlab.ts';
import { builtImages, type BuiltImage as PublishedImage } from '../../workflow/images.ts';
import { readBuildScript, readMakefile } from '../../workflow/makefile.ts';
import type { Workflow } from '../../workflow/types.ts';
import { gapOf } from './gaps.ts';
import { type Given, givenNames } from './given.ts';
import type { BuiltImage } from './link.ts';
import type { OpenManifest } from './open.ts';

/** What publishes, what it builds, and what of it could not be followed. */
export interface ReadWorkflows {
  /** What rules judge: workflows, pipelines and bake files. */
  readonly workflows: readonly Workflow[];
  /** The images that they build, and those of Makefiles and scripts. */
  readonly built: readonly BuiltImage[];
  /** Every name that is given to an image. */
  readonly given: Given;
  readonly gaps: readonly Gap[];
}

/** Reads everything that publishes; other files of the repository that it names are read by `read`. */
export function readWorkflows(
  manifests: readonly OpenManifest[],
  read: (path: string) => Source | undefined,
): ReadWorkflows {
  const below =
    (root: string): RepositoryFiles =>
    (path) =>
      path.startsWith('../') ? undefined : read(posix.join(root, path));
  const workflows: Workflow[] = [];
  const scripts: Workflow[] = [];
  const bakes = new Map<string, Source[]>();
  for (const { kind, source } of manifests) {
    const folder = posix.dirname(source.path);
    if (kind === 'github') workflows.push(readGithub(source, below(posix.join(folder, '../..'))));
    else if (kind === 'gitlab') workflows.push(readGitlab(source, below(folder)));
    else if (kind === 'bake') bakes.set(folder, [...(bakes.get(folder) ?? []), source]);
    else if (kind === 'makefile')
      scripts.push(/\.(?:ba)?sh$/.test(source.path) ? readBuildScript(source) : readMakefile(source));
  }
  // Overriding files come after what they override: bake's own order.
  for (const sources of bakes.values())
    workflows.push(
      bakeWorkflow(
        sources.toSorted((a, b) => Number(/override/.test(a.path)) - Number(/override/.test(b.path))),
      ),
    );
  return {
    workflows,
    built: [...workflows, ...scripts].flatMap((workflow) =>
      builtImages(workflow).flatMap((image) => linkOf(image, rootOf(workflow))),
    ),
    given: givenNames(workflows, scripts),
    gaps: workflows.flatMap(({ gaps, problems }) => [...gaps, ...problems.map(gapOf)]),
  };
}

/** The folder that paths count from. */
const rootOf = ({ format, source }: Workflow): string =>
  posix.join(posix.dirname(source.path), format === 'github' ? '../..' : '.');

/** The image with its Dockerfile's path as shown; nothing when the file is elsewhere, or only known at run time. */
function linkOf(
  { names, build, context = '.', dockerfile, target, args, platforms, at }: PublishedImage,
  root: string,
): BuiltImage[] {
  const folder = contextFolder(context);
  if (
    names.length === 0 ||
    build.inline ||
    build.builder === 'ko' ||
    build.builder === 'jib' ||
    build.builder === 'buildpacks'
  )
    return [];
  if (
    folder === undefined ||
    isUnknown(build.workdir ?? '') ||
    isUnknown(dockerfile ?? '') ||
    isUnknown(target ?? '')
  )
    return [];
  const workdir = posix.join(root, build.workdir ?? '.');
  const shownContext = posix.join(workdir, folder);
  const base =
    build.dockerfileFrom === 'context' || context.startsWith('{{defaultContext}}') ? shownContext : workdir;
  const path =
    dockerfile === undefined ? posix.join(shownContext, 'Dockerfile') : posix.join(base, dockerfile);
  const line = at.source.lineOf(at.span.start);
  return [
    {
      names,
      dockerfile: path,
      context: shownContext,
      ...(target ? { target } : {}),
      args: Object.fromEntries([...args].filter(([, value]) => !isUnknown(value))),
      ...(platforms.length > 0 ? { platforms } : {}),
      why: `${build.tool} in ${at.source.path}:${line}`,
      at,
    },
  ];
}

/** The folder of a context; undefined for one that is not of this repository. */
function contextFolder(context: string): string | undefined {
  const own = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(context);
  if (own) return own[1] ?? '.';
  return isUnknown(context) || context === '-' || /^(?:[a-z]+:\/\/|git@|\/)/.test(context)
    ? undefined
    : context;
}

const isUnknown = (text: string): boolean => text.includes('$');
