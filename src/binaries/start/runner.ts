import { accountOf, accountsOf, groupIdOf, groupsOf } from '../../image/accounts.ts';
import type { Root } from '../../image/reader.ts';
import type { Runner } from './reach.ts';
import { cannot } from './types.ts';

const isNumber = (text: string): boolean => /^\d{1,10}$/.test(text);

/**
 * Who `User` of the configuration is (image-spec, config.md): `name`, `uid`, either with `:group` or `:gid`, empty for root.
 * Names have to be in the image's own files; numbers need not.
 * @throws Verdict where runtimes refuse it
 */
export function runnerOf(root: Root, user: string): Runner {
  const colon = user.indexOf(':');
  const who = colon < 0 ? user : user.slice(0, colon);
  const group = colon < 0 ? '' : user.slice(colon + 1);
  const account = accountOf(root, who === '' ? '0' : who);
  if (!account && who !== '' && !isNumber(who))
    throw cannot(
      `the user ${who} is not in /etc/passwd${accountsOf(root).length === 0 ? ', which is not there or empty' : ''}`,
    );
  const uid = account?.uid ?? Number(who);
  if (group !== '') {
    const gid = groupIdOf(root, group);
    if (gid === undefined) throw cannot(`the group ${group} of the user ${user} is not in /etc/group`);
    return { uid, gids: [gid], name: nameOf(account?.name, uid) };
  }
  const further = account ? groupsOf(root).filter(({ members }) => members.includes(account.name)) : [];
  return {
    uid,
    gids: [account?.gid ?? 0, ...further.map(({ gid }) => gid)],
    name: nameOf(account?.name, uid),
  };
}

const nameOf = (name: string | undefined, uid: number): string =>
  name === undefined ? `user ${uid}` : `user ${name} (${uid})`;
