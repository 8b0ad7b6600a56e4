import type { Family } from '../family.ts';
import { read } from '../source.ts';
import type { SystemRef } from '../systems.ts';
import type { Tag } from '../tag.ts';
import { always, buildpack, systemPath, usually } from './shared.ts';

const root = { text: '', uid: 0, gid: 0 };
const microsoft = (path: string) => [
  `mcr.microsoft.com/devcontainers/${path}`,
  `mcr.microsoft.com/vscode/devcontainers/${path}`,
];
/** Languages of development containers, whose tags are `<image version>-<language version>-<system>`. */
const devcontainerLanguages = new Set([
  'python',
  'javascript-node',
  'typescript-node',
  'go',
  'rust',
  'java',
  'ruby',
  'php',
  'dotnet',
  'cpp',
  'jekyll',
  'anaconda',
  'miniconda',
]);

/** Images for developing and testing, and the runtimes that platforms give. */
export const development: readonly Family[] = [
  {
    name: 'devcontainers',
    repositories: microsoft(''),
    kind: 'development',
    source: read(
      'devcontainers/images: base-ubuntu, base-alpine, python; devcontainers/features: common-utils',
      'the other images',
    ),
    examples: [
      'mcr.microsoft.com/devcontainers/base:ubuntu-24.04',
      'mcr.microsoft.com/devcontainers/python:1-3.12-bookworm',
      'mcr.microsoft.com/devcontainers/typescript-node:22',
      'mcr.microsoft.com/vscode/devcontainers/base:debian',
    ],
    system: (tag, repository) =>
      tag && devcontainerLanguages.has(repository.slice(repository.lastIndexOf('/') + 1))
        ? { id: 'debian' }
        : undefined,
    forget: ['command', 'entrypoint', 'user'],
    // The configuration leaves root; the user that devcontainer.json names is there beside it.
    facts: {
      user: root,
      shells: ['sh', 'bash', 'zsh'],
      tools: [
        'git',
        'curl',
        'wget',
        'sudo',
        'jq',
        'ssh',
        'gpg',
        'less',
        'ps',
        'unzip',
        'nano',
        'zip',
        'rsync',
      ],
      development: true,
      sizeClass: 'large',
    },
    words: 'dev lts',
    more: (tag, repository) => {
      const name = repository.slice(repository.lastIndexOf('/') + 1);
      const isNode = name === 'javascript-node' || name === 'typescript-node';
      const version = tag.versions.length > 1 ? tag.versions[1] : tag.versions[0];
      const runtimes: Readonly<Record<string, string>> = {
        'javascript-node': 'node',
        'typescript-node': 'node',
        python: 'python',
        go: 'go',
        ruby: 'ruby',
        php: 'php',
        dotnet: 'dotnet',
        rust: 'rust',
        java: 'java',
      };
      const runtime = runtimes[name];
      return {
        users: isNode ? { node: 1000 } : name === 'universal' ? { codespace: 1000 } : { vscode: 1000 },
        ...(runtime ? { runtime: { name: runtime, ...(version === undefined ? {} : { version }) } } : {}),
        ...(isNode ? { tools: ['node', 'npx', 'yarn'], packageManagers: ['npm'] } : {}),
        ...(name === 'python' ? { tools: ['python', 'python3'], packageManagers: ['pip'] } : {}),
      };
    },
  },
  {
    name: 'playwright',
    repositories: ['playwright', 'playwright/python', 'playwright/java', 'playwright/dotnet'].map(
      (name) => `mcr.microsoft.com/${name}`,
    ),
    kind: 'development',
    source: read(
      'utils/docker/Dockerfile.noble of microsoft/playwright',
      'the images for Python, Java and .NET',
    ),
    examples: [
      'mcr.microsoft.com/playwright:v1.49.0-noble',
      'mcr.microsoft.com/playwright/python:v1.48.0-jammy',
    ],
    system: usually('ubuntu'),
    facts: { tools: ['curl', 'wget', 'git'], development: true, sizeClass: 'huge' },
    words: 'next',
    more: (_tag, repository) =>
      repository.endsWith('/python')
        ? { packageManagers: ['pip'], tools: ['python3'] }
        : repository === 'mcr.microsoft.com/playwright'
          ? {
              packageManagers: ['npm'],
              tools: ['node', 'npx', 'yarn', 'gpg', 'ssh'],
              environment: { PLAYWRIGHT_BROWSERS_PATH: '/ms-playwright' },
            }
          : undefined,
  },
  {
    name: 'puppeteer',
    repositories: ['ghcr.io/puppeteer/puppeteer'],
    kind: 'development',
    source: read('docker/Dockerfile of puppeteer/puppeteer, of 2024'),
    examples: ['ghcr.io/puppeteer/puppeteer:23.9.0'],
    system: usually('debian'),
    facts: {
      user: { text: '10042', uid: 10042 },
      users: { pptruser: 10042 },
      packageManagers: ['npm'],
      tools: ['node', 'npx'],
      workdir: '/home/pptruser',
      sizeClass: 'huge',
      development: true,
    },
    forget: ['entrypoint', 'command'],
  },
  {
    name: 'selenium',
    repositories: [
      'selenium/hub',
      ...['chrome', 'firefox', 'edge', 'chromium'].flatMap((browser) => [
        `selenium/standalone-${browser}`,
        `selenium/node-${browser}`,
      ]),
    ],
    kind: 'development',
    source: read(
      'Base/Dockerfile of SeleniumHQ/docker-selenium, of 4.12, in a copy',
      'the browsers and the grid',
    ),
    examples: ['selenium/standalone-chrome:4.26.0', 'selenium/hub:4.26.0'],
    system: usually('ubuntu'),
    facts: {
      user: { text: '1200:1201', uid: 1200, gid: 1201 },
      users: { seluser: 1200 },
      command: ['/opt/bin/entry_point.sh'],
      ports: ['4444/tcp'],
      tools: ['java', 'curl', 'wget', 'jq', 'sudo', 'unzip', 'bzip2'],
      development: true,
      sizeClass: 'large',
    },
  },
  {
    name: 'cypress',
    repositories: ['cypress/base', 'cypress/browsers', 'cypress/included', 'cypress/factory'],
    kind: 'development',
    source: read(
      'factory/factory.Dockerfile of cypress-io/cypress-docker-images',
      'what each image is made with',
    ),
    examples: ['cypress/base:22.11.0', 'cypress/included:13.16.0'],
    system: usually('debian'),
    facts: {
      packageManagers: ['npm'],
      tools: ['node', 'npx', 'yarn', 'git', 'wget', 'ssh', 'ps'],
      development: true,
      sizeClass: 'large',
    },
    wordPattern: /^(?:node|chrome|ff|edge)\b/,
    more: (_tag, repository) =>
      repository === 'cypress/included' ? { entrypoint: ['cypress', 'run'] } : undefined,
  },
  {
    name: 'jupyter',
    repositories: [
      'base-notebook',
      'minimal-notebook',
      'scipy-notebook',
      'r-notebook',
      'julia-notebook',
      'datascience-notebook',
      'tensorflow-notebook',
      'pytorch-notebook',
      'pyspark-notebook',
      'all-spark-notebook',
      'docker-stacks-foundation',
    ].flatMap((name) => [`quay.io/jupyter/${name}`, `jupyter/${name}`]),
    kind: 'development',
    source: read(
      'Dockerfile of jupyter/docker-stacks: docker-stacks-foundation',
      'all but docker-stacks-foundation',
    ),
    examples: ['quay.io/jupyter/scipy-notebook:2024-11-19', 'jupyter/base-notebook:python-3.11'],
    system: usually('ubuntu'),
    forget: ['command', 'users'],
    facts: {
      user: { text: '1000', uid: 1000, gid: 100 },
      entrypoint: ['tini', '-g', '--', 'start.sh'],
      environment: { HOME: '/home/jovyan', CONDA_DIR: '/opt/conda', PATH: `/opt/conda/bin:${systemPath}` },
      users: { jovyan: 1000 },
      workdir: '/home/jovyan',
      packageManagers: ['conda', 'mamba', 'pip'],
      tools: ['python', 'python3', 'tini', 'wget', 'sudo', 'bzip2'],
      sizeClass: 'large',
    },
    words: 'python lab hub notebook',
    more: (_tag, repository) =>
      repository.endsWith('-foundation')
        ? { ports: [], volumes: [], health: false }
        : { ports: ['8888/tcp'], health: true },
  },
  {
    name: 'nix',
    repositories: ['nixos/nix'],
    kind: 'development',
    source: read('docker.nix of NixOS/nix'),
    examples: ['nixos/nix:2.25.2'],
    facts: {
      user: { text: '0:0', uid: 0, gid: 0 },
      shells: ['sh', 'bash'],
      packageManagers: ['nix'],
      entrypoint: null,
      command: ['/root/.nix-profile/bin/bash'],
      users: { nobody: 65534 },
      tools: ['git', 'curl', 'wget', 'tar', 'gzip', 'less', 'ssh'],
      development: true,
      sizeClass: 'medium',
    },
  },
  {
    name: 'aws-lambda',
    repositories: ['python', 'nodejs', 'java', 'dotnet', 'ruby', 'go', 'provided'].flatMap((name) => [
      `public.ecr.aws/lambda/${name}`,
      `amazon/aws-lambda-${name}`,
    ]),
    kind: 'language',
    source: read(
      'Dockerfile.python3.12 of aws/aws-lambda-base-images',
      'the other languages, and which release of Amazon Linux',
    ),
    examples: [
      'public.ecr.aws/lambda/python:3.12',
      'public.ecr.aws/lambda/nodejs:20',
      'public.ecr.aws/lambda/provided:al2023',
    ],
    system: lambdaSystem,
    forget: ['packageManagers', 'tools', 'command'],
    facts: {
      entrypoint: ['/lambda-entrypoint.sh'],
      workdir: '/var/task',
      environment: { LAMBDA_TASK_ROOT: '/var/task', LAMBDA_RUNTIME_DIR: '/var/runtime' },
      sizeClass: 'medium',
    },
    variants: [{ when: 'al2', facts: {} }],
    wordPattern: /^(?:snapstart|preview)$/,
  },
  {
    name: 'circleci',
    repositories: ['cimg/'],
    kind: 'development',
    source: read('22.04/Dockerfile of CircleCI-Public/cimg-base', 'the images built upon it'),
    examples: ['cimg/node:22.11', 'cimg/base:2024.11'],
    system: usually('ubuntu'),
    facts: {
      user: { text: 'circleci', uid: 3434 },
      users: { circleci: 3434 },
      workdir: '/home/circleci/project',
      tools: ['git', 'curl', 'wget', 'jq', 'sudo', 'gcc', 'g++', 'make', 'docker', 'ssh', 'unzip', 'nc'],
      development: true,
      sizeClass: 'large',
    },
    words: 'browsers node',
    forget: ['command'],
  },
  {
    name: 'gitpod',
    repositories: ['gitpod/workspace-base', 'gitpod/workspace-full'],
    kind: 'development',
    source: read('base/Dockerfile of gitpod-io/workspace-images', 'workspace-full'),
    examples: ['gitpod/workspace-full:latest'],
    system: always('ubuntu'),
    facts: {
      ...buildpack,
      user: { text: 'gitpod', uid: 33333 },
      users: { gitpod: 33333 },
      development: true,
      sizeClass: 'huge',
    },
    forget: ['command', 'entrypoint', 'workdir'],
    more: (_tag, repository) => (repository.endsWith('-base') ? { workdir: '/home/gitpod' } : undefined),
  },
];

/** Runtimes moved from Amazon Linux 2 to 2023 with these versions. */
function lambdaSystem(tag: Tag | undefined, repository: string): SystemRef | undefined {
  const firsts: Readonly<Record<string, number>> = {
    python: 312,
    nodejs: 20,
    java: 21,
    dotnet: 8,
    ruby: 303,
  };
  const name = /(?:\/|-)(\w+)$/.exec(repository)?.[1] ?? '';
  const [major, minor] = (tag?.versions[0] ?? '').split('.').map(Number);
  const first = firsts[name];
  if (first === undefined || major === undefined || Number.isNaN(major)) return undefined;
  const reached = first > 100 ? major * 100 + (minor ?? Number.NaN) : major;
  return Number.isNaN(reached) || reached === 0
    ? undefined
    : { id: 'amzn', version: reached >= first ? '2023' : '2' };
}
