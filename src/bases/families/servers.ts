import { isBefore } from '../compare.ts';
import type { Family } from '../family.ts';
import { read } from '../source.ts';
import type { Tag } from '../tag.ts';
import { certificates, systemPath, usually } from './shared.ts';

const onAlpine = ({ system }: Tag): boolean => system?.id === 'alpine';

/** Web servers, proxies and gateways. */
export const servers: readonly Family[] = [
  {
    name: 'nginx',
    repositories: ['nginx', 'public.ecr.aws/nginx/nginx'],
    kind: 'service',
    source: read('Dockerfiles of nginx/docker-nginx: mainline/debian and others'),
    setsNothingElse: true,
    examples: ['nginx:1.27-alpine', 'nginx:1.27-alpine-slim', 'nginx:1.26-bookworm', 'nginx:latest'],
    product: 'nginx',
    versionVariable: 'NGINX_VERSION',
    system: usually('debian'),
    facts: {
      environment: { PATH: systemPath },
      environmentNames: ['NJS_VERSION', 'PKG_RELEASE'],
      entrypoint: ['/docker-entrypoint.sh'],
      command: ['nginx', '-g', 'daemon off;'],
      ports: ['80/tcp'],
      stopSignal: 'SIGQUIT',
      users: { nginx: 101 },
      tools: ['nginx', 'envsubst'],
    },
    words: 'stable mainline perl otel',
    variants: [
      {
        when: '!alpine',
        facts: {
          tools: ['curl', ...certificates],
          lacks: ['wget', 'git', 'nc', 'python3'],
          sizeClass: 'medium',
        },
      },
      { when: 'alpine', facts: { lacks: ['bash', 'git', 'python3'], sizeClass: 'small' } },
      { when: 'alpine !slim', since: '1.25', facts: { tools: ['curl'] } },
      { when: 'alpine slim', since: '1.25', facts: { closed: true, sizeClass: 'tiny' } },
    ],
  },
  {
    name: 'nginx-unprivileged',
    repositories: [
      'nginxinc/nginx-unprivileged',
      'ghcr.io/nginx/nginx-unprivileged',
      'ghcr.io/nginxinc/nginx-unprivileged',
    ],
    kind: 'service',
    source: read('Dockerfile of nginxinc/docker-nginx-unprivileged: mainline/debian of 1.19', 'Alpine'),
    setsNothingElse: true,
    examples: ['nginxinc/nginx-unprivileged:1.27-alpine', 'nginxinc/nginx-unprivileged:stable-bookworm'],
    product: 'nginx',
    system: usually('debian'),
    facts: {
      user: { text: '101', uid: 101, gid: 101 },
      entrypoint: ['/docker-entrypoint.sh'],
      command: ['nginx', '-g', 'daemon off;'],
      ports: ['8080/tcp'],
      stopSignal: 'SIGQUIT',
      users: { nginx: 101 },
      tools: ['nginx', 'envsubst'],
    },
    words: 'stable mainline perl otel slim',
    variants: [
      {
        when: '!alpine',
        facts: { tools: ['curl', ...certificates], lacks: ['wget', 'git', 'nc'], sizeClass: 'medium' },
      },
      { when: 'alpine', facts: { sizeClass: 'small' } },
    ],
  },
  {
    name: 'httpd',
    repositories: ['httpd'],
    kind: 'service',
    source: read('Dockerfiles of docker-library/httpd: 2.4 of 2.4.54, 2.4/alpine of 2.4.28'),
    setsNothingElse: true,
    examples: ['httpd:2.4', 'httpd:2.4-alpine', 'httpd:2.4.62-bookworm'],
    system: usually('debian'),
    facts: {
      entrypoint: null,
      command: ['httpd-foreground'],
      ports: ['80/tcp'],
      stopSignal: 'SIGWINCH',
      workdir: '/usr/local/apache2',
      environment: { HTTPD_PREFIX: '/usr/local/apache2', PATH: `/usr/local/apache2/bin:${systemPath}` },
      tools: ['httpd', 'apachectl', 'httpd-foreground'],
    },
    variants: [
      { when: 'alpine', facts: { users: { 'www-data': 82 }, lacks: ['curl', 'git'], sizeClass: 'small' } },
      {
        when: '!alpine',
        facts: { tools: certificates, lacks: ['curl', 'wget', 'git', 'nc'], sizeClass: 'small' },
      },
    ],
  },
  {
    name: 'caddy',
    repositories: ['caddy'],
    kind: 'service',
    source: read('Dockerfiles of caddyserver/caddy-docker: 2.10/alpine, 2.10/builder'),
    examples: ['caddy:2', 'caddy:2.8-alpine', 'caddy:2-builder'],
    system: usually('alpine'),
    facts: {
      entrypoint: null,
      sizeClass: 'small',
    },
    variants: [
      {
        when: '!builder',
        facts: {
          command: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
          ports: ['80/tcp', '443/tcp', '443/udp', '2019/tcp'],
          environment: { XDG_CONFIG_HOME: '/config', XDG_DATA_HOME: '/data' },
          tools: ['caddy'],
          lacks: ['curl', 'bash', 'git'],
          workdir: '/srv',
        },
      },
      {
        when: 'builder',
        facts: {
          ports: [],
          environment: { GOPATH: '/go', PATH: `/go/bin:/usr/local/go/bin:${systemPath}` },
          tools: ['xcaddy', 'go', 'git', 'curl'],
          development: true,
          workdir: '/usr/bin',
          sizeClass: 'large',
        },
      },
    ],
    // Its volumes went with one of the versions before 2.6.
    more: ({ versions: [version = '2'] }) =>
      version === '2' || !isBefore(version, '2.6') ? { volumes: [], stopSignal: null } : {},
  },
  {
    name: 'traefik',
    repositories: ['traefik', 'ghcr.io/traefik/traefik'],
    kind: 'service',
    source: read('Dockerfile of traefik/traefik-library-image: v3.5/alpine'),
    setsNothingElse: true,
    examples: ['traefik:v3.2', 'traefik:2.11', 'traefik:v3'],
    system: usually('alpine'),
    facts: {
      entrypoint: ['/entrypoint.sh'],
      command: ['traefik'],
      lacks: ['curl', 'bash', 'git'],
      ports: ['80/tcp'],
      tools: ['traefik'],
      sizeClass: 'small',
    },
  },
  {
    name: 'haproxy',
    repositories: ['haproxy', 'haproxytech/haproxy-alpine', 'haproxytech/haproxy-debian'],
    kind: 'service',
    source: read(
      'Dockerfiles of docker-library/haproxy: 3.0, 3.2/alpine',
      'haproxytech, and versions before 2.4',
    ),
    examples: ['haproxy:3.0', 'haproxy:2.8-alpine', 'haproxy:lts-bookworm'],
    product: 'haproxy',
    system: (tag, repository) =>
      tag ? { id: repository.endsWith('alpine') ? 'alpine' : 'debian' } : undefined,
    facts: { users: { haproxy: 99 }, tools: ['haproxy'] },
    words: 'lts dev',
    more: (tag, repository) => {
      if (repository !== 'haproxy') return undefined;
      const old = Number.parseFloat(tag.versions[0] ?? '3') < 2.4;
      return {
        ...(old ? {} : { user: { text: 'haproxy', uid: 99, gid: 99 }, workdir: '/var/lib/haproxy' }),
        entrypoint: ['docker-entrypoint.sh'],
        command: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
        stopSignal: 'SIGUSR1',
        ports: [],
        volumes: [],
        lacks: ['curl', 'git', 'gcc', 'make', ...(onAlpine(tag) ? ['bash'] : ['wget', 'nc'])],
        sizeClass: 'small',
      };
    },
  },
  {
    name: 'envoy',
    repositories: ['envoyproxy/envoy'],
    kind: 'service',
    source: read('Dockerfile-envoy of envoyproxy/envoy'),
    setsNothingElse: true,
    examples: ['envoyproxy/envoy:v1.32-latest', 'envoyproxy/envoy:distroless-v1.32-latest'],
    system: (tag) =>
      tag?.words.includes('distroless') ? { id: 'debian' } : tag ? { id: 'ubuntu' } : undefined,
    bare: (tag) => tag?.words.includes('distroless') === true,
    facts: { ports: ['10000/tcp'], volumes: [], tools: ['envoy'] },
    words: 'dev debug tools contrib google vrp',
    variants: [
      {
        when: '!distroless',
        facts: {
          entrypoint: ['/docker-entrypoint.sh'],
          command: ['envoy', '-c', '/etc/envoy/envoy.yaml'],
          users: { envoy: 101 },
          tools: ['su-exec', ...certificates],
          sizeClass: 'medium',
        },
      },
      { when: '!distroless !vrp', facts: { lacks: ['curl', 'wget', 'git', 'nc'] } },
      {
        when: 'vrp',
        facts: {
          entrypoint: null,
          command: ['supervisord', '-c', '/etc/supervisor.conf'],
          ports: ['10000/tcp', '10001/tcp'],
        },
      },
      {
        when: 'distroless',
        facts: {
          user: { text: '65532', uid: 65532, gid: 65532 },
          users: { nobody: 65534, nonroot: 65532 },
          entrypoint: ['/usr/local/bin/envoy'],
          command: ['-c', '/etc/envoy/envoy.yaml'],
          workdir: '/home/nonroot',
          shells: [],
          packageManagers: [],
          closed: true,
        },
      },
    ],
  },
  {
    name: 'kong',
    repositories: ['kong', 'kong/kong-gateway'],
    kind: 'service',
    source: read('Dockerfile of Kong/docker-kong: ubuntu of 2.0.5', 'later versions'),
    examples: ['kong:3.7', 'kong/kong-gateway:3.8'],
    facts: {
      user: { text: 'kong' },
      entrypoint: ['/docker-entrypoint.sh'],
      command: ['kong', 'docker-start'],
      ports: ['8000/tcp', '8443/tcp', '8001/tcp', '8444/tcp'],
      stopSignal: 'SIGQUIT',
      volumes: [],
      tools: ['kong'],
    },
    words: 'rhel ubuntu debian',
    forget: ['health'],
    variants: [
      { when: '', before: '2.1', facts: { health: false } },
      { when: '', since: '3.4', facts: { health: true } },
    ],
  },
  {
    name: 'openresty',
    repositories: ['openresty/openresty'],
    kind: 'service',
    source: read(
      'Dockerfiles of openresty/docker-openresty: alpine, bookworm',
      'the fat images and the other systems',
    ),
    examples: ['openresty/openresty:1.25.3.2-alpine', 'openresty/openresty:bookworm-fat'],
    facts: { stopSignal: 'SIGQUIT', tools: ['openresty', 'nginx'] },
    words: 'fat apk buildpack slim',
    forget: ['command'],
    setsNothingElse: true,
    variants: [
      { when: 'alpine', facts: { command: ['/usr/local/openresty/bin/openresty', '-g', 'daemon off;'] } },
      { when: 'debian', facts: { command: ['/usr/bin/openresty', '-g', 'daemon off;'] } },
    ],
  },
  {
    name: 'varnish',
    repositories: ['varnish'],
    kind: 'service',
    source: read('Dockerfile of varnish/docker-varnish: fresh/debian of 7.2', 'Alpine'),
    examples: ['varnish:7.6', 'varnish:7-alpine'],
    system: usually('debian'),
    facts: {
      user: { text: 'varnish' },
      entrypoint: ['/usr/local/bin/docker-varnish-entrypoint'],
      ports: ['80/tcp', '8443/tcp'],
      workdir: '/etc/varnish',
      command: [],
      tools: ['varnishd'],
    },
    words: 'stable fresh old',
  },
  {
    name: 'coredns',
    repositories: ['coredns/coredns', 'registry.k8s.io/coredns/coredns'],
    kind: 'service',
    source: read('Dockerfile of coredns/coredns, before 1.11', 'the user since'),
    examples: ['coredns/coredns:1.12.0'],
    facts: {
      entrypoint: ['/coredns'],
      ports: ['53/tcp', '53/udp'],
      shells: [],
      packageManagers: [],
      sizeClass: 'small',
    },
    variants: [
      { when: '', since: '1.11', facts: { user: { text: 'nonroot:nonroot', uid: 65532, gid: 65532 } } },
    ],
  },
];
