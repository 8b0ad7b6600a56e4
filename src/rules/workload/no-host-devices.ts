import type { SitedProblem } from '../../core/finding.ts';
import type { Container } from '../../workload/types.ts';
import { at, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { graveDevice } from '../support/workload/devices.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Disks and memory hold everything that the host has, whatever its permissions say. */
export const noHostDevices = workloadRule({
  name: 'no-host-devices',
  title: 'Give no container the disks and the memory of its host',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-5.18'],
  help: 'mount the files that it needs instead; where it needs the device itself, give it for reading only (:r)',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      if (container.role !== 'main') continue;
      yield* devices(container);
      yield* rules(container);
    }
  },
});

function* devices(container: Container): Generator<SitedProblem> {
  for (const { value, at, uncertain } of container.devices) {
    const [path = '', second, third] = value.split(':');
    const why = uncertain ? undefined : graveDevice(path);
    if (!why) continue;
    const isRead = (third ?? (second?.startsWith('/') ? undefined : second)) === 'r';
    yield {
      at,
      message: `${nameOf(container)} gets ${path} of the host${isRead ? ' (for reading)' : ''}: ${why}`,
      severity: isRead ? 'medium' : 'high',
    };
  }
}

/** `device_cgroup_rules` open devices by their numbers, those of everything with `*:*`. */
function* rules(container: Container): Generator<SitedProblem> {
  for (const item of itemsOf(at(container.node, 'device_cgroup_rules'))) {
    if (!/^a\b|^[bc]\s+\*:\*/.test(textOf(item) ?? '')) continue;
    yield {
      at: siteOf(item),
      message: `${nameOf(container)} may use every device of the host by its number (${textOf(item)})`,
      help: 'name the devices under devices:, or their major number in the rule',
    };
  }
}
