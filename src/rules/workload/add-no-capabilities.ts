import { podSecurityId } from '../../core/pod-security.ts';
import { isSameSite } from '../../core/site.ts';
import { BASELINE_CAPABILITIES } from '../../workload/admission/admit.ts';
import type { Container } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { capabilityName } from '../support/fit/capabilities.ts';
import { neededAfterAll } from '../support/fit/needed.ts';
import { byContainer, nameOf, refusalsOf } from '../support/workload/refusals.ts';
import { evidenceOf, type RequestedDevice, requestedDevices } from '../support/workload/requested-devices.ts';

/** Capabilities beyond what engines give by default are parts of root's power over the host. */
export const addNoCapabilities = workloadRule({
  name: 'add-no-capabilities',
  title: 'Add no capability that is not needed',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'PSS-capabilities_baseline',
    'PSS-capabilities_restricted',
    'KSV-0005',
    'KSV-0022',
    'KSV-0119',
    'KSV-0120',
    'CIS-5.4',
    'polaris/dangerousCapabilities',
  ],
  tags: ['NSA-CISA: capabilities'],
  help: 'take the capability out, or say in a waiver what it is for',
  fixable: false,

  *check({ workload, fitOf }) {
    const refusals = byContainer(refusalsOf(workload, 'capabilities_baseline', 'capabilities_restricted'));
    for (const container of workload.containers) {
      for (const capability of container.capabilities.add) {
        const refusal = refusals.get(container.node)?.find((one) => isSameSite(one.at, capability.at));
        const name = capabilityName(capability.value);
        const grave = GRAVE[name];
        if (HARMLESS.has(name) && !refusal) continue;
        const device = name === 'IPC_LOCK' ? requestedDevices(container).find(isRdma) : undefined;
        const isBeyondDefault = !BASELINE_CAPABILITIES.has(name);
        if (!isBeyondDefault && !refusal) continue;
        const fit = isBeyondDefault ? undefined : fitOf(container);
        const evidence = device ? evidenceOf(container, device) : fit && neededAfterAll(fit, name);
        yield {
          at: capability.at,
          message: `${nameOf(container)} adds ${name}: ${grave?.why ?? (isBeyondDefault ? 'few programs need it' : 'the restricted level allows NET_BIND_SERVICE alone')}`,
          severity: grave ? 'high' : isBeyondDefault ? 'medium' : 'low',
          aliases: [...(refusal?.controls.map(podSecurityId) ?? []), ...peersOf(container, name)],
          ...(evidence === undefined ? {} : { evidence }),
        };
      }
    }
  },
});

/** Memory that an adapter writes to by itself has to stay where it is. */
const isRdma = ({ name, isClaim }: RequestedDevice): boolean => !isClaim && /rdma|infiniband|hca/.test(name);

const HARMLESS: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

const GRAVE: Readonly<Record<string, { why: string }>> = {
  ALL: { why: 'that is every capability, and as good as privileged' },
  SYS_ADMIN: { why: 'it mounts, changes namespaces and more: as good as root on the host' },
  SYS_MODULE: { why: 'it loads code into the kernel of the host' },
  SYS_PTRACE: { why: 'it reads and changes the memory of other processes' },
  SYS_RAWIO: { why: 'it reads and writes the devices of the host' },
  SYS_BOOT: { why: 'it restarts the host' },
  SYS_TIME: { why: 'it sets the clock of the host' },
  DAC_READ_SEARCH: { why: 'it reads every file of the host by its handle' },
  NET_ADMIN: { why: 'it changes interfaces, routes and firewall rules' },
  BPF: { why: 'it loads programs into the kernel of the host' },
  PERFMON: { why: 'it observes the kernel and every process' },
  MAC_ADMIN: { why: 'it changes the mandatory access control of the host' },
  MAC_OVERRIDE: { why: 'it overrides the mandatory access control of the host' },
};

function peersOf({ workload }: Container, name: string): string[] {
  if (workload.format === 'compose') return ['CIS-5.4'];
  const own = ({ SYS_ADMIN: 'KSV-0005', NET_RAW: 'KSV-0119', SYS_MODULE: 'KSV-0120' } as const)[name];
  const beyond = BASELINE_CAPABILITIES.has(name) ? [] : ['KSV-0022'];
  const polaris = ['ALL', 'SYS_ADMIN', 'NET_ADMIN'].includes(name) ? ['polaris/dangerousCapabilities'] : [];
  return [...(name === 'ALL' ? ['KSV-0005'] : []), ...(own ? [own] : []), ...beyond, ...polaris];
}
