import type { Field, Site } from '../core/site.ts';
import { evaluate, type Lookup, resolveText } from './evaluate.ts';
import { parseExpression, partsOf } from './expression.ts';
import { metadataTags } from './metadata.ts';
import { runsIn } from './scenario.ts';
import { type ScopeOptions, scopeOf } from './scope.ts';
import type { ImageBuild, Job, MatrixLeg, Step, Workflow } from './types.ts';

/** The names that a build gives its image in a scenario and a leg of its matrix; what is not known stays as written. */
export function tagsOf(build: ImageBuild, options: ScopeOptions = {}): readonly Field<string>[] {
  const { step } = build;
  if (!step) return build.tags;
  const lookup = lookupOf(step, options);
  return build.tags.flatMap(({ value, at }) =>
    listIn(resolveText(value, lookup)).map((tag) => ({ value: tag, at })),
  );
}

/** Whether a build's result goes to a registry in a scenario: by itself, or by a push of its name behind it. */
export function isPushed(build: ImageBuild, options: ScopeOptions = {}): boolean | undefined {
  const own = flagOf(build.push, build, options);
  if (own !== false) return own;
  const job = build.step?.job;
  if (!job) return false;
  // What one job builds another may push: on GitLab they often share an engine.
  const { tags, pushed } = handling(job.workflow.format === 'gitlab' ? job.workflow : job);
  const names = new Set(build.tags.map(({ value }) => value));
  for (const name of names) for (const other of tags.get(name) ?? []) names.add(other);
  // A name without a tag stands for `latest`, and with `--all-tags` for every one.
  const pushing = [...names].flatMap((name) => [
    ...(pushed.get(name) ?? []),
    ...(pushed.get(name.replace(/:[^/:]*$/, '')) ?? []),
  ]);
  const { scenario } = options;
  const runs = pushing.map((each) => each === job || !scenario || runsIn(each, scenario));
  return runs.includes(true) ? true : runs.includes(undefined) ? undefined : false;
}

/** What happens to images by their names: new names, and the jobs that push them. */
interface Handling {
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly pushed: ReadonlyMap<string, ReadonlySet<Job>>;
  /** Names among those of `tags` that an expression makes. */
  readonly resolving: readonly string[];
}

const handled = new WeakMap<Job | Workflow, Handling>();

function handling(place: Job | Workflow): Handling {
  const known = handled.get(place);
  if (known) return known;
  const tags = new Map<string, string[]>();
  const pushed = new Map<string, Set<Job>>();
  for (const job of 'jobs' in place ? place.jobs : [place]) {
    for (const act of job.acts) {
      if (act.does === 'tag') {
        const known = tags.get(act.from.value);
        if (known) known.push(act.to.value);
        else tags.set(act.from.value, [act.to.value]);
      }
      if (act.does !== 'push' || act.how !== 'push') continue;
      for (const { value } of act.images) pushed.set(value, (pushed.get(value) ?? new Set()).add(job));
    }
  }
  const made = { tags, pushed, resolving: [...tags.keys()].filter((from) => from.includes('${{')) };
  handled.set(place, made);
  return made;
}

/** `true`, `false`, or an expression, as a boolean; absent: false. */
export function flagOf(
  field: Field<string> | undefined,
  { step }: { readonly step?: Step },
  options: ScopeOptions = {},
): boolean | undefined {
  if (!field || field.value === '') return false;
  const text = step ? resolveText(field.value, lookupOf(step, options)) : field.value;
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text) || text === '') return false;
  return undefined;
}

/** The scope of a step in which docker/metadata-action's outputs are known. */
export function lookupOf(step: Step, options: ScopeOptions): Lookup {
  const outputs = (id: string, output: string): string | undefined => {
    const meta = step.job.steps.find(
      (each) => each.id === id && each.uses?.name === 'docker/metadata-action',
    );
    return meta ? metadataTags(meta, output, scopeOf(meta, options), options.scenario) : undefined;
  };
  return scopeOf(step, { ...options, outputs });
}

/** Every image that something builds, for the links between names and Dockerfiles: one for every leg of a matrix. */
export interface BuiltImage {
  readonly names: readonly string[];
  readonly build: ImageBuild;
  readonly context?: string;
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args: ReadonlyMap<string, string>;
  readonly platforms: readonly string[];
  readonly at: Site;
}

/** The images that a workflow builds, with everything filled in that can be told without running it. */
export function builtImages(workflow: Workflow): readonly BuiltImage[] {
  const inJobs = workflow.jobs.flatMap((job) =>
    job.acts.flatMap((act) => (act.does === 'build' ? legsOf(job).map((leg) => builtImage(act, leg)) : [])),
  );
  const alone = workflow.builds.filter(({ step }) => !step).map((build) => builtImage(build, undefined));
  return [...inJobs, ...alone];
}

/** The legs of a job's matrix; one that says nothing when there is none, or nobody can tell them. */
export const legsOf = (job: Job): readonly (MatrixLeg | undefined)[] => job.matrix?.legs ?? [undefined];

function builtImage(build: ImageBuild, leg: MatrixLeg | undefined): BuiltImage {
  const options: ScopeOptions = leg ? { leg } : {};
  const lookup = build.step ? lookupOf(build.step, options) : undefined;
  const text = (value: string) => (lookup ? resolveText(value, lookup) : value);
  const names = new Set<string>();
  for (const { value } of tagsOf(build, options)) names.add(value);
  if (build.step) addTags(names, handling(build.step.job), text);
  return {
    names: [...names],
    build,
    ...(build.context ? { context: text(build.context.value) } : {}),
    ...(build.dockerfile ? { dockerfile: text(build.dockerfile.value) } : {}),
    ...(build.target ? { target: text(build.target.value) } : {}),
    args: new Map(
      build.args.flatMap(({ name, value }) => (value === undefined ? [] : [[name, text(value)]])),
    ),
    platforms: build.platforms.flatMap(({ value }) => listIn(text(value))),
    at: build.at,
  };
}

/** The names that the job gives to an image that has one of these; a set that grows is gone through to its end. */
function addTags(names: Set<string>, { tags, resolving }: Handling, text: (value: string) => string): void {
  for (const from of resolving)
    if (names.has(text(from))) for (const to of tags.get(from) ?? []) names.add(text(to));
  for (const name of names) for (const to of tags.get(name) ?? []) names.add(text(to));
}

/** Several names that one expression stood for; what stands within one that is left is no border. */
function listIn(text: string): string[] {
  const found: string[] = [];
  let current = '';
  for (const { start, end, expression } of partsOf(text)) {
    const [first = '', ...rest] =
      expression === undefined ? text.slice(start, end).split(/[\n,]/) : [text.slice(start, end)];
    current += first;
    for (const next of rest) {
      found.push(current);
      current = next;
    }
  }
  return [...found, current].map((part) => part.trim()).filter((part) => part !== '');
}

/** The contexts that a text reads, in lower case and dotted. */
export const contextsOf = (text: string): string[] =>
  partsOf(text).flatMap(({ expression }) => {
    const parsed = expression === undefined ? undefined : parseExpression(expression);
    const found: string[] = [];
    if (parsed)
      evaluate(parsed, (path) => {
        found.push(path.join('.'));
        return undefined;
      });
    return found;
  });
