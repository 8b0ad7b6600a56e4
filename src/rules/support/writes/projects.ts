import type { Build, Command, Stage } from '../../../dockerfile/build-types.ts';
import type { Run } from '../../../dockerfile/facts/run.ts';
import { packageActionOf } from '../../../dockerfile/packages.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import { rootOf } from '../images.ts';
import { called } from './files.ts';
import type { Environment, Write } from './types.ts';

/** A command of a RUN, with what its surroundings say. */
export interface AtWork {
  readonly build: Build;
  readonly stage: Stage;
  readonly run: Run;
  readonly command: Command;
  readonly environment: Environment;
}

/** What installers and builders write: into the project that they are called in, or into the system. */
export function projectWrites(work: AtWork): Write[] {
  const { command, stage } = work;
  const paths = [...intoProject(work), ...intoSystem(work, rootOf(stage).base?.family)];
  const at = command.words[0]?.span ?? command.span;
  return paths.map((write) => ({ program: called(command), at, ...write }));
}

type Target = Pick<Write, 'path' | 'anywhere'>;

function intoProject({ run, command, environment }: AtWork): Target[] {
  const { name, words } = command;
  const verb = words[1]?.value ?? '';
  const action = packageActionOf(command);
  const folder = resolveDirectory(run.folder, projectOf(work(command)) ?? '.');
  if (folder === undefined || words.some(({ value }) => aside.test(value))) return [];
  const inside = (path: string): Target[] => {
    const full = resolveDirectory(folder, path);
    return full === undefined ? [] : [{ path: full }];
  };
  if (action?.action === 'install' && /^(?:npm|yarn|pnpm|bun)$/.test(action.manager))
    return action.has('-g', '--global') || verb === 'global' || action.option('--modules-folder')
      ? []
      : inside('node_modules');
  if (action?.action === 'install' && action.manager === 'composer')
    return environment('COMPOSER_VENDOR_DIR') === null ? inside('vendor') : [];
  if (name === 'uv' && (verb === 'sync' || (verb === 'venv' && operandsIn(command).length === 1)))
    return environment('UV_PROJECT_ENVIRONMENT') === null &&
      !words.some(({ value }) => /^--(?:active|project)/.test(value))
      ? inside('.venv')
      : [];
  if (name === 'cargo' && verb === 'build')
    return environment('CARGO_TARGET_DIR') === null &&
      !words.some(({ value }) => /^--(?:target-dir|manifest-path)/.test(value))
      ? inside('target')
      : [];
  return isBuild(command) ? [{ path: folder, anywhere: true }] : [];
}

const work = (command: Command): readonly string[] => command.words.map(({ value }) => value);

const operandsIn = ({ words }: Command): readonly string[] =>
  words.slice(1).flatMap(({ value }) => (value.startsWith('-') ? [] : [value]));

/** Nothing is written, or it is written elsewhere. */
const aside = /^--(?:dry-run|help|version|package-lock-only|lockfile-only|workspace-root)$|^-h$/;

/** The folder that an option sends a tool to. */
function projectOf(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) =>
    /^(?:--prefix|-C|--dir|--cwd|-d|--working-dir|--directory)$/.test(word),
  );
  if (at !== -1) return words[at + 1];
  return words
    .map((word) => /^--(?:prefix|dir|cwd|working-dir|directory)=(.*)$/.exec(word)?.[1])
    .find((text) => text !== undefined);
}

/** A call that builds the project in the folder that it is made in, and puts the outcome there. */
function isBuild({ name, words }: Command): boolean {
  const [, verb = '', script = ''] = words.map(({ value }) => value);
  const others = words.slice(1).map(({ value }) => value);
  if (name === 'npm' || name === 'pnpm' || name === 'yarn' || name === 'bun')
    return /^build(?:$|:)/.test(verb === 'run' ? script : name === 'yarn' || name === 'pnpm' ? verb : '');
  if (name === 'mvn' || name === 'mvnw')
    return (
      others.some((word) => /^(?:package|install|verify|compile)$/.test(word)) &&
      !others.some((word) => /^-f|^--file|\//.test(word))
    );
  if (name === 'gradle' || name === 'gradlew')
    return (
      others.some((word) => /^(?:build|assemble|bootJar|jar|installDist|shadowJar)$/.test(word)) &&
      !others.some((word) => /^-p|^--project-/.test(word))
    );
  if (name === 'dotnet')
    return /^(?:publish|build|restore)$/.test(verb) && !others.some((word) => /^\/|\.\./.test(word));
  return false;
}

/** What only root's folders are for. */
function intoSystem({ command, build, environment }: AtWork, family: string | undefined): Target[] {
  const { name, words } = command;
  const verb = words[1]?.value ?? '';
  const action = packageActionOf(command);
  if (action && /^(?:install|update|upgrade|dist-upgrade|remove)$/.test(action.action)) {
    const path = Object.hasOwn(databases, action.manager) ? databases[action.manager]! : undefined;
    if (path !== undefined)
      return [{ path: action.action === 'update' && path.includes('dpkg') ? '/var/lib/apt/lists' : path }];
  }
  if (/^(?:useradd|adduser|usermod|userdel|deluser)$/.test(name)) return [{ path: '/etc/passwd' }];
  if (/^(?:groupadd|addgroup|groupmod|groupdel|delgroup)$/.test(name)) return [{ path: '/etc/group' }];
  if (name === 'update-ca-certificates') return [{ path: '/etc/ssl/certs' }];
  if (family === 'node' && name === 'npm' && action?.action === 'install' && action.has('-g', '--global'))
    return action.option('--prefix') || hasPrefix(build, environment)
      ? []
      : [{ path: '/usr/local/lib/node_modules' }];
  if (family === 'node' && name === 'corepack' && verb === 'enable')
    return words.some(({ value }) => value.startsWith('--install-directory'))
      ? []
      : [{ path: '/usr/local/bin' }];
  if (family === 'php' && /^docker-php-ext-(?:install|enable)$/.test(name))
    return [{ path: '/usr/local/etc/php/conf.d' }];
  return [];
}

/** Whether npm is told to install for all elsewhere: by a variable, `npm config set prefix`, or a file of settings. */
const hasPrefix = (build: Build, environment: Environment): boolean =>
  ['NPM_CONFIG_PREFIX', 'npm_config_prefix', 'PREFIX'].some((name) => environment(name) !== null) ||
  build.once(setsPrefix).is;

const setsPrefix = (build: Build): { readonly is: boolean } => ({
  is:
    build.commands().some(({ words }) => words.some(({ value }) => /\bprefix\b|npmrc/.test(value))) ||
    build.all('COPY', 'ADD').some(({ body }) => body.text.includes('npmrc')),
});

/** Where the package managers of systems keep what they know, by name. */
const databases: Readonly<Record<string, string>> = {
  'apt-get': '/var/lib/dpkg',
  apt: '/var/lib/dpkg',
  aptitude: '/var/lib/dpkg',
  apk: '/lib/apk/db',
  yum: '/var/lib/rpm',
  dnf: '/var/lib/rpm',
  microdnf: '/var/lib/rpm',
};
