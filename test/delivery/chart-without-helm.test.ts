import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../../src/commands/main.ts';
import { makeTree } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

// What a template may bring is a question, and not a finding, where nothing renders the chart.

const values = `image: { repository: nginxinc/nginx-unprivileged, tag: 1.29-alpine }
securityContext:
  readOnlyRootFilesystem: true
`;

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginxinc/nginx-unprivileged:1.29-alpine
          securityContext: { readOnlyRootFilesystem: true }
`;

async function told(
  files: Record<string, string>,
  rule = 'read-only-writes',
  wants = 'what is mounted into',
) {
  const world = fakeWorld(makeTree(files), { env: { PLIMSOLL_HELM_PROGRAM: '/nowhere/helm' } });
  await main(['check', '--no-shellcheck', '--format', 'json', '--rule', rule], world);
  const { findings, gaps } = JSON.parse(world.out()) as {
    findings: { message: string }[];
    gaps: { reason: string }[];
  };
  return { findings, questions: gaps.filter(({ reason }) => reason.includes(wants)) };
}

test('a read-only container of a chart that is not rendered may have its mounts by a template', async () => {
  const chart = await told({
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': values,
    'chart/templates/web.yaml': deployment.replace('name: web }', 'name: {{ .Release.Name }} }'),
  });
  assert.deepEqual(chart.findings, []);
  assert.equal(chart.questions.length, 1);
  const plain = await told({ 'web.yaml': deployment });
  assert.match(plain.findings[0]!.message, /is read-only, and .* writes to \/tmp/);
  assert.equal(plain.questions.length, 0);
});

test('nor is it known which probes, mounts and groups it has', async () => {
  const files = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'chart/values.yaml': `image: { repository: ghcr.io/acme/web, tag: "1" }
podSecurityContext: { runAsUser: 1000 }
volumeMounts:
  - { name: data, mountPath: /data }
  - { name: tls, mountPath: /tls }
volumes:
  - { name: data, persistentVolumeClaim: { claimName: data } }
  - { name: tls, secret: { secretName: tls, defaultMode: 0400 } }
`,
    'chart/templates/web.yaml': deployment.replace('name: web }', 'name: {{ .Release.Name }} }'),
    'web/Dockerfile': 'FROM debian:13-slim\nHEALTHCHECK CMD ["/health"]\nENTRYPOINT ["/web"]\n',
    Makefile: 'web:\n\tdocker build -t ghcr.io/acme/web:1 web\n',
  };
  const cases: readonly (readonly [rule: string, wants: string])[] = [
    ['healthcheck-ignored', 'whether web/Dockerfile is probed'],
    ['volume-not-writable', 'the owner of data'],
    ['mounted-files-unreadable', 'the fsGroup'],
  ];
  for (const [rule, wants] of cases) {
    const { findings, questions } = await told(files, rule, wants);
    assert.deepEqual(findings, [], rule);
    assert.equal(questions.length, 1, rule);
  }
});
