import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import type { Words } from '../../dockerfile/tree.ts';
import { imageRule } from '../rule.ts';
import { type CopyUse, copiesIn } from '../support/copies.ts';
import { PathTree } from '../support/path-tree.ts';

/** A volume takes the owner of the folder that it is laid over: root, unless somebody changes it. */
export const volumeOwner = imageRule({
  name: 'volume-owner',
  title: 'Give volumes to the user that writes them',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'make the folder and give it away before VOLUME: RUN install -d -o UID -g GID /path',
  fixable: false,

  *check({ facts, recipe }) {
    const { user, volumes } = facts;
    if (!recipe || user.known === 'unknown' || volumes.known === 'unknown') return;
    if (user.value.uid === 0 || user.value.text === '' || user.value.name === 'root') return;
    const { build, stage } = recipe;
    const { image, base } = stage;
    if (image !== 'scratch' && !base) return;
    const parts = stage.parent ? [inherited(build, stage.parent), own(build, stage)] : [own(build, stage)];
    if (parts.some(({ any }) => any)) return;
    for (const instruction of parts.flatMap(({ volumes }) => volumes)) {
      for (const word of instruction.words) {
        const text = 'value' in word ? word.value : build.expand(word, instruction).value;
        const path = resolveDirectory('/', text);
        if (path === undefined || OPEN.test(path) || path.includes('$')) continue;
        if (base?.volumes?.includes(path) || parts.some(({ given }) => given.concern(path))) continue;
        yield {
          at: word.span,
          message: `${path} belongs to root, so the user ${user.value.text} cannot write to this volume`,
        };
      }
    }
  },
});

/** What stages have to do with volumes. */
interface Part {
  readonly volumes: Words[];
  /**
   * The folders that may have been given to a user: by chown or install, by COPY with an owner, by making them while
   * another user was in force, by copying what another stage or image has there.
   */
  readonly given: PathTree;
  /** Anything may have been given: a copy that goes nobody knows where, a script that may do what it likes. */
  any: boolean;
}

const newPart = (): Part => ({ volumes: [], given: new PathTree(), any: false });

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
}

function take(build: Build, instruction: Instruction, part: Part): void {
  if (instruction.keyword === 'VOLUME') part.volumes.push(instruction);
  if (instruction.keyword !== 'WORKDIR' && instruction.keyword !== 'RUN') return;
  const asUser = !/^(?:|0|root)(?::.*)?$/.test(build.userAt(instruction) ?? 'unknown');
  const workdir = build.workdirAt(instruction) ?? '/';
  if (instruction.keyword === 'WORKDIR') {
    const to = instruction.value && build.expand(instruction.value, instruction).value;
    if (asUser) part.given.add(resolveDirectory(workdir, to ?? '') ?? '/');
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

/** Folders that everyone may write anyway; and the root, which is another rule's. */
const OPEN = /^\/(?:$|tmp(?:\/|$)|var\/tmp(?:\/|$)|dev\/shm(?:\/|$))/;
