import type { Family } from '../family.ts';
import { read, unread } from '../source.ts';
import { usually } from './shared.ts';

const nobody = { text: 'nobody', uid: 65534 };
const busybox = {
  shells: ['sh', 'ash'],
  packageManagers: [],
  tools: ['busybox', 'wget', 'nc'],
  lacks: ['curl', 'bash', 'git'],
};

/** Metrics, logs, traces and dashboards. */
export const observability: readonly Family[] = [
  {
    name: 'grafana',
    repositories: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
    kind: 'service',
    source: read('Dockerfile of grafana/grafana, of 2025'),
    examples: ['grafana/grafana:11.3.0', 'grafana/grafana:11.3.0-ubuntu'],
    system: usually('alpine'),
    facts: {
      user: { text: '472', uid: 472, gid: 0 },
      users: { grafana: 472 },
      environment: {
        GF_PATHS_CONFIG: '/etc/grafana/grafana.ini',
        GF_PATHS_DATA: '/var/lib/grafana',
        GF_PATHS_HOME: '/usr/share/grafana',
        GF_PATHS_LOGS: '/var/log/grafana',
        GF_PATHS_PLUGINS: '/var/lib/grafana/plugins',
        GF_PATHS_PROVISIONING: '/etc/grafana/provisioning',
      },
      entrypoint: ['/run.sh'],
      ports: ['3000/tcp'],
      workdir: '/usr/share/grafana',
      shells: ['bash'],
      tools: ['grafana', 'curl'],
      sizeClass: 'medium',
    },
    words: 'main beta1',
  },
  {
    name: 'loki',
    repositories: ['grafana/loki'],
    kind: 'service',
    source: read('Dockerfile of grafana/loki: cmd/loki'),
    setsNothingElse: true,
    examples: ['grafana/loki:3.2.1'],
    facts: {
      user: { text: '10001', uid: 10001 },
      users: { loki: 10001 },
      entrypoint: ['/usr/bin/loki'],
      command: ['-config.file=/etc/loki/local-config.yaml'],
      ports: ['3100/tcp'],
      tools: ['loki'],
    },
  },
  {
    name: 'grafana/others',
    repositories: ['promtail', 'tempo', 'mimir', 'alloy', 'pyroscope'].map((name) => `grafana/${name}`),
    kind: 'service',
    source: read('Dockerfile of grafana/tempo: cmd/tempo', 'all but Tempo, of which nothing is told'),
    examples: ['grafana/tempo:2.6.1'],
    more: (_tag, repository) =>
      repository === 'grafana/tempo'
        ? { user: { text: '10001:10001', uid: 10001, gid: 10001 }, entrypoint: ['/tempo'] }
        : undefined,
  },
  {
    name: 'prometheus',
    repositories: ['prom/prometheus', 'quay.io/prometheus/prometheus'],
    kind: 'service',
    source: read('Dockerfile of prometheus/prometheus, of 2.x', 'the base, and what 3.x changed'),
    examples: ['prom/prometheus:v3.0.0', 'quay.io/prometheus/prometheus:v2.55.1'],
    facts: {
      users: { nobody: 65534 },
      entrypoint: ['/bin/prometheus'],
      ports: ['9090/tcp'],
      volumes: ['/prometheus'],
      workdir: '/prometheus',
      sizeClass: 'medium',
    },
    words: 'busybox',
    variants: [
      { when: '!distroless', facts: { ...busybox, user: nobody } },
      { when: 'distroless', facts: { shells: [], packageManagers: [] } },
    ],
    more: () => ({ tools: ['prometheus', 'promtool'] }),
  },
  {
    name: 'alertmanager',
    repositories: ['prom/alertmanager', 'quay.io/prometheus/alertmanager'],
    kind: 'service',
    source: read('Dockerfile of prometheus/alertmanager', 'the base'),
    setsNothingElse: true,
    examples: ['prom/alertmanager:v0.27.0'],
    facts: {
      ...busybox,
      user: nobody,
      entrypoint: ['/bin/alertmanager'],
      ports: ['9093/tcp'],
      command: ['--config.file=/etc/alertmanager/alertmanager.yml', '--storage.path=/alertmanager'],
      volumes: ['/alertmanager'],
      workdir: '/alertmanager',
      sizeClass: 'small',
    },
  },
  {
    name: 'node-exporter',
    repositories: ['prom/node-exporter', 'quay.io/prometheus/node-exporter'],
    kind: 'service',
    source: read('Dockerfile of prometheus/node_exporter'),
    setsNothingElse: true,
    examples: ['prom/node-exporter:v1.8.2'],
    facts: {
      ...busybox,
      user: nobody,
      entrypoint: ['/bin/node_exporter'],
      command: null,
      ports: ['9100/tcp'],
      sizeClass: 'small',
    },
  },
  {
    name: 'pushgateway',
    repositories: [
      'prom/pushgateway',
      'quay.io/prometheus/pushgateway',
      'prom/blackbox-exporter',
      'quay.io/prometheus/blackbox-exporter',
    ],
    kind: 'service',
    source: read('Dockerfile of prometheus/pushgateway', 'blackbox_exporter, and the base'),
    examples: ['prom/pushgateway:v1.10.0', 'prom/blackbox-exporter:v0.25.0'],
    facts: { ...busybox, sizeClass: 'small' },
    more: (_tag, repository) =>
      repository.includes('pushgateway')
        ? {
            user: { text: '65534', uid: 65534 },
            ports: ['9091/tcp'],
            workdir: '/pushgateway',
            entrypoint: ['/bin/pushgateway'],
          }
        : { ports: ['9115/tcp'], entrypoint: ['/bin/blackbox_exporter'] },
  },
  {
    name: 'otel-collector',
    repositories: [
      'otel/opentelemetry-collector',
      'otel/opentelemetry-collector-contrib',
      'ghcr.io/open-telemetry/opentelemetry-collector-releases/',
    ],
    kind: 'service',
    source: read(
      'Dockerfile of open-telemetry/opentelemetry-collector-releases: otelcol-contrib',
      'the other distributions',
    ),
    examples: ['otel/opentelemetry-collector-contrib:0.114.0'],
    system: () => ({ id: 'scratch' }),
    facts: {
      user: { text: '10001:10001', uid: 10001, gid: 10001 },
      shells: [],
      packageManagers: [],
      ports: ['4317/tcp', '4318/tcp', '55679/tcp'],
      sizeClass: 'medium',
    },
    forget: ['tools'],
    more: (_tag, repository) =>
      repository.endsWith('-contrib')
        ? {
            entrypoint: ['/otelcol-contrib'],
            command: ['--config', '/etc/otelcol-contrib/config.yaml'],
          }
        : undefined,
  },
  {
    name: 'jaeger',
    repositories: ['jaegertracing/all-in-one', 'jaegertracing/jaeger'],
    kind: 'service',
    source: read('cmd/jaeger/Dockerfile of jaegertracing/jaeger', 'all-in-one'),
    examples: ['jaegertracing/jaeger:2.1.0', 'jaegertracing/all-in-one:1.63.0'],
    facts: { user: { text: '10001', uid: 10001 }, sizeClass: 'small' },
    more: (_tag, repository) =>
      repository === 'jaegertracing/jaeger'
        ? {
            entrypoint: ['/cmd/jaeger/jaeger-linux'],
            volumes: ['/tmp'],
            ports: ['4317', '4318', '5778', '5779', '9411', '13132', '13133', '14250', '14268', '16686'].map(
              (port) => `${port}/tcp`,
            ),
            environment: { JAEGER_LISTEN_HOST: '0.0.0.0' },
          }
        : {},
  },
  {
    name: 'fluentd',
    repositories: ['fluent/fluentd', 'fluentd'],
    kind: 'service',
    source: read('Dockerfile of fluent/fluentd-docker-image: v1.17/alpine', 'Debian'),
    examples: ['fluent/fluentd:v1.17-1', 'fluent/fluentd:v1.17-debian-1'],
    system: (tag) => (tag?.versions[0] ? { id: 'alpine' } : undefined),
    facts: {
      user: { text: 'fluent' },
      entrypoint: ['tini', '--', '/bin/entrypoint.sh'],
      command: ['fluentd'],
      ports: ['24224/tcp', '5140/tcp'],
      tools: ['ruby', 'fluentd', 'tini'],
      packageManagers: ['gem'],
      environment: { FLUENTD_CONF: 'fluent.conf' },
    },
    words: 'edge',
  },
  {
    name: 'fluent-bit',
    repositories: ['fluent/fluent-bit', 'cr.fluentbit.io/fluent/fluent-bit'],
    kind: 'service',
    source: read('dockerfiles/Dockerfile of fluent/fluent-bit, of 5.0', 'the releases before'),
    examples: ['fluent/fluent-bit:3.2', 'fluent/fluent-bit:3.2-debug'],
    system: (tag) => (tag ? { id: 'debian' } : undefined),
    bare: (tag) => !tag?.words.includes('debug'),
    facts: { ports: ['2020/tcp'] },
    variants: [
      {
        when: '!debug',
        facts: {
          shells: [],
          packageManagers: [],
          entrypoint: ['/fluent-bit/bin/fluent-bit'],
          command: ['/fluent-bit/bin/fluent-bit', '-c', '/fluent-bit/etc/fluent-bit.conf'],
          sizeClass: 'small',
        },
      },
      {
        when: 'debug',
        facts: {
          entrypoint: null,
          command: ['/fluent-bit/bin/fluent-bit', '-c', '/fluent-bit/etc/fluent-bit.conf'],
          tools: ['curl', 'gdb', 'git', 'gcc', 'make', 'nc', 'jq'],
          development: true,
          sizeClass: 'large',
        },
      },
    ],
    forget: ['entrypoint', 'command'],
  },
  {
    name: 'vector',
    repositories: ['timberio/vector'],
    kind: 'service',
    source: read('Dockerfiles of vectordotdev/vector: alpine, distroless-static', 'Debian, distroless-libc'),
    examples: [
      'timberio/vector:0.42.0-alpine',
      'timberio/vector:0.42.0-distroless-static',
      'timberio/vector:0.42.0-debian',
    ],
    bare: (tag) => tag?.words.includes('distroless') === true,
    facts: { entrypoint: ['/usr/local/bin/vector'] },
    variants: [
      { when: 'distroless', facts: { shells: [], packageManagers: [] } },
      { when: 'libc', facts: {} },
      { when: 'static', facts: { libc: { family: 'none' } } },
    ],
  },
  {
    name: 'telegraf',
    repositories: ['telegraf'],
    kind: 'service',
    source: read('Dockerfiles of influxdata/influxdata-docker: telegraf/1.32, telegraf/1.32/alpine'),
    examples: ['telegraf:1.32', 'telegraf:1.32-alpine'],
    system: usually('debian'),
    facts: {
      entrypoint: ['/entrypoint.sh'],
      command: ['telegraf'],
      ports: ['8125/udp', '8092/udp', '8094/tcp'],
      tools: ['telegraf', 'ps', 'ping'],
      environmentNames: ['TELEGRAF_VERSION'],
    },
    setsNothingElse: true,
    variants: [
      { when: 'debian', facts: { tools: ['curl', 'wget', 'gpg'] } },
      { when: 'alpine', facts: { tools: ['su-exec'], lacks: ['curl', 'bash', 'git'] } },
    ],
  },
  {
    name: 'datadog-agent',
    repositories: ['datadog/agent', 'gcr.io/datadoghq/agent', 'public.ecr.aws/datadog/agent'],
    kind: 'service',
    source: unread('DataDog/datadog-agent, Dockerfiles/agent'),
    examples: ['datadog/agent:7'],
    system: usually('ubuntu'),
    facts: { ports: ['8125/udp', '8126/tcp'], health: true, sizeClass: 'large' },
    words: 'jmx full fips',
    forget: ['command', 'entrypoint'],
  },
];
