import { removeEntry } from '../../yaml/edit.ts';
import { entryOf, siteOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** On the engine's own bridge are the containers of all projects, and nobody has a name. */
export const defaultBridge = workloadRule({
  name: 'default-bridge',
  title: 'Use a network of the project, not the bridge of the engine',
  severity: 'low',
  set: 'recommended',
  aliases: ['CIS-5.30'],
  help: 'leave network_mode out: Compose makes a network for the project',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      const entry = entryOf(container.node, 'network_mode');
      if (container.role !== 'main' || !entry || textOf(entry.value) !== 'bridge') continue;
      const edit = removeEntry(container.node, entry);
      yield {
        at: siteOf(entry.value),
        message: `${nameOf(container)} is on the engine’s own bridge, beside the containers of every other project, and finds no service by its name`,
        ...fixWith('take network_mode out', edit && [edit], ['run.namespaces']),
      };
    }
  },
});
