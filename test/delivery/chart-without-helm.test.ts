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

async function told(files: Record<string, string>) {
  const world = fakeWorld(makeTree(files), { env: { PLIMSOLL_HELM_PROGRAM: '/nowhere/helm' } });
  await main(['check', '--no-shellcheck', '--format', 'json', '--rule', 'read-only-writes'], world);
  const { findings, gaps } = JSON.parse(world.out()) as {
    findings: { message: string }[];
    gaps: { reason: string }[];
  };
  return { findings, questions: gaps.filter(({ reason }) => reason.includes('what is mounted into')) };
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
