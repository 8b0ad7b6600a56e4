import type { Fact, Origin, PortFact } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import { resolveDirectory } from '../states.ts';
import { Chain } from './chain.ts';
import { Pile } from './pile.ts';
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
    (stage) =>
      fromBase<string | null>(view.rootOf(stage), 'stop signal', ({ stopSignal }) => stopSignal, null),
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
export const portPile = (view: View): Pile<Gathered<PortFact>, readonly PortFact[]> =>
  new Pile({
    ...gathering<PortFact>(view, 'EXPOSE'),
    begin(stage) {
      const ports = fromBase<readonly string[]>(view.rootOf(stage), 'ports', (base) => base.ports, []);
      const gathered = new Gathered<PortFact>(ports);
      for (const text of ports.known === 'unknown' ? [] : ports.value) addPort(gathered.values, text);
      return gathered;
    },
    add(gathered, stage, own) {
      for (const step of gathered.steps(view, stage, own, 'EXPOSE')) {
        for (const word of step.words) {
          const text = gathered.take(view.expand(word, step, stage));
          for (const part of text?.split(/\s+/) ?? []) {
            if (part !== '' && !addPort(gathered.values, part)) gathered.fail(`“${part}” is not a port`);
          }
        }
      }
    },
    fact: (gathered) => gathered.fact([...gathered.values.values()]),
  });

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
export const volumePile = (view: View): Pile<Gathered<string>, readonly string[]> =>
  new Pile({
    ...gathering<string>(view, 'VOLUME'),
    begin(stage) {
      const volumes = fromBase<readonly string[]>(view.rootOf(stage), 'volumes', (base) => base.volumes, []);
      const gathered = new Gathered<string>(volumes);
      for (const path of volumes.known === 'unknown' ? [] : volumes.value) gathered.values.set(path, path);
      return gathered;
    },
    add(gathered, stage, own) {
      for (const step of gathered.steps(view, stage, own, 'VOLUME')) {
        for (const word of step.words) {
          const path = gathered.take(view.expand('value' in word ? word.value : word, step, stage));
          if (path !== undefined && path !== '') gathered.values.set(path, path);
        }
      }
    },
    fact: (gathered) => gathered.fact([...gathered.values.keys()]),
  });

type Gathering = 'EXPOSE' | 'VOLUME';

const gathering = <T>(view: View, keyword: Gathering) => ({
  copy: (gathered: Gathered<T>) => gathered.copy(),
  touches: (stage: Stage) => view.stepsOf(stage, keyword).length > 0,
  size: (gathered: Gathered<T>) => gathered.from.length + gathered.values.size,
});

/** What the base has and what every stage of a chain adds; unknown as soon as one part is. */
export class Gathered<T> {
  readonly values: Map<string, T>;
  readonly from: Origin[];
  readonly #base: Fact<unknown>;
  #why: string | undefined;

  constructor(base: Fact<unknown>, like?: Gathered<T>) {
    this.#base = base;
    this.values = new Map(like?.values);
    this.from = like ? like.from.slice() : [];
    this.#why = like ? like.#why : base.known === 'unknown' ? base.why : undefined;
  }

  copy(): Gathered<T> {
    return new Gathered<T>(this.#base, this);
  }

  /** The instructions of one kind in a stage, each noted as an origin. */
  *steps<K extends Gathering>(view: View, stage: Stage, own: boolean, keyword: K): Generator<Step<K>> {
    for (const step of view.stepsOf(stage, keyword)) {
      const origin = view.origin(step);
      this.from.push(own ? origin : inheritedOrigin(origin, stage.label));
      yield step;
    }
  }

  /** The text, if it is known; `where` says what it was wanted for. */
  take(text: Expanded, where?: string): string | undefined {
    if ('value' in text) return text.value;
    this.fail(where === undefined ? text.why : `${text.why} (${where})`);
    return undefined;
  }

  fail(why: string): void {
    this.#why ??= why;
  }

  /** The base is named where it gives something, where it alone decides, and where it is why nothing is known. */
  fact<V>(value: V): Fact<V> {
    const base = this.#base;
    const gives = base.known === 'unknown' || Object.keys(base.value ?? {}).length > 0;
    const from = gives || this.from.length === 0 ? [...base.from, ...this.from] : this.from;
    return this.#why === undefined ? predicted(value, from) : unknown(this.#why, from);
  }
}
