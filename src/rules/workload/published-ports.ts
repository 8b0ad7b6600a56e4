import type { Edit } from '../../core/edit.ts';
import type { Container, PortUse } from '../../workload/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { asMap, at, itemsOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { internalService, isOpen } from '../support/workload/published.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A database that is published on every interface is one that the network can reach, past most firewalls. */
export const publishedPorts = workloadRule({
  name: 'published-ports',
  title: 'Publish ports of internal services to this machine only',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-5.14'],
  help: 'bind it to 127.0.0.1, or leave it out: services of one project reach each other without it',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      const what = internalService(container);
      if (!what) continue;
      for (const port of container.ports) {
        if (!isOpen(port)) continue;
        yield {
          at: port.at,
          message: `port ${port.port} of ${nameOf(container)} (${what}) is published on every interface of the host`,
          ...fixWith('bind it to 127.0.0.1', bound(container, port), ['run.ports']),
        };
      }
    }
  },
});

/** The edit of the port as it is written: a text gets the address in front, a map a host_ip. */
function bound({ node }: Container, port: PortUse): Edit[] | undefined {
  for (const item of itemsOf(at(node, 'ports'))) {
    const { source, span } = port.at;
    if (item.source !== source || item.alias || span.start < item.span.start || span.end > item.span.end)
      continue;
    const map = asMap(item);
    if (map) {
      const edit = setAt(map, ['host_ip'], '127.0.0.1');
      return edit && [edit];
    }
    if (item.kind !== 'scalar') return undefined;
    const text =
      (item.interpolated ? written(item) : textOf(item))?.replace(/^(?:0\.0\.0\.0|\[::\]):/, '') ?? '';
    if (!/^(?:\d|\$)/.test(text)) return undefined;
    const quote = item.style === 'single' ? "'" : '"';
    const both = text.includes(':') ? text : `${text.split('/')[0]}:${text}`;
    return [{ span: item.span, text: `${quote}127.0.0.1:${both}${quote}`, path: source.path }];
  }
  return undefined;
}

/** The text with its variables, where the first of them is a port by its default, and no address. */
function written({ source, span }: YamlNode): string | undefined {
  const text = source.slice(span).replace(/^(["'])(.*)\1$/, '$2');
  return /^\$\{\w+:?-\d+\}:|^\d+:/.test(text) ? text : undefined;
}
