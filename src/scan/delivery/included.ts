import { resolve } from 'node:path';
import type { Source } from '../../core/source.ts';
import { Disk } from '../disk.ts';
import { isWithin } from '../find.ts';
import type { Project } from '../project.ts';
import { openDelivery } from './index.ts';
import type { OpenManifest } from './open.ts';

/**
 * A project with the files that its Compose files include or extend, and that the search did not take (of another style or
 * folder), so that they are repaired as well: those of the repository, or else below the working directory. Those beyond
 * are told, and left as they are.
 */
export function withIncludedFiles(project: Project): Project {
  const { manifests, request } = project;
  if (!manifests.some(({ kind, source }) => kind === 'compose' && NAMES_OTHERS.test(source.text)))
    return project;
  const root = new Disk().repository(request.cwd) ?? request.cwd;
  const known = new Set(manifests.map(({ source }) => source.path));
  const parts: OpenManifest[] = [];
  const beyond: Source[] = [];
  for (const source of openDelivery(project).delivery.projects.flatMap(({ sources = [] }) => sources)) {
    // A file of variables has nothing to repair.
    if (known.has(source.path) || !/\.(?:ya?ml|json)$/i.test(source.path)) continue;
    known.add(source.path);
    if (isWithin(resolve(request.cwd, source.path), root)) parts.push({ kind: 'compose-part', source });
    else beyond.push(source);
  }
  return { ...project, manifests: [...manifests, ...parts], beyond };
}

const NAMES_OTHERS = /\b(?:include|extends)\b/;

/** Why a file is not repaired, if it lies beyond the working tree. */
export const whyBeyond = ({ beyond = [] }: Project, path: string): string | undefined =>
  beyond.some((source) => source.path === path)
    ? `${path} lies outside of the working tree, so it is left as it is: run fix there`
    : undefined;
