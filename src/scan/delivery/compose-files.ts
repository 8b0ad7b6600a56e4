import { relative, resolve } from 'node:path';
import { PlimsollError } from '../../core/errors.ts';
import type { Gap } from '../../core/gap.ts';
import { Source } from '../../core/source.ts';
import type { Policy } from '../../policy/types.ts';
import { readSource } from '../read.ts';
import type { CheckRequest } from '../types.ts';
import type { OpenManifest } from './open.ts';

/** Compose files that somebody said to be one project each. */
export interface NamedCompose {
  /** All manifests, those files among them. */
  readonly manifests: readonly OpenManifest[];
  /** For each project its files as shown, in the order in which they are merged. */
  readonly projects: readonly (readonly string[])[];
}

/**
 * The Compose files that the command line names as one project, or else those of each project that the configuration
 * names. They are judged also where they are none of what was looked for.
 * @param gaps gets what the configuration names and cannot be read
 * @throws PlimsollError `usage` for what the command line names and cannot be read
 */
export function namedCompose(
  { cwd, flags }: Pick<CheckRequest, 'cwd' | 'flags'>,
  { compose, root }: Pick<Policy, 'compose' | 'root'>,
  manifests: readonly OpenManifest[],
  gaps: Gap[],
): NamedCompose {
  const known = new Map(manifests.map((manifest) => [manifest.source.path, manifest]));
  const open = (absolute: string): Source | Gap => {
    const path = relative(cwd, absolute).replaceAll('\\', '/');
    const source = known.get(path)?.source ?? readSource(absolute, path, 'manifest');
    if (source instanceof Source) known.set(path, { kind: 'compose', source });
    return source;
  };
  const { composeFiles } = flags;
  const named = composeFiles
    ? [composeFiles.map((path) => [path, open(resolve(cwd, path))] as const)]
    : compose.map((paths) => paths.map((path) => [path, open(resolve(root, path))] as const));
  const projects = named.map((files) =>
    files.flatMap(([path, file]) => {
      if (file instanceof Source) return file.path;
      if (composeFiles) throw new PlimsollError('usage', `--compose-file ${path}: ${file.reason}`);
      gaps.push({ ...file, reason: `the configuration names it under compose: ${file.reason}` });
      return [];
    }),
  );
  return { manifests: [...known.values()], projects: projects.filter((files) => files.length > 0) };
}
