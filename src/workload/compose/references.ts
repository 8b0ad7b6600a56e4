import { nearestOf } from '../../core/distance.ts';
import type { Field, Site } from '../../core/site.ts';
import { at, entriesOf, itemsOf, keySite } from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import type { Volume, Workload } from '../types.ts';
import { type Dependency, dependenciesOf } from './dependencies.ts';
import { partsOf } from './nodes.ts';
import { labels, text, textAt, texts } from './service/values.ts';
import type { Session } from './session.ts';

/** Services, volumes, networks, … that services name and nobody declares, for which Compose refuses the project. */
export function checkReferences(root: YamlMap, workloads: readonly Workload[], session: Session): void {
  const checker = new ReferenceChecker(root, workloads, session);
  for (const workload of workloads) checker.workload(workload);
  checkCircles(workloads, session);
}

class ReferenceChecker {
  /** What each section declares. */
  readonly #declarations = new Map<string, ReadonlySet<string>>();
  readonly #workloads: ReadonlyMap<string, Workload>;
  readonly #session: Session;

  constructor(root: YamlMap, workloads: readonly Workload[], session: Session) {
    for (const section of ['networks', 'volumes', 'secrets', 'configs', 'models'])
      this.#declarations.set(section, new Set(entriesOf(at(root, section)).map(({ key }) => key)));
    this.#workloads = new Map(workloads.map((workload) => [workload.name, workload]));
    this.#session = session;
  }

  workload(workload: Workload): void {
    const { node, name, containers } = workload;
    for (const dependency of dependenciesOf(node)) this.#dependency(workload, dependency);
    for (const network of namesOf(at(node, 'networks')))
      if (network.value !== 'default') this.#declared('networks', 'network', network, name);
    for (const model of namesOf(at(node, 'models'))) this.#declared('models', 'model', model, name);
    for (const key of ['secrets', 'configs'] as const) {
      for (const field of sourcesOf(at(node, key))) this.#declared(key, key.slice(0, -1), field, name);
    }
    for (const field of sourcesOf(at(node, 'build', 'secrets')))
      this.#declared('secrets', 'secret', field, name);
    for (const [, context] of labels(at(node, 'build', 'additional_contexts')))
      this.#context(context, workload);
    for (const { volume } of containers.find(({ role }) => role === 'main')?.mounts ?? []) {
      if (volume.kind !== 'named' || volume.source === undefined || volume.uncertain) continue;
      this.#declared('volumes', 'volume', { value: volume.source, at: sourcePlace(volume) }, name);
    }
  }

  #declared(section: string, noun: string, field: Field<string>, service: string): void {
    if (field.uncertain || this.#session.isPartial || this.#session.incomplete.has(service)) return;
    const names = this.#declarations.get(section)!;
    if (names.has(field.value)) return;
    this.#tell(
      field,
      `“${service}” uses the ${noun} “${field.value}”, and ${section} does not declare it`,
      names,
    );
  }

  #dependency(workload: Workload, { name, at: place, by, isRequired }: Dependency): void {
    const { name: service, inactive } = workload;
    if (this.#session.isPartial) return;
    const other = this.#workloads.get(name);
    if (!other) {
      const names = this.#workloads.keys().filter((one) => one !== service);
      const field = { value: name, at: place };
      this.#tell(field, `“${service}” needs “${name}” (${by}), and there is no such service`, names);
    } else if (!inactive && other.inactive && isRequired) {
      const profiles = (other.profiles ?? []).map(({ value }) => `“${value}”`).join(' or ');
      const message = `“${service}” needs “${name}” (${by}), which is there with the profile ${profiles} only: without it Compose refuses to start`;
      this.#session.problem('reference', place, message, { also: [other.at] });
    }
  }

  #context(context: Field<string>, { name }: Workload): void {
    if (!context.value.startsWith('service:') || this.#session.isPartial) return;
    const target = context.value.slice('service:'.length);
    const other = this.#workloads.get(target);
    const told = other
      ? `“${name}” builds from “${target}”, which is not built here`
      : `“${name}” builds from “${target}”, and there is no such service`;
    if (!other || !at(other.node, 'build')) this.#tell({ ...context, value: target }, told, []);
  }

  #tell(field: Field<string>, message: string, names: Iterable<string>): void {
    const nearest = this.#session.isFull ? undefined : nearestOf(field.value, names);
    this.#session.problem('reference', field.at, message, nearest ? { nearest } : {});
  }
}

/** Where the name of a volume stands: at the head of its short form, or at `source`. */
function sourcePlace({ node, source, at: place }: Volume): Site {
  const named = node?.kind === 'map' ? at(node, 'source') : node;
  if (named?.kind !== 'scalar') return place;
  return { source: named.source, span: partsOf(named)(0, source!.length) };
}

/** Names in a list, or the keys of a map. */
const namesOf = (node: YamlNode | undefined): Field<string>[] =>
  node?.kind === 'map'
    ? node.entries.map((entry) => ({ value: entry.key, at: keySite(entry) }))
    : texts(node);

const sourcesOf = (node: YamlNode | undefined): Field<string>[] =>
  itemsOf(node).flatMap((item) => (item.kind === 'map' ? textAt(item, 'source') : text(item)) ?? []);

/** Services that wait for each other. Each is looked at once. */
function checkCircles(workloads: readonly Workload[], session: Session): void {
  const nodes = new Map(
    workloads.map((workload) => [workload.name, { workload, needs: dependenciesOf(workload.node) }]),
  );
  const state = new Map<string, 'open' | 'done'>();
  for (const start of nodes.keys()) {
    if (state.has(start)) continue;
    const path = [{ name: start, next: 0 }];
    state.set(start, 'open');
    while (path.length > 0) {
      const top = path.at(-1)!;
      const { workload, needs } = nodes.get(top.name)!;
      const need = needs[top.next++];
      if (!need) {
        state.set(top.name, 'done');
        path.pop();
      } else if (!nodes.has(need.name) || state.get(need.name) === 'done') continue;
      else if (state.get(need.name) === 'open') {
        if (session.isFull) continue;
        const circle = path.slice(path.findIndex(({ name }) => name === need.name)).map(({ name }) => name);
        if (circle.some((name) => nodes.get(name)!.workload.inactive) && !workload.inactive) continue;
        const told = [...circle, need.name].join(' → ');
        session.problem('cycle', need.at, `these services wait for each other in a circle: ${told}`);
      } else {
        state.set(need.name, 'open');
        path.push({ name: need.name, next: 0 });
      }
    }
  }
}
