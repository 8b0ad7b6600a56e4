import type { Fact, UserFact } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import type { AccountBook } from './accounts.ts';
import { Chain } from './chain.ts';
import { fromBase, inherited, predicted, unknown, type View } from './view.ts';

/** The text of USER of each stage; '' is root by default. */
export function userTextChain(view: View): Chain<Fact<string>> {
  return new Chain<Fact<string>>(
    (stage) => fromBase(view.rootOf(stage), 'user', ({ user }) => user?.text, ''),
    (stage, before) => {
      const step = view.lastStep(stage, 'USER');
      if (!step?.value) return stage.parent ? inherited(before, stage.parent.label) : before;
      const user = view.expand(step.value, step, stage);
      const from = [view.origin(step)];
      return 'why' in user ? unknown(user.why, from) : predicted(user.value, from);
    },
  );
}

/** The user of a stage, with the numbers that its name is known to have. */
export function userOf(view: View, stage: Stage, text: Fact<string>, accounts: AccountBook): Fact<UserFact> {
  if (text.known === 'unknown') return text;
  return { ...text, value: resolve(view, stage, text.value, accounts) };
}

function resolve(view: View, stage: Stage, text: string, accounts: AccountBook): UserFact {
  const user = readUser(text);
  const { windows, base } = view.rootOf(stage);
  if (windows) return user;
  const account =
    text === '' || user.uid === 0
      ? { uid: 0, gid: 0 }
      : user.uid !== undefined
        ? { uid: user.uid, gid: accounts.byNumber(stage, user.uid)?.gid }
        : user.name === undefined
          ? undefined
          : accounts.user(stage, user.name);
  const asBase = base?.user?.text === text ? base.user.gid : undefined;
  const gid = groupOf(user, account?.gid, (name) => accounts.group(stage, name) ?? asBase);
  return { ...user, ...numbers(account?.uid, gid) };
}

function groupOf(
  { name, group, gid }: UserFact,
  primary: number | undefined,
  find: (name: string) => number | undefined,
): number | undefined {
  if (gid !== undefined) return gid;
  // A group of the user's own name is its primary one, unless it is known otherwise.
  return group === undefined ? primary : (find(group) ?? (group === name ? primary : undefined));
}

/** `name`, `uid`, each with `:group` or `:gid` behind, as moby's GetExecUser reads them. */
function readUser(text: string): UserFact {
  const colon = text.indexOf(':');
  const user = colon === -1 ? text : text.slice(0, colon);
  const group = colon === -1 ? '' : text.slice(colon + 1);
  return {
    text,
    ...(user === '' || numeric(user) ? {} : { name: user }),
    ...(group === '' || numeric(group) ? {} : { group }),
    ...(numeric(user) ? { uid: Number(user) } : {}),
    ...(numeric(group) ? { gid: Number(group) } : {}),
    numeric: numeric(user),
  };
}

const numeric = (text: string): boolean => /^[+-]?\d{1,10}$/.test(text.split(':')[0]!);

const numbers = (uid: number | undefined, gid: number | undefined): { uid?: number; gid?: number } => ({
  ...(uid === undefined ? {} : { uid }),
  ...(gid === undefined ? {} : { gid }),
});
