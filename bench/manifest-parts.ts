import type { Random } from './random.ts';

/** What the objects of one application have in common. */
export interface App {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
  readonly image: string;
}

type Write = (random: Random, app: App) => string;

export const appName = (random: Random): string =>
  `${random.pick(['order', 'cart', 'user', 'price', 'stock', 'mail', 'search', 'report', 'audit', 'ledger'])}-${random.pick(['api', 'web', 'worker', 'sync', 'gateway', 'store', 'job'])}`;

export function image(random: Random): string {
  const name = random.pick([
    'registry.example.com/team/app',
    'ghcr.io/example/service',
    'nginx',
    'postgres',
    'redis',
    'eclipse-temurin',
    'node',
    'busybox',
    'quay.io/example/tool',
  ]);
  const tag = random.pick(['1.4.2', '2.0', '17', 'latest', 'v0.9.1', '3.21', '2026.11.1']);
  if (random.chance(0.08)) return name;
  return random.chance(0.1) ? `${name}:${tag}@sha256:${'3bd0c4a7'.repeat(8)}` : `${name}:${tag}`;
}

/** Lines moved to the right. */
const indent = (depth: number, text: string): string =>
  text.replace(/^(?=.)/gm, ' '.repeat(depth)).replace(/\n$/, '');

const maybe = (random: Random, share: number, text: string): string => (random.chance(share) ? text : '');

const head = (api: string, kind: string, { name, namespace }: App, labels = true): string =>
  `apiVersion: ${api}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n${
    labels
      ? `  labels:\n    app.kubernetes.io/name: ${name}\n    app.kubernetes.io/managed-by: kustomize\n`
      : ''
  }`;

/** Written as people write it: some settings are there, some are not, and a few are wrong. */
function container(random: Random, { name, port, image: reference }: App): string {
  const probe = (kind: string, path: string) =>
    `${kind}:\n  httpGet:\n    path: ${path}\n    port: ${random.chance(0.6) ? 'http' : port}\n  initialDelaySeconds: ${random.integer(1, 30)}\n  periodSeconds: 10\n`;
  return [
    `name: ${name}\nimage: ${reference}\n`,
    maybe(random, 0.4, 'imagePullPolicy: IfNotPresent\n'),
    maybe(random, 0.2, `command: ["/bin/sh", "-c"]\nargs:\n  - exec /app/server --port=${port}\n`),
    `ports:\n  - name: http\n    containerPort: ${port}\n`,
    environment(random),
    maybe(random, 0.6, probe('readinessProbe', '/ready')),
    maybe(random, 0.5, probe('livenessProbe', '/health')),
    maybe(
      random,
      0.7,
      `resources:\n  requests:\n    cpu: ${random.integer(1, 9)}00m\n    memory: ${random.pick(['64Mi', '128Mi', '1Gi'])}\n  limits:\n    memory: ${random.pick(['256Mi', '512Mi', '2Gi'])}\n`,
    ),
    maybe(random, 0.6, security(random)),
    maybe(
      random,
      0.5,
      'volumeMounts:\n  - name: config\n    mountPath: /etc/app\n    readOnly: true\n  - name: tmp\n    mountPath: /tmp\n',
    ),
  ].join('');
}

function environment(random: Random): string {
  const entries = [
    '  - name: LOG_LEVEL\n    value: info\n',
    '  - name: DATABASE_HOST\n    value: db.data.svc\n',
    '  - name: DATABASE_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: database\n        key: password\n',
    '  - name: POD_IP\n    valueFrom:\n      fieldRef:\n        fieldPath: status.podIP\n',
    '  - name: FEATURES\n    value: "a,b,c"\n',
    '  - name: SMTP_PASSWORD\n    value: not-a-real-one\n',
  ];
  return `env:\n${random.sample(entries, random.integer(1, 5)).join('')}`;
}

const security = (random: Random): string =>
  `securityContext:\n  allowPrivilegeEscalation: ${random.chance(0.9) ? 'false' : 'true'}\n${maybe(random, 0.7, '  readOnlyRootFilesystem: true\n')}${maybe(random, 0.7, '  runAsNonRoot: true\n')}${maybe(random, 0.5, '  runAsUser: 10001\n')}  capabilities:\n    drop:\n      - ALL\n${maybe(random, 0.1, '    add:\n      - NET_ADMIN\n')}`;

/** A pod's `spec`, without indentation. */
function podSpec(random: Random, app: App): string {
  const list = (text: string) => `  - ${indent(4, text).trimStart()}\n`;
  return [
    maybe(random, 0.5, `serviceAccountName: ${app.name}\n`),
    maybe(random, 0.4, 'automountServiceAccountToken: false\n'),
    maybe(random, 0.5, 'securityContext:\n  fsGroup: 10001\n  seccompProfile:\n    type: RuntimeDefault\n'),
    maybe(
      random,
      0.2,
      `initContainers:\n${list(container(random, { ...app, name: 'wait-for-database', image: 'busybox:1.37' }))}`,
    ),
    `containers:\n${list(container(random, app))}`,
    maybe(
      random,
      0.2,
      list(container(random, { ...app, name: 'metrics', port: 9102, image: image(random) })),
    ),
    `volumes:\n  - name: config\n    configMap:\n      name: ${app.name}\n  - name: tmp\n    emptyDir: {}\n`,
    maybe(random, 0.05, '  - name: host\n    hostPath:\n      path: /var/run/docker.sock\n'),
    maybe(
      random,
      0.2,
      'nodeSelector:\n  kubernetes.io/arch: amd64\ntolerations:\n  - key: dedicated\n    operator: Exists\n',
    ),
  ].join('');
}

const selector = ({ name }: App): string =>
  `  selector:\n    matchLabels:\n      app.kubernetes.io/name: ${name}\n`;

const template = (random: Random, app: App): string =>
  `  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: ${app.name}\n      annotations:\n        prometheus.io/scrape: "true"\n    spec:\n${indent(6, podSpec(random, app))}\n`;

const deployment: Write = (random, app) =>
  `${head('apps/v1', 'Deployment', app)}spec:\n  replicas: ${random.integer(1, 4)}\n${selector(app)}${template(random, app)}`;

const statefulSet: Write = (random, app) =>
  `${head('apps/v1', 'StatefulSet', app)}spec:\n  serviceName: ${app.name}\n  replicas: 3\n${selector(app)}${template(random, app)}  volumeClaimTemplates:\n    - metadata:\n        name: data\n      spec:\n        accessModes: ["ReadWriteOnce"]\n        resources:\n          requests:\n            storage: 10Gi\n`;

const daemonSet: Write = (random, app) =>
  `${head('apps/v1', 'DaemonSet', app)}spec:\n${selector(app)}${template(random, app)}`;

const cronJob: Write = (random, app) =>
  `${head('batch/v1', 'CronJob', app)}spec:\n  schedule: "${random.integer(0, 59)} 3 * * *"\n  jobTemplate:\n    spec:\n${indent(4, template(random, app))}\n          restartPolicy: OnFailure\n`;

/** Deployments are what most files hold. */
export const workloads: readonly (readonly [kind: string, write: Write])[] = [
  ...Array.from({ length: 7 }, () => ['deployment', deployment] as const),
  ['statefulset', statefulSet],
  ['daemonset', daemonSet],
  ['cronjob', cronJob],
];

export const service: Write = (random, app) =>
  `${head('v1', 'Service', app)}spec:\n  type: ${random.pick(['ClusterIP', 'ClusterIP', 'NodePort', 'LoadBalancer'])}\n  selector:\n    app.kubernetes.io/name: ${app.name}\n  ports:\n    - name: http\n      port: 80\n      targetPort: ${random.chance(0.7) ? 'http' : app.port}\n`;

export const configMap: Write = (random, app) =>
  `${head('v1', 'ConfigMap', app)}data:\n  application.yaml: |\n${Array.from({ length: random.integer(5, 40) }, (_, line) => `    setting-${line}: ${random.pick(['true', 'false', '30s', 'http://other.shop.svc:8080', '"quoted"'])}\n`).join('')}  LOG_FORMAT: json\n`;

export const ingress: Write = (random, app) =>
  `${head('networking.k8s.io/v1', 'Ingress', app)}spec:\n  ingressClassName: nginx\n${maybe(random, 0.6, `  tls:\n    - hosts: [${app.name}.example.com]\n      secretName: ${app.name}-tls\n`)}  rules:\n    - host: ${app.name}.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: ${app.name}\n                port:\n                  name: http\n`;

export const serviceAccount: Write = (random, app) =>
  `${head('v1', 'ServiceAccount', app)}${maybe(random, 0.5, 'automountServiceAccountToken: false\n')}`;

export const role: Write = (random, app) =>
  `${head('rbac.authorization.k8s.io/v1', 'Role', app, false)}rules:\n  - apiGroups: [""]\n    resources: [${random.pick(['configmaps', 'secrets', 'pods', '"*"'])}]\n    verbs: [get, list, watch${maybe(random, 0.3, ', create, delete')}]\n---\n${head('rbac.authorization.k8s.io/v1', 'RoleBinding', app, false)}roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: ${app.name}\nsubjects:\n  - kind: ServiceAccount\n    name: ${app.name}\n    namespace: ${app.namespace}\n`;

export const networkPolicy: Write = (_, app) =>
  `${head('networking.k8s.io/v1', 'NetworkPolicy', app)}spec:\n  podSelector:\n    matchLabels:\n      app.kubernetes.io/name: ${app.name}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n        - namespaceSelector: {}\n      ports:\n        - port: ${app.port}\n`;

export const autoscaler: Write = (random, app) =>
  `${head('autoscaling/v2', 'HorizontalPodAutoscaler', app)}spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${app.name}\n  minReplicas: 2\n  maxReplicas: ${random.integer(3, 12)}\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n`;

export const disruptionBudget: Write = (random, app) =>
  `${head('policy/v1', 'PodDisruptionBudget', app)}spec:\n  ${random.pick(['minAvailable: 1', 'maxUnavailable: 1', 'minAvailable: 50%'])}\n${selector(app)}`;

export function compose(random: Random, name: string): string {
  const services = ['web', 'db', 'cache', 'worker'].slice(0, random.integer(1, 4));
  return `name: ${name}\nservices:\n${services.map((service) => composeService(random, service)).join('')}volumes:\n  data:\n`;
}

function composeService(random: Random, name: string): string {
  return [
    `  ${name}:\n    image: ${image(random)}\n`,
    maybe(random, 0.6, '    restart: unless-stopped\n'),
    maybe(random, 0.5, `    ports:\n      - "${random.integer(3000, 9000)}:8080"\n`),
    maybe(random, 0.7, '    environment:\n      LOG_LEVEL: ${LOG_LEVEL:-info}\n      TZ: Etc/UTC\n'),
    maybe(random, 0.4, '    volumes:\n      - data:/var/lib/data\n      - ./config:/etc/app:ro\n'),
    maybe(
      random,
      0.3,
      '    healthcheck:\n      test: ["CMD", "wget", "-qO-", "http://localhost:8080/health"]\n      interval: 30s\n',
    ),
    maybe(
      random,
      0.2,
      '    cap_drop: [ALL]\n    security_opt: ["no-new-privileges:true"]\n    read_only: true\n',
    ),
  ].join('');
}
