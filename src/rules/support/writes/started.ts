import { type CommandFact, type ImageFacts, valueOf } from '../../../core/facts.ts';
import { lastName } from '../../../core/paths.ts';
import type { Span } from '../../../core/span.ts';
import type { Build, Command, Stage } from '../../../dockerfile/build-types.ts';
import { ownershipOf } from '../../../dockerfile/ownership/ownership.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import { isInit, isShell } from '../../../dockerfile/tools.ts';
import { toolFolder } from './caches.ts';
import { serverWrites } from './servers.ts';
import type { Environment, Started, Write } from './types.ts';

/** The facts by which an image is started. */
export type StartFacts = Pick<
  ImageFacts,
  'user' | 'entrypoint' | 'command' | 'workdir' | 'environment' | 'base' | 'place'
>;

/**
 * What the programs write that ENTRYPOINT and CMD start, as far as they are known.
 * @param facts how the target is started, where that is not as it says itself
 */
export function startedWrites(build: Build, stage: Stage, facts: StartFacts = build.facts(stage)): Write[] {
  const user = valueOf(facts.user);
  if (!user) return [];
  const environment = environmentOf(facts);
  const home = () => ownershipOf(build).homeOf(stage, user);
  return programsOf(build, facts).flatMap(({ args, at, script }) => {
    const started: Started = { args, at, environment, home, folder: valueOf(facts.workdir) };
    const kept = toolFolder(started);
    return [
      ...(script ? redirected(script, started) : []),
      ...serverWrites(started, build, stage),
      ...(kept && !kept.optional ? [{ program: kept.program, path: kept.path, at }] : []),
      ...throughCorepack(started, build),
    ];
  });
}

/** Variables of the image; what a known base does not tell of is taken not to be set. */
const environmentOf = (facts: StartFacts): Environment => {
  const values = valueOf(facts.environment);
  const isOpen = valueOf(facts.base) === undefined;
  return (name) => {
    if (!values) return undefined;
    return Object.hasOwn(values, name) ? values[name] : isOpen ? undefined : null;
  };
};

interface Program {
  readonly args: readonly string[];
  readonly at: Span;
  /** The command of a shell's script that it is. */
  readonly script?: Command;
}

/** The programs that are started, behind those that only start another; of a script each that is sure to be. */
function programsOf(build: Build, facts: StartFacts): Program[] {
  const { entrypoint, command } = facts;
  if (entrypoint.known === 'unknown' || command.known === 'unknown') return [];
  const fact = entrypoint.value ? entrypoint : command;
  const own = fact.from.find(({ inherited }) => inherited === undefined)?.at;
  const later = command.value ? command.from.find(({ inherited }) => inherited === undefined)?.at : undefined;
  const user = facts.user.from.find(({ inherited }) => inherited === undefined)?.at;
  const at = later ?? own ?? user ?? facts.place;
  const script = scriptOf(entrypoint.value) ?? (entrypoint.value ? undefined : scriptOf(command.value));
  if (script) return inScript(build, entrypoint.value ? own : later);
  const args = unwrapped([...(entrypoint.value?.args ?? []), ...(command.value?.args ?? [])]);
  if (isShell(lastName(args[0] ?? ''))) return [];
  return args.length === 0 ? [] : [{ args: [lastName(args[0]!), ...args.slice(1)], at }];
}

const scriptOf = (command: CommandFact | null): string | undefined => {
  if (!command) return undefined;
  if (command.script !== undefined) return command.script;
  const at = command.args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  return isShell(lastName(command.args[0] ?? '')) && at > 0 ? command.args[at + 1] : undefined;
};

function inScript(build: Build, at: Span | undefined): Program[] {
  const instruction = build.dockerfile.instructions.find(({ head }) => head.start === at?.start);
  if (!instruction) return [];
  const commands = build
    .commandsOf(instruction)
    .filter(
      ({ words, within, before, after, depth }) =>
        words.length > 0 &&
        depth <= 1 &&
        (within === 'top' || within === 'nested') &&
        before !== '||' &&
        after !== '||',
    );
  // Behind a `cd` folders are not what they seem.
  if (commands.some(({ name }) => name === 'cd')) return [];
  return commands.map((command) => {
    const args = unwrapped(command.words.map(({ value }) => value));
    return { args: [lastName(args[0] ?? ''), ...args.slice(1)], at: command.words[0]!.span, script: command };
  });
}

/** Without what only starts another program: an init, an entrypoint script of the base, `bundle exec`, `poetry run`. */
function unwrapped(args: readonly string[]): readonly string[] {
  let rest = args;
  for (let round = 0; round < 5; round++) {
    const [first = '', second] = rest;
    const name = lastName(first);
    const runsAnother = runners[name];
    if (name === '' || name === '--') rest = rest.slice(1);
    else if (isInit(name))
      rest = rest.slice(1 + rest.slice(1).findIndex((arg) => !arg.startsWith('-') || arg === '--'));
    else if (/^docker-(?:php-)?entrypoint(?:\.sh)?$/.test(name) || name === 'exec' || name === 'thrust')
      rest = rest.slice(1);
    else if (name === 'npx' && second !== undefined && !second.startsWith('-')) rest = rest.slice(1);
    else if (runsAnother !== undefined && runsAnother === second) rest = rest.slice(2);
    else break;
    if (rest.length === 0) break;
  }
  return rest;
}

const runners: Readonly<Record<string, string | undefined>> = {
  bundle: 'exec',
  poetry: 'run',
  pipenv: 'run',
  pnpm: 'exec',
};

/** Where a script's redirects and `tee` write. */
function redirected(command: Command, { folder, at }: Started): Write[] {
  const targets = command.redirects.flatMap(({ operator, target }) =>
    target && /^&?>>?\|?$/.test(operator) && target.literal ? [target] : [],
  );
  const teed =
    command.name === 'tee'
      ? command.words.slice(1).filter(({ value, literal }) => literal && !value.startsWith('-'))
      : [];
  return [...targets, ...teed].flatMap((word) => {
    const path = resolveDirectory(folder, word.value);
    return path === undefined || /^\/(?:dev|proc|tmp|var\/tmp)(?:\/|$)/.test(path)
      ? []
      : [{ path, program: command.name, at: word.span ?? at, isFile: true as const }];
  });
}

/**
 * Where `corepack enable` made pnpm and yarn, the first call of a user fetches them into his cache: what root has prepared
 * lies in root's.
 */
function throughCorepack({ args, environment, home, at }: Started, build: Build): Write[] {
  const [name = ''] = args;
  if (name !== 'pnpm' && name !== 'yarn') return [];
  const isEnabled = build.commands('corepack').some(({ words }) => words[1]?.value === 'enable');
  const isInstalled = build
    .packages('npm')
    .some(({ operands }) => operands.some(({ value }) => value.startsWith(name)));
  if (
    !isEnabled ||
    isInstalled ||
    environment('COREPACK_HOME') !== null ||
    environment('XDG_CACHE_HOME') !== null
  )
    return [];
  const set = environment('HOME');
  const folder = set === null ? home() : set;
  return folder?.startsWith('/')
    ? [
        {
          path: `${folder.replace(/\/$/, '')}/.cache/node/corepack`,
          program: name,
          what: 'itself, fetched by corepack',
          at,
        },
      ]
    : [];
}
