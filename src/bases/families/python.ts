import { isBefore } from '../compare.ts';
import type { Family } from '../family.ts';
import { read } from '../source.ts';
import type { Layer } from '../systems.ts';
import { buildpack, certificates, minimalLacks, releaseBy, systemPath, usually } from './shared.ts';

/** Images of exact versions may be of a time when more was set: versions of pip and setuptools. */
function variablesOf(version: string): Layer {
  const isNew = version === '' || version === '3' || !isBefore(version, '3.14');
  const isRolling = version.split('.').length < 3 && !isBefore(version, '3.10');
  const hasLang = version !== '' && version !== '3' && isBefore(version, '3.13');
  return {
    ...(hasLang ? { environment: { LANG: 'C.UTF-8' } } : {}),
    ...(isNew || isRolling ? { environmentWhole: true } : {}),
    environmentNames: [...(isNew ? [] : ['GPG_KEY']), ...(isNew || isRolling ? ['PYTHON_SHA256'] : [])],
  };
}

/** Python, and what brings a Python. */
export const python: readonly Family[] = [
  {
    name: 'python',
    repositories: ['python'],
    kind: 'language',
    source: read(
      'Dockerfiles of docker-library/python: 3.14/slim-trixie, 3.13/slim-trixie, 3.12/slim-trixie and others',
    ),
    examples: [
      'python:3.13-slim-bookworm',
      'python:3.12-alpine3.20',
      'python:3.14',
      'python:3.13.1-windowsservercore-ltsc2022',
    ],
    runtime: 'python',
    product: 'python',
    versionVariable: 'PYTHON_VERSION',
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
      environment: { PATH: `/usr/local/bin:${systemPath}` },
      packageManagers: ['pip'],
      tools: ['python', 'pydoc', 'idle', 'python-config'],
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
    more: (tag) => {
      const [version = ''] = tag.versions;
      const minor = /^\d+\.\d+/.exec(version)?.[0];
      const isThree = tag.system?.id !== 'windows' && !/^2(?:\.|$)/.test(version);
      return {
        ...(tag.system?.id === 'windows' ? {} : variablesOf(version)),
        tools: [
          ...(isThree ? ['python3', 'pip3', 'pydoc3', 'idle3', 'python3-config'] : []),
          ...(minor === undefined ? [] : [`python${minor}`, `pip${minor}`]),
        ],
      };
    },
  },
  {
    name: 'pypy',
    repositories: ['pypy'],
    kind: 'language',
    source: read('Dockerfile of docker-library/pypy: 3.10/slim-bookworm', 'the full image'),
    examples: ['pypy:3.10-slim-bookworm', 'pypy:3.11'],
    runtime: 'pypy',
    system: usually('debian'),
    facts: {
      entrypoint: null,
      command: ['pypy3'],
      packageManagers: ['pip'],
      tools: ['pypy3'],
      environmentNames: ['LANG', 'PATH', 'PYPY_VERSION'],
    },
    variants: [
      { when: '!slim !windows', facts: buildpack },
      { when: 'slim', facts: { lacks: minimalLacks, sizeClass: 'medium' } },
    ],
  },
  {
    name: 'astral/uv',
    repositories: ['ghcr.io/astral-sh/uv', 'astral/uv'],
    kind: 'tool',
    source: read('Dockerfile and build-docker.yml of astral-sh/uv'),
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
          command: null,
          workdir: '/io',
          packageManagers: ['uv'],
          closed: true,
          sizeClass: 'small',
        },
      },
    ],
    more: (tag) => {
      const minor = /(?:^|-)python(\d+\.\d+)/.exec(tag.text)?.[1];
      const derived = tag.system || tag.words.length > 0;
      const start: Layer = derived ? { entrypoint: null, command: ['/usr/local/bin/uv'] } : {};
      if (minor === undefined) return { packageManagers: ['uv'], ...start };
      const tools = ['python', 'python3', `python${minor}`];
      return {
        ...start,
        packageManagers: ['uv', 'pip'],
        tools,
        runtime: { name: 'python', version: minor },
      };
    },
  },
  {
    name: 'conda',
    repositories: [
      'continuumio/miniconda3',
      'continuumio/anaconda3',
      'condaforge/miniforge3',
      'condaforge/mambaforge',
    ],
    kind: 'language',
    source: read('Dockerfile of ContinuumIO/docker-images: miniconda3/debian', 'conda-forge and Anaconda'),
    examples: ['continuumio/miniconda3:24.9.2-0', 'condaforge/miniforge3:24.9.2-0'],
    system: (tag, repository) =>
      tag ? { id: repository.startsWith('condaforge/') ? 'ubuntu' : 'debian' } : undefined,
    forget: ['entrypoint', 'command'],
    facts: {
      environment: { PATH: `/opt/conda/bin:${systemPath}` },
      packageManagers: ['conda', 'pip'],
      tools: ['python', 'python3', 'git', 'bzip2', 'wget'],
      sizeClass: 'large',
    },
    more: (_tag, repository) =>
      repository.startsWith('condaforge/')
        ? { packageManagers: ['mamba'], entrypoint: ['tini', '--'] }
        : {
            entrypoint: null,
            command: ['/bin/bash'],
            tools: ['hg', 'svn', 'ssh', 'ps', ...certificates],
            lacks: ['curl', 'gcc', 'make'],
          },
  },
  {
    name: 'micromamba',
    repositories: ['mambaorg/micromamba'],
    kind: 'language',
    source: read('debian.Dockerfile of mamba-org/micromamba-docker'),
    examples: ['mambaorg/micromamba:2.0.3', 'mambaorg/micromamba:2.0-noble'],
    system: usually('debian'),
    facts: {
      user: { text: 'mambauser', uid: 57439, gid: 57439 },
      users: { mambauser: 57439 },
      entrypoint: ['/usr/local/bin/_entrypoint.sh'],
      command: ['/bin/bash'],
      workdir: '/tmp',
      packageManagers: ['micromamba'],
      tools: ['micromamba'],
      environment: { MAMBA_ROOT_PREFIX: '/opt/conda', MAMBA_EXE: '/bin/micromamba', MAMBA_USER: 'mambauser' },
      sizeClass: 'medium',
    },
    words: 'git slim cuda',
    wordPattern: /^cuda/,
  },
];
