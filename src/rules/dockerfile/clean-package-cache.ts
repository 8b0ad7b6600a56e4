import type { Build, Command, Instruction, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { mountsAway } from '../support/mounts.ts';
import { isOneScript } from '../support/runs.ts';
import { appendCommand } from '../support/script-edits.ts';
import { shippedStages } from '../support/shipped.ts';

/** What a package manager downloads stays in the layer unless the same RUN takes it away. */
export const cleanPackageCache = dockerfileRule({
  name: 'clean-package-cache',
  title: 'Clean the package manager’s cache in the RUN that fills it',
  severity: 'low',
  set: 'recommended',
  aliases: [
    'DL3009',
    'DKL-DI-0005',
    'DL3032',
    'DS-0015',
    'DL3036',
    'DS-0020',
    'DL3040',
    'DS-0019',
    'DS-0027',
    'DL3060',
  ],
  help: 'remove the cache at the end of the same RUN',
  fixable: true,

  *check(build) {
    const shipped = shippedStages(build);
    const done = new Set<unknown>();
    for (const action of build.packages(...Object.keys(caches))) {
      const { instruction } = action.command;
      const cache = caches[action.manager]!;
      const key = `${cache.family} ${instruction.span.start}`;
      if (done.has(key) || !fills(action, cache) || !shipped.has(action.command.stage)) continue;
      if (isCleaned(build, action, cache)) continue;
      done.add(key);
      const last = isNeededLater(build, action, cache) ? undefined : lastOfRun(build, action);
      yield {
        at: action.verb?.span ?? action.command.span,
        message: `what ${action.command.name} downloads (${cache.paths[0]}) stays in this layer`,
        aliases: cache.aliases,
        help: `end the RUN with \`${cache.clean}\``,
        ...(last
          ? {
              fix: {
                title: `end the RUN with ${cache.clean}`,
                safe: true,
                edits: [appendCommand(build, last, cache.clean)],
              },
            }
          : {}),
      };
    }
  },
});

interface Cache {
  readonly family: string;
  readonly paths: readonly string[];
  /** The actions that fill it. */
  readonly by: readonly PackageAction['action'][];
  readonly clean: string;
  readonly aliases: readonly string[];
}

const apt: Cache = {
  family: 'apt',
  paths: ['/var/lib/apt/lists'],
  by: ['update'],
  clean: 'rm -rf /var/lib/apt/lists/*',
  aliases: ['DL3009', 'DKL-DI-0005'],
};
const rpm = (name: string, aliases: readonly string[]): Cache => ({
  family: name,
  paths: [
    ...new Set([
      `/var/cache/${name === 'yum' || name === 'tdnf' ? name : 'dnf'}`,
      '/var/cache/libdnf5',
      '/var/cache/yum',
      '/var/cache/dnf',
    ]),
  ],
  by: ['install', 'upgrade', 'dist-upgrade', 'update'],
  clean: `${name} clean all`,
  aliases,
});
const caches: Readonly<Record<string, Cache>> = {
  'apt-get': apt,
  apt,
  aptitude: apt,
  yum: rpm('yum', ['DL3032', 'DS-0015']),
  dnf: rpm('dnf', ['DL3040', 'DS-0019']),
  dnf5: rpm('dnf5', ['DL3040']),
  microdnf: rpm('microdnf', ['DL3040', 'DS-0027']),
  tdnf: rpm('tdnf', []),
  zypper: {
    family: 'zypper',
    paths: ['/var/cache/zypp'],
    by: ['install', 'upgrade', 'dist-upgrade', 'update'],
    clean: 'zypper clean --all',
    aliases: ['DL3036', 'DS-0020'],
  },
  pacman: {
    family: 'pacman',
    paths: ['/var/cache/pacman/pkg', '/var/cache/pacman'],
    by: ['install', 'upgrade'],
    clean: 'rm -rf /var/cache/pacman/pkg/*',
    aliases: [],
  },
  yarn: {
    family: 'yarn',
    paths: ['/usr/local/share/.cache/yarn', '/root/.cache/yarn', '/root/.yarn'],
    by: ['install'],
    clean: 'yarn cache clean',
    aliases: ['DL3060'],
  },
};

const fills = (action: PackageAction, cache: Cache): boolean =>
  cache.by.includes(action.action) && !(action.manager === 'yarn' && action.has('--cache-folder'));

/** Cleaned later in the same RUN by the manager or by `rm`, or kept out of the layer by a mount. */
function isCleaned(build: Build, action: PackageAction, cache: Cache): boolean {
  const { instruction, span } = action.command;
  const mounted = cache.paths.some((path) => mountsAway(instruction, path)) || mountsUserCache(action, cache);
  if (mounted) return true;
  const later = build.commandsOf(instruction).filter((command) => command.span.start > span.start);
  return (
    later.some((command) => removes(command, cache) || (cache.family === 'apt' && cleansLists(command))) ||
    (cache.family !== 'apt' && cleansLater(build, action, cache))
  );
}

/** A later RUN, here or in a stage on top, installs by these lists without getting its own: it would find no package. */
function isNeededLater(build: Build, { command }: PackageAction, { family }: Cache): boolean {
  if (family !== 'apt') return false;
  const last = build.once(lastBorrowers).get(command.stage);
  return last !== undefined && last > command.instruction.index;
}

/** By stage, the number of the last instruction in it or on top of it that installs by lists which are there already. */
function lastBorrowers(build: Build): ReadonlyMap<Stage, number> {
  const updated = new Set<Instruction>();
  const borrowers: PackageAction[] = [];
  for (const action of build.packages('apt-get', 'apt', 'aptitude')) {
    const { instruction } = action.command;
    if (action.action === 'update') updated.add(instruction);
    else if (action.action !== 'clean' && !updated.has(instruction)) borrowers.push(action);
  }
  const last = new Map<Stage, number>();
  // The last first: a stage that is known already has a later one, and so have all below it.
  for (const { command } of borrowers.reverse()) {
    for (let at: Stage | undefined = command.stage; at && !last.has(at); at = at.parent)
      last.set(at, command.instruction.index);
  }
  return last;
}

/** `apt-get dist-clean` takes the lists as well, which `clean` leaves. */
const cleansLists = ({ name, words }: Command): boolean =>
  (name === 'apt-get' || name === 'apt') &&
  words.some(({ value }) => value === 'dist-clean' || value === 'distclean');

const mountsUserCache = ({ command }: PackageAction, { family }: Cache): boolean =>
  family === 'yarn' && command.instruction.flags.some(({ value }) => /yarn/.test(value?.text ?? ''));

const cleansLater = (build: Build, action: PackageAction, { family }: Cache): boolean =>
  build
    .packages(action.manager)
    .some(
      (other) =>
        other.action === 'clean' &&
        other.command.instruction === action.command.instruction &&
        (other.command.span.start > action.command.span.start || family === 'yarn'),
    );

/** `rm -rf /var/lib/apt/lists/*`, `find /var/lib/apt/lists -delete`, `rm -rf /var/cache/*`, and the like. */
function removes({ name, words }: Command, { paths }: Cache): boolean {
  if (name !== 'rm' && name !== 'find' && name !== 'rmdir') return false;
  if (name === 'find' && !words.some(({ value }) => value === '-delete' || value === 'rm')) return false;
  return words.slice(1).some(({ value }) => {
    const target = value.replace(/[*/]+$/, '').replace(/\{.*$/, '');
    return (
      target !== '' &&
      paths.some(
        (path) =>
          path === target ||
          path.startsWith(`${target}/`) ||
          target.startsWith(`${path}/`) ||
          (target.length > 8 && path.startsWith(target)),
      )
    );
  });
}

/** The command behind which the repair goes: the last of the RUN, when the RUN is one plain list that the use is part of. */
function lastOfRun(build: Build, action: PackageAction): Command | undefined {
  const { instruction, shell } = action.command;
  if (!shell || !isOneScript(instruction)) return undefined;
  const commands = build.commandsOf(instruction);
  const last = commands.at(-1);
  const plain = commands.every(({ within, after }) => within === 'top' && after !== '&' && after !== '||');
  return plain && last && build.dialectAt(instruction) !== 'powershell' ? last : undefined;
}
