import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import type { Words } from '../../dockerfile/tree.ts';
import { type CopyUse, copiesIn } from './copies.ts';
import { PathTree } from './path-tree.ts';

/** What a target's instructions say of who owns what. */
export class Ownership {
  readonly #parts: readonly Part[];

  /** Read once for a stage; what many targets inherit is shared. */
  constructor(build: Build, stage: Stage) {
    this.#parts = stage.parent ? [inherited(build, stage.parent), own(build, stage)] : [own(build, stage)];
  }

  /** Anything may have been given away: by a script, or a copy that goes nobody knows where. */
  get isUncertain(): boolean {
    return this.#parts.some(({ any }) => any);
  }

  /** Whether a folder, or one above or below it, may have been given to a user. */
  mayBeGiven(path: string): boolean {
    return this.#parts.some(({ given }) => given.concern(path));
  }

  /** Every VOLUME. */
  get volumes(): readonly Part['volumes'][number][] {
    return this.#parts.flatMap(({ volumes }) => volumes);
  }

  /** Whether root made the folder: by WORKDIR, or by copying into it. */
  madeByRoot(path: string): boolean {
    return this.#parts.some(({ made }) => made.has(path));
  }
}

/** What stages have to do with ownership. */
interface Part {
  readonly volumes: Words[];
  /** Folders that WORKDIR, or a copy without an owner, makes while root is in force. */
  readonly made: Set<string>;
  /**
   * The folders that may have been given to a user: by chown or install, by COPY with an owner, by making them while
   * another user was in force, by copying what another stage or image has there.
   */
  readonly given: PathTree;
  /** Anything may have been given: a copy that goes nobody knows where, a script that may do what it likes. */
  any: boolean;
}

const newPart = (): Part => ({ volumes: [], made: new Set(), given: new PathTree(), any: false });

function own(build: Build, stage: Stage): Part {
  const part = newPart();
  lay(build, stage, part);
  return part;
}

/** The part of a stage and all that it is built from. Many targets in a row may share one. */
function inherited(build: Build, stage: Stage): Part {
  const last = build.once(lastInherited);
  if (last.stage === stage) return last.part;
  const stages: Stage[] = [];
  for (let at: Stage | undefined = stage; at; at = at.parent) stages.push(at);
  const part = newPart();
  for (const each of stages.reverse()) lay(build, each, part);
  last.stage = stage;
  last.part = part;
  return part;
}

const lastInherited = (): { stage?: Stage; part: Part } => ({ part: newPart() });

function lay(build: Build, stage: Stage, part: Part): void {
  for (const copy of copiesIn(build, stage)) takeCopy(build, copy, part);
  for (const instruction of stage.instructions) take(build, instruction, part);
}

function takeCopy(build: Build, { instruction, destination, sources, from }: CopyUse, part: Part): void {
  const { flags, heredocs } = instruction;
  const chown = flags.find(({ name }) => name === 'chown')?.value;
  const owner = chown && build.expand(chown, instruction).value;
  const fromElsewhere = from !== undefined || sources.length + heredocs.length < instruction.sources.length;
  if (destination === undefined) part.any = true;
  else if (fromElsewhere && destination === '/') part.any = true;
  else if (fromElsewhere || (owner !== undefined && !/^(?:0|root)(?::|$)/.test(owner)))
    part.given.add(destination);
  else part.made.add(destination.replace(/(?<=.)\/$/, ''));
}

function take(build: Build, instruction: Instruction, part: Part): void {
  if (instruction.keyword === 'VOLUME') part.volumes.push(instruction);
  if (instruction.keyword !== 'WORKDIR' && instruction.keyword !== 'RUN') return;
  const asUser = !/^(?:|0|root)(?::.*)?$/.test(build.userAt(instruction) ?? 'unknown');
  const workdir = build.workdirAt(instruction) ?? '/';
  if (instruction.keyword === 'WORKDIR') {
    const to = instruction.value && build.expand(instruction.value, instruction).value;
    const path = resolveDirectory(workdir, to ?? '') ?? '/';
    if (asUser) part.given.add(path);
    else part.made.add(path);
    return;
  }
  for (const command of build.commandsOf(instruction)) gives(command, workdir, asUser, part);
}

const OWNERS = new Set(['chown', 'install', 'chmod', 'setfacl']);

function gives({ name, words }: Command, workdir: string, asUser: boolean, part: Part): void {
  const makes = asUser && (name === 'mkdir' || name === 'cp');
  const account = name === 'useradd' || name === 'adduser';
  if (!OWNERS.has(name) && !makes && !account) {
    if (words[0] !== undefined && /\.(?:sh|py|bash)$/.test(words[0].value)) part.any = true;
    return;
  }
  for (const { value, literal } of words.slice(1)) {
    // A variable may hold the path.
    if (!literal && /^\$/.test(value)) part.any = true;
    for (const path of value.split(/[{},]/)) part.given.add(resolveDirectory(workdir, path) ?? path);
  }
}
