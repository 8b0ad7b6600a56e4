import { evaluate, type Lookup, resolveText } from './evaluate.ts';
import type { Literal } from './expression.ts';
import { parseExpression, partsOf } from './expression.ts';
import type { Job, MatrixLeg, Step, Variables, Workflow } from './types.ts';

/** Under what a workflow is imagined to run: enough to tell what it would do then. */
export interface Scenario {
  readonly event: string;
  /** `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/1/merge`. */
  readonly ref: string;
  readonly action?: string;
  /** Which pull request it is. */
  readonly number?: number;
}

export interface ScopeOptions {
  readonly scenario?: Scenario;
  readonly leg?: MatrixLeg;
  /** `inputs` as the caller gives them. */
  readonly inputs?: ReadonlyMap<string, string | undefined>;
  /** Outputs of steps that can be told: `meta.tags`. */
  readonly outputs?: (step: string, output: string) => string | undefined;
}

/** What the contexts of a step, or of a job, are worth as far as the files say. */
export function scopeOf(place: Step | Job | Workflow, options: ScopeOptions = {}): Lookup {
  const environments = environmentsOf(place);
  const resolving = new Set<string>();
  const lookup: Lookup = (path) => {
    const [context, name = '', third, fourth] = path;
    switch (context) {
      case 'env':
        return environment(name);
      case 'matrix':
        return options.leg?.get(path.slice(1).join('.'));
      case 'inputs':
        return inputOf(place, name, options);
      case 'steps':
        return third === 'outputs' && fourth !== undefined ? options.outputs?.(name, fourth) : undefined;
      case 'github':
        return options.scenario && github(path, options.scenario);
      default:
        return undefined;
    }
  };
  const environment = (name: string): Literal | undefined => {
    for (const [index, variables] of environments.entries()) {
      const found = [...variables].find(([key]) => key.toLowerCase() === name);
      if (!found) continue;
      const key = `${index}.${name}`;
      if (resolving.has(key)) return undefined;
      resolving.add(key);
      const text = resolveText(found[1].value, lookup);
      resolving.delete(key);
      return text.includes('${{') ? undefined : text;
    }
    return undefined;
  };
  return lookup;
}

/** The value of an environment variable in a step's script, with what is known filled in. */
export function variableOf(place: Step | Job | Workflow, name: string, lookup: Lookup): string | undefined {
  for (const variables of environmentsOf(place)) {
    const found = variables.get(name);
    if (found) return resolveText(found.value, lookup);
  }
  return undefined;
}

/** Whether a text is the same in every leg of a matrix: nothing in it hangs on what differs between legs. */
export function sameInEveryLeg(text: string, place: Step | Job, depth = 0): boolean {
  if (depth > 10) return false;
  return partsOf(text).every(({ expression }) => {
    if (expression === undefined) return true;
    const parsed = parseExpression(expression);
    if (!parsed) return false;
    let same = true;
    evaluate(parsed, (path) => {
      const [context, name = ''] = path;
      if (context === 'env') {
        const value = environmentsOf(place)
          .flatMap((variables) => [...variables])
          .find(([key]) => key.toLowerCase() === name)?.[1].value;
        same &&= value !== undefined && sameInEveryLeg(value, place, depth + 1);
      } else same &&= constant.has(context!);
      return undefined;
    });
    return same;
  });
}

/** Contexts that all jobs of one run share. */
const constant: ReadonlySet<string> = new Set(['github', 'needs', 'secrets', 'vars', 'inputs']);

/** Nearest first. */
function environmentsOf(place: Step | Job | Workflow): Variables[] {
  if ('format' in place) return [place.env];
  if ('workflow' in place) return [place.env, place.workflow.env];
  return [place.env, ...(place.within ? environmentsOf(place.within) : environmentsOf(place.job))];
}

function inputOf(
  place: Step | Job | Workflow,
  name: string,
  { inputs, leg, scenario }: ScopeOptions,
): Literal | undefined {
  if (inputs?.has(name)) return inputs.get(name);
  if ('job' in place && place.within) {
    const given = [...place.within.with].find(([key]) => key.toLowerCase() === name)?.[1].value;
    if (given === undefined) return undefined;
    const text = resolveText(
      given,
      scopeOf(place.within, { ...(leg ? { leg } : {}), ...(scenario ? { scenario } : {}) }),
    );
    return text.includes('${{') ? undefined : text;
  }
  return undefined;
}

function github(path: readonly string[], { event, ref, action, number = 1 }: Scenario): Literal | undefined {
  const isTag = ref.startsWith('refs/tags/');
  switch (path.slice(1).join('.')) {
    case 'event_name':
      return event;
    case 'ref':
      return ref;
    case 'ref_name':
      return ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
    case 'ref_type':
      return isTag ? 'tag' : 'branch';
    case 'event.action':
      return action;
    case 'head_ref':
    case 'base_ref':
      return event.startsWith('pull_request') ? undefined : '';
    case 'event.pull_request':
    case 'event.pull_request.number':
    case 'event.number':
      return event.startsWith('pull_request') ? number : null;
    default:
      // What the event of another kind would bring is not there.
      return path[1] === 'event' && path[2] === 'pull_request' && !event.startsWith('pull_request')
        ? null
        : undefined;
  }
}
