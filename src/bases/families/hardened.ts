import { endOfLife } from '../end-of-life.ts';
import type { Family } from '../family.ts';
import type { Layer } from '../systems.ts';
import { always, usually } from './shared.ts';

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const bare = () => true;

interface Distroless {
  readonly names: readonly string[];
  readonly example?: string;
  readonly runtime?: string;
  /** Language images of a Debian release are kept for a shorter time. */
  readonly language?: true;
  readonly libc?: Layer['libc'];
  readonly sizeClass: NonNullable<Layer['sizeClass']>;
  readonly tools?: readonly string[];
  readonly entrypoint?: (debian: string | undefined) => readonly string[] | undefined;
}

const pythons: Readonly<Record<string, string>> = { '11': '3.9', '12': '3.11', '13': '3.13' };

const distrolessImages: Readonly<Record<string, Distroless>> = {
  static: { names: ['static'], libc: { family: 'none' }, sizeClass: 'tiny' },
  base: { names: ['base'], sizeClass: 'small' },
  'base-nossl': { names: ['base-nossl'], sizeClass: 'small' },
  cc: { names: ['cc'], sizeClass: 'small' },
  python3: {
    names: ['python3'],
    runtime: 'python',
    language: true,
    sizeClass: 'small',
    tools: ['python', 'python3'],
    entrypoint: (debian) => (debian && pythons[debian] ? [`/usr/bin/python${pythons[debian]}`] : undefined),
  },
  'java-base': { names: ['java-base'], language: true, sizeClass: 'small' },
  java: {
    example: 'java21',
    names: ['java', 'java11', 'java17', 'java21', 'java25'],
    runtime: 'java',
    language: true,
    sizeClass: 'medium',
    tools: ['java'],
    entrypoint: () => ['/usr/bin/java', '-jar'],
  },
  nodejs: {
    example: 'nodejs22',
    names: ['nodejs', 'nodejs14', 'nodejs16', 'nodejs18', 'nodejs20', 'nodejs22', 'nodejs24', 'nodejs26'],
    runtime: 'node',
    language: true,
    sizeClass: 'small',
    tools: ['node'],
    entrypoint: () => ['/nodejs/bin/node'],
  },
};

/** Support policy: when the images of a Debian release are built no more. */
const distrolessEnds: Readonly<Record<string, { readonly language: string; readonly plain: string }>> = {
  '11': { language: '2023-12-01', plain: '2024-06-01' },
  '12': { language: '2026-08-09', plain: '2026-08-09' },
};

const debianOf = (repository: string): string | undefined => /-debian(\d+)$/.exec(repository)?.[1];

const distrolessVersion = (runtime: string, repository: string): string | undefined => {
  if (runtime === 'python') return pythons[debianOf(repository) ?? ''];
  return /(?:java|nodejs)(\d+)/.exec(repository)?.[1];
};

const earliest = (...dates: readonly (string | undefined)[]): Layer => {
  const [first] = dates.filter((date) => date !== undefined).sort();
  return first === undefined ? {} : { endOfLife: first };
};

function distroless(name: string, image: Distroless): Family {
  const { runtime } = image;
  return {
    name: `distroless/${name}`,
    repositories: image.names.flatMap((known) => [
      `gcr.io/distroless/${known}`,
      ...['10', '11', '12', '13'].map((debian) => `gcr.io/distroless/${known}-debian${debian}`),
    ]),
    kind: 'distroless',
    source: 'GoogleContainerTools/distroless README, SUPPORT_POLICY and build definitions (2026)',
    examples: ['debian12:nonroot', 'debian13', 'debian12:debug'].map(
      (rest) => `gcr.io/distroless/${image.example ?? image.names[0]}-${rest}`,
    ),
    ...(runtime ? { runtime, version: (_tag, repository) => distrolessVersion(runtime, repository) } : {}),
    system: (_tag, repository) => ({ id: 'debian', ...versionEntry(debianOf(repository)) }),
    bare,
    facts: {
      environment: { PATH: systemPath, SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt' },
      users: { nobody: 65534, nonroot: 65532 },
      packageManagers: [],
      tools: image.tools ?? [],
      sizeClass: image.sizeClass,
      ...(image.libc ? { libc: image.libc } : {}),
    },
    words: 'nonroot debug',
    more: (tag, repository) => distrolessLayer(image, tag.words, repository),
  };
}

const versionEntry = (version: string | undefined) => (version === undefined ? {} : { version });

function distrolessLayer(image: Distroless, words: readonly string[], repository: string): Layer {
  const debian = debianOf(repository);
  const nonroot = words.includes('nonroot');
  const debug = words.includes('debug');
  const entrypoint = image.entrypoint ? image.entrypoint(debian) : debug ? ['/busybox/sh'] : null;
  const ends = distrolessEnds[debian ?? ''];
  const runtimeEnd =
    image.runtime === 'node' ? endOfLife('node', distrolessVersion('node', repository) ?? '') : undefined;
  return {
    user: nonroot ? { text: '65532', uid: 65532, gid: 65532 } : { text: '0', uid: 0, gid: 0 },
    workdir: nonroot ? '/home/nonroot' : '/',
    command: null,
    ...(image.runtime === 'python' && entrypoint
      ? { tools: [entrypoint[0]!.slice('/usr/bin/'.length)] }
      : {}),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(debug
      ? {
          shells: ['sh', 'ash'],
          tools: ['busybox', 'wget', 'nc'],
          development: true,
          environment: { PATH: `${systemPath}:/busybox` },
        }
      : { shells: [], closed: true }),
    ...earliest(ends && (image.language ? ends.language : ends.plain), runtimeEnd),
  };
}

interface Chainguard {
  readonly runtime?: string;
  /** Of both the runtime and the `-dev` image; absent where it is not known. */
  readonly user?: string;
  readonly facts?: Layer;
  /** What the image without `-dev` lacks or has. */
  readonly lean?: Layer;
}

const noShell: Layer = { shells: [], packageManagers: [] };
const entry = (...words: readonly string[]): Layer => ({ entrypoint: words });

const chainguardImages: Readonly<Record<string, Chainguard>> = {
  static: {
    user: '65532',
    lean: {
      ...noShell,
      tools: [],
      libc: { family: 'none' },
      entrypoint: null,
      command: null,
      closed: true,
      sizeClass: 'tiny',
    },
  },
  'glibc-dynamic': { user: '65532', lean: { ...noShell, tools: [], closed: true, sizeClass: 'tiny' } },
  'cc-dynamic': { user: '65532', lean: { ...noShell, tools: [], sizeClass: 'tiny' } },
  'wolfi-base': {
    user: '0',
    lean: {
      command: ['/bin/sh', '-l'],
      entrypoint: null,
      shells: ['sh', 'ash'],
      packageManagers: ['apk'],
      tools: ['busybox', 'wget', 'nc'],
      sizeClass: 'tiny',
    },
  },
  'chainguard-base': {
    lean: { shells: ['sh', 'ash'], packageManagers: ['apk'], tools: ['busybox', 'wget', 'nc'] },
  },
  busybox: {
    user: '65532',
    lean: { shells: ['sh', 'ash'], packageManagers: [], tools: ['busybox', 'wget', 'nc'], sizeClass: 'tiny' },
  },
  bash: { lean: { shells: ['sh', 'bash'] } },
  node: {
    runtime: 'node',
    user: '65532',
    facts: {
      ...entry('/usr/bin/node'),
      command: ['--help'],
      workdir: '/app',
      users: { node: 65532 },
      packageManagers: ['npm'],
      tools: ['node', 'npx', 'busybox', 'dumb-init'],
      shells: ['sh', 'ash'],
    },
    lean: { sizeClass: 'medium' },
  },
  python: {
    runtime: 'python',
    user: '65532',
    facts: { ...entry('/usr/bin/python'), users: { nonroot: 65532 }, tools: ['python', 'python3'] },
    lean: { ...noShell, sizeClass: 'small' },
  },
  go: {
    runtime: 'go',
    facts: { ...entry('/usr/bin/go'), tools: ['go', 'git', 'gcc', 'make'], development: true },
  },
  jre: {
    runtime: 'java',
    user: '65532',
    facts: { ...entry('/usr/bin/java'), workdir: '/app', users: { java: 65532 }, tools: ['java'] },
    lean: { ...noShell, sizeClass: 'medium' },
  },
  jdk: { runtime: 'java', facts: { tools: ['java', 'javac', 'jar'], development: true } },
  nginx: {
    user: '65532',
    facts: { ...entry('/usr/sbin/nginx'), users: { nginx: 65532 }, stopSignal: 'SIGQUIT', tools: ['nginx'] },
    lean: { ...noShell, tools: ['nginx'], closed: true, sizeClass: 'small' },
  },
  curl: {
    user: '65532',
    facts: { ...entry('/usr/bin/curl'), tools: ['curl'] },
    lean: { ...noShell, sizeClass: 'small' },
  },
  ruby: { runtime: 'ruby', user: '65532', facts: { tools: ['ruby'] } },
  php: { runtime: 'php', user: '65532', facts: { tools: ['php'] } },
  'dotnet-runtime': { runtime: 'dotnet', user: '65532', facts: { tools: ['dotnet'] }, lean: noShell },
  'aspnet-runtime': { runtime: 'dotnet', user: '65532', facts: { tools: ['dotnet'] }, lean: noShell },
  'dotnet-sdk': { runtime: 'dotnet', facts: { tools: ['dotnet'], development: true } },
  rust: {
    runtime: 'rust',
    facts: { tools: ['rustc', 'gcc'], packageManagers: ['cargo'], development: true },
  },
  'gcc-glibc': { facts: { tools: ['gcc', 'g++', 'make'], development: true } },
  maven: { facts: { tools: ['java', 'javac'], packageManagers: ['mvn'], development: true } },
  gradle: { facts: { tools: ['java', 'javac'], packageManagers: ['gradle'], development: true } },
};

const chainguardDev: Layer = {
  shells: ['sh', 'ash', 'bash'],
  packageManagers: ['apk'],
  tools: ['busybox', 'wget', 'nc', 'git'],
  development: true,
};

function chainguard(name: string, image: Chainguard): Family {
  return {
    name: `chainguard/${name}`,
    repositories: ['cgr.dev/chainguard', 'cgr.dev/chainguard-private', 'chainguard'].map(
      (host) => `${host}/${name}`,
    ),
    kind: 'hardened',
    source: 'chainguard-images/images, locked configurations; Chainguard Academy (2026)',
    examples: [
      `cgr.dev/chainguard/${name}:latest`,
      ...(name === 'static' ? [] : [`cgr.dev/chainguard/${name}:latest-dev`]),
    ],
    ...(image.runtime ? { runtime: image.runtime, product: image.runtime } : {}),
    system: always('wolfi'),
    bare,
    facts: {
      environment: { PATH: systemPath },
      ...(image.user === undefined ? {} : { user: numericUser(image.user) }),
      users: { nonroot: 65532 },
      ...image.facts,
    },
    words: 'tzdata glibc musl slim',
    variants: [
      { when: '!dev', facts: image.lean ?? {} },
      { when: 'dev', facts: chainguardDev },
    ],
  };
}

const numericUser = (text: string) => ({ text, uid: Number(text), gid: Number(text) });

interface DockerHardened {
  readonly runtime?: string;
  readonly user: readonly [name: string, uid: number];
  readonly facts?: Layer;
}

const dockerHardenedImages: Readonly<Record<string, DockerHardened>> = {
  node: {
    runtime: 'node',
    user: ['node', 1000],
    facts: { command: ['node'], workdir: '/app', tools: ['node'] },
  },
  python: {
    runtime: 'python',
    user: ['nonroot', 65532],
    facts: {
      command: ['python3'],
      tools: ['python', 'python3'],
      environment: { PATH: `/opt/python/bin:${systemPath}`, LD_LIBRARY_PATH: '/opt/python/lib' },
    },
  },
  golang: {
    runtime: 'go',
    user: ['nonroot', 65532],
    facts: {
      workdir: '/go',
      tools: ['go', 'gofmt'],
      environment: { GOPATH: '/go', PATH: `/go/bin:/usr/local/go/bin:${systemPath}` },
    },
  },
  nginx: {
    user: ['nginx', 65532],
    facts: { entrypoint: ['nginx'], command: ['-g', 'daemon off;'], ports: ['8080/tcp'], tools: ['nginx'] },
  },
  static: { user: ['nonroot', 65532], facts: { libc: { family: 'none' }, tools: [], sizeClass: 'tiny' } },
};

/** Docker Hardened Images. The catalogue names the user, but not whether the configuration has its name or number. */
function dockerHardened(name: string, image: DockerHardened | undefined): Family {
  const [user, uid] = image?.user ?? ['nonroot', 65532];
  return {
    name: name === '' ? 'dhi' : `dhi/${name}`,
    repositories: [`dhi.io/${name}`],
    kind: 'hardened',
    source: 'docker-hardened-images/catalog; Docker Hardened Images documentation (2026)',
    examples:
      name === ''
        ? ['dhi.io/redis:8', 'acme/dhi-redis:8-dev']
        : [`dhi.io/${name}:1-debian13`, `acme/dhi-${name}:1-alpine3.22-dev`],
    ...(image?.runtime ? { runtime: image.runtime, product: image.runtime } : {}),
    bare,
    facts: { users: { [user]: uid, nonroot: 65532 }, ...image?.facts },
    words: 'sfw ent fips compat static glibc musl mainline stable jdk jre sdk',
    variants: [
      { when: '!dev !compat', facts: noShell },
      { when: '!dev static', facts: { closed: true } },
      { when: 'dev', facts: { user: { text: 'root', uid: 0, gid: 0 }, shells: ['sh'], development: true } },
      {
        when: 'dev debian',
        facts: { shells: ['bash'], packageManagers: ['apt'], tools: ['apt-get', 'dpkg'] },
      },
      { when: 'dev alpine', facts: { packageManagers: ['apk'] } },
    ],
  };
}

/** Images that are made to run without root, shell or package manager. */
export const hardened: readonly Family[] = [
  ...Object.entries(distrolessImages).map(([name, image]) => distroless(name, image)),
  {
    name: 'distroless',
    repositories: ['gcr.io/distroless/'],
    kind: 'distroless',
    source: 'GoogleContainerTools/distroless README (2026)',
    examples: ['gcr.io/distroless/bun-debian13'],
    system: (_tag, repository) => ({ id: 'debian', ...versionEntry(debianOf(repository)) }),
    bare,
    facts: { users: { nobody: 65534, nonroot: 65532 }, packageManagers: [] },
    variants: [
      { when: '!debug', facts: { shells: [] } },
      { when: 'debug', facts: { shells: ['sh'], tools: ['busybox'], development: true } },
      { when: 'nonroot', facts: { user: { text: '65532', uid: 65532, gid: 65532 } } },
      { when: '!nonroot', facts: { user: { text: '0', uid: 0, gid: 0 } } },
    ],
  },
  ...Object.entries(chainguardImages).map(([name, image]) => chainguard(name, image)),
  {
    name: 'chainguard',
    repositories: ['cgr.dev/chainguard/', 'cgr.dev/chainguard-private/', 'chainguard/'],
    kind: 'hardened',
    source: 'Chainguard Academy (2026)',
    examples: ['cgr.dev/chainguard/redis:latest', 'cgr.dev/chainguard/redis:latest-dev'],
    system: always('wolfi'),
    bare,
    words: 'slim',
    variants: [{ when: 'dev', facts: chainguardDev }],
  },
  ...Object.entries(dockerHardenedImages).map(([name, image]) => dockerHardened(name, image)),
  dockerHardened('', undefined),
  {
    name: 'bitnami',
    repositories: ['bitnami/', 'bitnamisecure/', 'public.ecr.aws/bitnami/'],
    forget: ['entrypoint', 'command', 'workdir'],
    kind: 'hardened',
    source: 'bitnami/containers Dockerfiles; notice on the Bitnami catalogue (2025)',
    examples: ['bitnami/postgresql:16.4.0-debian-12-r0', 'bitnami/redis:7.4', 'bitnami/nginx:latest'],
    system: usually('debian'),
    facts: { user: { text: '1001', uid: 1001, gid: 0 } },
    words: 'minideb photon',
    more: (_tag, repository) =>
      repository.endsWith('/minideb') ? { user: { text: '', uid: 0, gid: 0 } } : undefined,
  },
  {
    name: 'bitnamilegacy',
    repositories: ['bitnamilegacy/'],
    forget: ['entrypoint', 'command', 'workdir'],
    kind: 'hardened',
    source: 'Notice on the Bitnami catalogue: no updates since August 2025',
    examples: ['bitnamilegacy/postgresql:16'],
    system: usually('debian'),
    facts: { user: { text: '1001', uid: 1001, gid: 0 }, endOfLife: '2025-08-28' },
  },
];
