import type { Fact, UserFact } from '../../core/facts.ts';
import type { Command, Instruction, Stage } from '../build-types.ts';
import type { BuildFacts } from '../facts/build-facts.ts';
import { type CopyView, copyOf } from '../facts/copies.ts';
import { Run, redirectsAround } from '../facts/run.ts';
import { moved } from '../facts/settings.ts';
import { userOf } from '../facts/user.ts';
import { predicted, type Step } from '../facts/view.ts';
import { mountFields } from '../stages.ts';
import { resolveDirectory } from '../states.ts';
import { ChangeTree, DEEPEST, partsOf, plain, type Reach } from './change-tree.ts';
import type { Change } from './changes.ts';
import { type Doing, makeAt } from './doing.ts';
import { readMode } from './modes.ts';
import { applyProgram } from './programs.ts';
import { isRoot, type Party, type Rights, root } from './rights.ts';

/** What a stage does to those who own files, in the order of its instructions. */
export interface StageChanges {
  readonly tree: ChangeTree;
  /** The time just before an instruction or a command of a RUN. */
  readonly times: ReadonlyMap<Instruction | Command, number>;
  /** The user and the folder that each RUN begins with; undefined when not known. */
  readonly runs: ReadonlyMap<Step<'RUN'>, RunStart>;
  /** The users other than root who run something: they may have changed what is theirs. */
  readonly actors: ReadonlyMap<string, UserFact>;
}

export interface RunStart {
  readonly user: UserFact | undefined;
  readonly folder: string | undefined;
}

/** Reads a stage's instructions, triggers of its parent included. */
export function readStage(facts: BuildFacts, stage: Stage): StageChanges {
  const reader = new Reader(facts, stage);
  reader.read();
  return reader;
}

class Reader implements StageChanges {
  readonly tree = new ChangeTree();
  readonly times = new Map<Instruction | Command, number>();
  readonly runs = new Map<Step<'RUN'>, RunStart>();
  readonly actors = new Map<string, UserFact>();
  readonly #facts: BuildFacts;
  readonly #stage: Stage;
  readonly #users = new Map<string, UserFact>();
  #workdir: Fact<string>;
  #user: Fact<string>;

  constructor(facts: BuildFacts, stage: Stage) {
    this.#facts = facts;
    this.#stage = stage;
    this.#workdir = facts.workdirs.before(stage);
    this.#user = facts.users.before(stage);
  }

  read(): void {
    const { view } = this.#facts;
    for (const step of view.stepsOf(this.#stage, 'USER', 'WORKDIR', 'COPY', 'ADD', 'RUN')) {
      this.times.set(step, this.tree.now);
      if ('sources' in step) this.#copy(step);
      else if ('command' in step) this.#run(step);
      else if (step.keyword === 'USER') this.#becomes(step);
      else {
        this.#workdir = moved(view, this.#stage, this.#workdir, step as Step<'WORKDIR'>);
        this.#makeWorkdir(step);
      }
    }
  }

  #becomes(step: Step<'USER'>): void {
    if (!step.value) return;
    const text = this.#facts.view.expand(step.value, step, this.#stage);
    const from = [this.#facts.view.origin(step)];
    this.#user = 'why' in text ? { known: 'unknown', why: text.why, from } : predicted(text.value, from);
  }

  get #folder(): string | undefined {
    return this.#workdir.known === 'unknown' ? undefined : this.#workdir.value;
  }

  /** The user in force. */
  get #actor(): UserFact | undefined {
    if (this.#user.known === 'unknown') return undefined;
    const text = this.#user.value;
    let user = this.#users.get(text);
    if (!user) {
      const fact = userOf(this.#facts.view, this.#stage, this.#user, this.#facts.accounts);
      user = fact.known === 'unknown' ? { text, numeric: false } : fact.value;
      this.#users.set(text, user);
    }
    return user;
  }

  /** BuildKit makes it, with all that it stands in, as the user in force; what is there stays as it is (dispatchWorkdir). */
  #makeWorkdir(step: Instruction): void {
    const path = this.#folder;
    if (path === undefined || path === '/') return;
    const by = ownedBy(this.#actor);
    const from = this.#facts.view.origin(step);
    makeAt({ tell: this.#tell([]), by, from }, path, { ...by, mode: 0o755, from }, true);
  }

  #tell(mounts: readonly string[]): (path: string, reach: Reach, change: Change) => void {
    return (path, reach, change) => {
      if (mounts.some((mount) => path === mount || path.startsWith(`${mount}/`))) return;
      this.tree.add(path, reach, change);
    };
  }

  #party = (name: string, kind: 'user' | 'group'): Party => {
    if (/^\d{1,10}$/.test(name)) return { id: Number(name) };
    if (name === 'root') return root;
    const id =
      kind === 'user'
        ? this.#facts.accounts.user(this.#stage, name)?.uid
        : this.#facts.accounts.group(this.#stage, name);
    return { name, ...(id === undefined ? {} : { id }) };
  };

  /**
   * COPY gives what it makes to root, whoever USER is, unless it has --chown: the folder that it copies to, where it is
   * missing, and those above it (fsutil, Copy and prepareTargetDir). What comes from another stage keeps its owners.
   */
  #copy(step: Step<'COPY' | 'ADD'>): void {
    const copy = copyOf(this.#facts.view, this.#stage, step, this.#folder);
    if (copy.destination === undefined) {
      this.tree.add('/', 'below', { kind: 'anything' });
      return;
    }
    const from = this.#facts.view.origin(step);
    const by = copy.owner === undefined ? { owner: root, group: root } : this.#chown(copy.owner);
    const mode = copy.mode === undefined ? undefined : readMode(copy.mode);
    const folderMode = mode ? mode(0o755) : 0o755;
    const folder: Rights = { ...by, ...(folderMode === undefined ? {} : { mode: folderMode }), from };
    const contentMode = mode ? mode('copied') : 'copied';
    const content: Rights = keepsOwners(step, copy)
      ? {}
      : { ...by, ...(contentMode === undefined ? {} : { mode: contentMode }), from };
    this.#arrive(step, copy, folder, content);
  }

  #arrive(step: Step<'COPY' | 'ADD'>, copy: CopyView, folder: Rights, content: Rights): void {
    const path = copy.destination!.replace(/(?<=.)\/$/, '');
    const isLinked = step.flags.some(({ name }) => name === 'link');
    const doing = { tell: this.#tell([]), by: folder, from: folder.from! };
    const isFolder = copy.destination!.endsWith('/') || copy.sources.some(({ kind }) => kind === 'directory');
    if (path !== '/') {
      makeAt(doing, path, isFolder ? folder : content, true);
      if (!isFolder) this.tree.add(path, 'here', { kind: 'perhaps', rights: content });
      // A linked layer has folders of its own, which hide those that are there.
      if (isLinked)
        for (const above of foldersTo(path))
          this.tree.add(above, 'here', { kind: 'perhaps', rights: folder });
    }
    const files = copy.sources.every(({ kind }) => kind === 'file') ? copy.paths : undefined;
    const isCertain = copy.destination!.endsWith('/');
    if (files?.length === copy.sources.length)
      for (const file of files)
        this.tree.add(file, 'here', { kind: isCertain ? 'renew' : 'perhaps', rights: content });
    else this.tree.add(path, 'below', { kind: 'perhaps', rights: content });
  }

  #chown(text: string): Pick<Rights, 'owner' | 'group'> {
    const [user = '', group] = text.split(':');
    const owner = this.#party(user, 'user');
    // Alone, a number is the group's as well; a name has the group that /etc/passwd says.
    const itsGroup =
      group !== undefined && group !== ''
        ? this.#party(group, 'group')
        : owner.name === undefined
          ? owner
          : undefined;
    return { owner, ...(itsGroup ? { group: itsGroup } : {}) };
  }

  #run(step: Step<'RUN'>): void {
    const { view } = this.#facts;
    const user = this.#actor;
    this.runs.set(step, { user, folder: this.#folder });
    const run = new Run(view, this.#stage, step, this.#folder);
    const from = view.origin(step);
    const mounts = this.#mounts(step);
    // The folder that something is mounted at is made where it is missing, and stays.
    for (const mount of mounts)
      makeAt(
        { tell: this.#tell([]), by: { owner: root, group: root }, from },
        mount,
        { owner: root, group: root, mode: 0o755, from },
        false,
      );
    const isOpaque = run.commands.length === 0 && step.body.text !== '';
    if (isOpaque && (!user || isRoot(user))) this.tree.add('/', 'below', { kind: 'anything' });
    const base = {
      run,
      from,
      system: view.rootOf(this.#stage).base?.system,
      party: this.#party,
      tell: this.#tell(mounts),
      isMasked: run.commands.some(({ name }) => name === 'umask'),
    };
    for (const command of run.commands) {
      run.enter(command);
      this.times.set(command, this.tree.now);
      const isSwitched = changesUser(command);
      const by = isSwitched ? {} : ownedBy(user);
      const doing: Doing = { ...base, command, sure: !run.conditional(command), by };
      if (!user || isRoot(user) || isSwitched) applyProgram(doing);
      else applyAsUser(doing);
      writeRedirects(doing);
    }
    if (user && !isRoot(user)) this.actors.set(user.text, user);
  }

  #mounts(step: Step<'RUN'>): string[] {
    return step.flags.flatMap((flag) => {
      if (flag.name !== 'mount') return [];
      const target = mountFields(flag).find(({ name }) => /^(?:target|dst|destination)$/.test(name));
      const text = target && this.#facts.view.expand(target.value.text, step, this.#stage);
      const path = text && 'value' in text ? resolveDirectory(this.#folder, text.value) : undefined;
      return path === undefined || path === '/' ? [] : [plain(path)];
    });
  }
}

/** Owner and group of what a user makes; nothing where it is not known who that is. */
function ownedBy(user: UserFact | undefined): Pick<Rights, 'owner' | 'group'> {
  if (!user) return {};
  if (isRoot(user)) return { owner: root, group: root };
  const owner: Party = {
    ...(user.uid === undefined ? {} : { id: user.uid }),
    ...(user.name === undefined ? {} : { name: user.name }),
  };
  return { owner, ...(user.gid === undefined ? {} : { group: { id: user.gid } }) };
}

/** Whether what is copied brings owners of its own: from an image or stage, or out of an archive. */
const keepsOwners = ({ keyword }: Step<'COPY' | 'ADD'>, copy: CopyView): boolean =>
  copy.owner === undefined &&
  (copy.fromName !== undefined || (keyword === 'ADD' && copy.sources.some(({ kind }) => kind !== 'file')));

/** A path and what it stands in. */
const foldersTo = (path: string): string[] => {
  const parts = partsOf(path).slice(0, DEEPEST);
  return parts.map((_, depth) => `/${parts.slice(0, depth + 1).join('/')}`);
};

/** Whether a command is run by another user than the RUN. */
export const changesUser = ({ prefixes, name }: Command): boolean =>
  name === 'su' ||
  prefixes.some(({ value }) =>
    /^(?:.*\/)?(?:sudo|doas|gosu|su-exec|runuser|setpriv|chpst|setuser|s6-setuidgid)$/.test(value),
  );

/** What a user who is not root can do is make things, where that is his to do. */
function applyAsUser(doing: Doing): void {
  if (/^(?:mkdir|touch|tee|cp|git|install|truncate|unzip)$/.test(doing.command.name)) applyProgram(doing);
}

function writeRedirects(doing: Doing): void {
  const { command, run, by, from, tell } = doing;
  for (const { operator, target } of [...command.redirects, ...redirectsAround(command)]) {
    const text = target && /^&?>>?\|?$/.test(operator) ? run.text(target) : undefined;
    const path = text === undefined ? undefined : resolveDirectory(run.folder, text);
    if (path !== undefined && path !== '/')
      tell(path, 'here', { kind: 'make', rights: { ...by, mode: 0o644, from }, sure: doing.sure });
  }
}
