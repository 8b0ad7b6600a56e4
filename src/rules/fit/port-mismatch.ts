import type { Fact } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { Container, Delivery, KubernetesObject, Probe } from '../../workload/types.ts';
import { at, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { type Listens, listensOn } from '../support/fit/listens.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { perDelivery } from '../support/kubernetes/once.ts';
import { servicesTo } from '../support/workload/objects.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What is asked at a port that nobody listens on gets no answer. */
export const portMismatch = fitRule({
  name: 'port-mismatch',
  title: 'Ask for ports that the program listens on',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'use the port that the program listens on, or make it listen on this one',
  fixable: false,

  *check(fit) {
    if (fit.container.role === 'init' || fit.container.role === 'ephemeral') return;
    const listens = listensOn(fit);
    if (!listens) {
      if (isAsked(fit)) yield unanswered(fit, 'the port that the program of % listens on', whyNot(fit));
      return;
    }
    yield* probes(fit, listens);
    yield* ports(fit, listens);
    yield* services(fit, listens);
  },
});

const opens = ({ ports, maybe }: Listens, port: number): boolean => ports.has(port) || maybe.has(port);

/** Something asks at a port: a probe, or the host. That a pod names one is a note. */
const isAsked = (fit: Fit): boolean => {
  const { container } = fit;
  const { liveness, readiness, startup } = container.probes;
  return (
    (container.workload.format === 'compose' &&
      container.ports.some(({ protocol, published }) => protocol === 'tcp' && published)) ||
    [liveness, readiness, startup].some((probe) => probe?.port !== undefined)
  );
};

const whyNot = ({ container, facts }: Fit): Fact<unknown> | string => {
  if (container.entrypoint || container.command) return 'the manifest starts it in its own way';
  if (facts.ports.known === 'unknown') return facts.ports;
  return facts.ports.value.length === 0
    ? 'nothing is exposed'
    : 'variables or a configuration may say another';
};

const problem = (fit: Fit, listens: Listens, at: Site, what: string, isGrave: boolean): SitedProblem => ({
  at,
  also: besides(fit, listens.certain ? fit.facts.command : fit.facts.ports),
  message: `${what}, and ${imageName(fit)} listens on ${[...listens.ports].join(', ')} (${listens.why})`,
  severity: isGrave && listens.certain ? 'high' : isGrave ? 'medium' : 'low',
});

function* probes(fit: Fit, listens: Listens): Generator<SitedProblem> {
  const { container } = fit;
  for (const name of ['liveness', 'readiness', 'startup'] as const) {
    const probe = container.probes[name];
    const port = probe && portOf(probe, container);
    if (!probe?.port || port === undefined || opens(listens, port)) continue;
    // Another container of the pod may answer.
    if (container.workload.containers.filter(({ role }) => role === 'main' || role === 'sidecar').length > 1)
      continue;
    yield problem(
      fit,
      listens,
      probe.port.at,
      `the ${name} probe of ${nameOf(container)} asks port ${port}`,
      true,
    );
  }
}

/** A probe may name a port of its container. */
function portOf({ port }: Probe, { ports }: Container): number | undefined {
  if (!port) return undefined;
  return /^\d+$/.test(port.value) ? Number(port.value) : ports.find(({ name }) => name === port.value)?.port;
}

function* ports(fit: Fit, listens: Listens): Generator<SitedProblem> {
  const { container } = fit;
  for (const use of container.ports) {
    if (use.protocol !== 'tcp' || use.last !== undefined || use.uncertain || opens(listens, use.port))
      continue;
    // On Kubernetes a container port is a note; in Compose it is what the host leads to.
    const isPublished = container.workload.format === 'compose' && use.published;
    if (!isPublished && !listens.certain) continue;
    yield problem(
      fit,
      listens,
      use.at,
      `${nameOf(container)} ${isPublished ? 'publishes' : 'names'} port ${use.port}`,
      isPublished,
    );
  }
}

/** A number, or the name of one of the container's ports. */
function targetOf(target: YamlNode, { ports }: Container): number | undefined {
  const text = textOf(target) ?? '';
  return ports.find(({ name }) => name === text)?.port ?? (/^\d{1,5}$/.test(text) ? Number(text) : undefined);
}

/** The ports of pods that a Service leads to: looked up once, not for every workload that it selects. */
function leadsTo({ node }: KubernetesObject, delivery: Delivery): readonly YamlNode[] {
  const known = targetsIn(delivery);
  let targets = known.get(node);
  if (!targets) {
    targets = itemsOf(at(node, 'spec', 'ports')).flatMap(
      (item) => at(item, 'targetPort') ?? at(item, 'port') ?? [],
    );
    known.set(node, targets);
  }
  return targets;
}

const targetsIn = perDelivery(() => new Map<YamlNode, readonly YamlNode[]>());

/** Services of the delivery that lead to the pod. */
function* services(fit: Fit, listens: Listens): Generator<SitedProblem> {
  const { container, delivery } = fit;
  const { workload } = container;
  if (workload.format !== 'kubernetes' || workload.containers.length > 1) return;
  for (const object of servicesTo(workload, delivery)) {
    for (const target of leadsTo(object, delivery)) {
      const port = targetOf(target, container);
      if (port === undefined || opens(listens, port)) continue;
      yield problem(
        fit,
        listens,
        siteOf(target),
        `the Service ${object.name} leads to port ${textOf(target) === String(port) ? port : `${textOf(target)} (${port})`} of ${workload.name}`,
        true,
      );
    }
  }
}
