import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../core/finding.ts';
import { partsOf } from '../../testing/check-delivery-page.ts';
import { evidenceFrom } from './evidence.ts';

const dockerfile = 'FROM nginx:1.29\nUSER nginx\n';
const start = { line: 1, column: 1, offset: 0 };

/** What discharges a finding about paths, when a manifest runs the image. */
function discharged(paths: readonly string[], manifest: string, pod?: string): string | undefined {
  const more = pod === undefined ? {} : { 'pod.yaml': pod };
  const parts = partsOf({ Dockerfile: dockerfile, 'compose.yaml': manifest, ...more });
  const finding: Finding = {
    rule: 'writable-owner',
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
    const text = service('    tmpfs:\n      - /var/cache/nginx\n');
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
  });

  test('in a pod an emptyDir, or a claim that is given to its group, for all who run the image', () => {
    const compose = service('    image: acme/web:1\n    tmpfs: /var/cache/nginx\n');
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

  test('nor a finding that names no path', () => {
    assert.equal(discharged([], service('    tmpfs: /run\n')), undefined);
  });
});
