import type { ComposeProject, Workload } from '../../../workload/types.ts';
import { at, entriesOf, textOf } from '../../../yaml/look.ts';
import type { YamlNode } from '../../../yaml/types.ts';

/** A service that waits for another in a way of its own. */
export interface Waiting {
  readonly workload: Workload;
  /** `service_healthy`, `service_completed_successfully`, … */
  readonly condition: string;
  readonly node: YamlNode;
  /** `required: false`: it goes on without. */
  readonly isOptional: boolean;
}

const known = new WeakMap<ComposeProject, ReadonlyMap<string, readonly Waiting[]>>();

/** The services of a project that wait for a Compose service by a condition (`depends_on`). */
export function waitingFor({ name, project }: Workload): readonly Waiting[] {
  if (!project) return [];
  const index = known.get(project) ?? Map.groupBy(project.services.flatMap(waits), (each) => each.name);
  known.set(project, index);
  return index.get(name) ?? [];
}

const waits = (workload: Workload): (Waiting & { name: string })[] =>
  entriesOf(at(workload.node, 'depends_on')).flatMap(({ key: name, value }) => {
    const node = at(value, 'condition');
    const condition = textOf(node);
    if (!node || condition === undefined) return [];
    return [{ name, workload, condition, node, isOptional: textOf(at(value, 'required')) === 'false' }];
  });
