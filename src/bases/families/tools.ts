import { isBefore } from '../compare.ts';
import type { Family } from '../family.ts';
import { read, unread } from '../source.ts';
import type { Layer } from '../systems.ts';
import type { Tag } from '../tag.ts';
import { always, usually } from './shared.ts';

/** Tags with neither word are the daemon's since version 23, the client's before. */
function isDaemon({ words, versions: [version = '28'] }: Tag): boolean {
  if (words.includes('dind')) return true;
  return !words.includes('cli') && !words.includes('git') && !isBefore(version, '23');
}

const client: Layer = { entrypoint: ['docker-entrypoint.sh'], command: ['sh'] };
const daemon = ({ words }: Tag): Layer => ({
  entrypoint: ['dockerd-entrypoint.sh'],
  command: [],
  ports: ['2375/tcp', '2376/tcp'],
  ...(words.includes('rootless') ? {} : { volumes: ['/var/lib/docker'] }),
  tools: ['dockerd', 'containerd', 'runc', 'git', 'iptables', 'openssl', 'xz'],
});

const gitTools = ['git', 'git-lfs', 'ssh', 'gpg', 'less', 'patch'];

/** Programs in a box: what pipelines and build stages take a tool from. */
export const tools: readonly Family[] = [
  {
    name: 'docker',
    repositories: ['docker'],
    kind: 'tool',
    source: read(
      'Dockerfiles of docker-library/docker: 28/cli, 28/dind; tags of 24 in docker-library/docs',
      'rootless, and versions before 23',
    ),
    setsNothingElse: true,
    examples: ['docker:27-cli', 'docker:27-dind', 'docker:27.3.1-dind-rootless', 'docker:latest'],
    system: usually('alpine'),
    facts: { tools: ['docker', 'ssh'], environment: { DOCKER_TLS_CERTDIR: '/certs' }, sizeClass: 'medium' },
    words: 'git rc cli dind',
    variants: [
      { when: 'git', facts: { tools: ['git'] } },
      { when: '', since: '27', facts: { tools: ['git'] } },
      { when: '', since: '28', facts: { tools: ['docker-compose'] } },
      {
        when: 'rootless',
        facts: {
          user: { text: 'rootless', uid: 1000, gid: 1000 },
          users: { rootless: 1000 },
          volumes: ['/home/rootless/.local/share/docker'],
        },
      },
    ],
    more: (tag) => (isDaemon(tag) ? daemon(tag) : client),
  },
  {
    name: 'buildkit',
    repositories: ['moby/buildkit'],
    kind: 'tool',
    source: read('Dockerfile of moby/buildkit'),
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
          volumes: ['/home/user/.local/share/buildkit'],
        },
      },
    ],
  },
  {
    name: 'kaniko',
    repositories: ['gcr.io/kaniko-project/executor', 'gcr.io/kaniko-project/warmer'],
    kind: 'tool',
    source: read('deploy/Dockerfile of GoogleContainerTools/kaniko; archived June 2025'),
    examples: ['gcr.io/kaniko-project/executor:v1.23.2', 'gcr.io/kaniko-project/executor:v1.23.2-debug'],
    system: always('scratch'),
    facts: {
      user: { text: '', uid: 0, gid: 0 },
      packageManagers: [],
      tools: ['executor'],
      endOfLife: '2025-06-03',
      sizeClass: 'medium',
    },
    words: 'slim',
    variants: [
      { when: '!slim', facts: { workdir: '/workspace' } },
      {
        when: 'debug',
        facts: { volumes: ['/busybox'], shells: ['sh'], tools: ['busybox'], development: true },
      },
      { when: '!debug', facts: { shells: [], volumes: [], closed: true } },
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
    source: read('Dockerfile of alpine-docker/git', 'the other images'),
    examples: ['alpine/git:2.45.2', 'alpine/curl:8.11.0', 'alpine/helm:3.16.2'],
    system: usually('alpine'),
    wordPattern: /^v\d/,
    forget: ['entrypoint', 'command', 'workdir'],
    more: (_tag, repository) => {
      const name = repository.slice('alpine/'.length);
      if (name === 'git')
        return {
          entrypoint: ['git'],
          command: ['--help'],
          workdir: '/git',
          volumes: ['/git'],
          tools: gitTools,
        };
      if (name === 'k8s') return { tools: ['kubectl', 'helm', 'curl', 'jq', 'bash'], shells: ['bash'] };
      return { tools: [name] };
    },
  },
  {
    name: 'curlimages/curl',
    repositories: ['curlimages/curl', 'quay.io/curl/curl'],
    kind: 'tool',
    source: unread('curl/curl-container Dockerfile'),
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
    source: unread('rancher/kubectl and kubernetes/kubernetes image definitions'),
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
    source: read(
      'Dockerfiles of GoogleCloudPlatform/cloud-sdk-docker: debian_slim, alpine',
      'the full image and emulators',
    ),
    examples: ['google/cloud-sdk:502.0.0-slim', 'google/cloud-sdk:alpine'],
    system: usually('debian'),
    facts: {
      users: { cloudsdk: 1000 },
      volumes: ['/root/.config'],
      tools: ['gcloud', 'gsutil', 'bq', 'curl', 'git', 'ssh', 'gpg', 'docker', 'python3'],
      sizeClass: 'large',
    },
    words: 'slim stable emulators debian_component_based',
    variants: [
      { when: 'alpine', facts: { shells: ['bash'] } },
      { when: 'slim', facts: { tools: ['gcc'] } },
    ],
  },
  {
    name: 'amazon/aws-cli',
    repositories: ['amazon/aws-cli', 'public.ecr.aws/aws-cli/aws-cli'],
    kind: 'tool',
    source: read('Dockerfile of aws/aws-cli: docker'),
    setsNothingElse: true,
    examples: ['amazon/aws-cli:2.22.0'],
    system: usually('amzn'),
    facts: {
      entrypoint: ['/usr/local/bin/aws'],
      workdir: '/aws',
      command: null,
      tools: ['aws', 'less', 'groff', 'jq'],
      sizeClass: 'medium',
    },
  },
  {
    name: 'azure-cli',
    repositories: ['mcr.microsoft.com/azure-cli'],
    kind: 'tool',
    source: read('azure-linux.dockerfile of Azure/azure-cli', 'the image on Alpine'),
    examples: ['mcr.microsoft.com/azure-cli:2.66.0', 'mcr.microsoft.com/azure-cli:2.66.0-azurelinux3.0'],
    facts: { shells: ['sh', 'bash'], tools: ['az', 'curl'], sizeClass: 'large' },
    words: 'cbl',
    variants: [
      { when: 'azurelinux', facts: { command: ['/bin/sh', '-c', 'bash'] } },
      { when: 'mariner', facts: { command: ['/bin/sh', '-c', 'bash'] } },
      { when: 'alpine', facts: { tools: ['jq', 'python3'] } },
    ],
  },
  {
    name: 'powershell',
    repositories: ['mcr.microsoft.com/powershell'],
    kind: 'tool',
    source: read('release/7-4/ubuntu22.04 of PowerShell/PowerShell-Docker', 'the other systems'),
    examples: [
      'mcr.microsoft.com/powershell:7.4-ubuntu-22.04',
      'mcr.microsoft.com/powershell:lts-alpine-3.20',
    ],
    facts: { command: ['pwsh'], shells: ['pwsh'], tools: ['pwsh'], sizeClass: 'medium' },
    words: 'lts preview',
  },
  {
    name: 'hadolint',
    repositories: ['hadolint/hadolint', 'ghcr.io/hadolint/hadolint'],
    kind: 'tool',
    source: read('Dockerfile of hadolint/hadolint: docker, its Debian stage', 'the image without a system'),
    examples: ['hadolint/hadolint:v2.12.0', 'hadolint/hadolint:latest-alpine'],
    system: (tag) => (tag ? { id: 'scratch' } : undefined),
    facts: { command: ['/bin/hadolint', '-'], tools: ['hadolint'], sizeClass: 'tiny' },
    variants: [{ when: 'scratch', facts: { closed: true } }],
  },
  {
    name: 'trivy',
    repositories: ['aquasec/trivy', 'ghcr.io/aquasecurity/trivy', 'public.ecr.aws/aquasecurity/trivy'],
    kind: 'tool',
    source: read('Dockerfile of aquasecurity/trivy'),
    setsNothingElse: true,
    examples: ['aquasec/trivy:0.57.1'],
    system: usually('alpine'),
    facts: {
      entrypoint: ['trivy'],
      command: null,
      tools: ['trivy', 'git'],
      lacks: ['curl', 'bash'],
      sizeClass: 'medium',
    },
    words: 'canary',
  },
  {
    name: 'shellcheck',
    repositories: ['koalaman/shellcheck', 'koalaman/shellcheck-alpine'],
    kind: 'tool',
    source: read(
      'Dockerfile.multi-arch of koalaman/shellcheck, in which a copy sets a user',
      'the image on Alpine',
    ),
    examples: ['koalaman/shellcheck:v0.10.0', 'koalaman/shellcheck-alpine:v0.10.0'],
    system: (_tag, repository) => ({ id: repository.endsWith('alpine') ? 'alpine' : 'scratch' }),
    facts: { tools: ['shellcheck'], sizeClass: 'tiny' },
    words: 'stable',
    forget: ['user'],
    more: (_tag, repository) =>
      repository.endsWith('alpine')
        ? undefined
        : { entrypoint: ['/bin/shellcheck'], workdir: '/mnt', closed: true },
  },
];
