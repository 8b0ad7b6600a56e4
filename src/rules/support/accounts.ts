import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { isSystemFamily, managerFamily } from '../../dockerfile/tools.ts';
import { type CopyUse, copiesOf } from './copies.ts';
import { rootOf } from './images.ts';

/** Says which accounts are surely not there when an instruction runs. */
export class Accounts {
  readonly #build: Build;
  readonly #copies: ReadonlyMap<Stage, readonly CopyUse[]>;
  /** The RUN instructions that install packages of the system. */
  readonly #installs: ReadonlySet<Instruction>;
  readonly #makers = new Map<string, number>();

  constructor(build: Build) {
    this.#build = build;
    this.#copies = Map.groupBy(copiesOf(build), ({ stage }) => stage);
    this.#installs = new Set(
      build
        .packages()
        .filter(({ action, manager }) => action === 'install' && isSystemFamily(managerFamily(manager)))
        .map(({ command }) => command.instruction),
    );
  }

  /** Whether a user by that name surely does not exist: the base has none, and nothing before can have made one. */
  lacks(name: string, at: Instruction): boolean {
    const own = this.#build.stageOf(at);
    const { image, base } = rootOf(own);
    if (image !== 'scratch') {
      if (!base?.users || !isListed(base.kind, base.family)) return false;
      if (customary.test(name) || Object.hasOwn(base.users, name) || base.user?.text.split(':')[0] === name)
        return false;
    }
    let depth = 0;
    for (let stage: Stage | undefined = own; stage; stage = stage.parent) {
      if (depth++ > LONGEST) return false;
      if (this.#firstMaker(stage, name) < (stage === own ? at.index : Number.POSITIVE_INFINITY)) return false;
    }
    return true;
  }

  /** The number of the first instruction of a stage that may make the account. */
  #firstMaker(stage: Stage, name: string): number {
    const key = `${stage.index} ${name}`;
    const known = this.#makers.get(key) ?? this.#findMaker(stage, name);
    this.#makers.set(key, known);
    return known;
  }

  #findMaker(stage: Stage, name: string): number {
    const run = stage.instructions.find(
      (instruction) => instruction.keyword === 'RUN' && this.#mayMake(instruction, name),
    );
    const copy = this.#copies.get(stage)?.find(bringsAccounts);
    return Math.min(
      run?.index ?? Number.POSITIVE_INFINITY,
      copy?.instruction.index ?? Number.POSITIVE_INFINITY,
    );
  }

  #mayMake(run: Instruction, name: string): boolean {
    if (!this.#build.scriptOf(run) || this.#build.commandsOf(run).some((command) => mayAdd(command, name)))
      return true;
    // Packages bring accounts for their services, under names of their own.
    return !ofApplications.test(name) && this.#installs.has(run);
  }
}

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;

/** Images whose accounts beside the customary ones are all known. */
const isListed = (kind: string, family: string): boolean =>
  kind === 'distribution' || kind === 'distroless' || (kind === 'language' && !family.includes('/'));

/** Accounts that systems have from the start; which of them exactly, differs. */
const customary =
  /^(?:root|bin|daemon|sys|sync|games|man|lp|mail|news|uucp|proxy|www-data|www|backup|list|irc|gnats|nobody|nogroup|_.*|adm|shutdown|halt|operator|ftp|sshd|ntp|guest|cron|at|squid|xfs|cyrus|vpopmail|smmsp|dbus|messagebus|tss|systemd-.*|polkitd|postmaster|utmp|postgres|http|apache|nginx|svn|ingres|ubuntu|debian|default|klog|postdrop|utempter|user|container\w*)$/i;

/** Names that people give to the accounts of applications; no package makes one of these. */
const ofApplications =
  /^(?:node|nonroot|non-root|app|apps|application|app-?user|user\d|me|deploy|deployer|worker|runner|developer|dev|python|java|go|golang|rust|ruby|rails|php|spring|nextjs|flask|django|fastapi|service|svc|myuser|my-?app|server|api|web-?user|web)$/i;

/** A command that makes this account, or that may make any. */
function mayAdd({ name, words, redirects }: Command, account: string): boolean {
  if (
    redirects.some(
      ({ target }) => target !== undefined && (!target.literal || target.value === '/etc/passwd'),
    )
  )
    return true;
  if (/^(?:useradd|adduser|usermod|newusers|vipw)$/.test(name))
    return words.slice(1).some(({ value, literal }) => !literal || value === account) || name === 'newusers';
  if (/^(?:sed|tee|cp|mv|install|ln|cat|rsync|tar|awk|perl)$/.test(name))
    return words.some(({ value }) => /passwd|^\/etc\/?$|^\/$/.test(value));
  return isOpaque(
    name,
    words[0]?.value ?? '',
    words.slice(1).map(({ value }) => value),
  );
}

/** It runs what cannot be seen here. */
function isOpaque(name: string, program: string, words: readonly string[]): boolean {
  if (name === '' && program !== '') return true;
  if (
    program.includes('/') &&
    !/^(?:\/usr)?(?:\/local)?\/s?bin\/|(?:mvnw|gradlew|configure|manage\.py)$/.test(program) &&
    !/\/bin\/(?:pip|python|npm|node|yarn)[\d.]*$/.test(program)
  )
    return true;
  if (
    /^(?:\.|source|make|ansible.*|puppet|chef.*|salt.*|setup.*|install[-_.].*|entrypoint.*|bootstrap.*)$/.test(
      name,
    )
  )
    return true;
  return /^(?:ba|da|a|z|k)?sh$/.test(name) && !words.some((word) => /^-[a-z]*c$/.test(word));
}

/** What is copied may bring /etc/passwd. */
function bringsAccounts({ destination, sources, instruction }: CopyUse): boolean {
  if (destination === undefined) return true;
  const folder = destination.replace(/(?<=.)\/$/, '');
  if (folder === '/etc/passwd' || folder === '/etc') return true;
  if (folder !== '/') return false;
  return (
    sources.length < instruction.sources.length ||
    sources.some(({ text }) =>
      /\.tar|(?:^|\/)(?:\.?|etc|[^/]*(?:root|fs|out|dist|overlay|image|target|install)[^/]*)\/?$/.test(text),
    )
  );
}
