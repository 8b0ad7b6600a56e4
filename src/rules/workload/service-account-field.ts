import type { Edit } from '../../core/edit.ts';
import { removeEntry } from '../../yaml/edit.ts';
import { entryOf, keySite, textOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap } from '../../yaml/types.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** The old name of a field; where both stand, only the new one counts. */
export const serviceAccountField = workloadRule({
  name: 'service-account-field',
  title: 'Name service accounts by serviceAccountName',
  severity: 'low',
  set: 'recommended',
  aliases: ['kube-linter/deprecated-service-account-field'],
  help: 'use serviceAccountName',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    const { spec } = workload.pod;
    const old = entryOf(spec, 'serviceAccount');
    const account = textOf(old?.value);
    if (!old || !account) return;
    const name = textOf(entryOf(spec, 'serviceAccountName')?.value);
    const isOther = name !== undefined && name !== account;
    const edit = name === undefined ? renamed(spec, old) : removeEntry(spec, old);
    yield {
      at: keySite(old),
      message: isOther
        ? `serviceAccount: ${account} is not looked at: serviceAccountName is ${name}`
        : 'serviceAccount is the deprecated name of serviceAccountName',
      severity: isOther ? 'medium' : 'low',
      ...fixWith(
        name === undefined ? 'call it serviceAccountName' : 'take serviceAccount out',
        edit && [edit],
        [],
        true,
      ),
    };
  },
});

/** The edit of the key alone. */
const renamed = (map: YamlMap, { source, keySpan, merged }: YamlEntry): Edit | undefined =>
  merged || map.alias ? undefined : { span: keySpan, text: 'serviceAccountName', path: source.path };
