import type { Edit } from '../../core/edit.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { lastName } from '../../core/paths.ts';
import type { Site } from '../../core/site.ts';
import { setAt } from '../../yaml/edit.ts';
import { type Fit, fitRule } from '../rule.ts';
import { knownBase } from '../support/fit/base.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import {
  inlineScript,
  knownStart,
  launched,
  readScript,
  type StartWord,
  wordsOf,
} from '../support/fit/start.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { isMeantToEnd } from '../support/workload/lifetime.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Who is killed before it has finished loses what it was at; of a data store that is more than a request. */
export const gracePeriodShort = fitRule({
  name: 'grace-period-short',
  title: 'Give a program the time that it takes to stop',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'make terminationGracePeriodSeconds (Compose: stop_grace_period) longer than the program takes',
  fixable: true,

  *check(fit) {
    const { container } = fit;
    const { workload, role } = container;
    if ((role !== 'main' && role !== 'sidecar') || isMeantToEnd(workload)) return;
    const own = ownWait(fit);
    const problem = own ? waitsLonger(fit, own) : keepsData(fit);
    if (problem) yield problem;
    else if (!own && workload.kind === 'StatefulSet' && container === workload.containers[0])
      yield* ofZero(fit);
  },
});

interface Wait {
  /** `--graceful-timeout 60`. */
  readonly text: string;
  readonly seconds: number;
  readonly at?: Site;
}

/** The options by which servers are told how long they may finish what they are at, in seconds. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  gunicorn: ['--graceful-timeout'],
  hypercorn: ['--graceful-timeout'],
  uvicorn: ['--timeout-graceful-shutdown'],
  sidekiq: ['-t', '--timeout'],
};

function ownWait(fit: Fit): Wait | undefined {
  const words = commandWords(fit);
  const program = words.find(({ value }) => Object.hasOwn(OPTIONS, lastName(value)));
  const options = program && OPTIONS[lastName(program.value)]!;
  for (const [i, { value, at }] of words.entries()) {
    const [option = '', joined] = value.split('=', 2);
    const number = joined ?? words[i + 1]?.value ?? '';
    if (options?.includes(option) && /^\d{1,6}$/.test(number))
      return { text: `${option} ${number}`, seconds: Number(number), ...(at ? { at } : {}) };
  }
  return undefined;
}

/** The words of what is started; of a shell's script those of its last command, which stand where the script does. */
function commandWords(fit: Fit): Pick<StartWord, 'value' | 'at'>[] {
  const words = wordsOf(knownStart(fit));
  const inline = inlineScript(words);
  if (!inline) return [...launched(words)];
  const { at } = inline.script;
  const last = readScript(inline.script.value).commands.findLast((each) => each.words.length > 0);
  return (last?.words ?? []).map(({ value }) => ({ value, ...(at ? { at } : {}) }));
}

function waitsLonger(fit: Fit, { text, seconds, at }: Wait): SitedProblem | undefined {
  const { container, facts } = fit;
  const { gracePeriod } = container.workload.pod;
  if (seconds <= gracePeriod.value) return undefined;
  const isDefault = gracePeriod.from === 'default';
  const wanted = seconds + 5;
  const isByImage = at !== undefined && at.source === fit.recipe?.source;
  return {
    at: isDefault ? (at && !isByImage ? at : container.at) : gracePeriod.at,
    also: isByImage || !at ? besides(fit, container.command ? facts.entrypoint : facts.command) : [at],
    message: `the program of ${nameOf(container)} takes up to ${seconds} s to finish (${text}), and is killed after ${gracePeriod.value} s${isDefault ? ', as nothing says otherwise' : ''}`,
    help: `give it ${wanted} s, or less to finish`,
    ...fixWith(`give it ${wanted} s`, graceEdit(fit, wanted), ['run.stop']),
  };
}

/**
 * Data stores that write at their end, by family, with what their makers leave them for it: Debian's units of PostgreSQL (an
 * hour), MariaDB (15 minutes) and Redis (no limit), MySQL's and Elasticsearch's own units (no limit), MongoDB’s quiesce period
 * (15 s), the RabbitMQ operator (a week). The Dockerfile of PostgreSQL’s image says that Docker's 10 s may be too few.
 */
const DATA_STORES: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mongo: 'MongoDB',
  redis: 'Redis',
  valkey: 'Valkey',
  rabbitmq: 'RabbitMQ',
  elasticsearch: 'Elasticsearch',
  opensearch: 'OpenSearch',
};

/** Docker's own, and less than what any of their makers leave them. */
const LEAST = 10;

function keepsData(fit: Fit): SitedProblem | undefined {
  const { container, facts } = fit;
  const { gracePeriod } = container.workload.pod;
  const family = knownBase(fit)?.family ?? '';
  if (gracePeriod.from === 'default' || gracePeriod.value >= LEAST || container.entrypoint) return undefined;
  if (!Object.hasOwn(DATA_STORES, family) || savesNothing(fit)) return undefined;
  return {
    at: gracePeriod.at,
    also: besides(fit, facts.base),
    message: `${nameOf(container)} has ${gracePeriod.value} s to stop, and ${imageName(fit)} is ${DATA_STORES[family]}, which writes what it has first: it is killed before that is done`,
    help: 'give it a minute or more',
    ...fixWith('give it 60 s', graceEdit(fit, 60), ['run.stop']),
  };
}

/** `--save ""`: it is a cache. */
const savesNothing = (fit: Fit): boolean =>
  wordsOf(knownStart(fit)).some(({ value }, i, all) => value === '--save' && all[i + 1]?.value.trim() === '');

/**
 * Without a grace period the pod is gone from the API before its containers are, and its successor, of the same name and
 * volume, is made while it still runs (Kubernetes, “Force Delete StatefulSet Pods”).
 */
function* ofZero({ container }: Fit): Generator<SitedProblem> {
  const { gracePeriod } = container.workload.pod;
  if (gracePeriod.value !== 0) return;
  yield {
    at: gracePeriod.at,
    severity: 'high',
    message: `${nameOf(container)} is of a StatefulSet, and terminationGracePeriodSeconds: 0 lets its successor begin while it still runs: two may write to one volume`,
    help: 'leave it out, or give it the time that the program takes',
  };
}

function graceEdit({ container }: Fit, seconds: number): Edit[] | undefined {
  const { pod, format } = container.workload;
  const edit =
    format === 'compose'
      ? setAt(container.node, ['stop_grace_period'], `${seconds}s`)
      : setAt(pod.spec, ['terminationGracePeriodSeconds'], seconds);
  return edit && [edit];
}
