import type { Field } from '../core/site.ts';
import { readShell } from '../shell/read.ts';
import { asMap, asScalar, at, booleanField, entryOf, siteOf, textField, textOf } from '../yaml/look.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/types.ts';
import { actsOfAction, type Inputs } from './actions.ts';
import { bakeActs } from './bake-acts.ts';
import { readCommands } from './commands/index.ts';
import { expander } from './commands/place.ts';
import { variablesOf } from './fields.ts';
import type { Follower } from './follow.ts';
import { placedText, withExpressions } from './text.ts';
import type { Act, Job, RunScript, Step, Unseen, WorkflowProblem } from './types.ts';
import { usesOf } from './uses.ts';

export interface StepsRead {
  readonly steps: readonly Step[];
  readonly acts: readonly Act[];
  readonly unseen: readonly Unseen[];
}

/** Reads the steps of a job, and those of composite actions that they use. */
export function readSteps(
  nodes: readonly YamlNode[],
  job: Job,
  follower: Follower,
  shell: string | undefined,
  problems: WorkflowProblem[],
): StepsRead {
  const steps: Step[] = [];
  const acts: Act[] = [];
  const unseen: Unseen[] = [];
  for (const node of nodes) {
    const map = asMap(node);
    if (!map) {
      problems.push({ at: siteOf(node), message: 'a step has to be a map' });
      continue;
    }
    const own: Act[] = [];
    const step = stepOf(map, job, own, shell);
    own.push(...(step.run ? scriptActs(step, follower, unseen) : actionActs(step, map, follower, unseen)));
    steps.push(step);
    acts.push(...own);
  }
  return { steps, acts, unseen };
}

function stepOf(node: YamlMap, job: Job, acts: Act[], shell: string | undefined): Step {
  const id = textOf(at(node, 'id'));
  const name = textField(at(node, 'name'));
  const condition = textField(at(node, 'if'));
  const uses = usesOf(at(node, 'uses'));
  const run = asScalar(at(node, 'run'));
  const workdir = textOf(at(node, 'working-directory')) ?? defaultWorkdir(job);
  return {
    job,
    at: siteOf(node),
    node,
    ...(id ? { id: id.toLowerCase() } : {}),
    ...(name ? { name } : {}),
    ...(condition ? { condition } : {}),
    ...(uses ? { uses } : {}),
    with: variablesOf(at(node, 'with')),
    ...(run ? { run: runOf(run, textOf(at(node, 'shell')) ?? shell ?? defaultShell(job)) } : {}),
    env: variablesOf(at(node, 'env')),
    continueOnError: booleanField(at(node, 'continue-on-error'))?.value === true,
    acts,
    inner: [],
    ...(workdir && run ? { workdir } : {}),
  };
}

const defaultWorkdir = ({ node, workflow }: Job): string | undefined =>
  textOf(at(node, 'defaults', 'run', 'working-directory')) ??
  textOf(at(workflow.root, 'defaults', 'run', 'working-directory'));

const defaultShell = ({ runsOn }: Job): string =>
  runsOn.some(({ value }) => /^windows/i.test(value)) ? 'pwsh' : 'bash';

function runOf(node: YamlScalar, shell: string): RunScript {
  const { script, expressions } = withExpressions(placedText(node), node.source);
  const dialect = dialectOf(shell);
  return {
    at: siteOf(node),
    node,
    text: script.written ?? script.text,
    shell: dialect,
    expressions,
    ...(dialect === 'other' ? {} : { script: readShell(script, { dialect }) }),
  };
}

function dialectOf(shell: string): RunScript['shell'] {
  const program = shell
    .trim()
    .split(/\s/)[0]!
    .replace(/^.*[\\/]/, '')
    .toLowerCase();
  if (/^(?:ba|da|z|k)?sh$/.test(program)) return 'posix';
  if (/^(?:pwsh|powershell)$/.test(program)) return 'powershell';
  return program === 'cmd' ? 'cmd' : 'other';
}

function scriptActs(step: Step, follower: Follower, unseen: Unseen[]): readonly Act[] {
  const { script } = step.run!;
  const { source } = step.at;
  if (!script) {
    unseen.push({ what: 'a script in another language', at: step.run!.at, step });
    return [];
  }
  const place = {
    source,
    step,
    commands: script.commands,
    expand: expander(script, (name) => environmentOf(step, name)),
    bake: (files: readonly string[], targets: readonly string[]) =>
      follower.bake(files, bakeVariables(step))?.resolve(targets),
  };
  const read = readCommands(script, place);
  unseen.push(...read.unseen);
  return read.acts;
}

/** What a script finds in its environment, as it is written; the runner's own variables as the contexts they stand for. */
function environmentOf(step: Step, name: string): string | undefined {
  for (const variables of [step.env, step.job.env, step.job.workflow.env]) {
    const found = variables.get(name);
    if (found) return found.value;
  }
  return Object.hasOwn(runnerVariables, name) ? `\${{ ${runnerVariables[name]} }}` : undefined;
}

const runnerVariables: Readonly<Record<string, string>> = {
  GITHUB_REF: 'github.ref',
  GITHUB_REF_NAME: 'github.ref_name',
  GITHUB_REF_TYPE: 'github.ref_type',
  GITHUB_SHA: 'github.sha',
  GITHUB_REPOSITORY: 'github.repository',
  GITHUB_REPOSITORY_OWNER: 'github.repository_owner',
  GITHUB_ACTOR: 'github.actor',
  GITHUB_RUN_ID: 'github.run_id',
  GITHUB_RUN_NUMBER: 'github.run_number',
  GITHUB_EVENT_NAME: 'github.event_name',
  GITHUB_HEAD_REF: 'github.head_ref',
};

const bakeVariables = (step: Step): ReadonlyMap<string, string> =>
  new Map([...step.job.workflow.env, ...step.job.env, ...step.env].map(([name, { value }]) => [name, value]));

function actionActs(step: Step, node: YamlMap, follower: Follower, unseen: Unseen[]): readonly Act[] {
  const { uses } = step;
  if (!uses) return [];
  const inputs = inputsOf(node);
  if (uses.kind === 'local') return localActs(step, follower, unseen);
  const baked = bakeActs(step, inputs, (files) => follower.bake(files, bakeVariables(step)));
  const acts = baked ?? actsOfAction(step, inputs);
  if (!acts) unseen.push({ what: uses.text, at: uses.at, step });
  return acts ?? [];
}

/** Inputs by their name, whatever its case. */
function inputsOf(node: YamlMap): Inputs {
  const given = asMap(at(node, 'with'));
  const entry = (name: string) =>
    entryOf(given, name) ?? given?.entries.find(({ key }) => key.toLowerCase() === name.toLowerCase());
  return {
    node: (name) => entry(name)?.value,
    value: (name): Field<string> | undefined => textField(entry(name)?.value),
  };
}

/** The steps of a composite action, as if they stood here; what they do is pointed at where it is written. */
function localActs(step: Step, follower: Follower, unseen: Unseen[]): readonly Act[] {
  const uses = step.uses!;
  const action = follower.action(uses);
  const [inner] = action?.jobs ?? [];
  if (!inner) {
    unseen.push({ what: uses.text, at: uses.at, step });
    return [];
  }
  unseen.push(...inner.unseen.map((each) => ({ ...each, step })));
  // A step is known by the acts that it does: the same acts, with the step that stands for them here.
  const moved = new Map<Step, Step>();
  const move = (each: Step): Step => {
    const made: Step = { ...each, job: step.job, within: step, inner: each.inner.map(move) };
    moved.set(each, made);
    return made;
  };
  (step as { inner: Step['inner'] }).inner = inner.steps.map(move);
  return inner.acts.map((act) => ({
    ...act,
    ...(act.step ? { step: moved.get(act.step) ?? act.step } : {}),
  }));
}
