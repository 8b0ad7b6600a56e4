import type { SitedProblem } from '../../core/finding.ts';
import { listed } from '../../core/words.ts';
import type { Container, Delivery, KubernetesObject, Probe, Workload } from '../../workload/types.ts';
import { at, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { workloadRule } from '../rule.ts';
import { perDelivery } from '../support/kubernetes/once.ts';
import { plainSelector, selectedBy } from '../support/kubernetes/selectors.ts';
import { fixWith, replacePart } from '../support/workload/fixes.ts';
import { servicesTo } from '../support/workload/objects.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A port that is asked for by name has to be one of the container's. */
export const portNameMissing = workloadRule({
  name: 'port-name-missing',
  title: 'Ask for ports by names that the container has',
  severity: 'high',
  set: 'recommended',
  aliases: ['kube-linter/liveness-port', 'kube-linter/readiness-port', 'kube-linter/startup-port'],
  help: 'give the container’s port that name, or use its number',
  fixable: true,

  *check({ workload, delivery }) {
    if (workload.format !== 'kubernetes' || workload.object?.madeBy?.partial) return;
    for (const container of workload.containers) yield* ofProbes(container);
    yield* ofServices(workload, delivery);
  },
});

const COMES = {
  liveness: 'the container is restarted again and again',
  readiness: 'it never becomes ready',
  startup: 'it is restarted before it has started',
  postStart: 'the container is killed when it has started',
  preStop: 'it ends without what the hook should do',
} as const;

function* ofProbes(container: Container): Generator<SitedProblem> {
  const { probes, hooks } = container;
  const named: [keyof typeof COMES, Probe | undefined][] = [
    ['liveness', probes.liveness],
    ['readiness', probes.readiness],
    ['startup', probes.startup],
    ['postStart', hooks.postStart],
    ['preStop', hooks.preStop],
  ];
  for (const [name, probe] of named) {
    if (!probe?.port || probe.number !== undefined || probe.port.uncertain) continue;
    if (STAND_IN.test(probe.port.value)) continue;
    const names = namesIn([container]);
    const edit = names.length === 1 ? replacePart(probe.port, probe.port.value, names[0]!) : undefined;
    yield {
      at: probe.port.at,
      aliases: name.startsWith('p') ? [] : [`kube-linter/${name}-port`],
      ...besidesPorts([container]),
      message: `the ${name} ${name.startsWith('p') ? 'hook' : 'probe'} of ${nameOf(container)} asks for the port ${probe.port.value}, and ${has(names)}: ${COMES[name]}`,
      ...fixWith(`ask for ${names[0]}`, edit && [edit], [name.startsWith('p') ? 'run.hooks' : 'run.probes']),
    };
  }
}

/** `HEALTH_PORT`: no name of a port has capitals; something else writes the port there. */
const STAND_IN = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/** A Service that leads to a name sends nothing to a pod that has no such port. */
function* ofServices(workload: Workload, delivery: Delivery): Generator<SitedProblem> {
  const containers = workload.containers.filter(({ role }) => role === 'main' || role === 'sidecar');
  const names = namesIn(containers);
  for (const service of servicesTo(workload, delivery)) {
    if (service.madeBy?.partial) continue;
    const elsewhere = namesBehind(service, delivery);
    for (const item of itemsOf(at(service.node, 'spec', 'ports'))) {
      const target = at(item, 'targetPort');
      const name = target && nameIn(target);
      if (!target || name === undefined || names.includes(name) || elsewhere?.has(name) !== false) continue;
      const place = siteOf(target);
      const edit = names.length === 1 ? replacePart({ at: place }, name, names[0]!) : undefined;
      yield {
        at: place,
        aliases: [],
        ...besidesPorts(containers),
        message: `the Service ${service.name} leads to the port ${name} of ${workload.name}, and ${has(names)}: nothing is sent to its pods`,
        ...fixWith(`lead to ${names[0]}`, edit && [edit], []),
      };
    }
  }
}

const known = perDelivery(() => new Map<KubernetesObject, ReadonlySet<string> | undefined>());

/**
 * The names of ports of all pods that a Service is for: what other pods of its labels do not have, a job, a test, a worker, is
 * not missing where one has it. undefined: there are too many to tell.
 */
function namesBehind(service: KubernetesObject, delivery: Delivery): ReadonlySet<string> | undefined {
  const before = known(delivery);
  if (before.has(service)) return before.get(service);
  const selector = plainSelector(at(service.node, 'spec', 'selector'));
  const workloads = selectedBy(selector, service.namespace, delivery);
  const names = workloads && new Set(workloads.flatMap(({ containers }) => namesIn(containers)));
  before.set(service, names);
  return names;
}

/** A name has a letter in it; digits in quotes are the number. */
const nameIn = (target: YamlNode): string | undefined => {
  const text = textOf(target);
  return text !== undefined && /^(?=.*[a-z])[a-z0-9-]{1,15}$/.test(text) ? text : undefined;
};

const namesIn = (containers: readonly Container[]): string[] =>
  containers.flatMap(({ ports }) => ports.flatMap(({ name }) => (name === undefined ? [] : [name])));

const has = (names: readonly string[]): string =>
  names.length === 0 ? 'no port there has a name' : `the ports there are named ${listed(names, 5)}`;

const besidesPorts = (containers: readonly Container[]): Pick<SitedProblem, 'also'> => ({
  also: containers.flatMap(({ ports }) => ports.map((port) => port.at)).slice(0, 5),
});
