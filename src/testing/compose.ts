import type { Site } from '../core/site.ts';
import { Source } from '../core/source.ts';
import { readProject } from '../workload/compose/index.ts';
import type { ProjectRead } from '../workload/compose/types.ts';
import type { Container, Workload } from '../workload/types.ts';

export interface ProjectOptions {
  /** Those that are merged; else `compose.yaml`. */
  readonly use?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
}

/** Reads a project from files in memory; a text alone is its `compose.yaml`. */
export function readFiles(
  files: string | Readonly<Record<string, string>>,
  { use = ['compose.yaml'], env = {}, profiles }: ProjectOptions = {},
): ProjectRead {
  const all = typeof files === 'string' ? { 'compose.yaml': files } : files;
  const sources = new Map(Object.entries(all).map(([path, text]) => [path, new Source(path, text)]));
  return readProject({
    files: use.map((path) => sources.get(path)!),
    folder: 'shop',
    read: (path) => sources.get(path),
    env,
    ...(profiles ? { profiles } : {}),
  });
}

/** `compose.yaml:3:5`. */
export function placeOf({ source, span }: Site): string {
  const { line, column } = source.position(span.start);
  return `${source.path}:${line}:${column}`;
}

/** The text that stands at a place. */
export const textAt = ({ source, span }: Site): string => source.slice(span);

/** Every problem as `place kind: message`. */
export const problemsOf = (read: ProjectRead): string[] =>
  read.problems.map(({ at, kind, message }) => `${placeOf(at)} ${kind}: ${message}`);

/** A service by its name. */
export const serviceOf = (read: ProjectRead, name: string): Workload =>
  read.project.services.find((service) => service.name === name)!;

/** The container of a service. */
export const containerOf = (read: ProjectRead, name: string): Container =>
  serviceOf(read, name).containers.find(({ role }) => role === 'main')!;
