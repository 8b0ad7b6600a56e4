import type { Family } from '../family.ts';
import type { SystemRef } from '../systems.ts';
import type { Tag } from '../tag.ts';
import { always, buildpack, usually } from './shared.ts';

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

/** Images for developing, testing and building. */
export const development: readonly Family[] = [
  {
    name: 'devcontainers',
    repositories: microsoft(''),
    kind: 'development',
    source: 'devcontainers/images, src (2025)',
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
      tools: ['git', 'curl', 'wget', 'sudo', 'jq', 'ssh', 'gpg', 'less', 'ps', 'unzip', 'vim'],
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
    source: 'microsoft/playwright, utils/docker (2025)',
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
          ? { packageManagers: ['npm'], tools: ['node', 'npx'] }
          : undefined,
  },
  {
    name: 'puppeteer',
    repositories: ['ghcr.io/puppeteer/puppeteer'],
    kind: 'development',
    source: 'puppeteer/puppeteer, docker/Dockerfile (2025)',
    examples: ['ghcr.io/puppeteer/puppeteer:23.9.0'],
    system: usually('debian'),
    facts: {
      user: { text: 'pptruser' },
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
    source: 'SeleniumHQ/docker-selenium Dockerfiles (2025)',
    examples: ['selenium/standalone-chrome:4.26.0', 'selenium/hub:4.26.0'],
    system: usually('ubuntu'),
    facts: {
      user: { text: '1200', uid: 1200, gid: 1201 },
      users: { seluser: 1200 },
      command: ['/opt/bin/entry_point.sh'],
      ports: ['4444/tcp'],
      tools: ['java', 'curl', 'jq', 'sudo'],
      development: true,
      sizeClass: 'large',
    },
  },
  {
    name: 'cypress',
    repositories: ['cypress/base', 'cypress/browsers', 'cypress/included', 'cypress/factory'],
    kind: 'development',
    source: 'cypress-io/cypress-docker-images Dockerfiles (2025)',
    examples: ['cypress/base:22.11.0', 'cypress/included:13.16.0'],
    system: usually('debian'),
    facts: {
      packageManagers: ['npm'],
      tools: ['node', 'npx', 'yarn'],
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
    source: 'jupyter/docker-stacks Dockerfiles (2025)',
    examples: ['quay.io/jupyter/scipy-notebook:2024-11-19', 'jupyter/base-notebook:python-3.11'],
    system: usually('ubuntu'),
    forget: ['command', 'entrypoint'],
    facts: {
      user: { text: '1000', uid: 1000, gid: 100 },
      users: { jovyan: 1000 },
      workdir: '/home/jovyan',
      packageManagers: ['conda', 'mamba', 'pip'],
      tools: ['python', 'python3', 'tini', 'wget', 'sudo', 'bzip2'],
      sizeClass: 'large',
    },
    words: 'python lab hub notebook',
    variants: [{ when: '', facts: { ports: ['8888/tcp'] } }],
  },
  {
    name: 'docker',
    repositories: ['docker'],
    kind: 'tool',
    source: 'docker-library/docker Dockerfiles (2025)',
    examples: ['docker:27-cli', 'docker:27-dind', 'docker:27.3.1-dind-rootless', 'docker:latest'],
    system: usually('alpine'),
    facts: { tools: ['docker', 'ssh'], sizeClass: 'medium' },
    words: 'git rc',
    variants: [
      { when: '!dind', facts: { entrypoint: ['docker-entrypoint.sh'], command: ['sh'] } },
      { when: 'cli', facts: { tools: ['git'] } },
      {
        when: 'dind',
        facts: {
          entrypoint: ['dockerd-entrypoint.sh'],
          command: [],
          ports: ['2375/tcp', '2376/tcp'],
          tools: ['dockerd', 'containerd', 'iptables', 'openssl'],
          sizeClass: 'medium',
        },
      },
      { when: 'dind !rootless', facts: { volumes: ['/var/lib/docker'] } },
      {
        when: 'rootless',
        facts: {
          user: { text: 'rootless', uid: 1000, gid: 1000 },
          users: { rootless: 1000 },
          volumes: ['/home/rootless/.local/share/docker'],
        },
      },
    ],
  },
  {
    name: 'buildkit',
    repositories: ['moby/buildkit'],
    kind: 'tool',
    source: 'moby/buildkit Dockerfile (2025)',
    examples: ['moby/buildkit:v0.18.0', 'moby/buildkit:v0.18.0-rootless'],
    system: usually('alpine'),
    facts: { tools: ['buildkitd', 'buildctl', 'git', 'ssh'], sizeClass: 'medium' },
    words: 'buildx stable master nightly',
    variants: [
      { when: '!rootless', facts: { entrypoint: ['buildkitd'], volumes: ['/var/lib/buildkit'] } },
      {
        when: 'rootless',
        facts: {
          user: { text: '1000:1000', uid: 1000, gid: 1000 },
          users: { user: 1000 },
          entrypoint: ['rootlesskit', 'buildkitd'],
        },
      },
    ],
  },
  {
    name: 'kaniko',
    repositories: ['gcr.io/kaniko-project/executor', 'gcr.io/kaniko-project/warmer'],
    kind: 'tool',
    source: 'GoogleContainerTools/kaniko Dockerfile; archived June 2025',
    examples: ['gcr.io/kaniko-project/executor:v1.23.2', 'gcr.io/kaniko-project/executor:v1.23.2-debug'],
    system: always('scratch'),
    facts: {
      user: { text: '', uid: 0, gid: 0 },
      workdir: '/workspace',
      packageManagers: [],
      tools: ['executor'],
      endOfLife: '2025-06-03',
      sizeClass: 'medium',
    },
    words: 'slim',
    variants: [
      { when: 'debug', facts: { shells: ['sh'], tools: ['busybox'], development: true } },
      { when: '!debug', facts: { shells: [], closed: true } },
    ],
    more: (_tag, repository) => ({
      entrypoint: [repository.endsWith('warmer') ? '/kaniko/warmer' : '/kaniko/executor'],
    }),
  },
  {
    name: 'alpine/tools',
    repositories: [
      'alpine/git',
      'alpine/curl',
      'alpine/socat',
      'alpine/openssl',
      'alpine/helm',
      'alpine/k8s',
      'alpine/terragrunt',
      'alpine/bombardier',
      'alpine/psql',
    ],
    kind: 'tool',
    source: 'alpine-docker organisation, Dockerfiles (2025)',
    examples: ['alpine/git:2.45.2', 'alpine/curl:8.11.0', 'alpine/helm:3.16.2'],
    system: usually('alpine'),
    wordPattern: /^v\d/,
    forget: ['entrypoint', 'command', 'workdir'],
    more: (_tag, repository) => {
      const name = repository.slice('alpine/'.length);
      if (name === 'git')
        return { entrypoint: ['git'], command: ['--help'], workdir: '/git', tools: ['git', 'ssh'] };
      if (name === 'k8s') return { tools: ['kubectl', 'helm', 'curl', 'jq', 'bash'], shells: ['bash'] };
      return { tools: [name] };
    },
  },
  {
    name: 'curlimages/curl',
    repositories: ['curlimages/curl', 'quay.io/curl/curl'],
    kind: 'tool',
    source: 'curl/curl-container Dockerfile (2025)',
    examples: ['curlimages/curl:8.11.0'],
    system: usually('alpine'),
    facts: {
      user: { text: 'curl_user', uid: 100 },
      users: { curl_user: 100 },
      entrypoint: ['/entrypoint.sh'],
      command: ['curl'],
      tools: ['curl'],
      sizeClass: 'tiny',
    },
  },
  {
    name: 'kubectl',
    repositories: ['rancher/kubectl', 'registry.k8s.io/kubectl'],
    kind: 'tool',
    source: 'rancher/kubectl and kubernetes/kubernetes image definitions (2025)',
    examples: ['registry.k8s.io/kubectl:v1.31.0'],
    facts: { tools: ['kubectl'] },
    more: (_tag, repository) =>
      repository.startsWith('rancher/')
        ? {}
        : { entrypoint: ['/bin/kubectl'], shells: [], packageManagers: [] },
  },
  {
    name: 'google/cloud-sdk',
    repositories: [
      'google/cloud-sdk',
      'gcr.io/google.com/cloudsdktool/google-cloud-cli',
      'gcr.io/google.com/cloudsdktool/cloud-sdk',
    ],
    kind: 'tool',
    source: 'GoogleCloudPlatform/cloud-sdk-docker Dockerfiles (2025)',
    examples: ['google/cloud-sdk:502.0.0-slim', 'google/cloud-sdk:alpine'],
    system: usually('debian'),
    facts: {
      users: { cloudsdk: 1000 },
      tools: ['gcloud', 'gsutil', 'bq', 'curl', 'git', 'ssh', 'python3'],
      sizeClass: 'large',
    },
    words: 'slim stable emulators debian_component_based',
  },
  {
    name: 'amazon/aws-cli',
    repositories: ['amazon/aws-cli', 'public.ecr.aws/aws-cli/aws-cli'],
    kind: 'tool',
    source: 'aws/aws-cli, docker/Dockerfile (2025)',
    examples: ['amazon/aws-cli:2.22.0'],
    system: usually('amzn'),
    facts: {
      entrypoint: ['/usr/local/bin/aws'],
      workdir: '/aws',
      tools: ['aws', 'less', 'groff'],
      sizeClass: 'medium',
    },
  },
  {
    name: 'azure-cli',
    repositories: ['mcr.microsoft.com/azure-cli'],
    kind: 'tool',
    source: 'Azure/azure-cli Dockerfiles (2025)',
    examples: ['mcr.microsoft.com/azure-cli:2.66.0', 'mcr.microsoft.com/azure-cli:2.66.0-azurelinux3.0'],
    facts: { shells: ['sh', 'bash'], tools: ['az', 'python3', 'curl', 'jq'], sizeClass: 'large' },
    words: 'cbl',
  },
  {
    name: 'powershell',
    repositories: ['mcr.microsoft.com/powershell'],
    kind: 'tool',
    source: 'PowerShell/PowerShell-Docker Dockerfiles (2025)',
    examples: [
      'mcr.microsoft.com/powershell:7.4-ubuntu-22.04',
      'mcr.microsoft.com/powershell:lts-alpine-3.20',
    ],
    facts: { command: ['pwsh'], shells: ['pwsh'], tools: ['pwsh'], sizeClass: 'medium' },
    words: 'lts preview',
  },
  {
    name: 'nix',
    repositories: ['nixos/nix'],
    kind: 'development',
    source: 'NixOS/nix docker.nix (2025)',
    examples: ['nixos/nix:2.25.2'],
    facts: {
      user: { text: '0:0', uid: 0, gid: 0 },
      shells: ['sh', 'bash'],
      packageManagers: ['nix'],
      tools: ['git', 'curl', 'wget', 'tar'],
      development: true,
      sizeClass: 'medium',
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
    source: 'Dockerfiles of ContinuumIO/docker-images and conda-forge/miniforge-images (2025)',
    examples: ['continuumio/miniconda3:24.9.2-0', 'condaforge/miniforge3:24.9.2-0'],
    system: (tag, repository) =>
      tag ? { id: repository.startsWith('condaforge/') ? 'ubuntu' : 'debian' } : undefined,
    forget: ['entrypoint', 'command'],
    facts: {
      environment: { PATH: '/opt/conda/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      packageManagers: ['conda', 'pip'],
      tools: ['python', 'python3', 'git', 'bzip2', 'wget'],
      sizeClass: 'large',
    },
    more: (_tag, repository) =>
      repository.startsWith('condaforge/')
        ? { packageManagers: ['mamba'], entrypoint: ['tini', '--'] }
        : undefined,
  },
  {
    name: 'micromamba',
    repositories: ['mambaorg/micromamba'],
    kind: 'language',
    source: 'mamba-org/micromamba-docker Dockerfiles (2025)',
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
      sizeClass: 'medium',
    },
    words: 'git slim cuda',
    wordPattern: /^cuda/,
  },
  {
    name: 'aws-lambda',
    repositories: ['python', 'nodejs', 'java', 'dotnet', 'ruby', 'go', 'provided'].flatMap((name) => [
      `public.ecr.aws/lambda/${name}`,
      `amazon/aws-lambda-${name}`,
    ]),
    kind: 'language',
    source: 'aws/aws-lambda-base-images; AWS Lambda developer guide (2025)',
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
    source: 'CircleCI-Public convenience images, Dockerfiles (2025)',
    examples: ['cimg/node:22.11', 'cimg/base:2024.11'],
    system: usually('ubuntu'),
    facts: {
      user: { text: 'circleci', uid: 3434 },
      users: { circleci: 3434 },
      tools: ['git', 'curl', 'wget', 'jq', 'sudo', 'gcc', 'make', 'docker'],
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
    source: 'gitpod-io/workspace-images Dockerfiles (2024)',
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
  },
  {
    name: 'hadolint',
    repositories: ['hadolint/hadolint', 'ghcr.io/hadolint/hadolint'],
    kind: 'tool',
    source: 'hadolint/hadolint, docker/Dockerfile (2025)',
    examples: ['hadolint/hadolint:v2.12.0', 'hadolint/hadolint:latest-alpine'],
    system: (tag) => (tag ? { id: 'scratch' } : undefined),
    facts: { command: ['/bin/hadolint', '-'], tools: ['hadolint'], sizeClass: 'tiny' },
    variants: [{ when: 'scratch', facts: { closed: true } }],
  },
  {
    name: 'trivy',
    repositories: ['aquasec/trivy', 'ghcr.io/aquasecurity/trivy', 'public.ecr.aws/aquasecurity/trivy'],
    kind: 'tool',
    source: 'aquasecurity/trivy Dockerfile (2025)',
    examples: ['aquasec/trivy:0.57.1'],
    system: usually('alpine'),
    facts: { entrypoint: ['trivy'], tools: ['trivy'], sizeClass: 'medium' },
    words: 'canary',
  },
  {
    name: 'shellcheck',
    repositories: ['koalaman/shellcheck', 'koalaman/shellcheck-alpine'],
    kind: 'tool',
    source: 'koalaman/shellcheck Dockerfiles (2025)',
    examples: ['koalaman/shellcheck:v0.10.0', 'koalaman/shellcheck-alpine:v0.10.0'],
    system: (_tag, repository) => ({ id: repository.endsWith('alpine') ? 'alpine' : 'scratch' }),
    facts: { tools: ['shellcheck'], sizeClass: 'tiny' },
    words: 'stable',
    more: (_tag, repository) =>
      repository.endsWith('alpine')
        ? undefined
        : { entrypoint: ['/bin/shellcheck'], workdir: '/mnt', closed: true },
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
