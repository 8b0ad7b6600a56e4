import type { Family } from '../family.ts';
import { read, unread } from '../source.ts';
import type { Layer, SystemRef } from '../systems.ts';
import type { Tag } from '../tag.ts';

/** The system that the image itself is: its release is the tag's first version. */
const itself =
  (id: string, flavour?: string) =>
  (tag: Tag | undefined): SystemRef => ({
    id,
    ...(tag?.versions[0] === undefined ? {} : { version: tag.versions[0] }),
    ...(flavour === undefined ? {} : { flavour }),
  });

/** The same, where a word of the tag is the flavour. */
const flavoured =
  (id: string, flavours: Readonly<Record<string, string>>) =>
  (tag: Tag | undefined): SystemRef => {
    const word = tag?.words.find((known) => Object.hasOwn(flavours, known));
    return itself(id, word === undefined ? undefined : flavours[word])(tag);
  };

/** A repository of Red Hat's universal base images: `ubi9/ubi-minimal`, `ubi9-minimal`. */
const ubi = (_tag: Tag | undefined, repository: string): SystemRef => {
  const [, version, flavour] = /ubi(\d+)(?:\/ubi)?(?:-(minimal|micro|init))?$/.exec(repository) ?? [];
  return { id: 'rhel', ...(version ? { version } : {}), ...(flavour ? { flavour } : {}) };
};
const ubiTag = (tag: Tag | undefined, repository: string): SystemRef => {
  const named = ubi(tag, repository);
  const exact = tag?.versions[0];
  return exact?.startsWith(`${named.version}.`) ? { ...named, version: exact } : named;
};

const ubiNames = (flavour: string): string[] =>
  ['7', '8', '9', '10'].flatMap((major) =>
    ['registry.access.redhat.com', 'registry.redhat.io', 'redhat'].flatMap((host) => [
      ...(host === 'redhat' ? [] : [`${host}/ubi${major}/ubi${flavour}`]),
      `${host}/ubi${major}${flavour}`,
    ]),
  );

/** Azure Linux's base image has the user that its variants without root run as. */
const azureBase: Layer = { command: ['bash'], users: { nonroot: 65532 } };

export const distributions: readonly Family[] = [
  {
    name: 'scratch',
    repositories: ['scratch'],
    kind: 'scratch',
    source: read('Dockerfile reference, FROM scratch'),
    examples: ['scratch'],
    system: () => ({ id: 'scratch' }),
    facts: { closed: true, sizeClass: 'tiny' },
  },
  {
    name: 'debian',
    repositories: ['debian'],
    kind: 'distribution',
    source: read(
      'debuerreotype/docker-debian-artifacts: package list of bookworm/slim',
      'the releases before and after',
    ),
    examples: ['debian:12', 'debian:bookworm-slim', 'debian:trixie-slim', 'debian:latest'],
    system: itself('debian'),
    words: 'stable oldstable oldoldstable testing unstable sid experimental rc buggy slim backports',
    facts: { closed: true },
  },
  {
    name: 'ubuntu',
    repositories: ['ubuntu', 'public.ecr.aws/ubuntu/ubuntu'],
    kind: 'distribution',
    source: unread('Ubuntu OCI images: manifests of cloud-images and launchpad'),
    examples: ['ubuntu:22.04', 'ubuntu:24.04', 'ubuntu:noble', 'ubuntu'],
    system: itself('ubuntu'),
    words: 'rolling devel edge',
    facts: { closed: true },
  },
  {
    name: 'alpine',
    repositories: ['alpine'],
    kind: 'distribution',
    source: read('alpinelinux/aports: main/busybox', 'releases otherwise'),
    examples: ['alpine:3.20', 'alpine:3.22.1', 'alpine:latest'],
    system: itself('alpine'),
    words: 'edge',
    facts: { closed: true },
  },
  {
    name: 'busybox',
    repositories: ['busybox'],
    kind: 'distribution',
    source: read('docker-library/busybox: image configuration of latest/glibc', 'users and applets'),
    examples: ['busybox:1.36', 'busybox:musl', 'busybox:stable-glibc'],
    system: itself('busybox'),
    words: 'stable unstable',
    facts: { closed: true },
    variants: [
      { when: 'musl', facts: { libc: { family: 'musl' } } },
      { when: 'glibc', facts: { libc: { family: 'glibc' } } },
      { when: 'uclibc', facts: { libc: { family: 'other' } } },
    ],
  },
  {
    name: 'fedora',
    repositories: ['fedora', 'registry.fedoraproject.org/fedora', 'quay.io/fedora/fedora'],
    kind: 'distribution',
    source: read(
      'Fedora container kickstart: fedora-container-base, in a copy',
      'the configuration of the image',
    ),
    examples: ['fedora:42', 'quay.io/fedora/fedora:43'],
    system: itself('fedora'),
    words: 'rawhide branched',
  },
  {
    name: 'fedora-minimal',
    repositories: ['registry.fedoraproject.org/fedora-minimal', 'quay.io/fedora/fedora-minimal'],
    kind: 'distribution',
    source: unread('Fedora container kickstarts'),
    examples: ['registry.fedoraproject.org/fedora-minimal:42'],
    system: itself('fedora', 'minimal'),
  },
  {
    name: 'rockylinux',
    repositories: ['rockylinux', 'rockylinux/rockylinux', 'quay.io/rockylinux/rockylinux'],
    kind: 'distribution',
    source: read(
      'Rocky-9-Container-Base of rocky-linux/kickstarts',
      'minimal, and the releases before and after',
    ),
    examples: ['rockylinux:9', 'rockylinux/rockylinux:9-minimal', 'rockylinux/rockylinux:10'],
    system: flavoured('rocky', { minimal: 'minimal', micro: 'micro', 'ubi-micro': 'micro' }),
    words: 'minimal micro ubi init',
  },
  {
    name: 'almalinux',
    repositories: ['almalinux', 'quay.io/almalinuxorg/almalinux'],
    kind: 'distribution',
    source: read(
      'Containerfiles of AlmaLinux/container-images: 9 default, 10 micro',
      'minimal, and the other releases',
    ),
    examples: ['almalinux:9', 'almalinux:9-minimal', 'almalinux:10'],
    system: flavoured('almalinux', { minimal: 'minimal', micro: 'micro' }),
    words: 'minimal micro init base kitten',
    facts: { environmentNames: ['LANG'] },
    variants: [
      { when: '!minimal !micro !init !base', since: '9', facts: { tools: ['xz', 'less', 'ping'] } },
      // In shell form, so that sh runs sh.
      { when: 'micro', facts: { command: ['/bin/sh', '-c', '/bin/sh'] } },
    ],
  },
  {
    name: 'almalinux/minimal',
    repositories: ['almalinux/9-minimal', 'almalinux/8-minimal', 'almalinux/10-minimal'],
    kind: 'distribution',
    source: unread('AlmaLinux/container-images'),
    examples: ['almalinux/9-minimal:9.4'],
    system: (_tag, repository) => ({
      id: 'almalinux',
      version: /\/(\d+)-/.exec(repository)?.[1] ?? '',
      flavour: 'minimal',
    }),
  },
  {
    name: 'oraclelinux',
    repositories: [
      'oraclelinux',
      'container-registry.oracle.com/os/oraclelinux',
      'ghcr.io/oracle/oraclelinux',
    ],
    kind: 'distribution',
    source: read('Dockerfile of oracle/container-images: 9-slim', 'what the root file system holds'),
    examples: ['oraclelinux:8', 'oraclelinux:9-slim'],
    system: flavoured('ol', { slim: 'minimal' }),
    words: 'slim fips',
  },
  {
    name: 'centos',
    repositories: ['centos'],
    kind: 'distribution',
    source: read(
      'docker/centos-7-x86_64.ks of CentOS/sig-cloud-instance-build',
      'the other releases, and the configuration of the image',
    ),
    examples: ['centos:7', 'centos:8', 'centos:centos7.9.2009'],
    system: itself('centos'),
  },
  {
    name: 'centos/stream',
    repositories: ['quay.io/centos/centos', 'quay.io/centos/centos/'],
    kind: 'distribution',
    source: unread('CentOS Stream container images on quay.io'),
    examples: ['quay.io/centos/centos:stream9', 'quay.io/centos/centos:stream10-minimal'],
    words: 'minimal development stream8 stream9 stream10 stream9-minimal',
    system: (tag) => {
      const version = /stream(\d+)/.exec(tag?.text ?? '')?.[1];
      const flavour = tag?.words.includes('minimal') ? 'minimal' : undefined;
      return version === undefined
        ? undefined
        : { id: 'centos-stream', version, ...(flavour ? { flavour } : {}) };
    },
  },
  {
    name: 'ubi',
    repositories: ubiNames(''),
    kind: 'distribution',
    source: read(
      'Red Hat Enterprise Linux 9, Building, running, and managing containers: UBI standard images',
      'programs beside dnf, tar and gzip',
    ),
    examples: ['registry.access.redhat.com/ubi9/ubi:9.5', 'redhat/ubi8', 'registry.access.redhat.com/ubi10'],
    system: ubiTag,
  },
  {
    name: 'ubi-minimal',
    repositories: ubiNames('-minimal'),
    kind: 'distribution',
    source: read(
      'Red Hat Enterprise Linux 10, Building, running, and managing containers: UBI minimal images',
      'programs beside microdnf; that Python and systemd are absent is read',
    ),
    examples: ['registry.access.redhat.com/ubi9/ubi-minimal:9.5', 'redhat/ubi8-minimal'],
    system: ubiTag,
    facts: { tools: ['curl'], lacks: ['tar', 'find', 'xargs', 'ps', 'python3'] },
  },
  {
    name: 'ubi-micro',
    repositories: ubiNames('-micro'),
    kind: 'distribution',
    source: read(
      'Red Hat Enterprise Linux 9, Building, running, and managing containers: UBI micro images',
      'which programs it has; that it has no package manager is read',
    ),
    examples: ['registry.access.redhat.com/ubi9/ubi-micro', 'redhat/ubi9-micro:9.5'],
    system: ubiTag,
    facts: { closed: true },
  },
  {
    name: 'ubi-init',
    repositories: ubiNames('-init'),
    kind: 'distribution',
    source: read(
      'Red Hat Enterprise Linux 9, Building, running, and managing containers: UBI init images',
      'programs beside systemd and ps',
    ),
    examples: ['registry.access.redhat.com/ubi9/ubi-init:9.5'],
    system: ubiTag,
    facts: { command: ['/sbin/init'], stopSignal: 'SIGRTMIN+3', tools: ['systemctl', 'ps'] },
  },
  {
    name: 'amazonlinux',
    repositories: ['amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
    kind: 'distribution',
    source: unread('amazonlinux/container-images; Amazon Linux user guide'),
    examples: ['amazonlinux:2', 'amazonlinux:2023', 'public.ecr.aws/amazonlinux/amazonlinux:2023-minimal'],
    system: flavoured('amzn', { minimal: 'minimal' }),
    words: 'minimal with sources',
  },
  {
    name: 'azurelinux',
    repositories: ['mcr.microsoft.com/azurelinux/base/core'],
    kind: 'distribution',
    source: read('Dockerfile-Base-Template of microsoft/azurelinux', 'its packages'),
    examples: ['mcr.microsoft.com/azurelinux/base/core:3.0'],
    system: itself('azurelinux'),
    facts: azureBase,
  },
  {
    name: 'azurelinux/distroless',
    repositories: ['minimal', 'base', 'debug'].map(
      (name) => `mcr.microsoft.com/azurelinux/distroless/${name}`,
    ),
    kind: 'distroless',
    source: read('Dockerfile-Distroless-Nonroot-Template of microsoft/azurelinux', 'its packages'),
    examples: [
      'mcr.microsoft.com/azurelinux/distroless/base:3.0',
      'mcr.microsoft.com/azurelinux/distroless/minimal:3.0-nonroot',
    ],
    system: itself('azurelinux', 'distroless'),
    words: 'nonroot',
    more: distrolessMicrosoft,
  },
  {
    name: 'cbl-mariner',
    repositories: ['mcr.microsoft.com/cbl-mariner/base/core'],
    kind: 'distribution',
    source: read('Dockerfile-Base-Nonroot-Template of microsoft/azurelinux', 'its packages'),
    examples: ['mcr.microsoft.com/cbl-mariner/base/core:2.0'],
    system: itself('mariner'),
    facts: { command: ['bash'] },
  },
  {
    name: 'cbl-mariner/distroless',
    repositories: ['minimal', 'base', 'debug'].map(
      (name) => `mcr.microsoft.com/cbl-mariner/distroless/${name}`,
    ),
    kind: 'distroless',
    source: read('Dockerfile-Distroless-Nonroot-Template of microsoft/azurelinux', 'its packages'),
    examples: [
      'mcr.microsoft.com/cbl-mariner/distroless/base:2.0',
      'mcr.microsoft.com/cbl-mariner/distroless/debug:2.0-nonroot',
    ],
    system: itself('mariner', 'distroless'),
    words: 'nonroot',
    more: distrolessMicrosoft,
  },
  {
    name: 'photon',
    repositories: ['photon'],
    kind: 'distribution',
    source: unread('vmware/photon-docker-image'),
    examples: ['photon:5.0'],
    system: itself('photon'),
  },
  {
    name: 'opensuse/leap',
    repositories: ['opensuse/leap', 'registry.opensuse.org/opensuse/leap'],
    kind: 'distribution',
    source: unread('openSUSE containers wiki'),
    examples: ['opensuse/leap:15.6', 'registry.opensuse.org/opensuse/leap:16.0'],
    system: itself('opensuse-leap'),
  },
  {
    name: 'opensuse/tumbleweed',
    repositories: ['opensuse/tumbleweed', 'registry.opensuse.org/opensuse/tumbleweed'],
    kind: 'distribution',
    source: unread('openSUSE containers wiki'),
    examples: ['opensuse/tumbleweed:latest'],
    system: itself('opensuse-tumbleweed'),
  },
  {
    name: 'bci',
    repositories: ['bci-base', 'bci-minimal', 'bci-micro', 'bci-busybox'].map(
      (name) => `registry.suse.com/bci/${name}`,
    ),
    kind: 'distribution',
    source: read('src/bci_build/package/basecontainers.py of SUSE/BCI-dockerfile-generator', 'bci-base'),
    examples: ['registry.suse.com/bci/bci-base:15.6', 'registry.suse.com/bci/bci-micro:15.7'],
    system: (tag, repository) => {
      const flavour = /bci-(\w+)$/.exec(repository)?.[1];
      return itself('sles', flavour === 'base' ? undefined : flavour)(tag);
    },
  },
  {
    name: 'archlinux',
    repositories: ['archlinux', 'archlinux/archlinux'],
    kind: 'distribution',
    source: read('Dockerfile.template of archlinux/archlinux-docker', 'what its packages hold'),
    examples: ['archlinux:base', 'archlinux:base-devel', 'archlinux:latest'],
    system: () => ({ id: 'arch' }),
    words: 'base multilib',
    facts: { environment: { LANG: 'C.UTF-8' } },
    variants: [
      {
        when: 'devel',
        facts: {
          tools: ['gcc', 'g++', 'make', 'sudo', 'patch', 'fakeroot'],
          development: true,
          sizeClass: 'large',
        },
      },
    ],
  },
  {
    name: 'clearlinux',
    repositories: ['clearlinux', 'clearlinux/os-core'],
    kind: 'distribution',
    source: unread('clearlinux/dockerfiles; announcement of the end of Clear Linux OS'),
    examples: ['clearlinux:latest'],
    system: () => ({ id: 'clear-linux-os' }),
    words: 'base',
    facts: { endOfLife: '2025-07-18' },
  },
  {
    name: 'buildpack-deps',
    repositories: ['buildpack-deps'],
    kind: 'development',
    source: read('Dockerfiles of docker-library/buildpack-deps: debian/bookworm, debian/bookworm/curl'),
    examples: ['buildpack-deps:bookworm', 'buildpack-deps:trixie-curl', 'buildpack-deps:noble-scm'],
    words: 'stable oldstable testing sid',
    facts: { development: true, tools: ['curl', 'wget', 'openssl', 'gpg'], sizeClass: 'medium' },
    variants: [
      { when: '!curl', facts: { tools: ['git', 'hg', 'svn', 'ssh', 'ps'], sizeClass: 'medium' } },
      {
        when: '!curl !scm',
        facts: {
          tools: [
            'gcc',
            'g++',
            'make',
            'autoconf',
            'automake',
            'patch',
            'unzip',
            'bzip2',
            'xz',
            'file',
            'python3',
          ],
          sizeClass: 'large',
        },
      },
    ],
  },
  {
    name: 'windows/servercore',
    repositories: [
      'mcr.microsoft.com/windows/servercore',
      'mcr.microsoft.com/windows/server',
      'mcr.microsoft.com/windows',
    ],
    kind: 'distribution',
    source: unread('Microsoft Learn, Windows container base images'),
    examples: [
      'mcr.microsoft.com/windows/servercore:ltsc2022',
      'mcr.microsoft.com/windows/servercore:ltsc2025',
    ],
    system: (tag) => windows(tag, 'servercore'),
    words: 'ltsc2016 ltsc2019 ltsc2022 ltsc2025 20H2',
  },
  {
    name: 'windows/nanoserver',
    repositories: ['mcr.microsoft.com/windows/nanoserver'],
    kind: 'distribution',
    source: unread('Microsoft Learn, Windows container base images'),
    examples: ['mcr.microsoft.com/windows/nanoserver:ltsc2022', 'mcr.microsoft.com/windows/nanoserver:1809'],
    system: (tag) => windows(tag, 'nanoserver'),
    words: 'ltsc2016 ltsc2019 ltsc2022 ltsc2025 20H2',
  },
];

function windows(tag: Tag | undefined, flavour: string): SystemRef {
  const version = /^(?:ltsc\d{4}|\d{4}|20H2)/.exec(tag?.text ?? '')?.[0];
  return { id: 'windows', flavour, ...(version === undefined ? {} : { version }) };
}

/** Microsoft's distroless images: `nonroot` tags run as 65532, `debug` has BusyBox. */
function distrolessMicrosoft(tag: Tag, repository: string) {
  const nonroot = tag.words.includes('nonroot');
  const debug = repository.endsWith('/debug');
  return {
    users: { nonroot: 65532 },
    ...(nonroot ? { user: { text: '65532', uid: 65532, gid: 65532 } } : {}),
    ...(debug ? { shells: ['sh'], tools: ['busybox'], development: true } : {}),
    ...(repository.endsWith('/minimal') ? { libc: { family: 'none' as const }, closed: true } : {}),
  };
}
