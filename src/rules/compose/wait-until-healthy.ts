import type { Edit } from '../../core/edit.ts';
import type { Site } from '../../core/site.ts';
import type { Workload } from '../../workload/types.ts';
import { joined, setAt } from '../../yaml/edit.ts';
import { at, entriesOf, entryOf, itemsOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import { composeRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** A database that has been started is not one that answers. */
export const waitUntilHealthy = composeRule({
  name: 'wait-until-healthy',
  title: 'Wait until a service is healthy where it can tell',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'wait for condition: service_healthy',
  fixable: true,

  *check({ project }) {
    const checked = new Set(project.services.filter(hasCheck).map(({ name }) => name));
    for (const workload of project.services) {
      const early = tooEarly(workload, checked);
      const [first] = early;
      if (!first) continue;
      yield {
        at: first.at,
        also: early.slice(1).map((each) => each.at),
        target: workload.name,
        message: `service ${workload.name} is started when ${early.map(({ name }) => name).join(', ')} ${early.length === 1 ? 'has' : 'have'} been started, before the health check says that ${early.length === 1 ? 'it answers' : 'they answer'}`,
        ...fixWith(
          'wait for service_healthy',
          repair(
            workload,
            early.map(({ name }) => name),
          ),
          ['run.other'],
        ),
      };
    }
  },
});

interface Early {
  readonly name: string;
  readonly at: Site;
}

const hasCheck = ({ containers }: Workload): boolean =>
  containers.some(({ probes }) => probes.health?.command);

/** What a service waits for, and could wait longer for. */
function tooEarly({ node }: Workload, checked: ReadonlySet<string>): Early[] {
  const first = at(node, 'depends_on');
  const all: Early[] =
    first?.kind === 'map'
      ? entriesOf(first)
          .filter(({ value }) => (textOf(at(value, 'condition')) ?? 'service_started') === 'service_started')
          .map((entry) => ({ name: entry.key, at: keySite(entry) }))
      : itemsOf(first).map((item) => ({ name: textOf(item) ?? '', at: siteOf(item) }));
  return all.filter(({ name }) => checked.has(name));
}

function repair({ node }: Workload, names: readonly string[]): Edit[] | undefined {
  const entry = entryOf(node, 'depends_on');
  if (!entry) return undefined;
  if (entry.value.kind === 'map')
    return joined(names.map((name) => setAt(node, ['depends_on', name, 'condition'], 'service_healthy')));
  const all = itemsOf(entry.value).map((item) => textOf(item) ?? '');
  const conditions = all.map((name) => [
    name,
    { condition: names.includes(name) ? 'service_healthy' : 'service_started' },
  ]);
  const edit = setAt(node, ['depends_on'], Object.fromEntries(conditions));
  return edit && [edit];
}
