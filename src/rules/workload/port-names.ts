import type { Container } from '../../workload/types.ts';
import { at, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Names of ports are those of services (RFC 6335). */
export const portNames = workloadRule({
  name: 'port-names',
  title: 'Name ports as Kubernetes takes them',
  severity: 'high',
  set: 'recommended',
  aliases: ['kube-linter/invalid-target-ports'],
  help: 'use at most 15 lower-case letters, digits and hyphens',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) yield* ofContainer(container);
  },
});

function* ofContainer(container: Container) {
  const seen = new Set<string>();
  for (const item of itemsOf(at(container.node, 'ports'))) {
    const node = at(item, 'name');
    const name = textOf(node);
    if (node && name !== undefined) {
      const why = seen.has(name) ? 'another port of the container has it' : whyNot(name);
      seen.add(name);
      if (why)
        yield {
          at: siteOf(node),
          message: `${nameOf(container)} names a port ${name}, and ${why}: the API server refuses it`,
        };
    }
    const port = at(item, 'containerPort');
    const number = Number(textOf(port) ?? Number.NaN);
    if (port && Number.isInteger(number) && (number < 1 || number > 65_535))
      yield {
        at: siteOf(port),
        message: `${nameOf(container)} has the port ${number}, and ports are 1 to 65535: the API server refuses it`,
        help: 'write the port that the program listens on',
      };
  }
}

/** Why a name is none of a port, as the API server has it; undefined: it is one. */
function whyNot(name: string): string | undefined {
  if (name.length > 15) return `a name has at most 15 characters, not ${name.length}`;
  if (!/^[a-z0-9-]*$/.test(name)) return 'a name is of lower-case letters, digits and hyphens';
  if (!/[a-z]/.test(name)) return 'a name has at least one letter';
  if (/^-|-$|--/.test(name)) return 'no hyphen stands first, last or beside another';
  return undefined;
}
