import type { Build, PackageAction } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../dockerfile/index.ts';
import { isCopied } from './copied.ts';

/** How the packages of one manager are held to a version. */
export interface Pinning {
  /** The ids of the peers’ rules. */
  readonly aliases: readonly string[];
  /** How a pinned package is written. */
  readonly example: string;
  /** The words that name packages to be installed from outside; [] where nothing is to be said. */
  packages(action: PackageAction, build: Build): readonly ShellWord[];
  /** Whether a package is held, or is none that could be. */
  pinned(value: string): boolean;
}

/** The manners of pinning, by `PackageAction.manager`. */
export function pinningOf(manager: string): Pinning | undefined {
  return Object.hasOwn(pinnings, manager) ? pinnings[manager] : undefined;
}

const verbs =
  (...names: string[]) =>
  ({ verb, operands }: PackageAction): readonly ShellWord[] =>
    verb && names.includes(verb.value) ? operands : [];

const apt: Pinning = {
  aliases: ['DL3008'],
  example: 'curl=8.14.1-*',
  packages: verbs('install'),
  // A release or a file behind the slash; a trailing minus removes.
  pinned: (value) => /[=/]|\.deb$|-$/.test(value),
};

const rpm = (...aliases: string[]): Pinning => ({
  aliases,
  example: 'curl-8.9.1',
  packages: (action) =>
    action.verb?.value === 'module' && action.operands[0]?.value === 'install'
      ? action.operands.slice(1)
      : verbs('install', 'in')(action),
  pinned: (value) => /-\d|[=<>:]|\.rpm$|^@|^[./]|^\(/.test(value),
});

/** Any constraint counts, and what is no name in an index: folders, archives, addresses. */
const pipPinned = (value: string): boolean =>
  value.startsWith('git+')
    ? /@[^/]+$/.test(value)
    : /[=<>~!@]|^[./]|:\/\/|\.(?:whl|zip|gz|bz2|tar)\b/.test(value);

const pip: Pinning = {
  aliases: ['DL3013'],
  example: 'flask==3.1.0',
  packages: (action) =>
    action.has('-r', '--requirement', '-c', '--constraint', '--group') ? [] : verbs('install')(action),
  pinned: pipPinned,
};

const npm = (packages: Pinning['packages'], ...aliases: string[]): Pinning => ({
  aliases,
  example: 'typescript@5.9.3',
  packages,
  pinned: npmPinned,
});

/** Source: npm’s documentation of `npm install`: names, tags, ranges, aliases, folders, tarballs, repositories. */
export function npmPinned(value: string): boolean {
  if (/^(?:[./~]|file:|https?:|workspace:|link:)|\.(?:tgz|tar\.gz)$/.test(value)) return true;
  if (/^(?:git[+:@]|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(value) || /^[^@/]+\/[^@/]+$/.test(value))
    return value.includes('#');
  const at = value.indexOf('@', 1);
  return at !== -1 && !/^(?:latest|next|canary|beta|alpha|rc|nightly|x|\*)?$/.test(value.slice(at + 1));
}

const goPinned = (value: string): boolean => {
  const at = value.lastIndexOf('@');
  if (at > 0) return !/^(?:latest|upgrade|patch|main|master|head|none|develop)$/i.test(value.slice(at + 1));
  // Of this module, of the standard library, or files.
  return /^[./]|\.go$|\.\.\./.test(value) || !value.split('/')[0]!.includes('.');
};

const pinnings: Readonly<Record<string, Pinning>> = {
  'apt-get': apt,
  apt,
  aptitude: apt,
  apk: {
    aliases: ['DL3018'],
    example: 'curl=~8.14',
    packages: verbs('add'),
    pinned: (value) => /[=~<>]|\.apk$|^!/.test(value),
  },
  yum: rpm('DL3033'),
  dnf: rpm('DL3041'),
  dnf5: rpm('DL3041'),
  microdnf: rpm('DL3041'),
  tdnf: rpm('DL3041'),
  zypper: { ...rpm('DL3037'), example: 'curl=8.14.1' },
  pip,
  'uv pip': pip,
  pipx: pip,
  uv: {
    ...pip,
    packages: ({ verb, operands }) =>
      verb?.value === 'tool' && operands[0]?.value === 'install' ? operands.slice(1, 2) : [],
  },
  npm: npm(verbs('install', 'i', 'in', 'add', 'isntall'), 'DL3016'),
  yarn: npm(({ verb, operands }) =>
    verb?.value === 'global' && operands[0]?.value === 'add'
      ? operands.slice(1)
      : verb?.value === 'add'
        ? operands
        : verb === undefined && operands[0]?.value === 'dlx'
          ? operands.slice(1, 2)
          : [],
  ),
  pnpm: npm((action) =>
    action.verb?.value === 'dlx' ? action.operands.slice(0, 1) : verbs('add', 'install', 'i')(action),
  ),
  bun: npm(verbs('add', 'a', 'install', 'i')),
  gem: {
    aliases: ['DL3028'],
    example: 'rake:13.3.0',
    packages: (action) => {
      const end =
        action.command.words.find(({ value }) => value === '--')?.span.start ?? Number.POSITIVE_INFINITY;
      return action.has('-v', '--version', '-g', '--file')
        ? []
        : verbs('install', 'i')(action).filter(({ span }) => span.start < end);
    },
    pinned: (value) => value.includes(':') || value.endsWith('.gem'),
  },
  go: {
    aliases: ['DL3062'],
    example: 'example.com/tool@v1.2.3',
    // Inside of a module, go.mod holds the versions.
    packages: (action, build) => {
      const { verb, operands, command } = action;
      const named = verb?.value === 'run' ? operands.slice(0, 1) : verbs('install', 'get')(action);
      return named.every(({ value }) => !value.includes('@')) &&
        isCopied(build, 'go.mod', command.instruction)
        ? []
        : named;
    },
    pinned: goPinned,
  },
  cargo: {
    aliases: [],
    example: 'cargo install ripgrep@14.1.1',
    packages: (action) =>
      action.has('--version', '--vers', '--path', '--rev', '--tag')
        ? []
        : verbs('install', 'binstall')(action).filter(({ value }) => !value.startsWith('+')),
    pinned: (value) => value.includes('@') || /^[./]/.test(value),
  },
  composer: {
    aliases: [],
    example: 'vendor/package:^2.1',
    packages: ({ verb, operands }) => {
      const named =
        verb?.value === 'require'
          ? operands
          : verb?.value === 'global' && operands[0]?.value === 'require'
            ? operands.slice(1)
            : [];
      // `composer require vendor/package "^2.1"`: the version is a word of its own.
      return named.filter(
        ({ value }, at) => value.includes('/') && !/^[\d^~><=v*]/.test(named[at + 1]?.value ?? ''),
      );
    },
    pinned: (value) => /[:=]|^ext-|^php$/.test(value),
  },
  conda: {
    aliases: [],
    example: 'numpy=2.3',
    packages: (action) => (action.has('-f', '--file', '--clone') ? [] : verbs('install', 'create')(action)),
    pinned: (value) => /[=<>]|\.(?:ya?ml|txt|lock|conda|bz2)$|^[./]|:\/\//.test(value),
  },
};
