import type { Edit } from '../../core/edit.ts';
import { type UserFact, valueOf } from '../../core/facts.ts';
import type { Site } from '../../core/site.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import type { Workload } from '../../workload/types.ts';
import { addItem, setAt } from '../../yaml/edit.ts';
import { asList, at, textOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { lacking } from '../support/fit/capabilities.ts';
import { fileCapabilitiesOf } from '../support/fit/file-capabilities.ts';
import { type Listens, listensOn } from '../support/fit/listens.ts';
import { needsOf } from '../support/fit/needs.ts';
import { personOf } from '../support/fit/person.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { isWindows } from '../support/platforms.ts';
import { exposedBy } from '../support/ports.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Ports below 1024 are for root with NET_BIND_SERVICE, unless the network of the container has been told otherwise. */
export const portNeedsRoot = fitRule({
  name: 'port-needs-root',
  title: 'Listen on a port that the container’s user may open',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'listen on a port from 1024 on, and lead the Service or the published port there',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    const { workload } = container;
    const network = networkOf(workload);
    if (!network || opensAll(network)) return;
    const isHost = network.pod.hostNetwork.value;
    const listens = listensOn(fit);
    const low = listens && lowPorts(fit, listens);
    if (!listens || !low || low.length === 0 || isWindows(facts)) return;
    if (workload.pod.os?.value === 'windows' || opensFrom(network) <= Math.min(...low)) return;
    const who = personOf(fit);
    if (!who) {
      yield unanswered(fit, 'the user', facts.user);
      return;
    }
    const lacks = whatLacks(fit, who);
    if (!lacks) return;
    const lowered = isHost ? undefined : sysctlEdit(workload);
    const raised = sysctlOf(network);
    yield {
      at: lacks.at,
      also: [
        ...besides(fit, listens.certain ? facts.command : facts.ports),
        ...(raised && !isHost ? [raised.name.at] : []),
      ],
      severity: isHost && listens.certain ? 'high' : 'medium',
      message: `${imageName(fit)} listens on port ${low.join(', ')} (${listens.why}), and ${nameOf(container)} ${lacks.text}: ${why(network)}`,
      ...(isHost
        ? {}
        : {
            help: raised
              ? `listen on a port from ${opensFrom(network)} on, or set ${SYSCTL} to ${Math.min(...low)}`
              : `listen on a port from 1024 on, or set the sysctl ${SYSCTL}, which is a safe one`,
          }),
      ...fixWith('set net.ipv4.ip_unprivileged_port_start to 0', lowered && [lowered], ['run.other'], true),
    };
  },
});

/** Those below 1024 that somebody here says, or the image as it is. */
function lowPorts({ recipe }: Fit, { ports, certain }: Listens): number[] {
  // A base's EXPOSE cannot be taken back.
  const own = recipe && !certain ? exposedBy(recipe) : () => true;
  return [...ports].filter((port) => port > 0 && port < 1024 && own(port));
}

/** Why the process may not open it; undefined: it may, or nobody can tell. */
function whatLacks(fit: Fit, who: UserFact): { at: Site; text: string } | undefined {
  const { container, facts, recipe } = fit;
  const { user, capabilities } = container;
  if (isRoot(who)) {
    const [dropped] = capabilities.drop;
    // What a known entrypoint needs is told with the rest of it.
    const isTold = needsOf(fit)?.capabilities.includes('NET_BIND_SERVICE') ?? false;
    return dropped && !isTold && lacking(container, ['NET_BIND_SERVICE']).length > 0
      ? { at: dropped.at, text: 'drops NET_BIND_SERVICE, which root needs for it' }
      : undefined;
  }
  // The image alone shows that its own user may not.
  if (!user && recipe) return undefined;
  const isGiven =
    fileCapabilitiesOf(fit)?.names.includes('NET_BIND_SERVICE') ||
    valueOf(facts.tools)?.has('setcap') === true;
  const isAdded = capabilities.add.some(({ value }) => /^(?:CAP_)?(?:NET_BIND_SERVICE|ALL)$/i.test(value));
  if ((isGiven || isAdded) && !container.noNewPrivileges.value) return undefined;
  // Without file capabilities that are at hand, an added one may count or not.
  if (isAdded && !recipe) return undefined;
  const name = user?.value.text ?? who.text;
  return {
    at: user?.at ?? container.image?.at ?? container.at,
    text: `runs it as ${name}${isAdded || isGiven ? ', who gets no capability by the program’s file under allowPrivilegeEscalation: false' : ''}`,
  };
}

const SYSCTL = 'net.ipv4.ip_unprivileged_port_start';

/** Whose network the workload has: its own, or that of the service that it joins; undefined: nobody here says. */
function networkOf(workload: Workload): Workload | undefined {
  if (workload.format !== 'compose') return workload;
  const mode = textOf(at(workload.node, 'network_mode')) ?? '';
  if (!/^(?:service|container):/.test(mode)) return workload;
  const owner = mode.startsWith('service:') ? mode.slice('service:'.length) : undefined;
  const joined = workload.project?.services.find(({ name }) => name === owner);
  // Who joins one that has joined another is nobody's concern here.
  return joined && !/^(?:service|container):/.test(textOf(at(joined.node, 'network_mode')) ?? '')
    ? joined
    : undefined;
}

const sysctlOf = ({ pod }: Workload) => pod.sysctls.find(({ name }) => name.value === SYSCTL);

/**
 * Docker opens all ports in the network that a container has of its own, since 20.10 (moby, `daemon/oci_linux.go`), but
 * where the sysctl is set otherwise.
 */
const opensAll = (network: Workload): boolean =>
  network.format === 'compose' && !network.pod.hostNetwork.value && !sysctlOf(network);

/** The port from which on everybody may open them. The host's network takes no sysctl of a container. */
function opensFrom(network: Workload): number {
  const set = network.pod.hostNetwork.value ? undefined : sysctlOf(network)?.value?.value;
  if (set === undefined || !/^\d+$/.test(set)) return set === undefined ? 1024 : 0;
  return Number(set);
}

/**
 * containerd's `enable_unprivileged_ports` is true by default since 2.0 (`internal/cri/config`); CRI-O has no such default.
 */
function why(network: Workload): string {
  if (network.pod.hostNetwork.value) return 'the host keeps ports below 1024 for root';
  return sysctlOf(network)
    ? `${SYSCTL} keeps ports below ${opensFrom(network)} for root`
    : 'nodes refuse it, unless their runtime opens all ports (containerd does from 2.0 on, not before)';
}

function sysctlEdit(workload: Workload): Edit | undefined {
  const { pod, format } = workload;
  if (format !== 'kubernetes' || sysctlOf(workload)) return undefined;
  const list = asList(at(pod.spec, 'securityContext', 'sysctls'));
  const item = { name: SYSCTL, value: '0' };
  return list && list.items.length > 0
    ? addItem(list, item)
    : setAt(pod.spec, ['securityContext', 'sysctls'], [item]);
}
