import { folderOf, hasAllAccounts } from '../../bases/folders.ts';
import type { BaseFacts } from '../../bases/types.ts';
import type { UserFact } from '../../core/facts.ts';
import type { Build, Command, Instruction, Stage } from '../build-types.ts';
import type { BuildFacts } from '../facts/build-facts.ts';
import { Run } from '../facts/run.ts';
import type { Step } from '../facts/view.ts';
import { buildFactsOf } from '../facts.ts';
import { DEEPEST, partsOf } from './change-tree.ts';
import { changeWorlds, unknown, type World } from './changes.ts';
import { type RunStart, readStage, type StageChanges } from './read.ts';
import { type Answer, isParty, isRoot, mayWrite, type Party, type Rights, root } from './rights.ts';

/** A point of a stage; without a time its end. */
export interface Moment {
  readonly stage: Stage;
  readonly time?: number;
}

/** Whether a user may write at a path, and what decides it. */
export interface Permission {
  readonly may: Answer;
  /** What says no: the path itself, or the nearest folder above it that is there. */
  readonly by?: { readonly path: string; readonly rights: Rights };
}

/** A RUN with its commands, ready to be gone through once more with `run.enter`. */
export interface RunAt extends RunStart {
  readonly step: Step<'RUN'>;
  readonly run: Run;
}

/**
 * Who owns what stands at a path, at any point of a build, and what that lets a user do: from what is known of the base,
 * and what WORKDIR, COPY, ADD and the commands of RUN make, give away and take away. Nothing is guessed: where a script or
 * an unknown base may have done otherwise, the answer is `unknown`.
 */
export const ownershipOf = (build: Build): Ownership => build.once(make);

const make = (build: Build): Ownership => new Ownership(buildFactsOf(build));

export class Ownership {
  readonly #facts: BuildFacts;
  readonly #stages = new Map<Stage, StageChanges>();
  /** How many changes may still be looked at; without a limit, many questions on many changes would take their product. */
  #left = MOST_LOOKED_AT;

  constructor(facts: BuildFacts) {
    this.#facts = facts;
  }

  /** The RUN instructions of a stage, triggers of its parent included. */
  runsOf(stage: Stage): RunAt[] {
    return [...this.#changesOf(stage).runs].map(([step, start]) => ({
      ...start,
      step,
      run: new Run(this.#facts.view, stage, step, start.folder),
    }));
  }

  /** The point just before an instruction of a stage, or a command of a RUN. */
  before(stage: Stage, at: Instruction | Command): Moment {
    const time = this.#changesOf(stage).times.get(at);
    return time === undefined ? { stage } : { stage, time };
  }

  /** Each of the ways in which things may be at an absolute path; `null` is that nothing is there. */
  worldsAt({ stage, time = Number.POSITIVE_INFINITY }: Moment, path: string): readonly World[] {
    const chain: Stage[] = [];
    for (let at: Stage | undefined = stage; at; at = at.parent) {
      chain.push(at);
      if (chain.length > LONGEST || this.#left <= 0) return unknown;
    }
    const parts = partsOf(path);
    let worlds = this.#baseWorlds(stage, `/${parts.join('/')}`);
    for (const each of chain.reverse()) {
      const changes = this.#changesOf(each).tree.about(
        parts,
        each === stage ? time : Number.POSITIVE_INFINITY,
      );
      this.#left -= changes.length + 1;
      for (const { change, name } of changes) worlds = changeWorlds(worlds, change, name);
    }
    return worlds;
  }

  /** Whether a user may write a file at an absolute path, or make a folder there or in it. */
  mayWrite(moment: Moment, path: string, user: UserFact): Permission {
    const parts = partsOf(path);
    if (parts.length > DEEPEST) return { may: 'unknown' };
    const answers: Answer[] = [];
    let by: Permission['by'];
    let perhaps: Permission['by'];
    for (let depth = parts.length; depth >= 0; depth--) {
      const at = `/${parts.slice(0, depth).join('/')}`;
      const worlds = this.worldsAt(moment, at);
      for (const world of worlds) {
        if (!world) continue;
        const answer = mayWrite(world, user);
        const isCertain = answer !== 'no' || !this.#mayHaveOpened(moment.stage, world, user);
        answers.push(isCertain ? answer : 'unknown');
        if (answer !== 'no') continue;
        // What is told is what is there for certain.
        if (!worlds.includes(null)) by ??= { path: at, rights: world };
        else perhaps ??= { path: at, rights: withoutOrigin(world) };
      }
      // Where nothing is there, it is the folder above that has to let it be made.
      if (!worlds.includes(null)) break;
    }
    const [first = 'unknown'] = answers;
    const may = answers.every((answer) => answer === first) ? first : 'unknown';
    const named = by ?? perhaps;
    return may === 'no' && named ? { may, by: named } : { may };
  }

  /**
   * Whether a user may write to a volume that is laid over a path. It takes the owner of the folder there; where none is,
   * the runtime makes one for root, whoever owns what it stands in.
   */
  mayWriteVolume(stage: Stage, path: string, user: UserFact): Permission {
    const worlds = this.worldsAt({ stage }, path);
    const inside = this.mayWrite({ stage }, path, user);
    // Where the user runs commands and may make the folder, it may be there after all.
    if (worlds.includes(null) && inside.may !== 'no' && this.#acts(stage, user)) return { may: 'unknown' };
    const answers = worlds.map((world) => (world ? mayWrite(world, user) : 'no'));
    if (answers.some((answer) => answer !== 'no'))
      return { may: answers.every((each) => each === 'yes') ? 'yes' : 'unknown' };
    const [there] = worlds;
    return { may: 'no', by: { path, rights: there && !worlds.includes(null) ? there : { owner: root } } };
  }

  /** Whether a RUN of the stage or its parents is run by the user. */
  #acts(stage: Stage, user: UserFact): boolean {
    let depth = 0;
    for (let at: Stage | undefined = stage; at && depth++ < LONGEST; at = at.parent)
      if (this.#changesOf(at).actors.has(user.text)) return true;
    return false;
  }

  /** The names right in a folder that something is told of; one more than `most`, where there are more. */
  namesIn({ stage }: Moment, path: string, most: number): string[] {
    const names = new Set<string>();
    let depth = 0;
    for (let at: Stage | undefined = stage; at && depth++ < LONGEST; at = at.parent)
      for (const name of this.#changesOf(at).tree.namesIn(path))
        if (names.add(name).size > most) return [...names];
    return [...names];
  }

  /**
   * The home that a user has by /etc/passwd, which need not be there; undefined when it is not known. Whoever has no
   * account has `/`.
   */
  homeOf(stage: Stage, user: UserFact): string | undefined {
    const { accounts, view } = this.#facts;
    const { base } = view.rootOf(stage);
    if (isRoot(user)) return '/root';
    if (user.name !== undefined)
      return accounts.user(stage, user.name)?.home ?? homeIn(base, user.name, user.uid);
    if (user.uid === undefined) return undefined;
    const account = accounts.byNumber(stage, user.uid);
    if (account) return account.home;
    const [name] = Object.entries(base?.users ?? {}).find(([, uid]) => uid === user.uid) ?? [];
    if (name !== undefined) return homeIn(base, name, user.uid);
    return this.hasAccount(stage, user.uid) === 'no' ? '/' : undefined;
  }

  /** Whether the image has an account for a number; `unknown` where a script or an unknown base may have brought one. */
  hasAccount(stage: Stage, uid: number): Answer {
    const { accounts, view } = this.#facts;
    const { base } = view.rootOf(stage);
    if (uid === 0 || accounts.byNumber(stage, uid) || Object.values(base?.users ?? {}).includes(uid))
      return 'yes';
    // Packages and systems make accounts of low numbers.
    const isCertain = base?.users && hasAllAccounts(base) && uid >= 1000 && !this.#mayHaveAccounts(stage);
    return isCertain ? 'no' : 'unknown';
  }

  /** Whether another user, who is not root, has run something and may have let others write what is his. */
  #mayHaveOpened(stage: Stage, { owner }: Rights, user: UserFact): boolean {
    if (owner?.id === 0) return false;
    let depth = 0;
    for (let at: Stage | undefined = stage; at && depth++ < LONGEST; at = at.parent)
      for (const actor of this.#changesOf(at).actors.values())
        if (actor.text !== user.text && isParty(owner, actor) !== 'no') return true;
    return false;
  }

  /** Whether a script, or who knows what, may have made accounts that are not told of. */
  #mayHaveAccounts(stage: Stage): boolean {
    return this.worldsAt({ stage }, '/etc/passwd').some((world) => world && world.owner?.id !== 0);
  }

  #changesOf(stage: Stage): StageChanges {
    let changes = this.#stages.get(stage);
    if (!changes) {
      changes = readStage(this.#facts, stage);
      this.#stages.set(stage, changes);
    }
    return changes;
  }

  #baseWorlds(stage: Stage, path: string): readonly World[] {
    const { scratch, base } = this.#facts.view.rootOf(stage);
    if (scratch) return path === '/' ? [{ owner: { id: 0 }, group: { id: 0 }, mode: 0o755 }] : [null];
    const folders = folderOf(base, path);
    if (!folders) return unknown;
    return folders.map((folder): World => {
      if (!folder) return null;
      const party = typeof folder.owner === 'number' ? { id: folder.owner } : partyOf(base, folder.owner);
      return { owner: party, group: party, mode: folder.mode };
    });
  }
}

/** Somebody whom a base has, by the name and, where it is known, the number. */
function partyOf(base: BaseFacts | undefined, name: string): Party {
  const id = base?.users && Object.hasOwn(base.users, name) ? base.users[name] : undefined;
  return { name, ...(id === undefined ? {} : { id }) };
}

const withoutOrigin = ({ from: _, ...rights }: Rights): Rights => rights;

const MOST_LOOKED_AT = 500_000;

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;

/** The home of an account that a base brings: those for people and applications have it below /home. */
const homeIn = (base: BaseFacts | undefined, name: string, uid: number | undefined): string | undefined =>
  base?.users && Object.hasOwn(base.users, name) && uid !== undefined && uid >= 1000 && uid !== 65534
    ? `/home/${name}`
    : undefined;
