import { isIP } from 'node:net';
import { clip } from '../../core/clip.ts';
import { nearestOf } from '../../core/distance.ts';
import { at, entriesOf, entryOf, itemsOf, keySite, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../../yaml/types.ts';
import type { Workload } from '../types.ts';
import { bytesOf } from './quantities.ts';
import { isRestart, RESTARTS } from './restart.ts';
import { printed } from './scalars.ts';
import { texts } from './service/values.ts';
import type { Session } from './session.ts';

/** Settings that the schema takes one by one and Compose refuses together. */
export function checkConflicts(root: YamlMap, workloads: readonly Workload[], session: Session): void {
  for (const workload of workloads) new ConflictChecker(workload, session).all();
  for (const entry of entriesOf(at(root, 'secrets'))) checkContent(entry, ['file', 'environment'], session);
  for (const entry of entriesOf(at(root, 'configs')))
    checkContent(entry, ['file', 'environment', 'content'], session);
  for (const entry of entriesOf(at(root, 'volumes'))) checkExternal(entry, session);
}

class ConflictChecker {
  readonly #workload: Workload;
  readonly #node: YamlMap;
  readonly #session: Session;

  constructor(workload: Workload, session: Session) {
    this.#workload = workload;
    this.#node = workload.node;
    this.#session = session;
  }

  all(): void {
    this.#image();
    this.#build();
    this.#exclusive(['network_mode'], ['networks']);
    this.#healthTest();
    this.#restart();
    this.#replicas();
    this.#resources();
    this.#mounts();
    this.#watches();
    this.#ports();
    this.#targets();
    for (const item of itemsOf(at(this.#node, 'gpus'))) this.#devices(item);
    for (const item of itemsOf(at(this.#node, 'deploy', 'resources', 'reservations', 'devices')))
      this.#devices(item);
  }

  #image(): void {
    if (at(this.#node, 'build') || at(this.#node, 'provider')) return;
    const image = at(this.#node, 'image');
    const isGiven = image?.kind === 'scalar' && (image.uncertain || image.value !== '');
    const { name, at: place } = this.#workload;
    if (isGiven || this.#session.incomplete.has(name)) return;
    this.#session.problem('missing-key', place, `“${name}” has neither “image” nor “build”`);
  }

  #build(): void {
    this.#exclusive(['build', 'dockerfile'], ['build', 'dockerfile_inline']);
    const platform = at(this.#node, 'platform');
    const platforms = texts(at(this.#node, 'build', 'platforms'));
    const name = printed(platform);
    if (!platform || !name || platforms.length === 0) return;
    if (isUncertain(platform) || platforms.some(({ uncertain, value }) => uncertain || value === name))
      return;
    this.#session.problem(
      'conflict',
      siteOf(platform),
      `“${this.#workload.name}” runs on ${name}, and is built for ${platforms.map(({ value }) => value).join(', ')}`,
      { also: platforms.map((field) => field.at) },
    );
  }

  #exclusive(first: readonly string[], second: readonly string[]): void {
    const [one, other] = [first, second].map((path) =>
      entryOf(path.length === 1 ? this.#node : at(this.#node, path[0]!), path.at(-1)!),
    );
    if (!one || !other || isNothing(one.value) || isNothing(other.value)) return;
    if (isUncertain(one.value) || isUncertain(other.value)) return;
    const message = `“${one.key}” and “${other.key}” exclude each other: leave one of them out`;
    this.#session.problem('conflict', keySite(other), message, { also: [keySite(one)] });
  }

  #healthTest(): void {
    const first = itemsOf(at(this.#node, 'healthcheck', 'test'))[0];
    if (!first || isUncertain(first) || ['CMD', 'CMD-SHELL', 'NONE'].includes(printed(first) ?? '')) return;
    const message = `a test in a list begins with CMD, CMD-SHELL or NONE, not with “${printed(first) ?? ''}”`;
    this.#session.problem('value', siteOf(first), message);
  }

  /** `deploy.restart_policy` stands in its place, so that nothing looks at it there. */
  #restart(): void {
    const restart = at(this.#node, 'restart');
    if (restart?.kind !== 'scalar' || restart.uncertain || typeof restart.value !== 'string') return;
    const word = restart.value;
    if (isRestart(word) || at(this.#node, 'deploy', 'restart_policy')?.kind === 'map') return;
    const nearest = nearestOf(word, RESTARTS);
    const message = `restart takes no, always, unless-stopped, on-failure or on-failure with a count like on-failure:3, not “${clip(word)}”`;
    this.#session.problem('value', siteOf(restart), message, nearest ? { nearest } : {});
  }

  #replicas(): void {
    const scale = at(this.#node, 'scale');
    const replicas = at(this.#node, 'deploy', 'replicas');
    for (const node of [scale, replicas]) {
      if (node && Number(printed(node)) < 0)
        this.#session.problem('value', siteOf(node), 'a service cannot have less than no containers');
    }
    if (scale && replicas && !isUncertain(scale) && !isUncertain(replicas)) {
      if (Number(printed(scale)) !== Number(printed(replicas)))
        this.#session.problem('conflict', siteOf(scale), '“scale” and “deploy.replicas” differ', {
          also: [siteOf(replicas)],
        });
    }
    const name = entryOf(this.#node, 'container_name');
    const count = scale ?? replicas;
    if (!name || !count || !(Number(printed(count)) > 1)) return;
    const message = `${printed(count)} containers cannot all have the name that “container_name” gives`;
    this.#session.problem('conflict', keySite(name), message, { also: [siteOf(count)] });
  }

  /** Limits that stand in two places have to be equal; one that `deploy` leaves out is none there. */
  #resources(): void {
    const deployed = at(this.#node, 'deploy', 'resources');
    this.#same('cpus', at(deployed, 'limits'), 'limits', 'cpus', Number);
    this.#same('mem_limit', at(deployed, 'limits'), 'limits', 'memory', bytesOf);
    this.#same('pids_limit', at(deployed, 'limits'), 'limits', 'pids', Number);
    this.#same('mem_reservation', at(deployed, 'reservations'), 'reservations', 'memory', bytesOf);
  }

  #same(
    key: string,
    others: YamlNode | undefined,
    section: string,
    other: string,
    amount: (text: string) => number | undefined,
  ): void {
    const entry = entryOf(this.#node, key);
    if (!entry || others?.kind !== 'map' || isUncertain(entry.value)) return;
    const theirs = at(others, other);
    if (theirs && isUncertain(theirs)) return;
    const mine = amount(printed(entry.value) ?? '0');
    const there = amount((theirs && printed(theirs)) ?? '0');
    if (!mine || mine === there || there === undefined) return;
    const message = theirs
      ? `“${key}” and “deploy.resources.${section}.${other}” differ`
      : `“${key}” has to stand in “deploy.resources.${section}” too, as “${other}”, or the other limits beside it`;
    this.#session.problem('conflict', keySite(entry), message, { also: [siteOf(theirs ?? others)] });
  }

  #mounts(): void {
    const known = new Map<string, YamlNode>();
    const { mounts = [] } = this.#workload.containers.find(({ role }) => role === 'main') ?? {};
    for (const { path, volume } of mounts) {
      if (volume.kind === 'secret' || volume.kind === 'config' || !volume.node) continue;
      if (isUncertain(volume.node)) continue;
      const before = known.get(path);
      if (!before) known.set(path, volume.node);
      else
        this.#session.problem('conflict', volume.at, `something is mounted at ${path} already`, {
          also: [siteOf(before)],
        });
    }
  }

  #watches(): void {
    for (const watch of itemsOf(at(this.#node, 'develop', 'watch'))) {
      const path = at(watch, 'path');
      if (path?.kind === 'scalar' && path.value === '' && !path.uncertain)
        this.#session.problem('value', siteOf(path), 'develop.watch needs a path, not an empty one');
      const action = printed(at(watch, 'action'));
      if (action === undefined || action === 'rebuild' || action === 'restart' || at(watch, 'target'))
        continue;
      const message = `develop.watch needs “target” to ${action}: where the files go in the container`;
      this.#session.problem('missing-key', siteOf(watch), message);
    }
  }

  #ports(): void {
    for (const item of itemsOf(at(this.#node, 'ports'))) {
      if (item.kind !== 'map') continue;
      const address = at(item, 'host_ip');
      const text = printed(address);
      if (!entryOf(item, 'target'))
        this.#session.problem(
          'missing-key',
          siteOf(item),
          'a port needs “target”: the port in the container',
        );
      if (address && text !== undefined && !isUncertain(address) && isIP(text) === 0)
        this.#session.problem('value', siteOf(address), `“${text}” is no IP address`);
    }
  }

  #targets(): void {
    for (const item of itemsOf(at(this.#node, 'volumes'))) {
      if (item.kind !== 'map') continue;
      const isBind = printed(at(item, 'type')) === 'bind';
      if (!entryOf(item, 'target')) this.#lacks(item, 'a volume', 'target');
      if (isBind && !entryOf(item, 'source')) this.#lacks(item, 'a bind mount', 'source');
    }
    for (const item of itemsOf(at(this.#node, 'devices')))
      if (item.kind === 'map' && !entryOf(item, 'target')) this.#lacks(item, 'a device', 'target');
  }

  #lacks(item: YamlNode, noun: string, key: string): void {
    this.#session.problem('missing-key', siteOf(item), `${noun} in its long form needs “${key}”`);
  }

  #devices(item: YamlNode): void {
    const [count, ids] = [entryOf(item, 'count'), entryOf(item, 'device_ids')];
    if (!count || !ids) return;
    const message = '“count” and “device_ids” exclude each other: leave one of them out';
    this.#session.problem('conflict', keySite(ids), message, { also: [keySite(count)] });
  }
}

/** A secret or config says once where its content is. */
function checkContent(entry: YamlEntry, keys: readonly string[], session: Session): void {
  if (entry.value.kind !== 'map') return;
  const given = keys.flatMap((key) => entryOf(entry.value, key) ?? []);
  const listed = keys.map((key) => `“${key}”`).join(', ');
  if (given.length > 1) {
    const message = `“${entry.key}” takes one of ${listed}`;
    session.problem('conflict', keySite(given[1]!), message, { also: [keySite(given[0]!)] });
  } else if (given.length === 0 && !at(entry.value, 'driver') && !at(entry.value, 'external')) {
    const message = `“${entry.key}” needs one of ${listed}, or “external: true”`;
    session.problem('missing-key', keySite(entry), message);
  }
}

/** What others made is taken as it is. */
function checkExternal(entry: YamlEntry, session: Session): void {
  const external = at(entry.value, 'external');
  if (external?.kind !== 'scalar' || external.value !== true || entry.value.kind !== 'map') return;
  const other = entry.value.entries.find(
    ({ key }) => key !== 'name' && key !== 'external' && !key.startsWith('x-'),
  );
  if (!other) return;
  const message = `“${entry.key}” is external, so “${other.key}” cannot be said of it`;
  session.problem('conflict', keySite(other), message, { also: [siteOf(external)] });
}

const isUncertain = (node: YamlNode): boolean => node.kind === 'scalar' && node.uncertain === true;

const isNothing = (node: YamlNode): boolean =>
  node.kind === 'scalar'
    ? node.value === null || node.value === ''
    : node.kind === 'list' && node.items.length === 0;
