import { lastName } from '../../core/paths.ts';
import type { Field } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { at } from '../../yaml/look.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { ComposeProject, Workload } from '../types.ts';
import { checkConflicts } from './conflicts.ts';
import { Environment } from './environment.ts';
import { readEnvironment } from './files.ts';
import { checkForms, lateForms } from './forms.ts';
import { loadFiles } from './load.ts';
import { mapLike } from './nodes.ts';
import { checkReferences } from './references.ts';
import { printed } from './scalars.ts';
import { workloadsOf } from './service/workload.ts';
import { Session } from './session.ts';
import { rootShape } from './shape.ts';
import type { ProjectInput, ProjectRead } from './types.ts';
import { substitute } from './variables.ts';

/**
 * Reads the files of a Compose project as one, as Compose does (the Compose Specification, as the Compose that is made
 * with compose-go 2.16 has it), every value with its place. Never throws: what Compose refuses is a problem, what could
 * not be seen a gap, and the rest is read on.
 */
export function readProject(input: ProjectInput): ProjectRead {
  const session = new Session(input.files[0]?.path ?? input.folder, input);
  const caller = Environment.of(input.env);
  const dotenv = isSet(input.env.COMPOSE_DISABLE_ENV_FILE) ? undefined : session.readIfThere('.env');
  const variables = dotenv ? caller.over(readEnvironment([dotenv], caller, session)) : caller;
  const name = projectName(input, variables, session);
  const env = name ? variables.over(new Map([['COMPOSE_PROJECT_NAME', { value: name }]])) : variables;
  const loaded = loadFiles(input.files, { session, folder: '.', env, including: [] });
  if (!loaded) tellEmpty(input.files, session);
  const root = loaded ?? emptyRoot(input.files[0]);
  const services: Workload[] = [];
  const sources: Source[] = [];
  const project: ComposeProject = {
    files: input.files,
    folder: input.folder,
    ...(name ? { name } : {}),
    root,
    services,
    unset: session.unset,
    sources,
  };
  const asked = input.profiles ?? profilesOf(env);
  const isActive = (profiles: readonly Field<string>[]): boolean =>
    profiles.length === 0 || asked.includes('*') || profiles.some(({ value }) => asked.includes(value));
  services.push(...workloadsOf(root, project, { session, env, isActive }));
  checkForms(root, rootShape, lateForms, session);
  checkReferences(root, services, session);
  checkConflicts(root, services, session);
  sources.push(...session.sources);
  return { project, problems: inOrder(session), gaps: session.gaps };
}

const isSet = (value: string | undefined): boolean => value === 'true' || value === '1';

const profilesOf = (env: Environment): string[] =>
  (env.get('COMPOSE_PROFILES')?.value ?? '').split(',').map((profile) => profile.trim());

/** By the caller's variables, else as the last file that has a name says, else as the folder is called. */
function projectName(
  { files, folder }: ProjectInput,
  env: Environment,
  session: Session,
): string | undefined {
  const given = env.get('COMPOSE_PROJECT_NAME')?.value;
  if (given) return given;
  const named = files.flatMap((source) => nameIn(source, session) ?? []).at(-1);
  const written = named && substitute(named, (name) => env.get(name)?.value).value;
  return normalized(written ?? lastName(folder)) || undefined;
}

/** A look at the heads of lines spares nearly all files the search. */
function nameIn(source: Source, session: Session): string | undefined {
  if (!/^(?:\uFEFF)?["']?name["']?[ \t]*:/m.test(source.text) && !source.text.startsWith('{'))
    return undefined;
  const names = session.yaml(source).documents.flatMap(({ root }) => printed(at(root, 'name')) ?? []);
  return names.at(-1);
}

const normalized = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');

function tellEmpty(files: readonly Source[], session: Session): void {
  const source = files[0];
  if (!source || session.problems.length > 0) return;
  session.problem(
    'missing-key',
    { source, span: { start: 0, end: 0 } },
    'there is nothing in this Compose file',
  );
}

function emptyRoot(source: Source | undefined): YamlMap {
  const span = { start: 0, end: 0 };
  const like = { kind: 'map', entries: [], flow: false, source: source!, span, size: 1 } as const;
  return mapLike(like, []);
}

/** By file, in the order in which they were read, and place. */
function inOrder(session: Session): ProjectRead['problems'] {
  const order = new Map([...session.sources].map((source, index) => [source, index]));
  return session.problems.toSorted(
    (a, b) =>
      (order.get(a.at.source) ?? 0) - (order.get(b.at.source) ?? 0) || a.at.span.start - b.at.span.start,
  );
}
