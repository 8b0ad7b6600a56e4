import type { Scenario } from './scope.ts';
import type { GitlabRules } from './types.ts';

/** Whether a GitLab job runs in a scenario; undefined when its rules hang on what cannot be known here. */
export function gitlabRuns(rules: GitlabRules | undefined, scenario: Scenario): boolean | undefined {
  if (!rules) return scenario.event !== 'pull_request';
  if (rules.rules.length === 0) return byRefs(rules, scenario);
  for (const { condition, when, onFiles } of rules.rules) {
    const holds = condition ? evaluateCondition(condition.value, scenario) : true;
    if (holds === false) continue;
    if (holds === undefined || onFiles) return undefined;
    return when?.value !== 'never';
  }
  return false;
}

/** `only:` and `except:`. */
function byRefs({ only, except }: GitlabRules, scenario: Scenario): boolean | undefined {
  const allowed =
    only.length === 0
      ? scenario.event !== 'pull_request'
      : any(only.map(({ value }) => refMatches(value, scenario)));
  const barred = any(except.map(({ value }) => refMatches(value, scenario)));
  if (allowed === false || barred === true) return false;
  return allowed === undefined || barred === undefined ? undefined : true;
}

function any(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(true)) return true;
  return results.includes(undefined) ? undefined : false;
}

function refMatches(ref: string, { event, ref: full }: Scenario): boolean | undefined {
  const isTag = full.startsWith('refs/tags/');
  const name = full.replace(/^refs\/(?:heads|tags|pull)\//, '');
  if (ref === 'tags') return isTag;
  if (ref === 'branches') return event === 'push' && !isTag;
  if (ref === 'merge_requests') return event === 'pull_request';
  if (ref === 'schedules') return event === 'schedule';
  if (/^(?:api|chat|external|pipelines|pushes|triggers|web|external_pull_requests)$/.test(ref))
    return ref === 'pushes' && event === 'push';
  if (event === 'pull_request') return false;
  return ref.startsWith('/') ? matchesPattern(name, ref) : ref === name;
}

/**
 * `$CI_COMMIT_TAG`, `$A == "b" && $C =~ /^v/ || …`. Undefined where a variable is not known.
 * Source: GitLab documentation, “Specify when jobs run with rules”, CI/CD variable expressions.
 */
export function evaluateCondition(text: string, scenario: Scenario): boolean | undefined {
  const tokens = text.length > 2000 ? null : text.match(token);
  if (!tokens) return undefined;
  let at = 0;
  let broken = false;
  const or = (depth: number): boolean | undefined => {
    let left = and(depth);
    while (tokens[at] === '||') {
      at++;
      const right = and(depth);
      left =
        left === true || right === true
          ? true
          : left === undefined || right === undefined
            ? undefined
            : false;
    }
    return left;
  };
  const and = (depth: number): boolean | undefined => {
    let left = comparison(depth);
    while (tokens[at] === '&&') {
      at++;
      const right = comparison(depth);
      left =
        left === false || right === false
          ? false
          : left === undefined || right === undefined
            ? undefined
            : true;
    }
    return left;
  };
  const comparison = (depth: number): boolean | undefined => {
    if (depth > 30) broken = true;
    if (broken) return undefined;
    if (tokens[at] === '(') {
      at++;
      const inner = or(depth + 1);
      if (tokens[at++] !== ')') broken = true;
      return inner;
    }
    const left = tokens[at++];
    if (left === undefined) broken = true;
    const operator = tokens[at];
    if (operator === undefined || !/^(?:==|!=|=~|!~)$/.test(operator))
      return isTruthy(valueOf(left, scenario));
    at++;
    return compare(valueOf(left, scenario), operator, tokens[at++], scenario);
  };
  const result = or(0);
  return broken || at < tokens.length ? undefined : result;
}

const token = /"[^"]*"|'[^']*'|\/(?:[^/\\\n]|\\.)*\/i?|\$\{?\w+\}?|==|!=|=~|!~|&&|\|\||[()]|\w+/g;

/** null: it is not set; undefined: nobody can say. */
type Known = string | null | undefined;

function valueOf(word: string | undefined, scenario: Scenario): Known {
  if (word === undefined) return undefined;
  if (word === 'null') return null;
  if (/^["']/.test(word)) return word.slice(1, -1);
  if (word.startsWith('$')) return variable(word.replace(/[${}]/g, ''), scenario);
  return undefined;
}

function variable(name: string, { event, ref }: Scenario): Known {
  const isTag = ref.startsWith('refs/tags/');
  const short = ref.replace(/^refs\/(?:heads|tags|pull)\//, '');
  const isRequest = event === 'pull_request';
  switch (name) {
    case 'CI_COMMIT_TAG':
      return isTag ? short : null;
    case 'CI_COMMIT_BRANCH':
      return isTag || isRequest ? null : short;
    case 'CI_COMMIT_REF_NAME':
    case 'CI_COMMIT_REF_SLUG':
      return isRequest ? 'feature' : short;
    case 'CI_DEFAULT_BRANCH':
      return 'main';
    case 'CI_PIPELINE_SOURCE':
      return isRequest ? 'merge_request_event' : event;
    case 'CI_MERGE_REQUEST_ID':
    case 'CI_MERGE_REQUEST_IID':
      return isRequest ? '1' : null;
    default:
      return undefined;
  }
}

const isTruthy = (value: Known): boolean | undefined =>
  value === undefined ? undefined : value !== null && value !== '';

function compare(
  left: Known,
  operator: string,
  right: string | undefined,
  scenario: Scenario,
): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === '=~' || operator === '!~') {
    if (!right.startsWith('/')) return undefined;
    const matched = left === null ? false : matchesPattern(left, right);
    return matched === undefined ? undefined : matched === (operator === '=~');
  }
  const value = valueOf(right, scenario);
  if (value === undefined) return undefined;
  return (left === value) === (operator === '==');
}

/** The texts that patterns meet here are a few characters long, whatever the pattern is. */
function matchesPattern(text: string, pattern: string): boolean | undefined {
  const end = pattern.lastIndexOf('/');
  if (end < 1 || end > 200) return undefined;
  try {
    return new RegExp(pattern.slice(1, end), pattern.endsWith('i') ? 'i' : '').test(text);
  } catch {
    return undefined;
  }
}
