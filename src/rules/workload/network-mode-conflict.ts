import type { SitedProblem } from '../../core/finding.ts';
import type { Container, Workload } from '../../workload/types.ts';
import { removeEntry } from '../../yaml/edit.ts';
import { entryOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlEntry } from '../../yaml/types.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Who has the network of another has its ports, name and resolver as well: what is said of them is refused or lost. */
export const networkModeConflict = workloadRule({
  name: 'network-mode-conflict',
  title: 'Say nothing that the network mode rules out',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'say it on the service whose network it is',
  fixable: true,

  *check({ workload }) {
    yield* sysctlsOfHost(workload);
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      if (container.role !== 'main') continue;
      const mode = entryOf(container.node, 'network_mode');
      const word = textOf(mode?.value);
      if (mode && word !== undefined && mode.value.kind === 'scalar' && !mode.value.uncertain) {
        if (/^(?:service|container):/.test(word)) yield* joined(container, mode, word);
        else if (word === 'host') yield* ofHost(container, mode);
        else if (word === 'none') yield* lost(container, mode, 'has no network that they could lead to');
      }
      yield* namedByHost(container);
    }
  },
});

/** What the engine takes for no container that joins another's network. */
const REFUSED = ['ports', 'expose', 'hostname', 'dns', 'extra_hosts', 'links'];

function* joined(container: Container, mode: YamlEntry, word: string): Generator<SitedProblem> {
  const [kind, owner = ''] = word.split(/:(.*)/s);
  for (const entry of present(container, REFUSED)) {
    yield {
      at: keySite(entry),
      also: [siteOf(mode.value)],
      message: `${nameOf(container)} has the network of ${owner}, and the engine refuses ${entry.key} beside it: it does not start`,
      help:
        kind === 'service'
          ? `say ${entry.key} on the service ${owner}, whose network it is`
          : `say ${entry.key} where the container ${owner} is started`,
    };
  }
}

function* ofHost(container: Container, mode: YamlEntry): Generator<SitedProblem> {
  yield* lost(container, mode, 'is on the host’s network, where its program opens its ports itself');
  for (const entry of present(container, ['links']))
    yield {
      at: keySite(entry),
      also: [siteOf(mode.value)],
      message: `${nameOf(container)} is on the host’s network, and the engine refuses links there: it does not start`,
      help: 'take links out, and reach the others by ports that they publish',
    };
}

/** Ports that lead nowhere. */
function* lost(container: Container, mode: YamlEntry, why: string): Generator<SitedProblem> {
  for (const entry of present(container, ['ports'])) {
    const edit = removeEntry(container.node, entry);
    yield {
      at: keySite(entry),
      also: [siteOf(mode.value)],
      message: `ports of ${nameOf(container)} publish nothing: it ${why}`,
      severity: 'low',
      help: 'take ports out, or network_mode',
      ...fixWith('take ports out, which publish nothing', edit && [edit], ['run.ports'], true),
    };
  }
}

/** Who has the host's name cannot have another. */
function* namedByHost(container: Container): Generator<SitedProblem> {
  const uts = entryOf(container.node, 'uts');
  if (textOf(uts?.value) !== 'host') return;
  for (const entry of present(container, ['hostname']))
    yield {
      at: keySite(entry),
      also: [keySite(uts!)],
      message: `${nameOf(container)} has the host’s name by uts: host, and the engine refuses hostname beside it: it does not start`,
      help: 'leave one of the two out',
    };
}

/**
 * Settings of the network are the host's in the host's network: runc refuses them (`libcontainer/configs/validate`), and
 * the kubelet does before (`pkg/kubelet/sysctl`).
 */
function* sysctlsOfHost({ pod, format, containers: [first] }: Workload): Generator<SitedProblem> {
  if (!pod.hostNetwork.value || !first) return;
  const isCompose = format === 'compose';
  for (const { name } of pod.sysctls) {
    if (!name.value.replaceAll('/', '.').startsWith('net.')) continue;
    yield {
      at: name.at,
      also: [pod.hostNetwork.at],
      message: `${nameOf(first)} is on the host’s network, where ${isCompose ? 'the engine' : 'the kubelet'} refuses the sysctl ${name.value}: it does not start`,
      help: 'set it on the host, or take it out',
    };
  }
}

/** The entries of these keys that say something. */
const present = ({ node }: Container, keys: readonly string[]): YamlEntry[] =>
  keys.flatMap((key) => {
    const entry = entryOf(node, key);
    const value = entry?.value;
    const isNothing =
      !value || (value.kind === 'scalar' ? value.value === null || value.value === '' : value.size <= 1);
    return isNothing ? [] : [entry!];
  });
