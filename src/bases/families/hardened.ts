import type { Family } from '../family.ts';
import { read } from '../source.ts';
import type { Layer } from '../systems.ts';
import { always, systemPath, usually } from './shared.ts';

const bare = () => true;

interface Chainguard {
  readonly runtime?: string;
  /** Of both the runtime and the `-dev` image; absent where it is not known. */
  readonly user?: string;
  readonly facts?: Layer;
  /** What the image without `-dev` lacks or has. */
  readonly lean?: Layer;
}

const noShell: Layer = { shells: [], packageManagers: [], lacks: ['wget', 'nc', 'git', 'busybox'] };
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
    source: read('Locked configurations of chainguard-images/images; Chainguard Academy'),
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
    source: read('docker-hardened-images/catalog; documentation of Docker Hardened Images'),
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

/** Images that are kept small and mended by their vendor: Chainguard's, Docker's, Bitnami's. */
export const hardened: readonly Family[] = [
  ...Object.entries(chainguardImages).map(([name, image]) => chainguard(name, image)),
  {
    name: 'chainguard',
    repositories: ['cgr.dev/chainguard/', 'cgr.dev/chainguard-private/', 'chainguard/'],
    kind: 'hardened',
    source: read('Chainguard Academy'),
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
    source: read(
      'Dockerfile of bitnami/containers: postgresql/16/debian-12',
      'the other applications; the notice on the catalogue is read',
    ),
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
    source: read('bitnami/containers, issue 83267: the move of 28 August 2025', 'what the images hold'),
    examples: ['bitnamilegacy/postgresql:16'],
    system: usually('debian'),
    facts: { user: { text: '1001', uid: 1001, gid: 0 }, endOfLife: '2025-08-28' },
  },
];
