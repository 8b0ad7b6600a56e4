import type { Edit } from '../../core/edit.ts';
import { type UserFact, valueOf } from '../../core/facts.ts';
import type { Site } from '../../core/site.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import type { Workload } from '../../workload/types.ts';
import { addItem, setAt } from '../../yaml/edit.ts';
import { asList, at } from '../../yaml/look.ts';
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
    const isHost = workload.pod.hostNetwork.value;
    // Docker sets the sysctl to 0 in the network that a container has of its own, since 20.10.
    if (workload.format === 'compose' && !isHost) return;
    const listens = listensOn(fit);
    const low = listens && lowPorts(fit, listens);
    if (!listens || !low || low.length === 0 || isWindows(facts)) return;
    if (workload.pod.os?.value === 'windows' || opensFrom(workload) <= Math.min(...low)) return;
    const who = personOf(fit);
    if (!who) {
      yield unanswered(fit, 'the user', facts.user);
      return;
    }
    const lacks = whatLacks(fit, who);
    if (!lacks) return;
    const lowered = isHost ? undefined : sysctlEdit(workload);
    yield {
      at: lacks.at,
      also: besides(fit, listens.certain ? facts.command : facts.ports),
      severity: isHost && listens.certain ? 'high' : 'medium',
      message: `${imageName(fit)} listens on port ${low.join(', ')} (${listens.why}), and ${nameOf(container)} ${lacks.text}: ${isHost ? 'the host keeps ports below 1024 for root' : 'nodes refuse it, unless their runtime opens all ports (containerd does from 2.0 on, not before)'}`,
      ...(isHost
        ? {}
        : {
            help: 'listen on a port from 1024 on, or set the sysctl net.ipv4.ip_unprivileged_port_start, which is a safe one',
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

/** The port from which on everybody may open them. */
function opensFrom({ pod }: Workload): number {
  const set = pod.sysctls.find(({ name }) => name.value === SYSCTL)?.value?.value;
  return set === undefined || !/^\d+$/.test(set) ? 1024 : Number(set);
}

function sysctlEdit({ pod, format }: Workload): Edit | undefined {
  if (format !== 'kubernetes' || pod.sysctls.some(({ name }) => name.value === SYSCTL)) return undefined;
  const list = asList(at(pod.spec, 'securityContext', 'sysctls'));
  const item = { name: SYSCTL, value: '0' };
  return list && list.items.length > 0
    ? addItem(list, item)
    : setAt(pod.spec, ['securityContext', 'sysctls'], [item]);
}
