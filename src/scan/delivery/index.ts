import { lstatSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { Comment } from '../../core/comment.ts';
import type { Finding } from '../../core/finding.ts';
import type { Gap } from '../../core/gap.ts';
import { Source } from '../../core/source.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { deliveryRules } from '../../rules/delivery.ts';
import { Disk } from '../disk.ts';
import { openBuild } from '../file.ts';
import type { Project } from '../project.ts';
import { readSource } from '../read.ts';
import { yamlComments } from './comments.ts';
import { evidenceFrom } from './evidence.ts';
import { toldOnce } from './gaps.ts';
import { judgeParts } from './judge.ts';
import type { BuildHow, BuiltImage, Recipes } from './link.ts';
import type { Memory } from './memory.ts';
import { openParts, type Parts } from './open.ts';

/** Everything beside Dockerfiles, judged. */
export interface JudgedDelivery {
  /** Each file with its comments, for pragmas. */
  readonly files: readonly ManifestFile[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** What discharges a finding on a Dockerfile; undefined: nothing. */
  evidence(finding: Finding): string | undefined;
}

/** A manifest as the policy reads its pragmas. */
export interface ManifestFile {
  readonly source: Source;
  readonly comments: readonly Comment[];
  readonly directives: readonly [];
}

/** Reads, links and judges everything of a project beside its Dockerfiles. */
export function judgeDelivery(project: Project): JudgedDelivery {
  const { parts, findings, gaps } = judgedParts(project);
  return {
    files: judgedFiles(parts),
    findings,
    gaps: toldOnce([...parts.gaps, ...gaps], findings),
    evidence: evidenceFrom(parts),
  };
}

/**
 * Reads and links a delivery, and runs its rules. Of a build whose ignore file takes too long, nothing is known of its
 * context, which is told.
 * @param memory as for `openDelivery`
 */
export function judgedParts(
  project: Project,
  memory?: Memory,
): { readonly parts: Parts } & ReturnType<typeof judgeParts> {
  const judge = (parts: Parts) =>
    judgeParts(parts, deliveryRules, project.policy.settingsFor, identityIn(project));
  const parts = openDelivery(project, memory);
  const judged = judge(parts);
  const blind = new Map(
    parts.fits.flatMap(({ recipe }) => {
      const why = recipe?.build.context?.blind;
      return recipe && why !== undefined ? [[recipe.source.path, why] as const] : [];
    }),
  );
  if (blind.size === 0) return { parts, ...judged };
  const again = openDelivery(project, memory, new Set(blind.keys()));
  const { findings, gaps } = judge(again);
  const told = [...blind].map(([path, reason]): Gap => ({ path, reason }));
  return { parts: again, findings, gaps: [...gaps, ...told] };
}

/** Each manifest with its comments. */
export const judgedFiles = ({ sources }: Parts): ManifestFile[] =>
  sources.map((source) => ({ source, comments: yamlComments(source), directives: [] }));

/** The path of a source below the folder of the configuration: the same wherever the run is started. */
export const identityIn =
  ({ policy, request }: Project) =>
  ({ path }: Source): string =>
    relative(policy.root, resolve(request.cwd, path)).replaceAll('\\', '/');

/**
 * Reads and links everything of a project beside its Dockerfiles.
 * @param memory what was read of the states before, where this is one of many
 * @param blind Dockerfiles whose build contexts are not to be looked into
 */
export function openDelivery(
  project: Project,
  memory?: Memory,
  blind: ReadonlySet<string> = new Set(),
): Parts {
  const { request, manifests, policy, rendered, projects = [] } = project;
  const known = new Map(manifests.map(({ source }) => [source.path, source]));
  const read = (path: string): Source | undefined => {
    const found = known.get(path);
    if (found) return found;
    const source = readSource(resolve(request.cwd, path), path, 'manifest');
    return source instanceof Source ? source : undefined;
  };
  const whyUnread = (path: string): string | undefined => {
    const absolute = resolve(request.cwd, path);
    const source = readSource(absolute, path, 'manifest');
    return source instanceof Source || isMissing(absolute) ? undefined : source.reason.replace(ADVICE, '');
  };
  const shown = (path: string): string =>
    relative(request.cwd, resolve(policy.root, path)).replaceAll('\\', '/');
  const linked = policy.links.map(
    ({ image, dockerfile, target, context, buildArgs }): BuiltImage => ({
      names: [image],
      dockerfile: shown(dockerfile),
      ...(target === undefined ? {} : { target }),
      ...(context === undefined ? {} : { context: shown(context) }),
      ...(buildArgs === undefined ? {} : { args: buildArgs }),
      configured: true,
      local: true,
      why: `link: in ${policy.config?.path ?? 'the configuration'}`,
    }),
  );
  return openParts({
    manifests,
    projects,
    linked,
    podTemplates: policy.podTemplates,
    recipes: recipesOf(project, memory, blind),
    read,
    whyUnread,
    env: request.env,
    ...(rendered ? { rendered } : {}),
    ...(memory ? { memory } : {}),
  });
}

/** What is to be done with a file that was to be judged. */
const ADVICE = /: (?:pass it on|save it as) .*|, so nothing in it .*/;

function isMissing(absolute: string): boolean {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** The Dockerfiles of a project, built when a container is found to run what they make. */
function recipesOf(project: Project, memory: Memory | undefined, blind: ReadonlySet<string>): Recipes {
  const { request, policy, files } = project;
  const known = new Map(files.map(({ source, absolute }) => [absolute, source]));
  const built = new Map<string, Build | undefined>();
  const disk = new Disk();
  const build = (source: Source, absolute: string, how: BuildHow): Build => {
    const isBlind = blind.has(source.path);
    const make = () => openBuild(source, { policy, cwd: request.cwd, absolute, disk, isBlind, ...how });
    return memory ? memory.of(source, `build\0${isBlind}\0${JSON.stringify(how)}`, make) : make();
  };
  return {
    paths: files.filter(({ stdin }) => !stdin).map(({ source }) => source.path),
    open(path, how) {
      const key = JSON.stringify([path, how]);
      if (!built.has(key)) {
        const absolute = resolve(request.cwd, path);
        const source = known.get(absolute) ?? readSource(absolute, isAbsolute(path) ? absolute : path);
        built.set(key, source instanceof Source ? build(source, absolute, how) : undefined);
      }
      return built.get(key);
    },
    inline: (text, name, how) =>
      build(
        new Source(`${name} (dockerfile_inline)`, text),
        resolve(request.cwd, how.context ?? '.', 'Dockerfile'),
        how,
      ),
  };
}
