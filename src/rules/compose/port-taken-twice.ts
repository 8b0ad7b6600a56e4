import type { SitedProblem } from '../../core/finding.ts';
import type { ComposeProject, PortUse, Workload } from '../../workload/types.ts';
import { at, entryOf, textOf } from '../../yaml/look.ts';
import { composeRule } from '../rule.ts';

/** A port of the host leads to one container. */
export const portTakenTwice = composeRule({
  name: 'port-taken-twice',
  title: 'Publish each port of the host once',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'publish one of them on another port, or none of them where a proxy leads to both',
  fixable: false,

  *check({ project }) {
    yield* betweenServices(project);
    for (const workload of project.services) yield* amongReplicas(workload);
  },
});

/** A port, or several in a row, of the host. */
interface Taken {
  readonly workload: Workload;
  readonly use: PortUse;
  readonly first: number;
  readonly last: number;
}

function* betweenServices({ services }: ComposeProject): Generator<SitedProblem> {
  const all = services.flatMap(takenBy).sort((a, b) => a.first - b.first);
  const before: Taken[] = [];
  for (const taken of all) {
    const other = before.slice(-MOST_LOOKED_AT).find((one) => one.last >= taken.first && collide(one, taken));
    before.push(taken);
    if (!other) continue;
    // What stands later in the file is what is one too many.
    const [kept, refused] = isBehind(taken, other) ? [other, taken] : [taken, other];
    const port = Math.max(kept.first, refused.first);
    const { workload, use } = refused;
    yield {
      at: use.at,
      also: [kept.use.at],
      target: workload.name,
      message: `the port ${port}${use.protocol === 'tcp' ? '' : `/${use.protocol}`} of the host is taken by ${kept.workload === workload ? 'another port of the same service' : `service ${kept.workload.name}`} already: service ${workload.name} does not start`,
    };
  }
}

/** So many are compared with each, which is more than a host has use for. */
const MOST_LOOKED_AT = 200;

function takenBy(workload: Workload): Taken[] {
  const mode = textOf(at(workload.node, 'network_mode')) ?? '';
  if (/^(?:host|none|service:|container:)/.test(mode)) return [];
  return workload.containers.flatMap(({ ports, role }) =>
    ports.flatMap((use): Taken[] => {
      const { host, hostLast, published, uncertain, port, last } = use;
      // One of several is chosen when the container starts.
      if (role !== 'main' || !published || uncertain || !host || hostLast !== undefined) return [];
      return [{ workload, use, first: host, last: host + ((last ?? port) - port) }];
    }),
  );
}

const collide = (one: Taken, other: Taken): boolean =>
  one.use.protocol === other.use.protocol &&
  isSameAddress(one.use.address, other.use.address) &&
  runTogether(one.workload, other.workload);

/** Every address has those of both families; `0.0.0.0` and `::` those of one. */
function isSameAddress(one = '', other = ''): boolean {
  const [a, b] = [one, other].map((text) => text.replace(/^\[(.*)\]$/, '$1')) as [string, string];
  if (a === '' || b === '' || a === b) return true;
  if (a.includes(':') !== b.includes(':')) return false;
  return [a, b].some((address) => address === '0.0.0.0' || address === '::');
}

/** Services of one profile, or of none. One that only a profile brings may be meant to stand in for another. */
function runTogether(one: Workload, other: Workload): boolean {
  const [mine, theirs] = [one, other].map(({ profiles = [] }) => profiles.map(({ value }) => value));
  if (mine!.length === 0 || theirs!.length === 0) return mine!.length === theirs!.length;
  return mine!.some((name) => theirs!.includes(name));
}

function isBehind({ use: { at: mine } }: Taken, { use: { at: theirs } }: Taken): boolean {
  return mine.source !== theirs.source || mine.span.start > theirs.span.start;
}

/** Replicas that would all have the same port. A swarm has one balancer before them. */
function* amongReplicas(workload: Workload): Generator<SitedProblem> {
  const { replicas, name } = workload;
  if (!replicas || replicas.uncertain || replicas.value < 2 || isForSwarm(workload)) return;
  for (const { use, first } of takenBy(workload)) {
    yield {
      at: use.at,
      also: [replicas.at],
      target: name,
      message: `${replicas.value} containers of service ${name} cannot all have the port ${first} of the host: the second does not start`,
      help: `give a range of ports (${first}-${first + replicas.value - 1}:${use.port}), or put a proxy before them`,
    };
  }
}

const isForSwarm = ({ node }: Workload): boolean =>
  entryOf(node, 'scale') === undefined &&
  ['placement', 'update_config', 'rollback_config', 'endpoint_mode', 'mode', 'labels'].some(
    (key) => at(node, 'deploy', key) !== undefined,
  );
