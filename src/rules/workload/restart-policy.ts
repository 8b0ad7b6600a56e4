import type { SitedProblem } from '../../core/finding.ts';
import { isRestart } from '../../workload/compose/restart.ts';
import type { ComposeProject, Container, Workload } from '../../workload/types.ts';
import { removeEntry, setAt } from '../../yaml/edit.ts';
import { at, entryOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import { restartPolicyOptions } from '../options/restart-policy.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { isMeantToEnd } from '../support/workload/lifetime.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What ends without a restart policy stays ended, after a crash and after the host has been restarted. */
export const restartPolicy = workloadRule({
  name: 'restart-policy',
  title: 'Restart services that end',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'set restart: unless-stopped, or restart: "no" where it is meant to end',
  fixable: true,
  options: restartPolicyOptions,

  *check({ workload }, { everywhere }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      if (container.role !== 'main') continue;
      yield* saidTwice(container);
      yield* forgotten(container, everywhere);
    }
  },
});

/** `deploy.restart_policy` takes the place of `restart`. */
function* saidTwice({ node, workload }: Container): Generator<SitedProblem> {
  const [entry, policy] = [entryOf(node, 'restart'), at(node, 'deploy', 'restart_policy')];
  const word = textOf(entry?.value);
  const { value } = workload.pod.restartPolicy;
  if (!entry || policy?.kind !== 'map' || word === undefined || word === value) return;
  if (entry.value.kind === 'scalar' && entry.value.uncertain) return;
  const edit = removeEntry(node, entry);
  yield {
    at: siteOf(entry.value),
    also: [siteOf(policy)],
    message: `restart: ${word} is not looked at: deploy.restart_policy stands in its place, and comes to ${value}`,
    help: 'leave one of the two out',
    key: 'twice',
    ...fixWith('take restart out, which says nothing', edit && [edit], [], true),
  };
}

function* forgotten(container: Container, everywhere: boolean): Generator<SitedProblem> {
  const { workload } = container;
  if (workload.pod.restartPolicy.from !== 'default' || isMeantToEnd(workload)) return;
  const habit = habitOf(workload);
  if (!habit && !everywhere) return;
  const { first, word } = habit ?? { word: 'unless-stopped' };
  const edit = setAt(container.node, ['restart'], word);
  yield {
    at: container.at,
    also: first ? [keySite(entryOf(first.node, 'restart') ?? entryOf(first.node, 'deploy')!)] : [],
    message: `${nameOf(container)} stays ended when it has ended${first ? `: ${first.name} is restarted, and this is not` : ', also when the host is restarted'}`,
    ...fixWith(`set restart: ${word}${first ? ', as others here' : ''}`, edit && [edit], ['run.restart']),
  };
}

/** How a project has its services started again. */
interface Habit {
  readonly first: Workload;
  /** The policy that most of them have. */
  readonly word: string;
}

const known = new WeakMap<ComposeProject, Habit | 'none'>();

/** undefined: it has no service that is. */
function habitOf({ project }: Workload): Habit | undefined {
  if (!project) return undefined;
  const habit = known.get(project) ?? findHabit(project.services) ?? 'none';
  known.set(project, habit);
  return habit === 'none' ? undefined : habit;
}

function findHabit(services: readonly Workload[]): Habit | undefined {
  const restarted = services.filter(
    ({ pod: { restartPolicy } }) => restartPolicy.from === 'own' && isRestarted(restartPolicy.value),
  );
  const byWord = [...Map.groupBy(restarted, ({ pod }) => pod.restartPolicy.value)];
  // The first of those that stand most often.
  const [most] = byWord.sort((a, b) => b[1].length - a[1].length);
  return most && { word: most[0], first: restarted[0]! };
}

/** What the engine refuses, or what a variable without value leaves open, restarts nothing. */
const isRestarted = (word: string): boolean => isRestart(word) && !/^(?:no|none)?(?::|$)/.test(word);
