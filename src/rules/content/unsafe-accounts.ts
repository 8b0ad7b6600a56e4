import { accountsOf, shadowOf } from '../../image/accounts.ts';
import type { ContentProblem, ContentSubject } from '../rule.ts';
import { contentRule } from '../rule.ts';

/** Accounts are looked up by whatever asks who somebody is, or lets somebody in. */
export const unsafeAccounts = contentRule({
  name: 'unsafe-accounts',
  title: 'Have no account without a password, and no number twice',
  severity: 'high',
  set: 'recommended',
  aliases: ['DKL-LI-0001', 'DKL-LI-0002'],
  help: 'lock accounts that nobody logs in to (passwd -l, useradd without -p), and give each a number of its own',
  fixable: false,

  *check(subject) {
    yield* withoutPassword(subject);
    yield* numbersTwice(subject);
  },
});

function* withoutPassword({ tree }: ContentSubject): Generator<ContentProblem> {
  const shadowed = new Map(shadowOf(tree).map(({ name, password }) => [name, password]));
  for (const { name, password, shell } of accountsOf(tree)) {
    const isEmpty = password === '' || (password === 'x' && shadowed.get(name) === 'empty');
    if (!isEmpty) continue;
    const mayLogIn = !/\/(?:nologin|false|sync|shutdown|halt)$/.test(shell);
    yield {
      at: { path: password === '' ? '/etc/passwd' : '/etc/shadow' },
      key: name,
      message: `${name} has no password: su, and whatever else asks for one, lets everybody become ${name}`,
      aliases: ['DKL-LI-0001'],
      severity: mayLogIn ? 'high' : 'low',
    };
  }
  for (const [name, password] of shadowed) {
    if (password === 'set')
      yield {
        at: { path: '/etc/shadow' },
        key: name,
        message: `the hash of a password of ${name} is in the image: whoever has the image can try them all`,
        aliases: [],
        severity: 'medium',
      };
  }
}

function* numbersTwice({ tree }: ContentSubject): Generator<ContentProblem> {
  const names = Map.groupBy(accountsOf(tree), ({ uid }) => uid);
  for (const [uid, accounts] of names) {
    const all = [...new Set(accounts.map(({ name }) => name))];
    if (all.length < 2) continue;
    yield {
      at: { path: '/etc/passwd' },
      key: String(uid),
      message: `${all.slice(0, 4).join(', ')}${all.length > 4 ? ` and ${all.length - 4} more` : ''} have the number ${uid}: for the kernel they are one${uid === 0 ? ', and it is root' : ''}`,
      aliases: ['DKL-LI-0002'],
      severity: uid === 0 ? 'high' : 'medium',
    };
  }
}
