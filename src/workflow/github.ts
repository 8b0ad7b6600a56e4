import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { asMap, at, entriesOf, entryOf, itemsOf, keySite, siteOf, textField, textOf } from '../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/types.ts';
import { imageOf, oneOrMany, variablesOf } from './fields.ts';
import { type Followed, Follower, type RepositoryFiles } from './follow.ts';
import { githubMatrix } from './matrix.ts';
import { rootOf } from './root.ts';
import { readSteps } from './steps.ts';
import type {
  Act,
  Job,
  Permissions,
  Trigger,
  Unseen,
  Workflow,
  WorkflowCall,
  WorkflowProblem,
} from './types.ts';
import { usesOf } from './uses.ts';

/**
 * Reads a workflow of GitHub Actions (`.github/workflows/*.yml`), or a composite action (`action.yml`). Never throws:
 * what cannot be read is a problem with its place. Reusable workflows, composite actions, bake files of the same
 * repository are followed where `files` has them.
 * Source: GitHub documentation, “Workflow syntax”, “Metadata syntax”.
 */
export function readGithub(source: Source, files?: RepositoryFiles): Workflow {
  return new GithubReader(source, new Follower(files, readFollowed)).read();
}

const readFollowed = (source: Source, follower: Follower): Followed =>
  new GithubReader(source, follower).read();

class GithubReader {
  readonly #source: Source;
  readonly #follower: Follower;
  readonly #problems: WorkflowProblem[] = [];

  constructor(source: Source, follower: Follower) {
    this.#source = source;
    this.#follower = follower;
  }

  read(): Workflow {
    const root = rootOf(this.#source, this.#problems, { what: 'workflow' });
    const isAction = root !== undefined && !entryOf(root, 'jobs') && entryOf(root, 'runs') !== undefined;
    const jobs: Job[] = [];
    const gaps: Gap[] = this.#follower.gaps;
    const name = textField(at(root, 'name'));
    const permissions = permissionsOf(entryOf(root, 'permissions'));
    const workflow: Workflow = {
      format: isAction ? 'action' : 'github',
      source: this.#source,
      ...(name ? { name } : {}),
      ...(root ? { root } : {}),
      triggers: isAction ? [] : triggersOf(root),
      ...(permissions ? { permissions } : {}),
      env: variablesOf(at(root, 'env')),
      jobs,
      builds: [],
      problems: this.#problems,
      gaps,
    };
    if (isAction) this.#addAction(workflow, root, jobs);
    else
      for (const entry of entriesOf(at(root, 'jobs'))) {
        const job = this.#job(entry, workflow);
        if (job) jobs.push(job);
      }
    const own = ({ at }: Act) => at.source === this.#source;
    (workflow as { builds: Workflow['builds'] }).builds = jobs
      .flatMap(({ acts }) => acts)
      .flatMap((act) => (act.does === 'build' && own(act) ? [act] : []));
    return workflow;
  }

  #job(entry: YamlEntry, workflow: Workflow): Job | undefined {
    const node = asMap(entry.value);
    if (!node) {
      this.#problems.push({ at: keySite(entry), message: `the job ${entry.key} has to be a map` });
      return undefined;
    }
    const acts: Act[] = [];
    const unseen: Unseen[] = [];
    const condition = textField(at(node, 'if'));
    const permissions = permissionsOf(entryOf(node, 'permissions'));
    const matrix = githubMatrix(node);
    const container = imageOf(at(node, 'container'), 'container');
    const environment = textField(at(node, 'environment')) ?? textField(at(node, 'environment', 'name'));
    const call = this.#call(node);
    const steps: Job['steps'] = [];
    const job: Job = {
      workflow,
      id: entry.key,
      at: keySite(entry),
      node,
      needs: oneOrMany(at(node, 'needs')),
      ...(condition ? { condition } : {}),
      runsOn: oneOrMany(at(node, 'runs-on')),
      ...(permissions ? { permissions } : {}),
      env: variablesOf(at(node, 'env')),
      ...(matrix ? { matrix } : {}),
      ...(container ? { container } : {}),
      services: entriesOf(at(node, 'services')).flatMap(
        ({ key, value }) => imageOf(value, 'service', key) ?? [],
      ),
      ...(environment ? { environment } : {}),
      outputs: variablesOf(at(node, 'outputs')),
      ...(call ? { call } : {}),
      steps,
      acts,
      unseen,
    };
    if (call) {
      if (call.workflow) for (const { unseen: below } of call.workflow.jobs) unseen.push(...below);
      else unseen.push({ what: call.uses.text, at: call.uses.at });
      return job;
    }
    const list = at(node, 'steps');
    if (list && list.kind !== 'list')
      this.#problems.push({ at: siteOf(list), message: 'steps have to be a list' });
    const shell =
      textOf(at(node, 'defaults', 'run', 'shell')) ?? textOf(at(workflow.root, 'defaults', 'run', 'shell'));
    const read = readSteps(itemsOf(list), job, this.#follower, shell, this.#problems);
    (steps as unknown as Job['steps'][number][]).push(...read.steps);
    acts.push(...read.acts);
    unseen.push(...read.unseen);
    return job;
  }

  /** A composite action is told as a workflow of one job. */
  #addAction(workflow: Workflow, root: YamlMap, jobs: Job[]): void {
    const runs = entryOf(root, 'runs')!;
    const node = asMap(runs.value);
    if (!node || textOf(at(node, 'using')) !== 'composite') return;
    const steps: Job['steps'][number][] = [];
    const acts: Act[] = [];
    const unseen: Unseen[] = [];
    const job: Job = {
      workflow,
      id: 'runs',
      at: keySite(runs),
      node,
      needs: [],
      runsOn: [],
      env: new Map(),
      services: [],
      outputs: new Map(),
      steps,
      acts,
      unseen,
    };
    const read = readSteps(itemsOf(at(node, 'steps')), job, this.#follower, undefined, this.#problems);
    steps.push(...read.steps);
    acts.push(...read.acts);
    unseen.push(...read.unseen);
    jobs.push(job);
  }

  #call(node: YamlMap): WorkflowCall | undefined {
    const uses = usesOf(at(node, 'uses'));
    if (!uses) return undefined;
    const secrets = at(node, 'secrets');
    const followed = uses.kind === 'local' ? this.#follower.workflow(uses) : undefined;
    return {
      uses,
      with: variablesOf(at(node, 'with')),
      ...(secrets && textOf(secrets) === 'inherit' ? { inheritsSecrets: siteOf(secrets) } : {}),
      ...(followed ? { workflow: followed } : {}),
    };
  }
}

/** `on:` in its three forms. */
function triggersOf(root: YamlMap | undefined): Trigger[] {
  // YAML 1.1 readers make `true` of the key; here it is what is written.
  const entry = entryOf(root, 'on') ?? entryOf(root, 'true');
  if (!entry) return [];
  const { value } = entry;
  if (value.kind === 'map') {
    return value.entries.map((event) => ({
      ...filtersOf(event.value),
      event: event.key,
      at: keySite(event),
      node: event.value,
    }));
  }
  return oneOrMany(value).map((field) => ({ event: field.value, at: field.at }));
}

function filtersOf(node: YamlNode): Partial<Trigger> {
  const list = (key: string) => (entryOf(node, key) ? oneOrMany(at(node, key)) : undefined);
  const [branches, branchesIgnore, tags, tagsIgnore, types] = [
    'branches',
    'branches-ignore',
    'tags',
    'tags-ignore',
    'types',
  ].map(list);
  const inputs = entryOf(node, 'inputs');
  return {
    ...(branches ? { branches } : {}),
    ...(branchesIgnore ? { branchesIgnore } : {}),
    ...(tags ? { tags } : {}),
    ...(tagsIgnore ? { tagsIgnore } : {}),
    ...(types ? { types } : {}),
    ...(inputs
      ? {
          inputs: new Map(
            entriesOf(inputs.value).map(({ key, value }) => [key, textField(at(value, 'default'))]),
          ),
        }
      : {}),
  };
}

/** `permissions:` of a workflow or job. */
function permissionsOf(entry: YamlEntry | undefined): Permissions | undefined {
  if (!entry) return undefined;
  const { value } = entry;
  const text = textOf(value);
  const all =
    text === 'write-all'
      ? 'write'
      : text === 'read-all'
        ? 'read'
        : value.kind === 'map' && value.entries.length === 0
          ? 'none'
          : undefined;
  return { at: keySite(entry), node: value, ...(all ? { all } : {}), scopes: variablesOf(value) };
}
