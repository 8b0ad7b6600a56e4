import { type PodSecurityControl, podSecurityId } from '../../../core/pod-security.ts';
import { isSameSite } from '../../../core/site.ts';
import { admit, type Violation } from '../../../workload/admission/admit.ts';
import type { Container, Volume, Workload } from '../../../workload/types.ts';
import { entriesOf, keySite } from '../../../yaml/look.ts';

const known = new WeakMap<Workload, readonly Violation[]>();

/** What Pod Security admission refuses a workload's pods for, by some controls; nothing for Compose. */
export function refusalsOf(
  workload: Workload,
  ...controls: readonly PodSecurityControl[]
): readonly Violation[] {
  if (workload.format !== 'kubernetes') return [];
  const all = known.get(workload) ?? [...admit(workload.pod.spec, workload.pod.metadata)];
  known.set(workload, all);
  return all.filter((violation) => violation.controls.some((control) => controls.includes(control)));
}

/** The ids of the controls that a violation is of. */
export const idsOf = ({ controls }: Violation): string[] => controls.map(podSecurityId);

/** The volume that a violation is about: its key, or its type's, is told. */
export const volumeOf = (workload: Workload, { at }: Violation): Volume | undefined =>
  workload.pod.volumes.find(({ node }) => entriesOf(node).some((entry) => isSameSite(keySite(entry), at)));

/** The container that a violation is about. */
export const containerOf = (workload: Workload, { container }: Violation): Container | undefined =>
  container && workload.containers.find(({ node }) => node === container);

/** `container app`, `init container migrate`, `service web`. */
export function nameOf({ name, role, workload }: Container): string {
  if (workload.format === 'compose') return `service ${workload.name}`;
  return role === 'main'
    ? `container ${name}`
    : `${role === 'sidecar' ? 'sidecar' : `${role} container`} ${name}`;
}
