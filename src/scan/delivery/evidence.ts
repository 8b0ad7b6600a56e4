import type { Finding } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { Fit } from '../../rules/rule.ts';
import { mayWriteMount, mountOver } from '../../rules/support/fit/access.ts';
import { personOf } from '../../rules/support/fit/person.ts';
import type { Parts } from './open.ts';

/**
 * What of the manifests discharges a finding on a Dockerfile target: something that every container has which runs
 * it, and at least one does. If it goes from one of them, the finding is back.
 * @returns a function that gives the evidence in words, with its place
 */
export function evidenceFrom({
  fits,
  origin,
}: Pick<Parts, 'fits' | 'origin'>): (finding: Finding) => string | undefined {
  const placeIn = (site: Site): string => {
    const { source, span } = origin(site) ?? site;
    return `${source.path}:${source.lineOf(span.start)}`;
  };
  const byTarget = new Map<string, Fit[]>();
  for (const fit of fits) {
    const { recipe, link, container } = fit;
    // A guess is good enough to ask about, not to take a finding away.
    if (!recipe || link.how === 'guessed' || container.role === 'ephemeral') continue;
    const { build, source, stage } = recipe;
    // The only stage of a file may be told without its label.
    for (const target of build.stages.length === 1 ? [stage.label, undefined] : [stage.label]) {
      const key = keyOf(source.path, target);
      const runs = byTarget.get(key);
      if (runs) runs.push(fit);
      else byTarget.set(key, [fit]);
    }
  }
  return (finding) => {
    const look = DISCHARGES[finding.rule];
    if (!look) return undefined;
    const evidence: string[] = [];
    for (const fit of byTarget.get(keyOf(finding.at.path, finding.at.target)) ?? []) {
      const one = look(fit, placeIn, finding);
      if (one === undefined) return undefined;
      evidence.push(one);
    }
    return evidence.length > 0 ? inWords(evidence) : undefined;
  };
}

/** Of many containers the first: that every one has it is what counts. */
function inWords(evidence: readonly string[]): string {
  const shown = evidence.length > SHOWN + 1 ? evidence.slice(0, SHOWN) : evidence;
  const rest = evidence.length - shown.length;
  return `${shown.join('; ')}${rest > 0 ? `; and in ${rest} more containers` : ''}`;
}

const SHOWN = 5;

const keyOf = (path: string, target: string | undefined): string => `${path}\0${target ?? ''}`;

/** What discharges a finding in one container, in words; undefined: nothing does. */
type Discharge = (fit: Fit, placeIn: (site: Site) => string, finding: Finding) => string | undefined;

/** By rule. */
const DISCHARGES: Readonly<Record<string, Discharge>> = {
  'healthcheck-missing': ({ container: { probes, role } }, placeIn) => {
    if (role === 'init') return undefined;
    for (const name of ['health', 'readiness', 'liveness'] as const) {
      const probe = probes[name];
      if (probe) return `${name === 'health' ? 'healthcheck' : `${name}Probe`} in ${placeIn(probe.at)}`;
    }
    return undefined;
  },
  'run-as-root': ({ container: { user, runAsNonRoot, workload } }, placeIn) => {
    if (!user || user.value.uid === undefined || user.value.uid === 0) return undefined;
    if (workload.format === 'kubernetes' && !runAsNonRoot.value) return undefined;
    return `${workload.format === 'compose' ? 'user' : 'runAsUser'}: ${user.value.text} in ${placeIn(user.at)}`;
  },
  // Docker opens all ports in a network of the container's own since 20.10; a pod says it by a sysctl.
  'privileged-port': ({ container: { workload } }, placeIn) => {
    const { hostNetwork, sysctls } = workload.pod;
    if (workload.format === 'compose')
      return hostNetwork.value
        ? undefined
        : `Docker opens every port in the network of ${workload.name}, ${placeIn(workload.at)}`;
    const set = sysctls.find(({ name }) => name.value === 'net.ipv4.ip_unprivileged_port_start');
    return set?.value?.value === '0' ? `sysctl ${set.name.value} in ${placeIn(set.name.at)}` : undefined;
  },
  'writable-owner': (container, placeIn, { paths = [] }) => {
    const mounted = paths.map((path) => openMount(container, path, placeIn));
    return mounted.length > 0 && mounted.every((each) => each !== undefined)
      ? `mounted: ${[...new Set(mounted)].join(', ')}`
      : undefined;
  },
};

/** What is mounted at a path such that whoever runs the container is certain to be let write there. */
function openMount(fit: Fit, path: string, placeIn: (site: Site) => string): string | undefined {
  const mount = mountOver(fit.container, path);
  const user = personOf(fit);
  if (!mount || !user || mayWriteMount(fit, mount, user).may !== 'yes') return undefined;
  return `${mount.path} in ${placeIn(mount.at)}`;
}
