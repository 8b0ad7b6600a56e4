import type { Fact, Origin, PortFact } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import { resolveDirectory } from '../states.ts';
import type { KeyValue } from '../tree.ts';
import { Chain, chainOf } from './chain.ts';
import {
  type Expanded,
  fromBase,
  inherited,
  inheritedOrigin,
  predicted,
  type Step,
  unknown,
  type View,
} from './view.ts';

/** WORKDIR of each stage, absolute; `/` where nobody sets one. */
export function workdirChain(view: View): Chain<Fact<string>> {
  return new Chain<Fact<string>>(
    (stage) => {
      const root = view.rootOf(stage);
      return fromBase(root, 'working directory', ({ workdir }) => (workdir === '' ? '/' : workdir), '/');
    },
    (stage, before) => {
      const steps = view.stepsOf(stage, 'WORKDIR');
      if (steps.length === 0) return stage.parent ? inherited(before, stage.parent.label) : before;
      return steps.reduce<Fact<string>>((fact, step) => moved(view, stage, fact, step), before);
    },
  );
}

/** Where one WORKDIR leads to. */
export function moved(view: View, stage: Stage, fact: Fact<string>, step: Step<'WORKDIR'>): Fact<string> {
  if (!step.value) return fact;
  const to = view.expand(step.value, step, stage);
  const from = [view.origin(step)];
  if ('why' in to) return unknown(to.why, from);
  const path = resolveDirectory(fact.known === 'unknown' ? undefined : fact.value, to.value);
  if (path !== undefined) return predicted(path, from);
  return unknown(fact.known === 'unknown' ? fact.why : 'it cannot be resolved', from);
}

/** STOPSIGNAL of each stage. */
export function stopSignalChain(view: View): Chain<Fact<string | null>> {
  return new Chain<Fact<string | null>>(
    (stage) => fromBase(view.rootOf(stage), 'stop signal', ({ stopSignal }) => stopSignal, null),
    (stage, before) => {
      const step = view.lastStep(stage, 'STOPSIGNAL');
      if (!step?.value) return stage.parent ? inherited(before, stage.parent.label) : before;
      const signal = view.expand(step.value, step, stage);
      const from = [view.origin(step)];
      return 'why' in signal ? unknown(signal.why, from) : predicted(signal.value, from);
    },
  );
}

/** Ports of EXPOSE along the chain, without repetition. */
export function portsOf(view: View, stage: Stage): Fact<readonly PortFact[]> {
  const root = view.rootOf(stage);
  const gathered = new Gathered<readonly string[]>(fromBase(root, 'ports', ({ ports }) => ports, []));
  const ports = new Map<string, PortFact>();
  for (const text of gathered.base ?? []) addPort(ports, text);
  for (const { step, stage: where } of gathered.steps(view, stage, 'EXPOSE')) {
    for (const word of step.words) {
      const text = gathered.take(view.expand(word, step, where));
      for (const part of text?.split(/\s+/) ?? []) {
        if (part !== '' && !addPort(ports, part)) gathered.fail(`“${part}” is not a port`);
      }
    }
  }
  return gathered.fact([...ports.values()]);
}

/**
 * Adds `8080`, `53/udp`, `8000-8010`, `80:8080` (the latter half counts); false when it is none of them.
 * Source: docker/go-connections, nat.ParsePortSpec, which BuildKit reads EXPOSE with.
 */
function addPort(ports: Map<string, PortFact>, text: string): boolean {
  const match = /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(text);
  if (!match) return false;
  const port = Number(match[1]);
  const last = match[2] === undefined ? port : Number(match[2]);
  if (port > 65535 || last > 65535 || last < port) return false;
  const protocol = (match[3]?.toLowerCase() ?? 'tcp') as PortFact['protocol'];
  ports.set(`${port}-${last}/${protocol}`, { port, ...(last > port ? { last } : {}), protocol });
  return true;
}

/** Paths of VOLUME along the chain, without repetition. */
export function volumesOf(view: View, stage: Stage): Fact<readonly string[]> {
  const root = view.rootOf(stage);
  const gathered = new Gathered<readonly string[]>(fromBase(root, 'volumes', ({ volumes }) => volumes, []));
  const volumes = new Set(gathered.base ?? []);
  for (const { step, stage: where } of gathered.steps(view, stage, 'VOLUME')) {
    for (const word of step.words) {
      const path = gathered.take(view.expand('value' in word ? word.value : word, step, where));
      if (path !== undefined && path !== '') volumes.add(path);
    }
  }
  return gathered.fact([...volumes]);
}

type Table = Readonly<Record<string, string>>;

/** The environment that the image's configuration has. BuildKit sets a PATH where the base has none. */
export function environmentOf(view: View, stage: Stage): Fact<Table> {
  const root = view.rootOf(stage);
  const gathered = new Gathered<Table>(fromBase(root, 'environment', (base) => base.environment, {}));
  const values = new Map(Object.entries(gathered.base ?? {}));
  if (!values.has('PATH') && !root.windows) values.set('PATH', defaultPath);
  addPairs(view, stage, gathered, values, 'ENV');
  return gathered.fact(tableOf(values));
}

/** BuildKit, util/system, `DefaultPathEnvUnix`. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The labels that the file sets. Those of a known base are not in the data: what they say is of the base itself.
 */
export function labelsOf(view: View, stage: Stage): Fact<Table> {
  const gathered = new Gathered<Table>(fromBase(view.rootOf(stage), 'labels', () => ({}), {}));
  const values = new Map<string, string>();
  addPairs(view, stage, gathered, values, 'LABEL');
  return gathered.fact(tableOf(values));
}

function addPairs(
  view: View,
  target: Stage,
  gathered: Gathered<Table>,
  values: Map<string, string>,
  keyword: 'ENV' | 'LABEL',
): void {
  for (const { step, stage } of gathered.steps(view, target, keyword)) {
    for (const entry of step.entries) {
      if (!entry.value || entry.key.text === '') continue;
      const key = gathered.take(view.expand(entry.key, step, stage));
      const value = gathered.take(named(entry, keyword, view.expand(entry.value, step, stage)));
      if (key !== undefined && value !== undefined) values.set(key, value);
    }
  }
}

const named = ({ key }: KeyValue, keyword: string, value: Expanded): Expanded =>
  'why' in value ? { why: `${value.why} (${keyword} ${key.text})` } : value;

/** Names come from the file: none of them may reach the prototype. */
function tableOf(values: ReadonlyMap<string, string>): Table {
  return Object.fromEntries(values);
}

/** What the base has and what every stage of a chain adds; unknown as soon as one part is. */
class Gathered<T> {
  /** What the base has, when that is known. */
  readonly base: T | undefined;
  readonly #baseFrom: readonly Origin[];
  readonly #from: Origin[] = [];
  #why: string | undefined;

  constructor(base: Fact<T>) {
    this.base = base.known === 'unknown' ? undefined : base.value;
    if (base.known === 'unknown') this.#why = base.why;
    this.#baseFrom = base.from;
  }

  /** The instructions of one kind along the chain, each with its stage. */
  *steps<K extends 'ENV' | 'LABEL' | 'EXPOSE' | 'VOLUME'>(
    view: View,
    target: Stage,
    keyword: K,
  ): Generator<{ step: Step<K>; stage: Stage }> {
    for (const stage of chainOf(target)) {
      for (const step of view.stepsOf(stage, keyword)) {
        const origin = view.origin(step);
        this.#from.push(stage === target ? origin : inheritedOrigin(origin, stage.label));
        yield { step, stage };
      }
    }
  }

  take(text: Expanded): string | undefined {
    if ('value' in text) return text.value;
    this.fail(text.why);
    return undefined;
  }

  fail(why: string): void {
    this.#why ??= why;
  }

  /** The base is named where it gives something, where it alone decides, and where it is why nothing is known. */
  fact<V>(value: V): Fact<V> {
    const given =
      this.base === undefined || this.#from.length === 0 || Object.keys(this.base ?? {}).length > 0;
    const from = given ? [...this.#baseFrom, ...this.#from] : this.#from;
    return this.#why === undefined ? predicted(value, from) : unknown(this.#why, from);
  }
}
