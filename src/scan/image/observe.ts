import { systemFacts } from '../../bases/systems.ts';
import type {
  CommandFact,
  Fact,
  FileFact,
  HealthFact,
  ImageFacts,
  LibcFact,
  Origin,
  PortFact,
  Presence,
  ProductFact,
  SystemFact,
  UserFact,
} from '../../core/facts.ts';
import type { Span } from '../../core/span.ts';
import { accountOf, groupIdOf } from '../../image/accounts.ts';
import type { ConfigSource } from '../../image/config-source.ts';
import type { FileStat, Root } from '../../image/reader.ts';
import type { Image } from '../../image/types.ts';
import type { Distribution } from '../../packages/distribution.ts';

/** What observing an image needs. */
export interface ObservedImage {
  readonly image: Image;
  readonly root: Root;
  readonly config: ConfigSource;
  readonly distribution: Distribution | undefined;
  /** The C library by what the image holds of it. */
  readonly libc: LibcFact;
  /** The image that it was built on, where that is known, and how. */
  readonly base?: { readonly name: string; readonly how: string };
}

/** What runtimes use where an image sets no PATH (runc, containerd). */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Package managers by the program that tells of them. */
const MANAGERS = [
  'apt',
  'apt-get',
  'dpkg',
  'apk',
  'dnf',
  'microdnf',
  'yum',
  'rpm',
  'zypper',
  'pacman',
  'tdnf',
  'opkg',
  'npm',
  'yarn',
  'pnpm',
  'pip',
  'pip3',
  'gem',
  'composer',
  'cargo',
  'conda',
  'mamba',
  'uv',
  'poetry',
  'bundle',
  'nix-env',
] as const;

/**
 * The facts of a real image: what its configuration says and its files show. The same subject as that of a Dockerfile's
 * target, so that the same rules judge both.
 */
export function observe(observed: ObservedImage): ImageFacts {
  return new ObservedFacts(observed);
}

class ObservedFacts implements ImageFacts {
  readonly target: string;
  readonly place: Span;
  readonly #of: ObservedImage;
  #programs: ReadonlyMap<string, FileStat> | undefined;

  constructor(of: ObservedImage) {
    this.#of = of;
    this.target = of.image.name;
    this.place = of.config.at('config');
  }

  get platform(): Fact<string> {
    const { platform } = this.#of.image;
    if (platform.endsWith('/unknown'))
      return { known: 'unknown', why: 'the configuration does not say', from: [] };
    return this.#said(platform, 'architecture');
  }

  get base(): Fact<string> {
    const { base } = this.#of;
    if (!base) return { known: 'unknown', why: 'nothing in the image tells what it was built on', from: [] };
    return { known: 'observed', value: base.name, from: [{ note: base.how }] };
  }

  get system(): Fact<SystemFact> {
    const { distribution } = this.#of;
    if (!distribution) {
      const isEmpty = this.#of.root.list('/etc').length === 0;
      return isEmpty
        ? { known: 'observed', value: { id: 'scratch' }, from: [{ note: 'there is no /etc' }] }
        : { known: 'unknown', why: 'there is no os-release', from: [] };
    }
    const { id, versionId, codename } = distribution;
    const known = systemFacts({ id, ...(versionId ? { version: versionId } : {}) }).system;
    const value = {
      ...known,
      id: known?.id ?? id,
      ...(versionId ? { version: versionId } : {}),
      ...(codename ? { codename } : {}),
    };
    return { known: 'observed', value, from: [{ note: 'os-release' }] };
  }

  get product(): Fact<ProductFact | null> {
    return { known: 'unknown', why: 'an image does not say what its base was for', from: [] };
  }

  get user(): Fact<UserFact> {
    return this.#said(userOf(this.#of.image.config.user, this.#of.root), 'config', 'User');
  }

  get entrypoint(): Fact<CommandFact | null> {
    return this.#said(this.#commandOf(this.#of.image.config.entrypoint), 'config', 'Entrypoint');
  }

  get command(): Fact<CommandFact | null> {
    return this.#said(this.#commandOf(this.#of.image.config.cmd), 'config', 'Cmd');
  }

  get ports(): Fact<readonly PortFact[]> {
    return this.#said(this.#of.image.config.exposedPorts.flatMap(portOf), 'config', 'ExposedPorts');
  }

  get volumes(): Fact<readonly string[]> {
    return this.#said(this.#of.image.config.volumes, 'config', 'Volumes');
  }

  get workdir(): Fact<string> {
    return this.#said(this.#of.image.config.workingDir || '/', 'config', 'WorkingDir');
  }

  get environment(): Fact<Readonly<Record<string, string>>> {
    return this.#said(environmentOf(this.#of.image.config.env), 'config', 'Env');
  }

  get labels(): Fact<Readonly<Record<string, string>>> {
    return this.#said(this.#of.image.config.labels, 'config', 'Labels');
  }

  get health(): Fact<HealthFact | null> {
    return this.#said(healthOf(this.#of.image.config.healthcheck, this.#shell), 'config', 'Healthcheck');
  }

  get stopSignal(): Fact<string | null> {
    return this.#said(this.#of.image.config.stopSignal ?? null, 'config', 'StopSignal');
  }

  get shell(): Fact<readonly string[]> {
    return this.#said(this.#shell, 'config', 'Shell');
  }

  get libc(): Fact<LibcFact> {
    return {
      known: 'observed',
      value: this.#of.libc,
      from: [{ note: 'the loaders and libraries of the image' }],
    };
  }

  get tools(): Fact<ReadonlyMap<string, Origin>> {
    const tools = new Map<string, Origin>();
    for (const [name, { path }] of this.#onPath)
      tools.set(name, { note: path.slice(0, path.lastIndexOf('/')) });
    return { known: 'observed', value: tools, from: [{ note: 'the folders of PATH' }] };
  }

  get packageManagers(): Fact<readonly string[]> {
    const value = MANAGERS.filter((name) => this.#onPath.has(name));
    return { known: 'observed', value, from: [{ note: 'the folders of PATH' }] };
  }

  get files(): Fact<readonly FileFact[]> {
    return {
      known: 'unknown',
      why: 'an image does not say which of its files the build put there',
      from: [],
    };
  }

  has(program: string): Presence {
    if (program.startsWith('/')) return isProgram(this.#of.root.stat(program)) ? 'present' : 'absent';
    return this.#onPath.has(program) ? 'present' : 'absent';
  }

  get #shell(): readonly string[] {
    return this.#of.image.config.shell ?? ['/bin/sh', '-c'];
  }

  /** Programs in the folders of PATH, by name; the first of a name counts. */
  get #onPath(): ReadonlyMap<string, FileStat> {
    if (this.#programs) return this.#programs;
    const { root, image } = this.#of;
    const path = environmentOf(image.config.env).PATH || DEFAULT_PATH;
    const programs = new Map<string, FileStat>();
    for (const folder of new Set(path.split(':', MOST_FOLDERS))) {
      if (!folder.startsWith('/')) continue;
      for (const name of root.list(folder)) {
        const file = programs.has(name) ? undefined : root.stat(`${folder}/${name}`);
        if (file && isProgram(file)) programs.set(name, file);
      }
    }
    this.#programs = programs;
    return programs;
  }

  #commandOf(args: readonly string[] | null): CommandFact | null {
    if (!args) return null;
    const isShell = this.#shell.length > 0 && args.length === this.#shell.length + 1;
    return isShell && this.#shell.every((word, index) => word === args[index])
      ? { form: 'shell', args, script: args.at(-1)! }
      : { form: 'exec', args };
  }

  #said<T>(value: T, ...keys: readonly string[]): Fact<T> {
    return {
      known: 'observed',
      value,
      from: [{ note: `${keys.at(-1)} in the configuration`, at: this.#of.config.at(...keys) }],
    };
  }
}

const MOST_FOLDERS = 100;

const isProgram = (file: FileStat | undefined): boolean => file?.kind === 'file' && (file.mode & 0o111) !== 0;

function userOf(text: string, root: Root): UserFact {
  const [user = '', group] = text.split(':', 2);
  if (user === '') return { text, uid: 0, numeric: false, ...(group ? { group } : {}) };
  const numeric = /^\d+$/.test(user);
  const account = accountOf(root, user);
  const uid = numeric ? Number(user) : account?.uid;
  const gid = group === undefined ? account?.gid : groupIdOf(root, group);
  return {
    text,
    ...(numeric ? {} : { name: user }),
    ...(group ? { group } : {}),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    numeric,
  };
}

function portOf(text: string): PortFact[] {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(text);
  if (!match) return [];
  const protocol = (match[3]?.toLowerCase() ?? 'tcp') as PortFact['protocol'];
  return [{ port: Number(match[1]), ...(match[2] ? { last: Number(match[2]) } : {}), protocol }];
}

/** The last of a name counts, as for the runtime. */
export const environmentOf = (env: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    env.map((entry) => {
      const equals = entry.indexOf('=');
      return equals === -1 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );

function healthOf(check: Image['config']['healthcheck'], shell: readonly string[]): HealthFact | null {
  const [kind, ...words] = check?.test ?? [];
  if (!check || kind === undefined || kind === '') return null;
  const time = (key: string, value: number | undefined): Record<string, string> =>
    value === undefined ? {} : { [key]: `${value / 1e9}s` };
  return {
    test:
      kind === 'NONE'
        ? 'none'
        : kind === 'CMD-SHELL'
          ? { form: 'shell', args: [...shell, words.join(' ')], script: words.join(' ') }
          : { form: 'exec', args: words },
    ...time('interval', check.interval),
    ...time('timeout', check.timeout),
    ...time('startPeriod', check.startPeriod),
    ...time('startInterval', check.startInterval),
    ...(check.retries === undefined ? {} : { retries: check.retries }),
  };
}
