import type { LibcFact } from '../core/facts.ts';
import {
  alpinePrograms,
  busyboxPrograms,
  corePrograms,
  debian13Programs,
  debianPrograms,
  rpmPrograms,
  ubuntuPrograms,
} from './programs.ts';
import type { Layer } from './systems.ts';

/** What is known of a system. */
export interface System {
  /** How many components of a version name its release. */
  readonly depth: number;
  readonly libc: LibcFact['family'];
  /** The C library's version by release; a release not listed is looked up under its shorter forms. */
  readonly libcVersions?: Readonly<Record<string, string>>;
  readonly codenames?: Readonly<Record<string, string>>;
  /** The os-release ID, where it is not the name here. */
  readonly shownId?: string;
  /** The name in the table of ends of life, where it is not the id. */
  readonly product?: string;
  readonly facts: (version: string | undefined, flavour: string | undefined) => Layer;
}

const linuxPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const rootUser = { text: '', uid: 0, gid: 0 };
const linux: Layer = {
  user: rootUser,
  entrypoint: null,
  command: ['/bin/sh'],
  environment: { PATH: linuxPath },
  workdir: '/',
};
/** These set PATH and nothing else; of the others it is not known. */
const nothingButPath = { environmentWhole: true } as const;

const debianUsers = {
  daemon: 1,
  bin: 2,
  sys: 3,
  games: 5,
  man: 6,
  mail: 8,
  news: 9,
  proxy: 13,
  'www-data': 33,
  backup: 34,
  list: 38,
  irc: 39,
  nobody: 65534,
};

const debianLike: Layer = {
  ...linux,
  ...nothingButPath,
  command: ['bash'],
  users: debianUsers,
  shells: ['sh', 'bash', 'dash'],
  packageManagers: ['apt'],
  tools: ['apt-get', 'dpkg', 'perl'],
  closed: true,
  sizeClass: 'small',
};

const alpineLike: Layer = {
  ...linux,
  ...nothingButPath,
  shells: ['sh', 'ash'],
  packageManagers: ['apk'],
  tools: ['busybox', 'wget', 'nc'],
  users: { bin: 1, daemon: 2, mail: 8, ftp: 21, sshd: 22, guest: 405, nobody: 65534 },
  closed: true,
  sizeClass: 'tiny',
};

const rpmUsers = {
  bin: 1,
  daemon: 2,
  adm: 3,
  lp: 4,
  mail: 8,
  operator: 11,
  games: 12,
  ftp: 14,
  nobody: 65534,
};
const rpmLike = (packageManagers: readonly string[], tools: readonly string[]) => (): Layer => ({
  ...linux,
  command: ['/bin/bash'],
  users: rpmUsers,
  shells: ['sh', 'bash'],
  packageManagers,
  tools,
  utilities: rpmPrograms(),
  sizeClass: 'medium',
});

/** Of the Red Hat family, Fedora and Amazon Linux it is also known what the image leaves out. */
const redHatLike = (packageManagers: readonly string[], tools: readonly string[]): Layer => ({
  ...rpmLike(packageManagers, tools)(),
  lacks: ['wget', 'git', 'gcc', 'make', 'nc'],
});

const elLibc = { '6': '2.12', '7': '2.17', '8': '2.28', '9': '2.34', '10': '2.39' };
const elFacts = (version: string | undefined, flavour: string | undefined): Layer => {
  const major = Number.parseInt(version ?? '', 10);
  if (flavour === 'micro')
    return {
      ...linux,
      command: ['/bin/bash'],
      users: rpmUsers,
      shells: ['sh', 'bash'],
      packageManagers: [],
      tools: [],
      utilities: corePrograms(),
      closed: true,
      sizeClass: 'small',
    };
  if (flavour === 'minimal') return { ...redHatLike(['microdnf'], ['rpm']), sizeClass: 'small' };
  if (major <= 7) return redHatLike(['yum'], ['rpm', 'curl', 'tar', 'gzip', 'find', 'xargs', 'python']);
  const python = major >= 9 ? ['python3'] : [];
  return redHatLike(['dnf', 'yum'], ['rpm', 'curl', 'tar', 'gzip', 'find', 'xargs', ...python]);
};
const el = (shownId: string, product = shownId): System => ({
  depth: 2,
  libc: 'glibc',
  libcVersions: elLibc,
  shownId,
  product,
  facts: elFacts,
});

/** Azure Linux and CBL-Mariner; `distroless` has neither shell nor package manager. */
const azure = (_version: string | undefined, flavour: string | undefined): Layer => {
  const users = { nobody: 65534 };
  const common: Layer = {
    user: rootUser,
    entrypoint: null,
    workdir: '/',
    environment: { PATH: linuxPath },
    users,
  };
  if (flavour === 'distroless')
    return { ...common, shells: [], packageManagers: [], tools: [], sizeClass: 'small' };
  const shells = ['sh', 'bash'];
  return {
    ...common,
    shells,
    packageManagers: ['tdnf'],
    tools: ['curl'],
    utilities: rpmPrograms(),
    sizeClass: 'small',
  };
};

/** SUSE's base images: micro has bash and coreutils, minimal has rpm as well, busybox what its name says. */
function suse(flavour: string | undefined): Layer {
  if (flavour === 'busybox')
    return { ...linux, shells: ['sh'], packageManagers: [], tools: ['busybox'], sizeClass: 'small' };
  if (flavour !== 'micro' && flavour !== 'minimal') return rpmLike(['zypper'], ['rpm'])();
  const { command: _unknown, ...common } = linux;
  return {
    ...common,
    shells: ['sh', 'bash'],
    packageManagers: flavour === 'micro' ? [] : ['rpm'],
    ...(flavour === 'minimal' ? { lacks: ['grep', 'diff'] } : {}),
    sizeClass: 'small',
  };
}

/** The systems by id. */
export const systems: Readonly<Record<string, System>> = {
  debian: {
    depth: 1,
    libc: 'glibc',
    libcVersions: {
      '7': '2.13',
      '8': '2.19',
      '9': '2.24',
      '10': '2.28',
      '11': '2.31',
      '12': '2.36',
      '13': '2.41',
    },
    codenames: {
      '7': 'wheezy',
      '8': 'jessie',
      '9': 'stretch',
      '10': 'buster',
      '11': 'bullseye',
      '12': 'bookworm',
      '13': 'trixie',
      '14': 'forky',
    },
    facts: (version) => ({
      ...debianLike,
      users: { ...debianUsers, ...(version === undefined ? {} : { _apt: Number(version) >= 12 ? 42 : 100 }) },
      utilities: Number(version) >= 13 ? debian13Programs() : debianPrograms(),
    }),
  },
  ubuntu: {
    depth: 2,
    libc: 'glibc',
    libcVersions: {
      '14.04': '2.19',
      '16.04': '2.23',
      '18.04': '2.27',
      '19.10': '2.30',
      '20.04': '2.31',
      '20.10': '2.32',
      '21.04': '2.33',
      '21.10': '2.34',
      '22.04': '2.35',
      '22.10': '2.36',
      '23.04': '2.37',
      '23.10': '2.38',
      '24.04': '2.39',
      '24.10': '2.40',
      '25.04': '2.41',
      '25.10': '2.42',
      '26.04': '2.43',
    },
    codenames: {
      '14.04': 'trusty',
      '16.04': 'xenial',
      '18.04': 'bionic',
      '19.10': 'eoan',
      '20.04': 'focal',
      '20.10': 'groovy',
      '21.04': 'hirsute',
      '21.10': 'impish',
      '22.04': 'jammy',
      '22.10': 'kinetic',
      '23.04': 'lunar',
      '23.10': 'mantic',
      '24.04': 'noble',
      '24.10': 'oracular',
      '25.04': 'plucky',
      '25.10': 'questing',
      '26.04': 'resolute',
      '26.10': 'stonking',
    },
    facts: (version) => ({
      ...debianLike,
      command: ['/bin/bash'],
      // Since 23.04 the image has a first user, as an installed system would.
      users: { ...debianUsers, ...(Number.parseFloat(version ?? '') >= 23.04 ? { ubuntu: 1000 } : {}) },
      utilities: ubuntuPrograms(),
    }),
  },
  alpine: {
    depth: 2,
    libc: 'musl',
    libcVersions: {
      '3.5': '1.1.15',
      '3.6': '1.1.16',
      '3.7': '1.1.18',
      '3.8': '1.1.19',
      '3.9': '1.1.20',
      '3.10': '1.1.22',
      '3.11': '1.1.24',
      '3.12': '1.1.24',
      '3.13': '1.2.2',
      '3.14': '1.2.2',
      '3.15': '1.2.2',
      '3.16': '1.2.3',
      '3.17': '1.2.3',
      '3.18': '1.2.4',
      '3.19': '1.2.4',
      '3.20': '1.2.5',
      '3.21': '1.2.5',
      '3.22': '1.2.5',
      '3.23': '1.2.5',
    },
    facts: () => ({ ...alpineLike, utilities: alpinePrograms() }),
  },
  wolfi: {
    depth: 0,
    libc: 'glibc',
    facts: () => ({ ...linux, users: { nonroot: 65532, nobody: 65534 }, sizeClass: 'tiny' }),
  },
  fedora: {
    depth: 1,
    libc: 'glibc',
    libcVersions: {
      '34': '2.33',
      '35': '2.34',
      '36': '2.35',
      '37': '2.36',
      '38': '2.37',
      '39': '2.38',
      '40': '2.39',
      '41': '2.40',
      '42': '2.41',
      '43': '2.42',
      '44': '2.43',
    },
    facts: (version, flavour) =>
      flavour === 'minimal'
        ? { ...redHatLike([Number(version) >= 41 ? 'dnf' : 'microdnf'], ['rpm']), sizeClass: 'small' }
        : redHatLike(['dnf'], ['rpm', 'curl', 'tar']),
  },
  rhel: el('rhel'),
  rocky: el('rocky'),
  almalinux: el('almalinux'),
  ol: el('ol'),
  centos: el('centos'),
  'centos-stream': el('centos', 'centos-stream'),
  amzn: {
    depth: 1,
    libc: 'glibc',
    libcVersions: { '1': '2.17', '2018': '2.17', '2': '2.26', '2023': '2.34' },
    facts: (version, flavour) =>
      flavour === 'minimal'
        ? { ...redHatLike(['microdnf'], ['rpm', 'curl']), sizeClass: 'small' }
        : version === '2023'
          ? redHatLike(['dnf', 'yum'], ['rpm', 'curl', 'python3'])
          : version === undefined
            ? redHatLike(['yum'], ['rpm', 'curl'])
            : redHatLike(['yum'], ['rpm', 'curl', 'python']),
  },
  azurelinux: {
    depth: 2,
    libc: 'glibc',
    libcVersions: { '3.0': '2.38' },
    facts: azure,
  },
  mariner: {
    depth: 2,
    libc: 'glibc',
    libcVersions: { '1.0': '2.28', '2.0': '2.35' },
    facts: azure,
  },
  photon: {
    depth: 2,
    libc: 'glibc',
    libcVersions: { '3.0': '2.28', '4.0': '2.32', '5.0': '2.36' },
    facts: rpmLike(['tdnf'], ['rpm', 'curl']),
  },
  'opensuse-leap': {
    depth: 2,
    libc: 'glibc',
    libcVersions: {
      '15.0': '2.26',
      '15.1': '2.26',
      '15.2': '2.26',
      '15.3': '2.31',
      '15.4': '2.31',
      '15.5': '2.31',
      '15.6': '2.38',
      '16.0': '2.40',
    },
    facts: rpmLike(['zypper'], ['rpm']),
  },
  'opensuse-tumbleweed': { depth: 0, libc: 'glibc', facts: rpmLike(['zypper'], ['rpm']) },
  sles: {
    depth: 2,
    libc: 'glibc',
    libcVersions: {
      '15.3': '2.31',
      '15.4': '2.31',
      '15.5': '2.31',
      '15.6': '2.38',
      '15.7': '2.38',
      '16.0': '2.40',
    },
    facts: (_version, flavour) => suse(flavour),
  },
  arch: {
    depth: 0,
    libc: 'glibc',
    facts: () => ({
      ...linux,
      command: ['/usr/bin/bash'],
      shells: ['sh', 'bash'],
      packageManagers: ['pacman'],
      tools: ['curl', 'gpg', 'tar', 'perl', 'openssl'],
      utilities: rpmPrograms(),
      sizeClass: 'medium',
    }),
  },
  'clear-linux-os': {
    depth: 0,
    libc: 'glibc',
    facts: () => ({ ...linux, shells: ['sh', 'bash'], packageManagers: ['swupd'], sizeClass: 'medium' }),
  },
  busybox: {
    depth: 2,
    libc: 'other',
    facts: () => ({
      ...linux,
      ...nothingButPath,
      command: ['sh'],
      users: { daemon: 1, bin: 2, sys: 3, mail: 8, 'www-data': 33, operator: 37, nobody: 65534 },
      shells: ['sh', 'ash', 'hush'],
      packageManagers: [],
      tools: ['busybox', 'wget', 'nc'],
      utilities: busyboxPrograms(),
      closed: true,
      sizeClass: 'tiny',
    }),
  },
  scratch: {
    depth: 0,
    libc: 'none',
    facts: () => ({
      user: rootUser,
      shells: [],
      packageManagers: [],
      tools: [],
      closed: true,
      sizeClass: 'tiny',
    }),
  },
  windows: {
    depth: 1,
    libc: 'windows',
    facts: (_version, flavour) =>
      flavour === 'nanoserver'
        ? {
            user: { text: 'ContainerUser' },
            shells: ['cmd'],
            packageManagers: [],
            tools: ['curl', 'tar'],
            sizeClass: 'medium',
          }
        : {
            user: { text: '' },
            shells: ['cmd', 'powershell'],
            tools: ['curl', 'tar'],
            sizeClass: 'huge',
          },
  },
};
