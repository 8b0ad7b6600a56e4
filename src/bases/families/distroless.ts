import { endOfLife } from '../end-of-life.ts';
import type { Family } from '../family.ts';
import { busyboxPrograms } from '../programs.ts';
import { read } from '../source.ts';
import type { Layer } from '../systems.ts';
import { systemPath } from './shared.ts';

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

function family(name: string, image: Distroless): Family {
  const { runtime } = image;
  return {
    name: `distroless/${name}`,
    repositories: image.names.flatMap((known) => [
      `gcr.io/distroless/${known}`,
      ...['10', '11', '12', '13'].map((debian) => `gcr.io/distroless/${known}-debian${debian}`),
    ]),
    kind: 'distroless',
    source: read('README, SUPPORT_POLICY and build definitions of GoogleContainerTools/distroless'),
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
          utilities: busyboxPrograms(),
          development: true,
          environment: { PATH: `${systemPath}:/busybox` },
        }
      : { shells: [], closed: true }),
    ...earliest(ends && (image.language ? ends.language : ends.plain), runtimeEnd),
  };
}

/** Google's distroless images: a program's runtime and nothing else. */
export const distroless: readonly Family[] = [
  ...Object.entries(distrolessImages).map(([name, image]) => family(name, image)),
  {
    name: 'distroless',
    repositories: ['gcr.io/distroless/'],
    kind: 'distroless',
    source: read('README of GoogleContainerTools/distroless'),
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
];
