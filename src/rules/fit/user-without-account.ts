import { type CommandFact, type Fact, type UserFact, valueOf } from '../../core/facts.ts';
import type { Question, SitedProblem } from '../../core/finding.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { buildFactsOf } from '../../dockerfile/facts.ts';
import { ownershipOf } from '../../dockerfile/ownership/ownership.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import { type Fit, fitRule } from '../rule.ts';
import { Accounts } from '../support/accounts.ts';
import { type Call, callsOf, commandsOf } from '../support/fit/calls.ts';
import { isWithin } from '../support/fit/needs.ts';
import { personOf } from '../support/fit/person.ts';
import { besides, imageName, imageSite } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { rootOf } from '../support/images.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A user is a number to the kernel, and some programs want a name, a home or an account besides. */
export const userWithoutAccount = fitRule({
  name: 'user-without-account',
  title: 'Run as a user that the image has an account for, where a program needs one',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'make the account in the image (useradd --uid UID), or run as a user that it has',
  fixable: false,

  *check(fit) {
    const { container } = fit;
    if (container.workload.format === 'compose') yield* byGroups(fit);
    if (!container.user || container.mounts.some(({ path }) => isWithin('/etc/passwd', path))) return;
    const user = personOf(fit);
    if (!user || isRoot(user)) return;
    if (container.workload.format === 'compose' && user.name !== undefined) yield* byName(fit, user);
    else yield* byNumber(fit, user);
  },
});

/** The engine looks a name up in the image's /etc/passwd, and does not start what it does not find. */
function* byName(fit: Fit, user: UserFact): Generator<SitedProblem | Question> {
  const { container, image, facts } = fit;
  const { at } = container.user!;
  if (isThere(fit, user)) return;
  if (!image.build.once(accountsOf).endsWithout(user.name!, image.stage)) {
    yield unanswered(fit, `whether % has the account ${user.name}`, facts.base, at);
    return;
  }
  yield {
    at,
    also: besides(fit, facts.user),
    message: `${nameOf(container)} runs as ${user.name}, and ${imageName(fit)} has no such account: the engine does not start it`,
    help: `make the account in the image: useradd ${user.name}; or write the number of the user`,
  };
}

/** The engine looks the names of groups up as well: those of `group_add`, and the one behind a user's colon. */
function* byGroups(fit: Fit): Generator<SitedProblem | Question> {
  const { container, image, facts } = fit;
  if (container.mounts.some(({ path }) => isWithin('/etc/group', path))) return;
  const { user } = container;
  const group = user?.value.text.split(':')[1];
  const own = user && group !== undefined ? [{ ...user, value: group }] : [];
  for (const { value: name, at, uncertain } of [...own, ...container.groups]) {
    if (uncertain || name === '' || name === 'root' || /^\d+$/.test(name)) continue;
    if (!image.build.once(accountsOf).endsWithoutGroup(name, image.stage)) {
      if (buildFactsOf(image.build).accounts.group(image.stage, name) === undefined)
        yield unanswered(fit, `whether % has the group ${name}`, facts.base, at);
      continue;
    }
    yield {
      at,
      also: besides(fit, facts.user),
      message: `${nameOf(container)} joins the group ${name}, and ${imageName(fit)} has no such group: the engine does not start it`,
      help: `make the group in the image: groupadd ${name}; or write the number of the group, which for a socket or device is the host's`,
    };
  }
}

const accountsOf = (build: Build): Accounts => new Accounts(build);

/** The account is one of the base's, or of those that the file makes. */
function isThere({ image: { build, stage } }: Fit, { name = '', uid }: UserFact): boolean {
  const { base } = rootOf(stage);
  return (
    uid !== undefined ||
    Object.hasOwn(base?.users ?? {}, name) ||
    buildFactsOf(build).accounts.user(stage, name) !== undefined
  );
}

function* byNumber(fit: Fit, user: UserFact): Generator<SitedProblem | Question> {
  const { container, image, facts } = fit;
  const call = [...allCalls(fit)].find((each) => needOf(each, fit) !== undefined);
  if (!call) return;
  if (user.uid === undefined) return;
  const known = ownershipOf(image.build).hasAccount(image.stage, user.uid);
  if (known === 'yes') return;
  if (known === 'unknown') {
    yield unanswered(fit, `whether % has an account for ${user.text}, which ${call.name} needs,`, facts.base);
    return;
  }
  const need = needOf(call, fit)!;
  yield {
    at: container.user!.at,
    also: [call.at, ...besides(fit, facts.user)],
    message: `${nameOf(container)} runs as ${user.text}, for whom ${imageName(fit)} has no account, and ${call.name} ${need.fails}`,
    help: `${need.help ? `${need.help}, or ` : ''}make the account in the image: useradd --uid ${user.uid} app`,
  };
}

/** What the manifest calls, and what the image starts where the manifest does not say otherwise. */
function* allCalls(fit: Fit): Generator<Call> {
  const { container, facts } = fit;
  for (const { command } of commandsOf(container)) yield* callsOf(command);
  if (container.entrypoint) return;
  yield* startCalls(fit, facts.entrypoint);
  if (!container.command && valueOf(facts.entrypoint) === null) yield* startCalls(fit, facts.command);
}

function* startCalls(fit: Fit, fact: Fact<CommandFact | null>): Generator<Call> {
  const at = imageSite(fit, fact);
  const command = valueOf(fact);
  if (!at || !command) return;
  const words = command.script === undefined ? command.args : [command.script];
  yield* callsOf({
    words: words.map((value) => ({ value, at })),
    shell: command.script !== undefined,
    at,
  });
}

interface Need {
  /** What happens: “ends with …”. */
  readonly fails: string;
  /** How the program itself can be told. */
  readonly help?: string;
}

/** What a call needs an account for; undefined: nothing, as it is called. */
function needOf({ name, args }: Call, fit: Fit): Need | undefined {
  if (has(fit, 'NSS_WRAPPER_PASSWD', 'LD_PRELOAD')) return undefined;
  if (SSH.test(name)) return NO_USER;
  if (name === 'git') {
    const isBySsh = args.some((arg) => /^(?:ssh|git\+ssh):\/\/|^[\w.-]+@[\w.-]+:/.test(arg));
    if (isBySsh) return NO_USER;
    const isNamed =
      has(fit, 'GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME', 'GIT_CONFIG_COUNT', 'GIT_CONFIG_GLOBAL') ||
      args.some((arg) => arg.startsWith('user.'));
    return args.includes('commit') && !isNamed
      ? {
          fails: 'does not commit: it cannot tell who does',
          help: 'set GIT_AUTHOR_NAME and GIT_COMMITTER_NAME',
        }
      : undefined;
  }
  if (POSTGRES.test(name)) {
    const isNamed =
      has(fit, 'PGUSER', 'PGSERVICE') ||
      args.some((arg) => /^-U|^--username|^--version|^--help|:\/\/|\buser=|\$/.test(arg));
    return isNamed
      ? undefined
      : { fails: 'ends with “local user does not exist”', help: 'name the user: -U, or PGUSER' };
  }
  if (name === 'id') return args.some((arg) => /^-[a-z]*n/.test(arg)) ? NO_NAME : undefined;
  return Object.hasOwn(ALWAYS, name) ? ALWAYS[name] : undefined;
}

const NO_USER: Need = { fails: 'ends with “No user exists for uid”' };
const NO_NAME: Need = { fails: 'finds no name for the user' };
const SSH = /^(?:ssh|scp|sftp|autossh|sshfs)$/;
const POSTGRES =
  /^(?:psql|pg_dump|pg_dumpall|pg_restore|pg_basebackup|createdb|dropdb|createuser|dropuser|vacuumdb|reindexdb|pgbench)$/;
const ALWAYS: Readonly<Record<string, Need>> = {
  whoami: NO_NAME,
  sudo: { fails: 'refuses who is not in the passwd database' },
  su: { fails: 'refuses who is not in the passwd database' },
  screen: { fails: 'cannot identify the account' },
  initdb: { fails: 'could not look up the user' },
  ansible: { fails: 'asks for the account by its number, and ends with an exception' },
  'ansible-playbook': { fails: 'asks for the account by its number, and ends with an exception' },
  'spark-submit': { fails: 'ends with an exception of its login' },
  hadoop: { fails: 'ends with an exception of its login' },
  hdfs: { fails: 'ends with an exception of its login' },
};

/** Whether one of these variables is set, or may be by what the manifest takes from elsewhere. */
function has({ container, facts }: Fit, ...names: readonly string[]): boolean {
  const values = valueOf(facts.environment) ?? {};
  return (
    names.some((name) => Object.hasOwn(values, name)) ||
    container.environment.some(({ name }) => name === '*' || names.includes(name))
  );
}
