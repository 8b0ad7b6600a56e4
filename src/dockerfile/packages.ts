import type { ShellWord } from '../shell/types.ts';
import type { Command, PackageAction } from './build-types.ts';

/** The grammar of one package manager's command line, as far as rules and facts need it. */
interface Manager {
  readonly name: string;
  /** Subcommand → what it does. A manager without subcommands has '' only. */
  readonly verbs: Readonly<Record<string, PackageAction['action']>>;
  /** Options whose value is the next word. */
  readonly valued?: readonly string[];
  /** Options (single letters joined) decide what is done: pacman, opkg-like. */
  readonly byOption?: (options: readonly string[], operands: number) => PackageAction['action'];
  /** What a call without a verb does: `yarn` installs. */
  readonly bare?: PackageAction['action'];
}

/** What a command does with a package manager; undefined when its program is none. */
export function packageActionOf(command: Command): PackageAction | undefined {
  const found = managerOf(command);
  if (!found) return undefined;
  const { manager, from } = found;
  const options: ShellWord[] = [];
  const operands: ShellWord[] = [];
  let verb: ShellWord | undefined;
  const words = command.words;
  let literal = false;
  for (let at = from; at < words.length; at++) {
    const word = words[at]!;
    const { value } = word;
    if (value === '--' && !literal) literal = true;
    else if (!literal && value.startsWith('-') && value.length > 1) {
      options.push(word);
      const next = words[at + 1];
      if (next && !value.includes('=') && (manager.valued ?? []).includes(value)) {
        options.push(next);
        at++;
      }
    } else if (
      !verb &&
      !manager.byOption &&
      (manager.verbs[value] !== undefined || !hasBareOperands(manager))
    ) {
      verb = word;
    } else operands.push(word);
  }
  return new Action(manager, command, verb, operands, options);
}

class Action implements PackageAction {
  readonly manager: string;
  readonly action: PackageAction['action'];
  readonly verb?: ShellWord;
  readonly operands: readonly ShellWord[];
  readonly options: readonly ShellWord[];
  readonly command: Command;
  readonly #valued: readonly string[];

  constructor(
    manager: Manager,
    command: Command,
    verb: ShellWord | undefined,
    operands: readonly ShellWord[],
    options: readonly ShellWord[],
  ) {
    this.manager = manager.name;
    this.command = command;
    this.operands = operands;
    this.options = options;
    this.#valued = manager.valued ?? [];
    if (verb) this.verb = verb;
    this.action = actionOf(manager, verb, operands, options);
  }

  has(...names: string[]): boolean {
    return this.options.some(({ value }, at) => {
      const before = this.options[at - 1]?.value;
      if (before !== undefined && this.#valued.includes(before)) return false;
      return names.some((name) => optionIs(value, name));
    });
  }

  option(...names: string[]): ShellWord | undefined {
    for (const [at, word] of this.options.entries()) {
      for (const name of names) {
        if (word.value === name) return this.options[at + 1];
        if (word.value.startsWith(`${name}=`)) return tail(word, name.length + 1);
        if (!name.startsWith('--') && name.length === 2 && word.value.startsWith(name)) {
          return tail(word, name.length);
        }
      }
    }
    return undefined;
  }
}

function actionOf(
  manager: Manager,
  verb: ShellWord | undefined,
  operands: readonly ShellWord[],
  options: readonly ShellWord[],
): PackageAction['action'] {
  if (manager.byOption)
    return manager.byOption(
      options.map(({ value }) => value),
      operands.length,
    );
  if (verb) return manager.verbs[verb.value] ?? 'other';
  return operands.length === 0 ? (manager.bare ?? 'other') : 'other';
}

/** `-y` is found in `-y` and `-qqy`; `--yes` in `--yes`, `--yes=true`. `--yes=false` is not it. */
function optionIs(value: string, name: string): boolean {
  if (value === name) return true;
  if (value[name.length] === '=' && value.startsWith(name)) {
    return !/^(?:false|no|0)$/i.test(value.slice(name.length + 1));
  }
  const isLetter = name.length === 2 && value[1] !== '-' && value.includes(name[1]!);
  return isLetter && /^-[A-Za-z]$/.test(name) && /^-[A-Za-z]+$/.test(value);
}

const tail = (word: ShellWord, from: number): ShellWord => ({
  ...word,
  raw: word.raw.slice(from),
  value: word.value.slice(from),
  span: { start: Math.min(word.span.start + from, word.span.end), end: word.span.end },
});

/** `yarn` and `bundle` do something without a verb, so that a word that is no verb is an operand. */
const hasBareOperands = (manager: Manager): boolean => manager.bare !== undefined;

function managerOf(command: Command): { manager: Manager; from: number } | undefined {
  const { name, words } = command;
  if (
    /^python[0-9.]*$/.test(name) &&
    words[1]?.value === '-m' &&
    /^(pip|pipenv|poetry|uv)$/.test(words[2]?.value ?? '')
  ) {
    return { manager: managers.get(words[2]!.value)!, from: 3 };
  }
  if (/^pip[0-9.]*$/.test(name)) return { manager: managers.get('pip')!, from: 1 };
  if (name === 'uv' && words[1]?.value === 'pip') return { manager: managers.get('uv pip')!, from: 2 };
  if (name === 'corepack' && words[1] && managers.has(words[1].value)) {
    return { manager: managers.get(words[1].value)!, from: 2 };
  }
  const manager = managers.get(name);
  return manager ? { manager, from: 1 } : undefined;
}

const apt: Manager['verbs'] = {
  install: 'install',
  reinstall: 'install',
  'build-dep': 'install',
  update: 'update',
  upgrade: 'upgrade',
  'safe-upgrade': 'upgrade',
  'dist-upgrade': 'dist-upgrade',
  'full-upgrade': 'dist-upgrade',
  remove: 'remove',
  purge: 'remove',
  autoremove: 'remove',
  'auto-remove': 'remove',
  autopurge: 'remove',
  clean: 'clean',
  autoclean: 'clean',
  'auto-clean': 'clean',
};
const aptValued = [
  '-t',
  '--target-release',
  '--default-release',
  '-o',
  '--option',
  '-c',
  '--config-file',
  '-a',
  '--host-architecture',
];
const yum: Manager['verbs'] = {
  install: 'install',
  localinstall: 'install',
  reinstall: 'install',
  groupinstall: 'install',
  'group-install': 'install',
  builddep: 'install',
  update: 'upgrade',
  'update-minimal': 'upgrade',
  upgrade: 'upgrade',
  'upgrade-minimal': 'upgrade',
  'distro-sync': 'dist-upgrade',
  'distribution-synchronization': 'dist-upgrade',
  'system-upgrade': 'dist-upgrade',
  makecache: 'update',
  'check-update': 'update',
  remove: 'remove',
  erase: 'remove',
  autoremove: 'remove',
  groupremove: 'remove',
  clean: 'clean',
};
const yumValued = [
  '-c',
  '--config',
  '-x',
  '--exclude',
  '--installroot',
  '--releasever',
  '--enablerepo',
  '--disablerepo',
  '--repo',
  '--repoid',
  '--setopt',
  '-d',
  '-e',
  '--forcearch',
  '--repofrompath',
];
const npm: Manager['verbs'] = {
  install: 'install',
  i: 'install',
  in: 'install',
  add: 'install',
  isntall: 'install',
  ci: 'install',
  'clean-install': 'install',
  'install-clean': 'install',
  'install-test': 'install',
  it: 'install',
  cit: 'install',
  update: 'upgrade',
  up: 'upgrade',
  upgrade: 'upgrade',
  uninstall: 'remove',
  remove: 'remove',
  rm: 'remove',
  r: 'remove',
  un: 'remove',
  prune: 'remove',
  cache: 'clean',
};
const npmValued = [
  '--registry',
  '--prefix',
  '-C',
  '--cache',
  '--userconfig',
  '--globalconfig',
  '-w',
  '--workspace',
  '--loglevel',
  '--omit',
  '--include',
  '--only',
  '--tag',
  '--network-timeout',
  '--cwd',
  '--cache-folder',
  '--modules-folder',
  '--dir',
  '--filter',
  '-F',
  '--store-dir',
];
const pipVerbs: Manager['verbs'] = {
  install: 'install',
  sync: 'install',
  download: 'other',
  wheel: 'other',
  uninstall: 'remove',
  cache: 'clean',
};
const pipValued = [
  '-r',
  '--requirement',
  '-c',
  '--constraint',
  '-e',
  '--editable',
  '-t',
  '--target',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--find-links',
  '--prefix',
  '--root',
  '--trusted-host',
  '--cache-dir',
  '--python',
  '--platform',
  '--python-version',
  '--implementation',
  '--abi',
  '--no-binary',
  '--only-binary',
  '--progress-bar',
  '--proxy',
  '--timeout',
  '--retries',
  '--cert',
  '--client-cert',
  '--log',
  '--upgrade-strategy',
  '-b',
  '--build',
  '--src',
  '--global-option',
  '--config-settings',
  '-C',
  '--root-user-action',
  '--report',
  '--exists-action',
  '--keyring-provider',
  '--use-feature',
  '--group',
  '--index-strategy',
  '--index',
  '--default-index',
  '--link-mode',
  '-p',
];

const table: readonly Manager[] = [
  { name: 'apt-get', verbs: apt, valued: aptValued },
  { name: 'apt', verbs: apt, valued: aptValued },
  { name: 'aptitude', verbs: apt, valued: aptValued },
  {
    name: 'apk',
    verbs: {
      add: 'install',
      update: 'update',
      upgrade: 'upgrade',
      del: 'remove',
      fix: 'install',
      cache: 'clean',
    },
    valued: [
      '-t',
      '--virtual',
      '-X',
      '--repository',
      '-p',
      '--root',
      '--arch',
      '--cache-dir',
      '--cache-max-age',
      '--keys-dir',
      '--repositories-file',
      '--wait',
      '--progress-fd',
      '--timeout',
    ],
  },
  { name: 'yum', verbs: yum, valued: yumValued },
  { name: 'dnf', verbs: yum, valued: yumValued },
  { name: 'dnf5', verbs: yum, valued: yumValued },
  { name: 'microdnf', verbs: yum, valued: yumValued },
  { name: 'tdnf', verbs: yum, valued: yumValued },
  {
    name: 'zypper',
    verbs: {
      install: 'install',
      in: 'install',
      'source-install': 'install',
      si: 'install',
      'install-new-recommends': 'install',
      inr: 'install',
      patch: 'upgrade',
      update: 'upgrade',
      up: 'upgrade',
      'dist-upgrade': 'dist-upgrade',
      dup: 'dist-upgrade',
      refresh: 'update',
      ref: 'update',
      remove: 'remove',
      rm: 'remove',
      clean: 'clean',
      cc: 'clean',
    },
    valued: [
      '-R',
      '--root',
      '-r',
      '--repo',
      '--from',
      '-t',
      '--type',
      '-c',
      '--config',
      '-D',
      '--reposd-dir',
      '-C',
      '--cache-dir',
      '--installroot',
      '-p',
      '--plus-repo',
      '-x',
    ],
  },
  {
    name: 'pacman',
    verbs: {},
    valued: [
      '-b',
      '--dbpath',
      '-r',
      '--root',
      '--cachedir',
      '--config',
      '--ignore',
      '--ignoregroup',
      '--overwrite',
      '--assume-installed',
    ],
    byOption: pacmanAction,
  },
  {
    name: 'opkg',
    verbs: { install: 'install', update: 'update', upgrade: 'upgrade', remove: 'remove', clean: 'clean' },
    valued: ['-d', '--dest', '-f', '--conf', '-o', '--offline-root'],
  },
  { name: 'xbps-install', verbs: {}, byOption: () => 'install' },
  { name: 'emerge', verbs: {}, byOption: (options) => (options.includes('--sync') ? 'update' : 'install') },
  {
    name: 'rpm',
    verbs: {},
    byOption: (options) =>
      options.some(
        (option) => /^-[a-z]*[iUF]/.test(option) || option === '--install' || option === '--upgrade',
      )
        ? 'install'
        : options.some((option) => /^-e/.test(option) || option === '--erase')
          ? 'remove'
          : 'other',
  },
  {
    name: 'dpkg',
    verbs: {},
    byOption: (options) =>
      options.includes('-i') || options.includes('--install')
        ? 'install'
        : options.some((option) => ['-r', '-P', '--remove', '--purge'].includes(option))
          ? 'remove'
          : 'other',
  },
  { name: 'pip', verbs: pipVerbs, valued: pipValued },
  { name: 'uv pip', verbs: pipVerbs, valued: pipValued },
  {
    name: 'uv',
    verbs: { sync: 'install', add: 'install', tool: 'other', remove: 'remove', cache: 'clean', run: 'other' },
    valued: pipValued,
  },
  {
    name: 'pipx',
    verbs: { install: 'install', upgrade: 'upgrade', uninstall: 'remove' },
    valued: ['--spec', '--pip-args', '--python', '--index-url', '-i', '--suffix'],
  },
  {
    name: 'pipenv',
    verbs: { install: 'install', sync: 'install', update: 'upgrade', uninstall: 'remove', clean: 'clean' },
    valued: [
      '--python',
      '--categories',
      '--pypi-mirror',
      '-r',
      '--requirements',
      '-i',
      '--index',
      '-e',
      '--editable',
      '--extra-pip-args',
    ],
  },
  {
    name: 'poetry',
    verbs: {
      install: 'install',
      add: 'install',
      update: 'upgrade',
      sync: 'install',
      remove: 'remove',
      cache: 'clean',
    },
    valued: [
      '--with',
      '--without',
      '--only',
      '-E',
      '--extras',
      '-C',
      '--directory',
      '-P',
      '--project',
      '-G',
      '--group',
      '--source',
    ],
  },
  {
    name: 'conda',
    verbs: {
      install: 'install',
      create: 'install',
      update: 'upgrade',
      upgrade: 'upgrade',
      remove: 'remove',
      uninstall: 'remove',
      clean: 'clean',
      env: 'other',
    },
    valued: ['-c', '--channel', '-n', '--name', '-p', '--prefix', '-f', '--file'],
  },
  { name: 'npm', verbs: npm, valued: npmValued },
  {
    name: 'pnpm',
    verbs: { ...npm, dlx: 'other', store: 'clean', fetch: 'install' },
    valued: npmValued,
    bare: 'other',
  },
  {
    name: 'yarn',
    verbs: { ...npm, global: 'install', workspaces: 'other' },
    valued: npmValued,
    bare: 'install',
  },
  {
    name: 'bun',
    verbs: {
      install: 'install',
      i: 'install',
      add: 'install',
      a: 'install',
      update: 'upgrade',
      remove: 'remove',
      rm: 'remove',
      pm: 'clean',
    },
    valued: npmValued,
    bare: 'other',
  },
  {
    name: 'gem',
    verbs: {
      install: 'install',
      i: 'install',
      update: 'upgrade',
      uninstall: 'remove',
      cleanup: 'clean',
      sources: 'other',
    },
    valued: [
      '-v',
      '--version',
      '-s',
      '--source',
      '-i',
      '--install-dir',
      '-n',
      '--bindir',
      '-p',
      '--http-proxy',
      '--platform',
      '-P',
      '--trust-policy',
      '--build-root',
    ],
  },
  {
    name: 'bundle',
    verbs: {
      install: 'install',
      add: 'install',
      update: 'upgrade',
      clean: 'clean',
      config: 'other',
      exec: 'other',
    },
    valued: ['--without', '--with', '--path', '--jobs', '-j', '--retry', '--gemfile', '--binstubs'],
    bare: 'install',
  },
  {
    name: 'go',
    verbs: { install: 'install', get: 'install', clean: 'clean', build: 'other', run: 'other', mod: 'other' },
    valued: [
      '-o',
      '-ldflags',
      '-tags',
      '-gcflags',
      '-C',
      '-mod',
      '-modfile',
      '-p',
      '-asmflags',
      '-buildmode',
      '-pkgdir',
      '-toolexec',
      '-overlay',
      '-pgo',
    ],
  },
  {
    name: 'cargo',
    verbs: {
      install: 'install',
      binstall: 'install',
      add: 'other',
      update: 'upgrade',
      uninstall: 'remove',
      clean: 'clean',
      build: 'other',
    },
    valued: [
      '--version',
      '--vers',
      '--git',
      '--branch',
      '--tag',
      '--rev',
      '--path',
      '--root',
      '--registry',
      '--index',
      '-F',
      '--features',
      '-j',
      '--jobs',
      '--target',
      '--profile',
      '--target-dir',
      '--bin',
      '--config',
    ],
  },
  {
    name: 'composer',
    verbs: {
      install: 'install',
      i: 'install',
      require: 'install',
      'create-project': 'install',
      update: 'upgrade',
      remove: 'remove',
      'clear-cache': 'clean',
      clearcache: 'clean',
    },
    valued: ['-d', '--working-dir', '--prefer-install', '--repository', '--stability', '-s'],
  },
];

const managers: ReadonlyMap<string, Manager> = new Map([
  ...table.map((manager) => [manager.name, manager] as const),
  ...['mamba', 'micromamba'].map(
    (name) => [name, table.find((manager) => manager.name === 'conda')!] as const,
  ),
  ['bundler', table.find((manager) => manager.name === 'bundle')!] as const,
]);

/** pacman's operation is a capital letter: -S installs, -Sy refreshes, -Su upgrades, -Sc cleans, -R removes. */
function pacmanAction(options: readonly string[], operands: number): PackageAction['action'] {
  const letters = options.filter((option) => /^-[A-Za-z]+$/.test(option)).join('');
  const long = (name: string) => options.includes(name);
  if (letters.includes('R') || long('--remove')) return 'remove';
  if (letters.includes('U') || long('--upgrade')) return 'install';
  if (!letters.includes('S') && !long('--sync')) return 'other';
  if (letters.includes('c') || long('--clean')) return 'clean';
  if (operands > 0) return 'install';
  return letters.includes('u') || long('--sysupgrade')
    ? 'upgrade'
    : letters.includes('y')
      ? 'update'
      : 'install';
}
