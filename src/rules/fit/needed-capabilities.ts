import type { Edit } from '../../core/edit.ts';
import type { Container } from '../../workload/types.ts';
import { addItem, joined, setAt } from '../../yaml/edit.ts';
import { asList, at } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { needsOf } from '../support/fit/needs.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { runsAs } from '../support/fit/user.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** An entrypoint that begins as root and becomes somebody else needs the capabilities to do so. */
export const neededCapabilities = fitRule({
  name: 'needed-capabilities',
  title: 'Leave an entrypoint the capabilities that it needs, or start it as its user',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'start it as the user that it becomes anyway, or add back the capabilities',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    const { add, drop } = container.capabilities;
    if (!drop.some(({ value }) => value.toUpperCase() === 'ALL') || container.privileged.value) return;
    const needs = needsOf(fit);
    if (!needs && isUnknown(fit)) {
      yield unanswered(fit, 'what capabilities the program of % needs', facts.entrypoint);
      return;
    }
    if (!needs || runsAs(fit)?.uid !== 0) return;
    const given = new Set(add.map(({ value }) => value.toUpperCase().replace(/^CAP_/, '')));
    const missing = given.has('ALL') ? [] : needs.capabilities.filter((name) => !given.has(name));
    if (missing.length === 0) return;
    yield {
      at: drop[0]!.at,
      also: besides(fit, facts.user),
      message: `${imageName(fit)} begins as root and needs ${missing.join(', ')} to become its user; ${nameOf(container)} drops ${missing.length === 1 ? 'it' : 'them'}, and it does not start`,
      ...(needs.uid === undefined
        ? {}
        : { help: `start it as user ${needs.uid}, which needs none, or add ${missing.join(', ')} back` }),
      ...fixWith(`add ${missing.join(', ')} back`, addBack(container, missing), ['run.capabilities'], true),
    };
  },
});

/** Somebody who may be root starts something that nobody knows. Who is not root has no capabilities to lose. */
function isUnknown(fit: Fit): boolean {
  const { container, facts } = fit;
  if (container.entrypoint || facts.entrypoint.known !== 'unknown') return false;
  const user = runsAs(fit);
  return container.workload.format === 'kubernetes' && container.runAsNonRoot.value
    ? false
    : user === undefined || user.uid === 0 || user.name === 'root';
}

function addBack({ node, workload }: Container, names: readonly string[]): Edit[] | undefined {
  const keys: [string, ...string[]] =
    workload.format === 'compose' ? ['cap_add'] : ['securityContext', 'capabilities', 'add'];
  const list = asList(at(node, ...keys));
  if (!list || list.items.length === 0) {
    const edit = setAt(node, keys, names);
    return edit && [edit];
  }
  return joined(names.map((name) => addItem(list, name)));
}
