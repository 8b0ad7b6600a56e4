import type { Finding } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { Fit } from '../../rules/rule.ts';
import { isWithin } from '../../rules/support/fit/needs.ts';
import type { Container } from '../../workload/types.ts';
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
    const runs = byTarget.get(keyOf(finding.at.path, finding.at.target)) ?? [];
    const evidence = runs.map(({ container }) => look(container, placeIn, finding));
    return evidence.length > 0 && evidence.every((one) => one !== undefined)
      ? evidence.join('; ')
      : undefined;
  };
}

const keyOf = (path: string, target: string | undefined): string => `${path}\0${target ?? ''}`;

/** What discharges a finding in one container, in words; undefined: nothing does. */
type Discharge = (
  container: Container,
  placeIn: (site: Site) => string,
  finding: Finding,
) => string | undefined;

/** By rule. */
const DISCHARGES: Readonly<Record<string, Discharge>> = {
  'healthcheck-missing': ({ probes, role }, placeIn) => {
    if (role === 'init') return undefined;
    for (const name of ['health', 'readiness', 'liveness'] as const) {
      const probe = probes[name];
      if (probe) return `${name === 'health' ? 'healthcheck' : `${name}Probe`} in ${placeIn(probe.at)}`;
    }
    return undefined;
  },
  'run-as-root': ({ user, runAsNonRoot, workload }, placeIn) => {
    if (!user || user.value.uid === undefined || user.value.uid === 0) return undefined;
    if (workload.format === 'kubernetes' && !runAsNonRoot.value) return undefined;
    return `${workload.format === 'compose' ? 'user' : 'runAsUser'}: ${user.value.text} in ${placeIn(user.at)}`;
  },
  'writable-owner': (container, placeIn, { paths = [] }) => {
    const mounted = paths.map((path) => openMount(container, path, placeIn));
    return mounted.length > 0 && mounted.every((each) => each !== undefined)
      ? `mounted: ${[...new Set(mounted)].join(', ')}`
      : undefined;
  },
};

/**
 * What is mounted at a path such that whoever runs the container may write there: an emptyDir, a claim that is given to the
 * pod's group, a tmpfs. A volume of the engine's takes the owner that the image has, and a folder of the host its own.
 */
function openMount(
  { mounts, workload }: Container,
  path: string,
  placeIn: (site: Site) => string,
): string | undefined {
  // The innermost counts.
  const [mount] = mounts
    .filter((each) => isWithin(path, each.path))
    .sort((a, b) => b.path.length - a.path.length);
  if (!mount || mount.readOnly) return undefined;
  const { kind } = mount.volume;
  const isOpen =
    workload.format === 'compose'
      ? kind === 'tmpfs'
      : kind === 'empty' || kind === 'tmpfs' || (kind === 'named' && workload.pod.fsGroup !== undefined);
  return isOpen ? `${mount.path} in ${placeIn(mount.at)}` : undefined;
}
