import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { readShell } from '../shell/read.ts';
import type { Script } from '../shell/state.ts';
import { at, entriesOf, entryOf, itemsOf, keySite, siteOf, textField, textOf } from '../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../yaml/types.ts';
import { readCommands } from './commands/index.ts';
import { expander } from './commands/place.ts';
import { imageOf, oneOrMany, variablesOf } from './fields.ts';
import { Follower, type RepositoryFiles } from './follow.ts';
import { flattened, mergeMaps, Templates } from './gitlab-merge.ts';
import { gitlabMatrix } from './matrix.ts';
import { rootOf } from './root.ts';
import { joinScripts, placedText } from './text.ts';
import type {
  Act,
  GitlabRules,
  ImageUse,
  Job,
  RunScript,
  Step,
  Unseen,
  Variables,
  Workflow,
  WorkflowProblem,
} from './types.ts';

/**
 * Reads a GitLab pipeline (`.gitlab-ci.yml`). `extends`, `!reference`, anchors and `include: local` are followed as far
 * as `files` has them; what else is included is a gap. Never throws.
 * Source: GitLab documentation, “CI/CD YAML syntax reference”.
 */
export function readGitlab(source: Source, files?: RepositoryFiles): Workflow {
  const problems: WorkflowProblem[] = [];
  const gaps: Gap[] = [];
  const root = readRoot(source, problems);
  const all = root && included(root, files, problems, gaps, new Set());
  const jobs: Job[] = [];
  const workflow: Workflow = {
    format: 'gitlab',
    source,
    ...(root ? { root } : {}),
    triggers: [],
    env: variableMap(at(all, 'variables')),
    jobs,
    builds: [],
    problems,
    gaps,
  };
  if (all) {
    const templates = new Templates(all, problems);
    const follower = new Follower(files, () => workflow);
    for (const entry of entriesOf(all)) {
      if (!isJob(entry) || entry.source !== source) continue;
      const node = templates.job(entry.key);
      if (node) jobs.push(readJob(entry, node, all, workflow, follower));
    }
  }
  (workflow as { builds: Workflow['builds'] }).builds = jobs
    .flatMap(({ acts }) => acts)
    .flatMap((act) => (act.does === 'build' ? [act] : []));
  return workflow;
}

/** A header of `spec:` may stand before the pipeline. */
const readRoot = (source: Source, problems: WorkflowProblem[]): YamlMap | undefined =>
  rootOf(source, problems, { what: 'pipeline', which: 1 });

/** The pipeline with the local files that it includes under it. */
function included(
  root: YamlMap,
  files: RepositoryFiles | undefined,
  problems: WorkflowProblem[],
  gaps: Gap[],
  open: ReadonlySet<string>,
): YamlMap {
  const entry = entryOf(root, 'include');
  const nodes = entry ? (entry.value.kind === 'list' ? itemsOf(entry.value) : [entry.value]) : [];
  let all: YamlMap | undefined;
  for (const node of nodes) {
    const local = textOf(at(node, 'local')) ?? localName(textOf(node));
    const path = local?.replace(/^\/+/, '');
    const named = path === undefined || open.size > deepest ? undefined : files?.(path);
    const isCircle = named !== undefined && (named.path === root.source.path || open.has(named.path));
    if (isCircle) {
      problems.push({ at: siteOf(node), message: 'these files include each other in a circle' });
      continue;
    }
    const source = named;
    const read = source && path !== undefined && readRoot(source, problems);
    if (read) {
      const below = included(read, files, problems, gaps, new Set([...open, root.source.path]));
      all = all ? mergeMaps(all, below) : below;
    } else if (local === undefined || files)
      gaps.push({ path: root.source.path, reason: unseenInclude(node), kind: 'info' });
  }
  return all ? mergeMaps(all, root) : root;
}

const localName = (text: string | undefined): string | undefined =>
  text !== undefined && !/^https?:/.test(text) ? text : undefined;

function unseenInclude(node: YamlNode): string {
  const what = ['local', 'project', 'remote', 'template', 'component'].flatMap(
    (key) => textOf(at(node, key)) ?? [],
  )[0];
  return `it includes ${what ?? textOf(node) ?? 'another file'}, which is not at hand`;
}

const deepest = 20;

/** Keys of the pipeline itself. */
const globals: ReadonlySet<string> = new Set(
  'default include stages types variables workflow image services cache before_script after_script spec pages_path'.split(
    ' ',
  ),
);

const isJob = ({ key, value }: YamlEntry): boolean =>
  !key.startsWith('.') && !globals.has(key) && value.kind === 'map';

function readJob(
  entry: YamlEntry,
  node: YamlMap,
  root: YamlMap,
  workflow: Workflow,
  follower: Follower,
): Job {
  const given = (key: string): YamlNode | undefined =>
    at(node, key) ?? at(root, 'default', key) ?? at(root, key);
  const container = imageOf(given('image') && nameOf(given('image')!), 'container');
  const stage = textField(at(node, 'stage'));
  const matrix = gitlabMatrix(node);
  const environment = textField(at(node, 'environment')) ?? textField(at(node, 'environment', 'name'));
  const identity = entryOf(node, 'id_tokens') ?? entryOf(at(root, 'default'), 'id_tokens');
  const rules = rulesOf(node);
  const acts: Act[] = [];
  const unseen: Unseen[] = [];
  const steps: Step[] = [];
  const job: Job = {
    workflow,
    id: entry.key,
    at: keySite(entry),
    node,
    needs: itemsOf(at(node, 'needs')).flatMap((need) => textField(need) ?? textField(at(need, 'job')) ?? []),
    ...(stage ? { stage } : {}),
    ...(rules ? { rules } : {}),
    runsOn: oneOrMany(given('tags')),
    env: variableMap(at(node, 'variables')),
    ...(matrix ? { matrix } : {}),
    ...(container ? { container } : {}),
    services: servicesOf(given('services')),
    ...(environment ? { environment } : {}),
    ...(identity ? { identity: keySite(identity) } : {}),
    outputs: new Map(),
    steps,
    acts,
    unseen,
  };
  const lines = (key: string) => scalarsOf(flattened(given(key), root));
  for (const scalars of [[...lines('before_script'), ...lines('script')], lines('after_script')]) {
    if (scalars.length > 0) addStep(scalars, job, steps, acts, unseen, follower);
  }
  if (at(node, 'trigger')) unseen.push({ what: 'another pipeline', at: siteOf(at(node, 'trigger')!) });
  return job;
}

/** All lines of a job are read by one shell. */
function addStep(
  scalars: readonly YamlScalar[],
  job: Job,
  steps: Step[],
  acts: Act[],
  unseen: Unseen[],
  follower: Follower,
): void {
  const own: Act[] = [];
  const first = scalars[0]!;
  // Lines may come of another file by `extends`: a shell script has one source.
  for (const group of bySource(scalars)) {
    const { source } = group[0]!;
    const joined: Script = joinScripts(group.map(placedText));
    const script = readShell(joined);
    const run: RunScript = {
      at: siteOf(group[0]!),
      node: group[0]!,
      text: joined.text,
      shell: 'posix',
      script,
      expressions: [],
    };
    const step: Step = {
      job,
      at: siteOf(group[0]!),
      node: group[0]!,
      with: new Map(),
      run,
      env: new Map(),
      continueOnError: textOf(at(job.node, 'allow_failure')) === 'true',
      acts: own,
      inner: [],
    };
    steps.push(step);
    const place = {
      source,
      step,
      commands: script.commands,
      expand: expander(script, (name) => (job.env.get(name) ?? job.workflow.env.get(name))?.value),
      bake: (files: readonly string[], targets: readonly string[]) =>
        follower
          .bake(files, new Map([...job.workflow.env, ...job.env].map(([name, { value }]) => [name, value])))
          ?.resolve(targets),
    };
    const read = readCommands(script, place);
    own.push(...read.acts);
    unseen.push(...read.unseen);
  }
  if (first) acts.push(...own);
}

function bySource(scalars: readonly YamlScalar[]): YamlScalar[][] {
  const groups: YamlScalar[][] = [];
  for (const scalar of scalars) {
    const last = groups.at(-1);
    if (last?.[0]?.source === scalar.source) last.push(scalar);
    else groups.push([scalar]);
  }
  return groups;
}

const scalarsOf = (nodes: readonly YamlNode[]): YamlScalar[] =>
  nodes.flatMap((node) => (node.kind === 'scalar' && node.value !== null ? [node] : []));

const nameOf = (node: YamlNode): YamlNode | undefined => (node.kind === 'map' ? at(node, 'name') : node);

function servicesOf(node: YamlNode | undefined): ImageUse[] {
  const nodes = node?.kind === 'list' ? itemsOf(node) : node ? [node] : [];
  return nodes.flatMap((item) => imageOf(nameOf(item), 'service', textOf(at(item, 'alias'))) ?? []);
}

/** `variables:`, whose values may be maps with a `value`. */
const variableMap = (node: YamlNode | undefined): Variables =>
  new Map([
    ...variablesOf(node),
    ...entriesOf(node).flatMap(({ key, value }) => {
      const field = textField(at(value, 'value'));
      return field ? [[key, field] as const] : [];
    }),
  ]);

function rulesOf(node: YamlMap): GitlabRules | undefined {
  const entry = entryOf(node, 'rules') ?? entryOf(node, 'only') ?? entryOf(node, 'except');
  if (!entry) return undefined;
  const refs = (key: string) => {
    const value = at(node, key);
    return oneOrMany(value?.kind === 'map' ? at(value, 'refs') : value);
  };
  return {
    at: keySite(entry),
    rules: itemsOf(at(node, 'rules')).map((rule) => {
      const condition = textField(at(rule, 'if'));
      const when = textField(at(rule, 'when'));
      return {
        at: siteOf(rule),
        onFiles: entryOf(rule, 'changes') !== undefined || entryOf(rule, 'exists') !== undefined,
        ...(condition ? { condition } : {}),
        ...(when ? { when } : {}),
      };
    }),
    only: refs('only'),
    except: refs('except'),
  };
}
