import { type PodSecurityControl, podSecurityId } from '../../../core/pod-security.ts';
import type { Site } from '../../../core/site.ts';
import { admit, type Violation } from '../../../workload/admission/admit.ts';
import type { Container, Volume, Workload } from '../../../workload/types.ts';
import { entriesOf, keySite } from '../../../yaml/look.ts';
import type { YamlNode } from '../../../yaml/types.ts';

/** What admission says of a workload, and what it says it of, by place: made once for all rules. */
interface Judged {
  readonly violations: readonly Violation[];
  readonly containers: ReadonlyMap<YamlNode, Container>;
  /** By the place of each key that they are written with. */
  readonly volumes: ReadonlyMap<string, Volume>;
}

const judged = new WeakMap<Workload, Judged>();

function judge(workload: Workload): Judged {
  const known = judged.get(workload);
  if (known) return known;
  const { pod, containers } = workload;
  const made: Judged = {
    violations: [...admit(pod.spec, pod.metadata)],
    // Of those that are one by an alias, the first.
    containers: new Map(containers.toReversed().map((container) => [container.node, container])),
    volumes: new Map(
      pod.volumes
        .toReversed()
        .flatMap((volume) => entriesOf(volume.node).map((entry) => [placeOf(keySite(entry)), volume])),
    ),
  };
  judged.set(workload, made);
  return made;
}

const placeOf = ({ source, span }: Site): string => `${source.path}\0${span.start}\0${span.end}`;

/** What Pod Security admission refuses a workload's pods for, by some controls; nothing for Compose. */
export function refusalsOf(
  workload: Workload,
  ...controls: readonly PodSecurityControl[]
): readonly Violation[] {
  if (workload.format !== 'kubernetes') return [];
  return judge(workload).violations.filter((violation) =>
    violation.controls.some((control) => controls.includes(control)),
  );
}

/** Violations by the container that they are about. */
export const byContainer = (
  violations: readonly Violation[],
): ReadonlyMap<YamlNode | undefined, Violation[]> => Map.groupBy(violations, ({ container }) => container);

/** The ids of the controls that a violation is of. */
export const idsOf = ({ controls }: Violation): string[] => controls.map(podSecurityId);

/** The volume that a violation is about: its key, or its type's, is told. */
export const volumeOf = (workload: Workload, { at }: Violation): Volume | undefined =>
  judge(workload).volumes.get(placeOf(at));

/** The container that a violation is about. */
export const containerOf = (workload: Workload, { container }: Violation): Container | undefined =>
  container && judge(workload).containers.get(container);

/** `container app`, `init container migrate`, `service web`. */
export function nameOf({ name, role, workload }: Container): string {
  if (workload.format === 'compose') return `service ${workload.name}`;
  return role === 'main'
    ? `container ${name}`
    : `${role === 'sidecar' ? 'sidecar' : `${role} container`} ${name}`;
}
