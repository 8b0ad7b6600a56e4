import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';
import { imageRule } from '../rule.ts';

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
    for (const instruction of build.all('VOLUME')) {
      if (instruction.onbuild || !chain(stage).includes(build.stageOf(instruction))) continue;
      for (const word of instruction.words) {
        const path = resolveDirectory(
          '/',
          'value' in word ? word.value : build.expand(word, instruction).value,
        );
        if (path === undefined || path === '/' || path.includes('$') || isGiven(path, build, stage)) continue;
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

/**
 * Something may have given the folder (or one above it) to a user: chown or install of it, a COPY with an owner into
 * it, a folder made while another user was in force, a script that may do anything, or an unknown base that has it.
 */
function isGiven(path: string, build: Build, stage: Stage): boolean {
  const stages = chain(stage);
  const base = stages.at(-1)!;
  if (base.image !== 'scratch' && (!base.base || base.base.volumes?.includes(path))) return true;
  const concerns = (other: string) => {
    const clean = other.replace(/(?<=.)\/+$/, '');
    return path === clean || path.startsWith(`${clean}/`) || clean.startsWith(`${path}/`);
  };
  const files = build.facts(stage).files;
  if (files.known === 'unknown') return true;
  if (
    files.value.some(
      (file) => file.owner !== undefined && !/^(?:0|root)(?::|$)/.test(file.owner) && concerns(file.path),
    )
  )
    return true;
  if (
    files.value.some(
      ({ from, path: to }) => from !== 'context' && from !== 'heredoc' && (to === '/' || concerns(to)),
    )
  )
    return true;
  return stages.some((each) =>
    each.instructions.some((instruction) => {
      const asUser = !/^(?:|0|root)(?::.*)?$/.test(build.userAt(instruction) ?? 'unknown');
      if (instruction.keyword === 'WORKDIR')
        return asUser && concerns(build.expand(instruction.value?.text ?? '', instruction).value);
      if (instruction.keyword !== 'RUN') return false;
      return build
        .commandsOf(instruction)
        .some((command) => gives(command, concerns, build.workdirAt(instruction), asUser));
    }),
  );
}

const OWNERS = new Set(['chown', 'install', 'chmod', 'setfacl']);

function gives(
  command: Command,
  concerns: (path: string) => boolean,
  workdir: string | undefined,
  asUser: boolean,
): boolean {
  const { name, words } = command;
  const makes = asUser && (name === 'mkdir' || name === 'cp');
  const account = name === 'useradd' || name === 'adduser';
  if (!OWNERS.has(name) && !makes && !account)
    return words[0] !== undefined && /\.(?:sh|py|bash)$/.test(words[0].value);
  return words.slice(1).some(({ value, literal }) => {
    // A variable may hold the path.
    if (!literal && /^\$/.test(value)) return true;
    return value.split(/[{},]/).some((part) => concerns(resolveDirectory(workdir ?? '/', part) ?? part));
  });
}
