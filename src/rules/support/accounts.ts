import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { isSystemFamily, managerFamily } from '../../dockerfile/tools.ts';
import { type CopyUse, copiesOf } from './copies.ts';
import { rootOf } from './images.ts';

/** Says which accounts are surely not there when an instruction runs. */
export class Accounts {
  readonly #build: Build;
  readonly #copies: ReadonlyMap<Stage, readonly CopyUse[]>;

  constructor(build: Build) {
    this.#build = build;
    this.#copies = Map.groupBy(copiesOf(build), ({ stage }) => stage);
  }

  /** Whether a user by that name surely does not exist: the base has none, and nothing before can have made one. */
  lacks(name: string, at: Instruction): boolean {
    const own = this.#build.stageOf(at);
    const { image, base } = rootOf(own);
    if (image !== 'scratch') {
      if (!base?.users || !isListed(base.kind, base.family)) return false;
      if (customary.test(name) || name in base.users || base.user?.text.split(':')[0] === name) return false;
    }
    let depth = 0;
    for (let stage: Stage | undefined = own; stage; stage = stage.parent) {
      if (depth++ > LONGEST) return false;
      const before = stage === own ? at.index : Number.POSITIVE_INFINITY;
      if (this.#mayMake(stage, before, name)) return false;
    }
    return true;
  }

  #mayMake(stage: Stage, before: number, name: string): boolean {
    const copies = this.#copies.get(stage) ?? [];
    if (copies.some((copy) => copy.instruction.index < before && bringsAccounts(copy))) return true;
    return stage.instructions.some((instruction) => {
      if (instruction.keyword !== 'RUN' || instruction.index >= before) return false;
      if (!this.#build.scriptOf(instruction)) return true;
      return (
        this.#build.commandsOf(instruction).some((command) => mayAdd(command, name)) ||
        this.#installs(instruction, name)
      );
    });
  }

  /** Packages bring accounts for their services, under names of their own. */
  #installs(instruction: Instruction, name: string): boolean {
    if (ofApplications.test(name)) return false;
    return this.#build
      .packages()
      .some(
        ({ command, manager, action }) =>
          command.instruction === instruction &&
          action === 'install' &&
          isSystemFamily(managerFamily(manager)),
      );
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
