import { sudoersReader } from '../../image/sudoers.ts';
import { contentRule } from '../rule.ts';

/** A user who may sudo without a password is root with one word more. */
export const sudoWithoutPassword = contentRule({
  name: 'sudo-without-password',
  title: 'Let nobody become root without a password',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DKL-DI-0001'],
  help: 'leave sudo out, and do as root what needs root while the image is built; a start script drops root with setpriv or gosu',
  fixable: false,

  *check({ tree }) {
    if (!PROGRAMS.some((path) => tree.stat(path)?.kind === 'file')) return;
    for (const { path, value } of tree.readings(sudoersReader)) {
      for (const { line, who } of value)
        yield {
          at: { path },
          key: who,
          message: `line ${line} lets ${personOf(who)} become root without a password: a USER that is not root is worth nothing then`,
        };
    }
  },
});

const PROGRAMS = ['/usr/bin/sudo', '/bin/sudo', '/usr/local/bin/sudo'];

const personOf = (who: string): string =>
  who === 'ALL' ? 'everybody' : who.startsWith('%') ? `the group ${who.slice(1)}` : who;
