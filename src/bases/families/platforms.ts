import type { Family } from '../family.ts';
import { read, unread } from '../source.ts';
import type { Layer } from '../systems.ts';
import { usually } from './shared.ts';

/** Languages and servers that Red Hat builds on UBI, by the beginning of the repository's name. */
const redHatTools: Readonly<Record<string, Layer>> = {
  nodejs: { tools: ['node', 'npx'], packageManagers: ['npm'] },
  python: { tools: ['python3'], packageManagers: ['pip'] },
  openjdk: { tools: ['java'] },
  php: { tools: ['php'] },
  ruby: { tools: ['ruby'], packageManagers: ['gem'] },
  go: { tools: ['go', 'gcc', 'git'], development: true },
  nginx: { tools: ['nginx'] },
  httpd: { tools: ['httpd'] },
};

/** What the images that can build an application have in common (source-to-image). */
const sourceToImage: Layer = {
  entrypoint: ['container-entrypoint'],
  command: ['/bin/sh', '-c', '$STI_SCRIPTS_PATH/usage'],
  users: { default: 1001 },
  packageManagers: ['dnf', 'yum'],
  environment: { HOME: '/opt/app-root/src', APP_ROOT: '/opt/app-root' },
};

/** What their Dockerfiles say of the standard images, neither minimal nor micro. */
const redHatStandard: Readonly<Record<string, Layer>> = {
  nodejs: {
    ...sourceToImage,
    ports: ['8080/tcp'],
    tools: ['node', 'npx', 'gcc', 'g++', 'make', 'git', 'unzip', 'tar'],
    packageManagers: ['npm', 'dnf', 'yum'],
  },
  python: {
    ...sourceToImage,
    ports: ['8080/tcp'],
    tools: ['python3', 'unzip', 'tar'],
    packageManagers: ['pip', 'dnf', 'yum'],
  },
  nginx: {
    ...sourceToImage,
    ports: ['8080/tcp', '8443/tcp'],
    stopSignal: 'SIGQUIT',
    tools: ['nginx', 'unzip', 'tar'],
  },
};

/** Images of platforms and vendors that carry many others. */
export const platforms: readonly Family[] = [
  {
    name: 'ubi/application',
    repositories: ['8', '9', '10'].flatMap((major) =>
      ['registry.access.redhat.com', 'registry.redhat.io'].map((host) => `${host}/ubi${major}/`),
    ),
    kind: 'language',
    source: read(
      'Dockerfiles of sclorg: s2i-base core, nodejs 20, python 3.12, nginx 1.24; jboss-container-images/openjdk: openjdk-21-runtime, on UBI 9',
      'PHP, Ruby, Go and httpd, and the minimal variants',
    ),
    examples: [
      'registry.access.redhat.com/ubi9/nodejs-22:latest',
      'registry.access.redhat.com/ubi8/openjdk-17-runtime:1.20',
      'registry.access.redhat.com/ubi9/python-312-minimal',
    ],
    system: (_tag, repository) => {
      const version = /\/ubi(\d+)\//.exec(repository)?.[1];
      return version === undefined ? undefined : { id: 'rhel', version };
    },
    bare: () => true,
    forget: ['ports', 'volumes', 'stopSignal', 'health'],
    facts: { shells: ['sh', 'bash'] },
    wordPattern: /^\d/,
    more: (_tag, repository) => {
      const [, name = '', rest = ''] = /\/ubi\d+\/([a-z]+)([\w-]*)$/.exec(repository) ?? [];
      const known = redHatTools[Object.hasOwn(redHatTools, name) ? name : ''];
      if (!known) return undefined;
      const uid = name === 'openjdk' ? 185 : 1001;
      const micro = rest.includes('micro');
      return {
        ...(micro ? {} : known),
        user: { text: String(uid), uid, gid: 0 },
        ...(name === 'openjdk' ? {} : { workdir: '/opt/app-root/src' }),
        ...(/minimal|micro/.test(rest) ? {} : (redHatStandard[name] ?? {})),
      };
    },
  },
  {
    name: 'linuxserver',
    repositories: ['lscr.io/linuxserver/', 'linuxserver/', 'ghcr.io/linuxserver/'],
    kind: 'service',
    source: read('Dockerfile of linuxserver/docker-baseimage-alpine', 'what each application adds'),
    examples: ['lscr.io/linuxserver/nginx:latest'],
    facts: { user: { text: '', uid: 0, gid: 0 }, users: { abc: 911 }, entrypoint: ['/init'] },
    wordPattern: /^/,
  },
  {
    name: 'mssql',
    repositories: ['mcr.microsoft.com/mssql/server'],
    kind: 'service',
    source: unread('Microsoft Learn, SQL Server on Linux containers'),
    examples: [
      'mcr.microsoft.com/mssql/server:2022-latest',
      'mcr.microsoft.com/mssql/server:2022-CU15-ubuntu-22.04',
    ],
    facts: {
      user: { text: 'mssql', uid: 10001 },
      users: { mssql: 10001 },
      ports: ['1433/tcp'],
      tools: ['sqlservr'],
      sizeClass: 'large',
    },
    forget: ['entrypoint', 'command', 'workdir'],
    wordPattern: /^(?:CU|GDR|RTM|RC|CTP)[\d.]*$/,
    system: usually('ubuntu'),
  },
  {
    name: 'airflow',
    repositories: ['apache/airflow'],
    kind: 'service',
    source: read('Dockerfile of apache/airflow'),
    examples: ['apache/airflow:2.10.3-python3.12', 'apache/airflow:slim-2.10.3'],
    system: usually('debian'),
    facts: {
      user: { text: '50000', uid: 50000, gid: 0 },
      users: { airflow: 50000 },
      entrypoint: ['/usr/bin/dumb-init', '--', '/entrypoint'],
      command: [],
      ports: ['8080/tcp'],
      workdir: '/opt/airflow',
      packageManagers: ['pip'],
      tools: ['airflow', 'python', 'python3', 'dumb-init', 'curl'],
      sizeClass: 'large',
    },
    words: 'slim',
    wordPattern: /^python3\.\d+$/,
  },
  {
    name: 'n8n',
    repositories: ['n8nio/n8n', 'docker.n8n.io/n8nio/n8n'],
    kind: 'service',
    source: read('docker/images/n8n/Dockerfile of n8n-io/n8n', 'the base'),
    examples: ['n8nio/n8n:1.68.0'],
    system: usually('alpine'),
    facts: {
      user: { text: 'node', uid: 1000, gid: 1000 },
      users: { node: 1000 },
      entrypoint: ['tini', '--', '/docker-entrypoint.sh'],
      ports: ['5678/tcp'],
      workdir: '/home/node',
      tools: ['node', 'tini'],
      sizeClass: 'large',
    },
  },
  {
    name: 'pgadmin4',
    repositories: ['dpage/pgadmin4'],
    kind: 'service',
    source: read('Dockerfile of pgadmin-org/pgadmin4'),
    examples: ['dpage/pgadmin4:8.13'],
    system: usually('alpine'),
    facts: {
      user: { text: '5050', uid: 5050, gid: 0 },
      users: { pgadmin: 5050 },
      entrypoint: ['/entrypoint.sh'],
      ports: ['80/tcp', '443/tcp'],
      volumes: ['/var/lib/pgadmin'],
      workdir: '/pgadmin4',
      shells: ['bash'],
      tools: ['python3', 'sudo', 'psql', 'pg_dump'],
      sizeClass: 'medium',
    },
    words: 'snapshot',
  },
  {
    name: 'odoo',
    repositories: ['odoo'],
    kind: 'service',
    source: read('Dockerfile of odoo/docker: 18.0', 'the releases before'),
    examples: ['odoo:18.0', 'odoo:17'],
    system: (tag) =>
      /^18(?:\.0)?(?:-|$)/.test(tag?.text ?? '') ? { id: 'ubuntu', version: '24.04' } : undefined,
    facts: {
      user: { text: 'odoo' },
      entrypoint: ['/entrypoint.sh'],
      command: ['odoo'],
      ports: ['8069/tcp', '8071/tcp', '8072/tcp'],
      volumes: ['/var/lib/odoo', '/mnt/extra-addons'],
      environment: { ODOO_RC: '/etc/odoo/odoo.conf' },
      tools: ['odoo', 'python3', 'curl'],
      sizeClass: 'large',
    },
  },
  {
    name: 'kubernetes/pause',
    repositories: ['registry.k8s.io/pause', 'k8s.gcr.io/pause'],
    kind: 'tool',
    source: unread('kubernetes/kubernetes, build/pause Dockerfile'),
    examples: ['registry.k8s.io/pause:3.10'],
    system: () => ({ id: 'scratch' }),
    facts: {
      user: { text: '65535:65535', uid: 65535, gid: 65535 },
      entrypoint: ['/pause'],
      tools: ['pause'],
      closed: true,
      sizeClass: 'tiny',
    },
  },
  {
    name: 'cargo-chef',
    repositories: ['lukemathwalker/cargo-chef'],
    kind: 'development',
    source: read('docker/Dockerfile of LukeMathWalker/cargo-chef'),
    examples: [
      'lukemathwalker/cargo-chef:latest-rust-1.83-bookworm',
      'lukemathwalker/cargo-chef:latest-rust-1-alpine3.20',
    ],
    runtime: 'rust',
    system: usually('debian'),
    facts: {
      user: { text: '', uid: 0, gid: 0 },
      environment: { CARGO_HOME: '/usr/local/cargo', RUSTUP_HOME: '/usr/local/rustup' },
      environmentNames: ['CARGO_NET_GIT_FETCH_WITH_CLI'],
      packageManagers: ['cargo'],
      tools: ['rustc', 'cargo-chef', 'gcc'],
      development: true,
      sizeClass: 'large',
    },
    words: 'rust slim',
    version: (tag) => /-rust-(\d[\d.]*)/.exec(tag?.text ?? '')?.[1],
  },
  {
    name: 'frankenphp',
    repositories: ['dunglas/frankenphp'],
    kind: 'language',
    source: read('Dockerfile of php/frankenphp', 'Alpine'),
    examples: ['dunglas/frankenphp:1.3-php8.3-bookworm', 'dunglas/frankenphp:php8.4-alpine'],
    system: usually('debian'),
    facts: {
      ports: ['80/tcp', '443/tcp', '443/udp', '2019/tcp'],
      workdir: '/app',
      command: ['--config', '/etc/frankenphp/Caddyfile', '--adapter', 'caddyfile'],
      environment: { XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' },
      tools: ['frankenphp', 'php', 'curl', 'install-php-extensions', 'setcap'],
      packageManagers: ['pecl'],
      health: true,
      sizeClass: 'medium',
    },
    forget: ['entrypoint'],
    wordPattern: /^(?:php\d[\d.]*|builder)$/,
    variants: [{ when: 'builder', facts: { development: true, tools: ['go', 'gcc', 'cmake', 'git', 'jq'] } }],
  },
  {
    name: 'flutter',
    repositories: ['ghcr.io/cirruslabs/flutter', 'cirrusci/flutter'],
    kind: 'development',
    source: read('sdk/Dockerfile of cirruslabs/docker-images-flutter, of 2021', 'the base'),
    examples: ['ghcr.io/cirruslabs/flutter:3.24.5'],
    system: usually('ubuntu'),
    facts: {
      user: { text: 'root', uid: 0, gid: 0 },
      environmentNames: ['FLUTTER_HOME', 'FLUTTER_VERSION', 'FLUTTER_ROOT'],
      tools: ['flutter', 'dart', 'java', 'git', 'curl', 'unzip'],
      development: true,
      sizeClass: 'huge',
    },
    words: 'stable beta',
    forget: ['user', 'entrypoint', 'command', 'workdir'],
  },
  {
    name: 'muslrust',
    repositories: [
      'clux/muslrust',
      'ekidd/rust-musl-builder',
      'messense/rust-musl-cross',
      'joseluisq/rust-linux-darwin-builder',
    ],
    kind: 'development',
    source: unread('Dockerfiles of clux/muslrust and messense/rust-musl-cross'),
    examples: ['clux/muslrust:stable', 'messense/rust-musl-cross:x86_64-musl'],
    runtime: 'rust',
    facts: {
      packageManagers: ['cargo'],
      tools: ['rustc', 'gcc', 'make', 'curl', 'git'],
      development: true,
      sizeClass: 'huge',
    },
    wordPattern: /^/,
  },
  {
    name: 'emscripten',
    repositories: ['emscripten/emsdk'],
    kind: 'development',
    source: read('docker/Dockerfile of emscripten-core/emsdk, of 2023'),
    examples: ['emscripten/emsdk:3.1.73'],
    system: usually('ubuntu'),
    facts: {
      user: { text: '', uid: 0, gid: 0 },
      users: { emscripten: 1000 },
      entrypoint: ['/emsdk/docker/entrypoint.sh'],
      environment: { EMSDK: '/emsdk' },
      tools: ['emcc', 'em++', 'python3', 'git', 'wget', 'curl', 'make', 'unzip', 'gcc', 'g++', 'sudo', 'ssh'],
      workdir: '/src',
      development: true,
      sizeClass: 'large',
    },
    forget: ['user', 'users', 'entrypoint', 'command'],
  },
];
