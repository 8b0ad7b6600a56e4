import type { Family } from '../family.ts';
import { always, buildpack, certificates, procps, releaseBy, usually } from './shared.ts';

const localPath = '/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Images of interpreted languages: Python, JavaScript, Ruby, PHP, Perl. */
export const scripting: readonly Family[] = [
  {
    name: 'python',
    repositories: ['python'],
    kind: 'language',
    source: 'docker-library/python Dockerfiles (2026)',
    examples: [
      'python:3.13-slim-bookworm',
      'python:3.12-alpine3.20',
      'python:3.14',
      'python:3.13.1-windowsservercore-ltsc2022',
    ],
    runtime: 'python',
    product: 'python',
    // The default suite changes for all versions that are alive when Debian has a new release.
    system: releaseBy('debian', {
      cycles: {
        '2.7': [['2.7.17', '10']],
        '3.6': [
          ['3.6.10', '10'],
          ['3.6.14', ''],
          ['3.6.15', '11'],
        ],
        '3.7': [
          ['3.7.5', '10'],
          ['3.7.11', ''],
          ['3.7.12', '11'],
          ['3.7.17', '12'],
        ],
        '3.8': [
          ['3.8.0', '10'],
          ['3.8.11', ''],
          ['3.8.12', '11'],
          ['3.8.17', '12'],
        ],
        '3.9': [
          ['3.9.0', '10'],
          ['3.9.6', ''],
          ['3.9.7', '11'],
          ['3.9.17', '12'],
          ['3.9.23', '13'],
        ],
        '3.10': [
          ['3.10.0', '11'],
          ['3.10.12', '12'],
          ['3.10.18', '13'],
        ],
        '3.11': [
          ['3.11.0', '11'],
          ['3.11.4', '12'],
          ['3.11.13', '13'],
        ],
        '3.12': [
          ['3.12.0', '12'],
          ['3.12.11', '13'],
        ],
        '3.13': [
          ['3.13.0', '12'],
          ['3.13.6', ''],
          ['3.13.7', '13'],
        ],
        '3.14': [['3.14.0', '13']],
        '3.15': [['3.15.0', '13']],
      },
      moving: { '3': '13', '': '13' },
    }),
    facts: {
      entrypoint: null,
      command: ['python3'],
      environment: { PATH: localPath },
      packageManagers: ['pip'],
      tools: [
        'python',
        'python3',
        'pip3',
        'pydoc',
        'pydoc3',
        'idle',
        'idle3',
        'python-config',
        'python3-config',
      ],
    },
    words: 'rc',
    variants: [
      { when: 'debian !slim', facts: buildpack },
      { when: 'debian slim', facts: { tools: certificates, closed: true, sizeClass: 'small' } },
      { when: 'alpine', facts: { tools: ['update-ca-certificates'], closed: true, sizeClass: 'small' } },
      { when: 'windows', facts: { command: ['python'], tools: ['python'], packageManagers: ['pip'] } },
      {
        when: '!windows',
        since: '2',
        before: '3',
        facts: { command: ['python2'], tools: ['python2', 'pip2'], closed: false },
      },
      { when: 'onbuild', facts: { closed: false } },
    ],
    more: ({ versions: [version = ''] }) => {
      const minor = /^\d+\.\d+/.exec(version)?.[0];
      return minor === undefined ? undefined : { tools: [`python${minor}`, `pip${minor}`] };
    },
  },
  {
    name: 'pypy',
    repositories: ['pypy'],
    kind: 'language',
    source: 'docker-library/pypy Dockerfiles (2025)',
    examples: ['pypy:3.10-slim-bookworm', 'pypy:3.11'],
    runtime: 'pypy',
    system: usually('debian'),
    facts: { entrypoint: null, command: ['pypy3'], packageManagers: ['pip'], tools: ['pypy3'] },
    variants: [
      { when: '!slim !windows', facts: buildpack },
      { when: 'slim', facts: { sizeClass: 'medium' } },
    ],
  },
  {
    name: 'astral/uv',
    repositories: ['ghcr.io/astral-sh/uv', 'astral/uv'],
    kind: 'tool',
    source: 'uv documentation, Using uv in Docker (2026)',
    examples: [
      'ghcr.io/astral-sh/uv:0.9',
      'ghcr.io/astral-sh/uv:python3.13-bookworm-slim',
      'ghcr.io/astral-sh/uv:debian-slim',
    ],
    system: (tag) => (tag?.words.length === 0 ? { id: 'scratch' } : undefined),
    facts: { tools: ['uv', 'uvx'], development: true },
    words: 'slim debian',
    wordPattern: /^python3\.\d+$/,
    variants: [
      {
        when: 'scratch',
        facts: {
          entrypoint: ['/uv'],
          workdir: '/io',
          packageManagers: ['uv'],
          closed: true,
          sizeClass: 'small',
        },
      },
    ],
    more: (tag) => {
      const minor = /(?:^|-)python(\d+\.\d+)/.exec(tag.text)?.[1];
      if (minor === undefined) return { packageManagers: ['uv'] };
      const tools = ['python', 'python3', `python${minor}`];
      return {
        packageManagers: ['uv', 'pip'],
        tools,
        command: ['uv'],
        runtime: { name: 'python', version: minor },
      };
    },
  },
  {
    name: 'node',
    repositories: ['node'],
    kind: 'language',
    source: 'nodejs/docker-node Dockerfiles and versions.json (2026)',
    examples: [
      'node:22-bookworm-slim',
      'node:20-alpine3.19',
      'node:24',
      'node:lts-alpine',
      'node:22.12.0-slim',
    ],
    runtime: 'node',
    product: 'node',
    versionNames: {
      boron: '6',
      carbon: '8',
      dubnium: '10',
      erbium: '12',
      fermium: '14',
      gallium: '16',
      hydrogen: '18',
      iron: '20',
      jod: '22',
      krypton: '24',
    },
    system: releaseBy('debian', {
      cycles: {
        '18': [['18.17', '12']],
        '20': [
          ['20.0', '11'],
          ['20.3', ''],
          ['20.4', '12'],
        ],
        '22': [['22.0', '12']],
        '24': [['24.0', '12']],
      },
    }),
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['node'],
      users: { node: 1000 },
      packageManagers: ['npm'],
      tools: ['node', 'nodejs', 'npx'],
    },
    words: 'lts current',
    variants: [
      { when: '', before: '26', facts: { packageManagers: ['yarn'], tools: ['yarnpkg'] } },
      { when: '', since: '16.9', before: '25', facts: { tools: ['corepack'] } },
      { when: '!slim !alpine', facts: buildpack },
      { when: 'slim', facts: { sizeClass: 'medium' } },
      { when: 'slim', since: '12', facts: { closed: true } },
      { when: 'alpine', facts: { sizeClass: 'small' } },
      { when: 'alpine', since: '12', facts: { closed: true } },
      { when: 'onbuild', facts: { command: ['npm', 'start'], workdir: '/usr/src/app', closed: false } },
    ],
  },
  {
    name: 'bun',
    repositories: ['oven/bun'],
    kind: 'language',
    source: 'oven-sh/bun dockerhub Dockerfiles (2025)',
    examples: ['oven/bun:1', 'oven/bun:1.1-alpine', 'oven/bun:1-slim', 'oven/bun:1-distroless'],
    runtime: 'bun',
    system: (tag) => (tag ? { id: 'debian' } : undefined),
    bare: (tag) => tag?.words.includes('distroless') === true,
    facts: { workdir: '/home/bun/app', packageManagers: ['bun'], tools: ['bunx'] },
    words: 'canary',
    variants: [
      {
        when: '!distroless',
        facts: {
          entrypoint: ['/usr/local/bin/docker-entrypoint.sh'],
          command: ['/usr/local/bin/bun'],
          users: { bun: 1000 },
          tools: ['node'],
        },
      },
      { when: 'distroless', facts: { entrypoint: ['/usr/local/bin/bun'], shells: [] } },
      { when: 'slim', facts: { sizeClass: 'medium' } },
    ],
  },
  {
    name: 'deno',
    repositories: ['denoland/deno'],
    kind: 'language',
    source: 'denoland/deno_docker Dockerfiles (2025)',
    examples: ['denoland/deno:2.1.4', 'denoland/deno:alpine-2.1.4', 'denoland/deno:distroless-2.1.4'],
    runtime: 'deno',
    system: (tag) => (tag && !tag.words.includes('bin') ? { id: 'debian' } : undefined),
    bare: (tag) => tag?.words.includes('distroless') === true,
    facts: { tools: ['deno'] },
    words: 'bin',
    variants: [
      {
        when: '!distroless !bin',
        facts: { entrypoint: ['/tini', '--', 'docker-entrypoint.sh'], users: { deno: 1993 } },
      },
      { when: 'distroless', facts: { shells: [], packageManagers: [] } },
    ],
  },
  {
    name: 'ruby',
    repositories: ['ruby'],
    kind: 'language',
    source: 'docker-library/ruby Dockerfiles (2026)',
    examples: ['ruby:3.4-slim', 'ruby:3.3-slim-bookworm', 'ruby:3.2-alpine3.20', 'ruby:3.4'],
    runtime: 'ruby',
    product: 'ruby',
    system: releaseBy('debian', {
      cycles: {
        '2.6': [['2.6.10', '11']],
        '2.7': [['2.7.8', '11']],
        '3.0': [['3.0.7', '12']],
        '3.1': [['3.1.7', '12']],
        '3.2': [['3.2.9', '13']],
        '3.3': [['3.3.10', '13']],
        '3.4': [['3.4.6', '13']],
        '4.0': [['4.0.0', '13']],
      },
    }),
    facts: {
      entrypoint: null,
      command: ['irb'],
      environment: {
        GEM_HOME: '/usr/local/bundle',
        PATH: `/usr/local/bundle/bin:${localPath.slice('/usr/local/bin:'.length)}`,
      },
      packageManagers: ['gem', 'bundle'],
      tools: ['ruby', 'irb', 'rake', 'bundler', 'erb', 'ri', 'rdoc'],
    },
    words: 'rc preview1 preview2 preview3',
    variants: [
      { when: '!slim !alpine', facts: buildpack },
      {
        when: 'slim',
        facts: { tools: [...procps, 'bzip2', ...certificates], closed: true, sizeClass: 'medium' },
      },
      { when: 'alpine', facts: { tools: ['bzip2'], sizeClass: 'small' } },
    ],
  },
  {
    name: 'php',
    repositories: ['php'],
    kind: 'language',
    source: 'docker-library/php Dockerfiles (2026)',
    examples: ['php:8.3-fpm-alpine', 'php:8.2-apache', 'php:8.4-cli', 'php:8.3-fpm-bookworm'],
    runtime: 'php',
    product: 'php',
    system: releaseBy('debian', {
      cycles: {
        '7.4': [['7.4.33', '11']],
        '8.0': [['8.0.30', '12']],
        '8.1': [['8.1.33', '13']],
        '8.2': [['8.2.30', '13']],
        '8.3': [['8.3.25', '13']],
        '8.4': [['8.4.12', '13']],
        '8.5': [['8.5.0', '13']],
      },
    }),
    facts: {
      entrypoint: ['docker-php-entrypoint'],
      command: ['php', '-a'],
      tools: [
        'php',
        'phpize',
        'php-config',
        'curl',
        'xz',
        'docker-php-ext-install',
        'docker-php-ext-enable',
        'docker-php-ext-configure',
      ],
      packageManagers: ['pecl'],
    },
    words: 'cli zts rc',
    variants: [
      {
        when: 'debian',
        facts: {
          tools: ['gcc', 'g++', 'make', 'autoconf', 'file', 're2c', 'pkg-config', ...certificates],
          sizeClass: 'medium',
        },
      },
      {
        when: 'alpine',
        facts: {
          users: { 'www-data': 82 },
          tools: ['openssl', 'tar', 'update-ca-certificates'],
          sizeClass: 'small',
        },
      },
      {
        when: 'fpm',
        facts: {
          command: ['php-fpm'],
          ports: ['9000/tcp'],
          stopSignal: 'SIGQUIT',
          workdir: '/var/www/html',
          tools: ['php-fpm'],
        },
      },
      {
        when: 'apache',
        facts: {
          command: ['apache2-foreground'],
          ports: ['80/tcp'],
          stopSignal: 'SIGWINCH',
          workdir: '/var/www/html',
          tools: ['apache2', 'apache2ctl', 'a2enmod', 'apache2-foreground'],
        },
      },
    ],
  },
  {
    name: 'composer',
    repositories: ['composer', 'composer/composer'],
    kind: 'development',
    source: 'composer/docker Dockerfiles (2025)',
    examples: ['composer:2', 'composer:2.8'],
    system: usually('alpine'),
    facts: {
      entrypoint: ['/docker-entrypoint.sh'],
      command: ['composer'],
      workdir: '/app',
      packageManagers: ['composer'],
      tools: ['php', 'git', 'unzip', 'bash', 'patch'],
      development: true,
    },
    words: 'lts bin',
  },
  {
    name: 'perl',
    repositories: ['perl'],
    kind: 'language',
    source: 'Perl/docker-perl Dockerfiles (2025)',
    examples: ['perl:5.40-slim', 'perl:5.38-slim-bookworm', 'perl:5.40'],
    runtime: 'perl',
    system: usually('debian'),
    forget: ['command'],
    facts: { entrypoint: null, packageManagers: ['cpanm', 'cpan'], tools: ['perl'], workdir: '/usr/src/app' },
    words: 'threaded main stable devel',
    variants: [
      { when: '!slim', facts: buildpack },
      { when: 'slim', facts: { sizeClass: 'medium' } },
    ],
  },
  {
    name: 'r-base',
    repositories: ['r-base'],
    kind: 'language',
    source: 'rocker-org/rocker, r-base Dockerfile (2025)',
    examples: ['r-base:4.4.2'],
    runtime: 'r',
    system: always('debian'),
    facts: {
      command: ['R'],
      users: { docker: 1000 },
      tools: ['R', 'Rscript', 'gcc', 'g++', 'make', 'wget'],
      sizeClass: 'large',
    },
  },
  {
    name: 'rocker',
    repositories: [
      'rocker/r-ver',
      'rocker/rstudio',
      'rocker/tidyverse',
      'rocker/verse',
      'rocker/geospatial',
      'rocker/shiny',
    ],
    kind: 'language',
    source: 'rocker-org/rocker-versioned2 Dockerfiles (2025)',
    examples: ['rocker/r-ver:4.4.2', 'rocker/rstudio:4.4', 'rocker/tidyverse:4.4.1'],
    runtime: 'r',
    system: usually('ubuntu'),
    facts: { tools: ['R', 'Rscript'], sizeClass: 'large' },
    more: (_tag, repository) =>
      repository === 'rocker/r-ver'
        ? { command: ['R'] }
        : repository === 'rocker/shiny'
          ? { ports: ['3838/tcp'], command: ['/init'] }
          : { ports: ['8787/tcp'], command: ['/init'], users: { rstudio: 1000 } },
  },
  {
    name: 'julia',
    repositories: ['julia'],
    kind: 'language',
    source: 'docker-library/julia Dockerfiles (2025)',
    examples: ['julia:1.11', 'julia:1.10-bookworm', 'julia:1.11-alpine3.20'],
    runtime: 'julia',
    system: usually('debian'),
    facts: { entrypoint: ['docker-entrypoint.sh'], command: ['julia'], tools: ['julia'], sizeClass: 'large' },
    words: 'rc',
  },
];
