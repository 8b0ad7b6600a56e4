import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
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
    const stages = chain(stage);
    const base = stages.at(-1)!;
    if (base.image !== 'scratch' && !base.base) return;
    const gifts = stages.map((each) => giftsOf(build, each));
    if (gifts.some(({ any }) => any)) return;
    for (const instruction of stages.toReversed().flatMap(volumesOf)) {
      for (const word of instruction.words) {
        const text = 'value' in word ? word.value : build.expand(word, instruction).value;
        const path = resolveDirectory('/', text);
        if (path === undefined || path === '/' || path.includes('$')) continue;
        if (base.base?.volumes?.includes(path) || gifts.some(({ paths }) => paths.concern(path))) continue;
        yield {
          at: word.span,
          message: `${path} belongs to root, so the user ${user.value.text} cannot write to this volume`,
        };
      }
    }
  },
});

/** The stage and what it is built from, as far as it is in this file. */
function chain(stage: Stage): Stage[] {
  const stages: Stage[] = [];
  for (let at: Stage | undefined = stage; at; at = at.parent) stages.push(at);
  return stages;
}

const volumesOf = ({ instructions }: Stage) =>
  instructions.flatMap((instruction) => (instruction.keyword === 'VOLUME' ? [instruction] : []));

/** What a stage may have given to a user. */
interface Gifts {
  /** It may have given anything: a copy that goes nobody knows where, a script that may do what it likes. */
  any: boolean;
  readonly paths: PathTree;
}

const known = new WeakMap<Stage, Gifts>();

/**
 * The folders that a stage may have given to a user: by chown or install of it, a COPY with an owner into it, a folder
 * made while another user was in force, a copy of what another stage or image has there.
 */
function giftsOf(build: Build, stage: Stage): Gifts {
  let gifts = known.get(stage);
  if (!gifts) {
    gifts = { any: false, paths: new PathTree() };
    known.set(stage, gifts);
    for (const copy of copiesIn(build, stage)) takeCopy(build, copy, gifts);
    for (const instruction of stage.instructions) take(build, instruction, gifts);
  }
  return gifts;
}

function takeCopy(build: Build, { instruction, destination, sources, from }: CopyUse, gifts: Gifts): void {
  const { flags, heredocs } = instruction;
  const chown = flags.find(({ name }) => name === 'chown')?.value;
  const owner = chown && build.expand(chown, instruction).value;
  const fromElsewhere = from !== undefined || sources.length + heredocs.length < instruction.sources.length;
  if (destination === undefined) gifts.any = true;
  else if (fromElsewhere && destination === '/') gifts.any = true;
  else if (fromElsewhere || (owner !== undefined && !/^(?:0|root)(?::|$)/.test(owner)))
    gifts.paths.add(destination);
}

function take(build: Build, instruction: Instruction, gifts: Gifts): void {
  if (instruction.keyword !== 'WORKDIR' && instruction.keyword !== 'RUN') return;
  const asUser = !/^(?:|0|root)(?::.*)?$/.test(build.userAt(instruction) ?? 'unknown');
  const workdir = build.workdirAt(instruction) ?? '/';
  if (instruction.keyword === 'WORKDIR') {
    const to = instruction.value && build.expand(instruction.value, instruction).value;
    if (asUser) gifts.paths.add(resolveDirectory(workdir, to ?? '') ?? '/');
    return;
  }
  for (const command of build.commandsOf(instruction)) gives(command, workdir, asUser, gifts);
}

const OWNERS = new Set(['chown', 'install', 'chmod', 'setfacl']);

function gives({ name, words }: Command, workdir: string, asUser: boolean, gifts: Gifts): void {
  const makes = asUser && (name === 'mkdir' || name === 'cp');
  const account = name === 'useradd' || name === 'adduser';
  if (!OWNERS.has(name) && !makes && !account) {
    if (words[0] !== undefined && /\.(?:sh|py|bash)$/.test(words[0].value)) gifts.any = true;
    return;
  }
  for (const { value, literal } of words.slice(1)) {
    // A variable may hold the path.
    if (!literal && /^\$/.test(value)) gifts.any = true;
    for (const part of value.split(/[{},]/)) gifts.paths.add(resolveDirectory(workdir, part) ?? part);
  }
}
