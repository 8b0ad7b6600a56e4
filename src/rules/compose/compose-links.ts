import type { Edit } from '../../core/edit.ts';
import type { Workload } from '../../workload/types.ts';
import { removeEntry } from '../../yaml/edit.ts';
import { at, entryOf, itemsOf, keySite, textOf } from '../../yaml/look.ts';
import type { YamlEntry } from '../../yaml/types.ts';
import { composeRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** Links are from before there were networks. */
export const composeLinks = composeRule({
  name: 'compose-links',
  title: 'Reach services by their names, without links',
  severity: 'info',
  set: 'recommended',
  aliases: [],
  help: 'take links out: services of one network reach each other by name; what must be there first goes under depends_on',
  fixable: true,

  *check({ project }) {
    for (const workload of project.services) {
      const entry = entryOf(workload.node, 'links');
      const names = itemsOf(entry?.value).flatMap((item) => textOf(item) ?? []);
      // On the engine's own bridge nothing else leads from one to the other.
      if (!entry || names.length === 0 || textOf(at(workload.node, 'network_mode')) === 'bridge') continue;
      const alias = names.find((name) => name.includes(':') && !isSameTwice(name));
      yield {
        at: keySite(entry),
        target: workload.name,
        message: `links of service ${workload.name} are a legacy feature: its network leads to ${listed(names)} by name`,
        ...(alias === undefined ? {} : { help: aliasHelp(alias) }),
        ...(alias === undefined ? repair(workload, entry, names) : {}),
      };
    }
  },
});

const isSameTwice = (link: string): boolean => link.split(':')[0] === link.split(':')[1];

const listed = (names: readonly string[]): string => names.map((name) => name.split(':')[0]).join(', ');

function aliasHelp(link: string): string {
  const [name, alias] = link.split(':');
  return `take links out, and give ${name} the other name in its network: networks: {default: {aliases: [${alias}]}}`;
}

/** A link also says what is started first, as `depends_on` does. */
function repair({ node }: Workload, entry: YamlEntry, names: readonly string[]) {
  const first = at(node, 'depends_on');
  const waited = new Set(
    first?.kind === 'map' ? first.entries.map(({ key }) => key) : itemsOf(first).map((item) => textOf(item)),
  );
  if (!first) {
    // The list itself is what depends_on would have.
    const isPlain =
      !entry.merged && entry.value.source === entry.source && names.every((name) => !name.includes(':'));
    const edit: Edit = { span: entry.keySpan, text: 'depends_on', path: entry.source.path };
    return fixWith('write depends_on in place of links', isPlain ? [edit] : undefined, ['run.other'], true);
  }
  const edit = names.every((name) => waited.has(name.split(':')[0])) ? removeEntry(node, entry) : undefined;
  return fixWith('take links out, which depends_on has already', edit && [edit], ['run.other'], true);
}
