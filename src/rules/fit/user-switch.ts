import { isRoot } from '../../dockerfile/ownership/rights.ts';
import { type Fit, fitRule } from '../rule.ts';
import { personOf } from '../support/fit/person.ts';
import { imageName } from '../support/fit/sites.ts';
import { type Switch, switchesOf } from '../support/fit/switches.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** gosu and its like take root to begin with; sudo and su are setuid, which `no-new-privileges` turns off. */
export const userSwitch = fitRule({
  name: 'user-switch',
  title: 'Do not change the user where the manifest forbids it',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'start the program itself, as the user that it is meant to have',
  fixable: false,

  *check(fit) {
    const { container, facts } = fit;
    const { user, noNewPrivileges, workload } = container;
    if (!user && !noNewPrivileges.value) return;
    const switches = switchesOf(fit).filter(({ program }) => program !== 'chown');
    if (switches.length === 0) return;
    const who = personOf(fit);
    if (!who) {
      yield unanswered(fit, 'the user', facts.user);
      return;
    }
    if (isRoot(who)) return;
    const found = switches.find(({ program }) => (SETUID.has(program) ? noNewPrivileges.value : user));
    if (!found) return;
    const isSetuid = SETUID.has(found.program);
    const told = user?.value.text ?? who.text;
    const forbids = workload.format === 'compose' ? 'no-new-privileges' : 'allowPrivilegeEscalation: false';
    yield {
      at: isSetuid ? noNewPrivileges.at : user!.at,
      ...(found.at ? { also: [found.at] } : {}),
      message: isSetuid
        ? `${forbids} of ${nameOf(container)} turns off the setuid bit of ${found.program}, ${whose(fit, found)}: as ${told} it cannot start`
        : `${nameOf(container)} begins as ${told}, and ${found.program}, ${whose(fit, found)}, may change the user as root only: it does not start`,
      ...(isSetuid
        ? {}
        : {
            help: `begin as root with the capabilities SETGID and SETUID, or start the program without ${found.program}`,
          }),
    };
  },
});

/** Programs that are setuid root: whoever calls them is root for a moment. The others want to be called by root. */
const SETUID: ReadonlySet<string> = new Set(['sudo', 'su', 'doas', 'pkexec', 'newgrp', 'sg']);

const whose = (fit: Fit, { script, at }: Switch): string => {
  if (script !== undefined) return `which ${script} of ${imageName(fit)} calls`;
  return at?.source === fit.container.at.source
    ? 'which its command calls'
    : `which ${imageName(fit)} begins with`;
};
