import type { Workload } from '../../../workload/types.ts';
import { at, entriesOf, textOf } from '../../../yaml/look.ts';
import type { YamlNode } from '../../../yaml/types.ts';
import { perProject } from '../kubernetes/once.ts';

/** A service that waits for another in a way of its own. */
export interface Waiting {
  readonly workload: Workload;
  /** `service_healthy`, `service_completed_successfully`, … */
  readonly condition: string;
  readonly node: YamlNode;
  /** `required: false`: it goes on without. */
  readonly isOptional: boolean;
}

/** The services of a project that wait for a Compose service by a condition (`depends_on`). */
export const waitingFor = ({ name, project }: Workload): readonly Waiting[] =>
  (project && byName(project).get(name)) ?? [];

const byName = perProject(({ services }) => Map.groupBy(services.flatMap(waits), ({ name }) => name));

function waits(workload: Workload): (Waiting & { name: string })[] {
  return entriesOf(at(workload.node, 'depends_on')).flatMap(({ key: name, value }) => {
    const node = at(value, 'condition');
    const condition = textOf(node);
    if (!node || condition === undefined) return [];
    return [{ name, workload, condition, node, isOptional: textOf(at(value, 'required')) === 'false' }];
  });
}
