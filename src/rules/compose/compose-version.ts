import { removeEntry } from '../../yaml/edit.ts';
import { entryOf, keySite } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import { composeRule } from '../rule.ts';

/** The key says nothing since Compose has one specification. */
export const composeVersion = composeRule({
  name: 'compose-version',
  title: 'Leave the version key out',
  severity: 'info',
  set: 'recommended',
  aliases: [],
  help: 'take it out: Compose warns of it at every call',
  fixable: true,

  *check({ project }) {
    for (const source of project.files) {
      if (!/^["']?version["']?\s*:/m.test(source.text)) continue;
      const root = readYaml(source).documents[0]?.root;
      const entry = entryOf(root, 'version');
      if (root?.kind !== 'map' || !entry) continue;
      const edit = removeEntry(root, entry);
      yield {
        at: keySite(entry),
        message: 'version is obsolete: Compose does not look at it, and warns',
        ...(edit ? { fix: { title: 'take version out', safe: true, edits: [edit] } } : {}),
      };
    }
  },
});
