import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../core/finding.ts';
import { partsOf } from '../../testing/check-delivery-page.ts';
import { evidenceFrom } from './evidence.ts';

const dockerfile = 'FROM nginx:1.29\nUSER nginx\n';
const start = { line: 1, column: 1, offset: 0 };

/** What discharges a finding, when a manifest runs the image. */
function discharged(about: readonly string[] | string, manifest: string, pod?: string): string | undefined {
  const [rule, paths] = typeof about === 'string' ? [about, []] : ['writable-owner', about];
  const more = pod === undefined ? {} : { 'pod.yaml': pod };
  const parts = partsOf({ Dockerfile: dockerfile, 'compose.yaml': manifest, ...more });
  const finding: Finding = {
    rule,
    aliases: [],
    severity: 'high',
    message: '',
    help: '',
    fingerprint: '',
    at: { path: 'Dockerfile', span: { start: 0, end: 1 }, start, end: start },
    also: [],
    paths,
  };
  return evidenceFrom(parts)(finding);
}

const service = (more: string) => `services:\n  web:\n    build: .\n${more}`;

describe('a mount where the user has to write', () => {
  test('discharges that the image has it for root', () => {
    const text = service('    tmpfs:\n      - /var/cache/nginx:uid=101,gid=101\n');
    const said = discharged(['/var/cache/nginx/client_temp'], text);
    assert.equal(said, 'mounted: /var/cache/nginx in compose.yaml:5');
    assert.equal(discharged(['/run/nginx.pid'], text), undefined);
    assert.equal(discharged(['/var/cache/nginx', '/run/nginx.pid'], text), undefined);
  });

  test('but not when it takes the owner that the image or the host has', () => {
    const named = service('    volumes:\n      - cache:/var/cache/nginx\nvolumes:\n  cache:\n');
    assert.equal(discharged(['/var/cache/nginx'], named), undefined);
    const bound = service('    volumes:\n      - ./cache:/var/cache/nginx\n');
    assert.equal(discharged(['/var/cache/nginx'], bound), undefined);
    // It has the mode of the folder, 0755, and is root's.
    const plain = service('    tmpfs: /var/cache/nginx\n');
    assert.equal(discharged(['/var/cache/nginx'], plain), undefined);
    assert.ok(discharged(['/srv/new'], service('    tmpfs: /srv/new\n')));
  });

  test('in a pod an emptyDir, or a claim that is given to its group, for all who run the image', () => {
    const compose = service('    image: acme/web:1\n    tmpfs: /var/cache/nginx:uid=101\n');
    const pod = (volume: string, security = '{}') =>
      `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: ${security}
  containers:
    - name: web
      image: acme/web:1
      volumeMounts: [{ name: cache, mountPath: /var/cache/nginx }]
  volumes: [{ name: cache, ${volume} }]
`;
    const claim = 'persistentVolumeClaim: { claimName: cache }';
    const said = discharged(['/var/cache/nginx'], compose, pod('emptyDir: {}'));
    assert.match(said ?? '', /compose\.yaml:5; mounted: \/var\/cache\/nginx in pod\.yaml:9/);
    assert.ok(discharged(['/var/cache/nginx'], compose, pod(claim, '{ fsGroup: 101 }')));
    assert.equal(discharged(['/var/cache/nginx'], compose, pod(claim)), undefined);
    assert.equal(
      discharged(['/var/cache/nginx'], service('    image: acme/web:1\n'), pod('emptyDir: {}')),
      undefined,
    );
  });

  test('of many who run it the first are told', () => {
    const many = Array.from({ length: 9 }, (_, i) => `  w${i}:\n    image: acme/web:1\n    user: "101"\n`);
    assert.match(
      discharged('run-as-root', service(`    image: acme/web:1\n    user: "101"\n${many.join('')}`)) ?? '',
      /^(?:user: 101 in compose\.yaml:\d+; ){5}and in 5 more containers$/,
    );
  });

  test('nor a finding that names no path', () => {
    assert.equal(discharged([], service('    tmpfs: /run\n')), undefined);
  });
});

const deployment = (container: string, more = '') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: web
          image: acme/web:1
${container}${more}`;
const probe = '          readinessProbe: { httpGet: { port: 8080 } }\n';
const named = service('    image: acme/web:1\n    healthcheck: { test: [CMD, nginx, -t] }\n');

describe('no HEALTHCHECK in the image', () => {
  const found = (manifest: string, pod?: string) => discharged('healthcheck-missing', manifest, pod);

  test('is discharged by a probe or a health check of the manifest', () => {
    assert.equal(found(named), 'healthcheck in compose.yaml:5');
    assert.equal(
      found(named, deployment(probe)),
      'healthcheck in compose.yaml:5; readinessProbe in pod.yaml:10',
    );
    const live = probe.replace('readiness', 'liveness');
    assert.match(found(named, deployment(live)) ?? '', /livenessProbe in pod\.yaml:10$/);
  });

  test('is back when the probe goes, from one of those who run it', () => {
    assert.equal(found(service('')), undefined);
    assert.equal(found(named, deployment('')), undefined);
    assert.equal(found(named.replace(/ {4}healthcheck.*\n/, ''), deployment(probe)), undefined);
    const sidecar = '        - { name: again, image: acme/web:1 }\n';
    assert.equal(found(named, deployment(probe, sidecar)), undefined);
    const off = service('    healthcheck: { disable: true }\n');
    assert.equal(found(off), undefined);
  });
});

describe('no USER in the image', () => {
  const found = (manifest: string, pod?: string) => discharged('run-as-root', manifest, pod);
  const user = service('    image: acme/web:1\n    user: "101:101"\n');
  const secured = (text: string) => deployment(`          securityContext: { ${text} }\n`);

  test('is discharged by a user of the manifest, on Kubernetes with runAsNonRoot', () => {
    assert.equal(found(user), 'user: 101:101 in compose.yaml:5');
    assert.match(
      found(user, secured('runAsUser: 101, runAsNonRoot: true')) ?? '',
      /runAsUser: 101 in pod\.yaml:10$/,
    );
  });

  test('is back when one of both goes', () => {
    assert.equal(found(service('    image: acme/web:1\n')), undefined);
    assert.equal(found(user, secured('runAsUser: 101')), undefined);
    assert.equal(found(user, secured('runAsNonRoot: true')), undefined);
    assert.equal(found(user, secured('runAsUser: 0')), undefined);
  });
});

describe('a port below 1024 for a user other than root', () => {
  const at = (manifest: Record<string, string>) => {
    const parts = partsOf({ Dockerfile: 'FROM nginx:1.29\nEXPOSE 80\nUSER nginx\n', ...manifest });
    return evidenceFrom(parts)({
      rule: 'privileged-port',
      aliases: [],
      severity: 'medium',
      message: '',
      help: '',
      fingerprint: '',
      at: { path: 'Dockerfile', span: { start: 0, end: 1 }, start, end: start },
      also: [],
    });
  };
  const pod = (sysctls: string) => `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  securityContext: { sysctls: ${sysctls} }
  containers: [{ name: web, image: "acme/web:1" }]
`;
  const compose = 'services:\n  web:\n    build: .\n    image: acme/web:1\n';

  test('may be opened in a network of the container’s own with Docker, not in the host’s', () => {
    assert.equal(
      at({ 'compose.yaml': compose }),
      'Docker opens every port in the network of web, compose.yaml:2',
    );
    assert.equal(at({ 'compose.yaml': `${compose}    network_mode: host\n` }), undefined);
  });

  test('may be opened in a pod that says so, when all that run it do', () => {
    const open = '[{ name: net.ipv4.ip_unprivileged_port_start, value: "0" }]';
    assert.match(
      at({ 'compose.yaml': compose, 'pod.yaml': pod(open) }) ?? '',
      /; sysctl net\.ipv4\.ip_unprivileged_port_start in pod\.yaml:5$/,
    );
    assert.equal(at({ 'compose.yaml': compose, 'pod.yaml': pod('[]') }), undefined);
  });
});
