import { lastName } from '../core/paths.ts';
import { remembered } from '../core/remembered.ts';
import { packagePrograms } from './facts/package-programs.ts';

/** What a package brings. */
export interface PackagePrograms {
  readonly own: readonly string[];
  /** Programs of packages that it depends on. */
  readonly pulled: readonly string[];
  /** Programs of packages that it only recommends. */
  readonly recommended: readonly string[];
}

/**
 * The programs that an installed package puts on PATH, those of its usual dependencies included.
 *
 * @param packageName As written on the command line; a version (`curl=8.5`, `pm2@5`, `uvicorn[standard]==0.30`) is cut off.
 * @param manager The manager as `PackageAction.manager` has it: `apt-get`, `apk`, `dnf`, `pip`, `npm`, …
 * @returns [] for a package known to bring none (`ca-certificates`); undefined for one that is not known.
 */
export function programsOf(packageName: string, manager: string): readonly string[] | undefined {
  const found = packageOf(packageName, manager);
  return found && [...found.own, ...found.pulled];
}

/** The same, with the package's own programs and those of other packages apart. */
export function packageOf(packageName: string, manager: string): PackagePrograms | undefined {
  const family = managerFamily(manager);
  let find = finders.get(family);
  if (!find) {
    find = remembered((name) => findPackage(name, family));
    finders.set(family, find);
  }
  return find(packageName);
}

const finders = new Map<PackageFamily, (packageName: string) => PackagePrograms | undefined>();

function findPackage(packageName: string, family: PackageFamily): PackagePrograms | undefined {
  const name = bareName(packageName, family);
  const listed = packagePrograms(name, family);
  if (listed !== undefined) return split(listed);
  if (!isSystemFamily(family)) return undefined;
  if (bringsNothing(name)) return { own: [], pulled: [], recommended: [] };
  // Where a package has the name of a known program, it is that program's.
  return isNotable(name) ? { own: [name], pulled: [], recommended: [] } : undefined;
}

/** Which package names a manager's are: `apt-get` and `aptitude` are `apt`, all of the RPM world is `rpm`. */
export type PackageFamily =
  | 'apt'
  | 'apk'
  | 'rpm'
  | 'pacman'
  | 'pip'
  | 'npm'
  | 'gem'
  | 'go'
  | 'cargo'
  | 'conda'
  | 'other';

/** The family of a manager by its name. */
export function managerFamily(manager: string): PackageFamily {
  return Object.hasOwn(families, manager) ? families[manager]! : 'other';
}

/** The package's name without version, architecture, release or extras. */
export function bareName(text: string, family: PackageFamily): string {
  if (family === 'npm') {
    const at = text.indexOf('@', 1);
    return at === -1 ? text : text.slice(0, at);
  }
  if (family === 'pip')
    return text
      .replace(/[\s[=<>!~;@].*$/s, '')
      .toLowerCase()
      .replaceAll('_', '-');
  if (family === 'go') return text.replace(/@.*$/s, '');
  if (family === 'rpm')
    return text.replace(/[\s=<>].*$/s, '').replace(/-\d[\w.~^:+]*-\d[\w.~^+]*$|-\d+(?:\.\d+)+$/, '');
  // A file: `/tmp/tini_0.19.0-amd64.deb`.
  if (text.endsWith('.deb')) return text.slice(text.lastIndexOf('/') + 1).replace(/_.*$/s, '');
  return text.replace(/[\s=<>~@:/].*$/s, '');
}

/** A command interpreter that a person or `sh -c` can use. */
export const isShell = remembered((name) => shells.has(program(name)));

/** A program that speaks to the network: what fetches, connects, scans or listens. */
export const isNetworkTool = remembered((name) => networkTools.has(program(name)));

/** A compiler, assembler or linker. Versioned names count: `gcc-12`, `clang-15`. */
export const isCompiler = remembered((name) => compilers.has(unversioned(program(name))));

/** What drives compilers: `make`, `cmake`, `mvn`, … */
export const isBuildTool = remembered((name) => buildTools.has(program(name)));

/** A package manager, of a system or of a language. */
export const isPackageManager = remembered(
  (name) => isSystemPackageManager(name) || languageManagers.has(unversioned(program(name))),
);

/** A package manager of a system: `apt`, `apk`, `dnf`, … and the programs that belong to it. */
export const isSystemPackageManager = remembered((name) => systemManagers.has(program(name)));

/** The name under which facts list a package manager: `apt-get` is `apt`, `pip3` is `pip`. */
export function packageManagerName(name: string): string {
  const plain = unversioned(program(name));
  return Object.hasOwn(managerNames, plain) ? managerNames[plain]! : plain;
}

/** The interpreter or virtual machine of a language: `python3`, `node`, `java`, … */
export const isRuntime = remembered((name) => runtimes.has(unversioned(program(name))));

/** What becomes another user: `sudo`, `su`, `gosu`, … */
export const isUserSwitch = remembered((name) => userSwitches.has(program(name)));

/** A first process that forwards signals and reaps children: `tini`, `dumb-init`, … */
export const isInit = remembered((name) => inits.has(program(name)));

/** An editor, debugger or tracer: help for people, which production needs not. */
export const isDebugTool = remembered((name) => debugTools.has(program(name)));

/**
 * A program that comes with systems and their packages, and never with what language managers (pip, npm, gem, …)
 * install or an application brings along.
 */
export const isSystemProgram = remembered(
  (name) =>
    isShell(name) ||
    isNetworkTool(name) ||
    isCompiler(name) ||
    isSystemPackageManager(name) ||
    isUserSwitch(name) ||
    isDebugTool(name) ||
    systemPrograms.has(program(name)),
);

const isNotable = (name: string): boolean =>
  isSystemProgram(name) || isBuildTool(name) || isRuntime(name) || isInit(name) || languageManagers.has(name);

/** Whether the family's packages are a system's, and not those of one language. */
export const isSystemFamily = (family: PackageFamily): boolean =>
  family === 'apt' || family === 'apk' || family === 'rpm' || family === 'pacman';

/** Libraries, fonts, documentation and data bring no program; `-dev` packages may pull some in. */
function bringsNothing(name: string): boolean {
  if (/(?:-dev|-devel|-tools|-utils|-bin|-progs|-cli|-perl)$/.test(name)) return false;
  return (
    /^(?:lib|font|ttf-|gir1|py3-|musl-locales$|icu-libs$|icu-data|hicolor|tzdata)/.test(name) ||
    /-(?:libs?|doc|docs|data|common|locale|locales|fonts|certificates|keyring)$/.test(name)
  );
}

/** Reads `own +pulled ?recommended`. */
function split(listed: string): PackagePrograms {
  const own: string[] = [];
  const pulled: string[] = [];
  const recommended: string[] = [];
  for (const word of listed.split(' ')) {
    if (word.startsWith('+')) pulled.push(word.slice(1));
    else if (word.startsWith('?')) recommended.push(word.slice(1));
    else if (word !== '') own.push(word);
  }
  return { own, pulled, recommended };
}

/** The base name without `.exe`. */
const program = (name: string): string => lastName(name).replace(/\.exe$/i, '');

/** `gcc-12` and `python3.13` without their versions; a single digit that belongs to the name stays: `python3`. */
function unversioned(name: string): string {
  const start = trailingVersion(name);
  const bare = name[start - 1] === '-' && /^\d/.test(name.slice(start)) ? name.slice(0, start - 1) : name;
  const version = trailingVersion(bare);
  const dot = bare.slice(version).search(/\.\d/);
  return dot === -1 ? bare : bare.slice(0, version + dot);
}

/** Where the digits and dots begin that a name ends with. */
function trailingVersion(name: string): number {
  let start = name.length;
  while (start > 0 && /[\d.]/.test(name[start - 1]!)) start--;
  return start;
}

/** A list of names, made into a set when it is first asked. */
function names(text: string): { has(name: string): boolean } {
  let made: ReadonlySet<string> | undefined;
  return {
    has(name) {
      made ??= new Set(text.trim().split(/\s+/));
      return made.has(name);
    },
  };
}

const shells =
  names(`sh bash dash ash zsh ksh ksh93 mksh lksh oksh pdksh posh fish csh tcsh rbash hush yash nu elvish xonsh
  busybox-sh powershell pwsh cmd`);

const networkTools =
  names(`curl wget wget2 aria2c axel nc ncat netcat nc.openbsd nc.traditional socat telnet ftp lftp tftp sftp
  scp ssh sshd ssh-keyscan slogin rsync rclone nmap masscan zmap tcpdump tshark dumpcap ngrep hping3 dig nslookup host delv
  kdig drill ping ping6 fping arping traceroute traceroute6 tracepath mtr iperf iperf3 netstat ss ip ifconfig arp route
  iptables ip6tables nft ethtool bridge http https xh grpcurl websocat openvpn wg proxychains4 ab wrk hey siege links lynx
  w3m elinks smbclient ldapsearch snmpwalk whois telnetd ftpd tftpd`);

const compilers =
  names(`cc c++ c89 c99 gcc g++ cpp gccgo gfortran gdc gnat gnatmake clang clang++ clang-cpp tcc icc icx rustc go
  gofmt javac kotlinc scalac groovyc ghc ocamlc ocamlopt fpc nim zig crystal dmd ldc2 swiftc nvcc nasm yasm as ld ld.bfd
  ld.gold ld.lld lld mold mcs csc erlc v cython cython3`);

const buildTools =
  names(`make gmake bmake cmake ctest cpack ninja samu meson scons bazel bazelisk buck autoconf autoheader
  autoreconf automake aclocal libtool libtoolize m4 bison flex yacc pkg-config pkgconf mvn gradle ant sbt lein bloop
  rake gyp node-gyp waf qmake dpkg-buildpackage debuild rpmbuild abuild ar ranlib strip objcopy patch ccache`);

const systemManagers =
  names(`apt apt-get apt-cache apt-mark apt-key apt-config aptitude dpkg dpkg-deb dpkg-query apk yum dnf dnf5
  dnf-3 microdnf tdnf rpm rpm2cpio zypper pacman opkg xbps-install xbps-query xbps-remove emerge ipkg snap flatpak nix nix-env
  brew add-apt-repository choco winget scoop`);

const languageManagers =
  names(`pip pip3 pipx uv uvx poetry pipenv pdm hatch conda mamba micromamba npm npx yarn pnpm bun corepack gem
  bundle bundler composer pecl pear cargo luarocks cpan cpanm nuget hex rebar3 mix opam cabal stack easy_install`);

const runtimes =
  names(`python python2 python3 pypy pypy3 node nodejs deno bun java ruby jruby perl php php-fpm lua lua5 luajit
  tclsh wish erl elixir iex dotnet mono R Rscript julia guile racket sbcl swift dart groovy scala kotlin`);

const userSwitches = names('sudo su doas gosu su-exec runuser setpriv setuidgid pkexec newgrp sg');

const inits = names(
  'tini tini-static dumb-init catatonit pid1 s6-svscan supervisord runit runsvdir my_init systemd init',
);

const debugTools =
  names(`gdb gdbserver lldb strace ltrace perf valgrind vi vim vim.tiny nvim nano emacs ed joe mcedit mc less htop btop
  screen tmux lsof fuser iotop dstat bpftrace xxd hexdump objdump readelf nm`);

const systemPrograms =
  names(`busybox toybox git hg svn tar unzip zip gzip bzip2 xz zstd 7z 7za gpg gpg2 openssl ssh-keygen ssh-agent
  crond cron crontab systemctl service find grep sed awk mawk tree file jq ps top kill killall pgrep pkill mount umount chroot
  unshare nsenter docker dockerd containerd runc podman buildah skopeo`);

const managerNames: Readonly<Record<string, string>> = {
  'apt-get': 'apt',
  'apt-cache': 'apt',
  'apt-mark': 'apt',
  'apt-key': 'apt',
  'apt-config': 'apt',
  'dpkg-deb': 'dpkg',
  'dpkg-query': 'dpkg',
  dnf5: 'dnf',
  'dnf-3': 'dnf',
  rpm2cpio: 'rpm',
  'nix-env': 'nix',
  pip2: 'pip',
  pip3: 'pip',
  npx: 'npm',
  uvx: 'uv',
  bundler: 'bundle',
  mamba: 'conda',
  micromamba: 'conda',
  'xbps-install': 'xbps',
  'xbps-query': 'xbps',
  'xbps-remove': 'xbps',
};

const families: Readonly<Record<string, PackageFamily>> = {
  apt: 'apt',
  'apt-get': 'apt',
  aptitude: 'apt',
  dpkg: 'apt',
  apk: 'apk',
  yum: 'rpm',
  dnf: 'rpm',
  dnf5: 'rpm',
  microdnf: 'rpm',
  tdnf: 'rpm',
  zypper: 'rpm',
  rpm: 'rpm',
  pacman: 'pacman',
  pip: 'pip',
  pipx: 'pip',
  uv: 'pip',
  'uv pip': 'pip',
  npm: 'npm',
  pnpm: 'npm',
  yarn: 'npm',
  bun: 'npm',
  gem: 'gem',
  bundle: 'gem',
  go: 'go',
  cargo: 'cargo',
  conda: 'conda',
};
