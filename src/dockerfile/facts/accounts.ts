import type { Stage } from '../build-types.ts';
import { Chain } from './chain.ts';
import { copyOf } from './copies.ts';
import { accountArguments, homeOf, isRedHat, useraddOptions } from './homes.ts';
import { type Arguments, argumentsOf, Run, redirectsAround } from './run.ts';
import type { Root, View } from './view.ts';

export interface Account {
  readonly uid?: number;
  readonly gid?: number;
  /** As /etc/passwd has it, for accounts that the file makes; the folder need not be there. */
  readonly home?: string;
}

/** Users and groups that a stage makes, over those of what it is built on. A name without number is there, but how is unknown. */
interface Accounts {
  readonly users: Map<string, Account | undefined>;
  readonly groups: Map<string, number | undefined>;
  /** /etc/passwd comes from elsewhere, and what is below no longer counts. */
  replaced: boolean;
  /** The stage whose /etc/passwd it is then, where it is one. */
  source?: Stage;
  readonly below?: Accounts;
  readonly root: Root;
}

/** Who is in /etc/passwd and /etc/group: from the base's data and from commands with a number in plain sight. */
export class AccountBook {
  readonly #view: View;
  readonly #chain: Chain<Accounts>;

  constructor(view: View) {
    this.#view = view;
    this.#chain = new Chain<Accounts>(
      (stage) => empty(view.rootOf(stage)),
      (stage, before) => this.#read(stage, before),
    );
  }

  user(stage: Stage, name: string): Account | undefined {
    if (name === 'root') return { uid: 0, gid: 0 };
    return this.#find(
      stage,
      (accounts) => (accounts.users.has(name) ? [accounts.users.get(name)] : undefined),
      (root) => baseUser(root, name),
    );
  }

  group(stage: Stage, name: string): number | undefined {
    if (name === 'root') return 0;
    return this.#find(
      stage,
      (accounts) => (accounts.groups.has(name) ? [accounts.groups.get(name)] : undefined),
      () => undefined,
    );
  }

  /** The account that has a number, for its group; of the stage's chain only. */
  byNumber(stage: Stage, uid: number): Account | undefined {
    return this.#find(
      stage,
      ({ users }) => {
        const found = [...users.values()].find((account) => account?.uid === uid);
        return found && [found];
      },
      ({ base }) => (base?.user?.uid === uid ? accountOf(uid, base.user.gid) : undefined),
    );
  }

  /** The first answer along the chain; a stage whose passwd is another stage's goes on there, never in a circle. */
  #find<T>(
    stage: Stage,
    here: (accounts: Accounts) => readonly [T | undefined] | undefined,
    base: (root: Root) => T | undefined,
  ): T | undefined {
    const seen = new Set<Stage>();
    for (let from: Stage | undefined = stage; from && !seen.has(from); ) {
      seen.add(from);
      let next: Stage | undefined;
      for (let accounts: Accounts | undefined = this.#chain.of(from); accounts; accounts = accounts.below) {
        const answer = here(accounts);
        if (answer) return answer[0];
        next = accounts.source;
        if (accounts.replaced) break;
        if (!accounts.below) return base(accounts.root);
      }
      from = next;
    }
    return undefined;
  }

  #read(stage: Stage, before: Accounts): Accounts {
    const here: Accounts = { ...empty(before.root), below: before };
    let changed = false;
    for (const step of this.#view.stepsOf(stage, 'RUN', 'COPY', 'ADD')) {
      if ('command' in step) {
        if (mentions.test(step.body.text) || step.heredocs.some(({ content }) => mentions.test(content))) {
          changed = this.#readRun(new Run(this.#view, stage, step), here) || changed;
        }
      } else if (step.destination && /passwd|etc/.test(step.destination.text)) {
        const copy = copyOf(this.#view, stage, step, undefined);
        if (!copy.paths.includes('/etc/passwd')) continue;
        here.users.clear();
        here.groups.clear();
        here.replaced = true;
        delete here.source;
        if (copy.stage) here.source = copy.stage;
        changed = true;
      }
    }
    return changed ? here : before;
  }

  #readRun(run: Run, here: Accounts): boolean {
    let changed = false;
    for (const command of run.commands) {
      run.enter(command);
      const read = Object.hasOwn(readers, command.name) ? readers[command.name] : undefined;
      if (read) {
        const words = command.words.slice(1).map((word) => run.text(word));
        // A condition that asks whether the account is there already decides nothing where it surely is not.
        const doubt = run.conditional(command) && here.root.base === undefined && !here.root.scratch;
        read(words, here, doubt);
        changed = true;
      } else if (
        [...command.redirects, ...redirectsAround(command)].some(
          ({ target }) => target && run.text(target) === '/etc/passwd',
        )
      ) {
        for (const word of command.words.slice(1)) readPasswd(run.text(word), here);
        changed = true;
      }
    }
    return changed;
  }
}

const mentions = /useradd|adduser|groupadd|addgroup|usermod|groupmod|userdel|deluser|\/etc\/passwd/;

const empty = (root: Root): Accounts => ({ users: new Map(), groups: new Map(), replaced: false, root });

function baseUser({ base }: Root, name: string): Account | undefined {
  if (!base) return undefined;
  const { user, users } = base;
  if (user && user.text.split(':')[0] === name && user.uid !== undefined)
    return accountOf(user.uid, user.gid);
  const uid = users && Object.hasOwn(users, name) ? users[name] : undefined;
  if (uid === undefined) return undefined;
  return accountOf(uid, user?.uid === uid ? user.gid : undefined);
}

const accountOf = (uid: number | undefined, gid: number | undefined): Account => ({
  ...(uid === undefined ? {} : { uid }),
  ...(gid === undefined ? {} : { gid }),
});

type Reader = (words: readonly (string | undefined)[], here: Accounts, doubt: boolean) => void;

const readers: Readonly<Record<string, Reader>> = {
  useradd: (words, here, doubt) => addUser('useradd', words, here, doubt),
  adduser: (words, here, doubt) => addUser('adduser', words, here, doubt),
  groupadd: (words, here, doubt) =>
    addGroup(argumentsOf(words, 'g K p R P gid key password root'), here, doubt),
  addgroup: (words, here, doubt) => addGroup(argumentsOf(words, 'g gid firstgid lastgid conf'), here, doubt),
  usermod: (words, here, doubt) => {
    const { options, operands } = argumentsOf(words, `${useraddOptions} l login home`);
    const [name] = operands;
    if (name === undefined) return;
    const renamed = options.get('l') ?? options.get('login');
    const before = userIn(here, name);
    const uid = option(options, 'u', 'uid');
    const gid = option(options, 'g', 'gid');
    const home = option(options, 'd', 'home') ?? before?.home;
    const account = {
      ...accountOf(
        uid === undefined ? before?.uid : numberOf(uid),
        gid === undefined ? before?.gid : groupNumber(gid, here),
      ),
      ...(home === undefined ? {} : { home }),
    };
    here.users.set(renamed ?? name, doubt ? undefined : account);
    if (renamed !== undefined) here.users.set(name, undefined);
  },
  groupmod: (words, here, doubt) => {
    const { options, operands } = argumentsOf(words, 'g n p R P gid new-name');
    const [name] = operands;
    const gid = option(options, 'g', 'gid');
    if (name !== undefined && gid !== undefined) here.groups.set(name, doubt ? undefined : numberOf(gid));
  },
  userdel: remove,
  deluser: remove,
};

function addUser(
  program: 'useradd' | 'adduser',
  words: readonly (string | undefined)[],
  here: Accounts,
  doubt: boolean,
): void {
  const system = here.root.base?.system;
  const given = accountArguments(program, words, system);
  const { options, operands } = given;
  const [name] = operands;
  // `adduser NAME GROUP` only joins the two.
  if (name === undefined || operands.length > 1) return;
  const uid = option(options, 'u', 'uid');
  // BusyBox and Debian take the group as -G or --ingroup.
  const letter = program === 'useradd' || isRedHat(system) ? 'g' : 'G';
  const group = option(options, letter, 'gid') ?? options.get('ingroup');
  const home = homeOf(program, given, system);
  const account = {
    ...accountOf(
      uid === undefined ? undefined : numberOf(uid),
      group === undefined ? undefined : groupNumber(group, here),
    ),
    ...(home ? { home: home.path } : {}),
  };
  here.users.set(name, doubt ? undefined : account);
}

function addGroup({ options, operands }: Arguments, here: Accounts, doubt: boolean): void {
  const [name] = operands;
  if (name === undefined || operands.length > 1) return;
  const gid = option(options, 'g', 'gid');
  here.groups.set(name, doubt || gid === undefined ? undefined : numberOf(gid));
}

function remove(words: readonly (string | undefined)[], here: Accounts): void {
  const [name] = argumentsOf(words, 'R P root').operands;
  if (name !== undefined) here.users.set(name, undefined);
}

/** `app:x:1000:1000::/app:/bin/sh`, as `echo` writes it behind /etc/passwd. */
function readPasswd(text: string | undefined, here: Accounts): void {
  for (const line of text?.split(/\\n|\n/) ?? []) {
    const match = /^([\w.-]+):[^:]*:(\d{1,10}):(\d{1,10}):/.exec(line);
    if (match) here.users.set(match[1]!, accountOf(Number(match[2]), Number(match[3])));
  }
}

const option = (options: Arguments['options'], ...names: string[]): string | undefined => {
  const name = names.find((each) => options.has(each));
  return name === undefined ? undefined : (options.get(name) ?? '');
};

const numberOf = (text: string): number | undefined => (/^\d{1,10}$/.test(text) ? Number(text) : undefined);

const groupNumber = (text: string, here: Accounts): number | undefined =>
  numberOf(text) ?? (text === 'root' ? 0 : groupIn(here, text));

function groupIn(here: Accounts, name: string): number | undefined {
  for (let layer: Accounts | undefined = here; layer; layer = layer.replaced ? undefined : layer.below) {
    if (layer.groups.has(name)) return layer.groups.get(name);
  }
  return undefined;
}

function userIn(here: Accounts, name: string): Account | undefined {
  for (let layer: Accounts | undefined = here; layer; layer = layer.replaced ? undefined : layer.below) {
    if (layer.users.has(name)) return layer.users.get(name);
    if (!layer.below && !layer.replaced) return baseUser(layer.root, name);
  }
  return undefined;
}
