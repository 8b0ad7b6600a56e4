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
  readonly #makers = new Map<Stage, Makers>();

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
    return this.#lacks(name, this.#build.stageOf(at), at.index);
  }

  /** Whether what a stage makes surely has no user by that name. */
  endsWithout(name: string, stage: Stage): boolean {
    return this.#lacks(name, stage, Number.POSITIVE_INFINITY);
  }

  /** Whether what a stage makes surely has no group by that name; who makes a user makes its group as well. */
  endsWithoutGroup(name: string, stage: Stage): boolean {
    return !customaryGroups.test(name) && this.#lacks(name, stage, Number.POSITIVE_INFINITY, 'groups');
  }

  #lacks(name: string, own: Stage, before: number, kind?: 'groups'): boolean {
    const { image, base } = rootOf(own);
    if (image !== 'scratch') {
      if (!base?.users || !isListed(base.kind, base.family)) return false;
      if (customary.test(name) || Object.hasOwn(base.users, name) || base.user?.text.split(':')[0] === name)
        return false;
    }
    let depth = 0;
    for (let stage: Stage | undefined = own; stage; stage = stage.parent) {
      if (depth++ > LONGEST) return false;
      if (this.#firstMaker(stage, name, kind) < (stage === own ? before : Number.POSITIVE_INFINITY))
        return false;
    }
    return true;
  }

  /** The number of the first instruction of a stage that may make the account. */
  #firstMaker(stage: Stage, name: string, kind: 'groups' | undefined): number {
    const { anyone, packages, named, groups } = this.#makersIn(stage);
    // Packages bring accounts for their services, under names of their own.
    const byPackage = ofApplications.test(name) ? Number.POSITIVE_INFINITY : packages;
    const own = (kind && groups.get(name)) ?? Number.POSITIVE_INFINITY;
    return Math.min(anyone, byPackage, own, named.get(name) ?? Number.POSITIVE_INFINITY);
  }

  #makersIn(stage: Stage): Makers {
    const known = this.#makers.get(stage);
    if (known) return known;
    const copy = this.#copies.get(stage)?.find(bringsAccounts);
    const makers: Makers = {
      anyone: copy?.instruction.index ?? Number.POSITIVE_INFINITY,
      packages: Number.POSITIVE_INFINITY,
      named: new Map(),
      groups: new Map(),
    };
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'RUN') this.#addMakers(instruction, makers);
    }
    this.#makers.set(stage, makers);
    return makers;
  }

  #addMakers(run: Instruction, makers: Makers): void {
    if (this.#installs.has(run)) makers.packages = Math.min(makers.packages, run.index);
    if (!this.#build.scriptOf(run)) makers.anyone = Math.min(makers.anyone, run.index);
    for (const command of this.#build.commandsOf(run)) {
      if (mayAddAny(command)) makers.anyone = Math.min(makers.anyone, run.index);
      for (const [made, names] of [
        [makers.named, namedIn(command, makesAccounts)],
        [makers.groups, namedIn(command, makesGroups)],
      ] as const)
        for (const name of names) if (!made.has(name)) made.set(name, run.index);
    }
  }
}

/** The first instruction of a stage, by number, that may make an account: any, those of a package, or by its name. */
interface Makers {
  anyone: number;
  packages: number;
  readonly named: Map<string, number>;
  readonly groups: Map<string, number>;
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

/** Groups that systems have from the start, beside those of customary accounts; which of them exactly, differs. */
const customaryGroups =
  /^(?:tty|disk|dialout|fax|voice|cdrom|cdrw|floppy|tape|sudo|wheel|audio|video|render|dip|plugdev|staff|users|input|kvm|sgx|kmem|mem|shadow|src|lock|netdev|usb|readproc|slocate|uuidd|crontab|ssl-cert|ping|nofiles|smb|scanner|lpadmin|bluetooth|optical|storage|power|network|rfkill|log|ssh_keys|trusted|dialup|kube|abuild)$/i;

/** What a command makes by name, if it is one of these programs. */
const namedIn = ({ name, words }: Command, programs: RegExp): string[] =>
  programs.test(name)
    ? words
        .slice(1)
        .filter(({ literal }) => literal)
        .map(({ value }) => value)
    : [];

const makesAccounts = /^(?:useradd|adduser|usermod|newusers|vipw)$/;
const makesGroups = /^(?:groupadd|addgroup|groupmod|vigr)$/;

/** A command that may make an account by any name. */
function mayAddAny({ name, words, redirects }: Command): boolean {
  if (
    redirects.some(
      ({ target }) =>
        target !== undefined && (!target.literal || /^\/etc\/(?:passwd|group)$/.test(target.value)),
    )
  )
    return true;
  if (makesGroups.test(name)) return words.slice(1).some(({ literal }) => !literal);
  if (makesAccounts.test(name)) return name === 'newusers' || words.slice(1).some(({ literal }) => !literal);
  if (/^(?:sed|tee|cp|mv|install|ln|cat|rsync|tar|awk|perl)$/.test(name))
    return words.some(({ value }) => /passwd|\/etc\/group|^\/etc\/?$|^\/$/.test(value));
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
  if (folder === '/etc/passwd' || folder === '/etc/group' || folder === '/etc') return true;
  if (folder !== '/') return false;
  return (
    sources.length < instruction.sources.length ||
    sources.some(({ text }) =>
      /\.tar|(?:^|\/)(?:\.?|etc|[^/]*(?:root|fs|out|dist|overlay|image|target|install)[^/]*)\/?$/.test(text),
    )
  );
}
