import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type CheckReport, checkReport, plimsoll } from '../../src/testing/plimsoll.ts';
import { makeTree, writeInto } from '../../src/testing/tree.ts';

// A delivery whose parts are each clean, and do not fit in six ways: no tool that reads one file can tell.

const files: Readonly<Record<string, string>> = {
  'api/Dockerfile': `FROM python:3.14-slim
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home app
RUN pip install --no-cache-dir gunicorn==23.0.0
WORKDIR /srv
COPY app app
USER app
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
`,
  'api/app/__init__.py': 'app = None\n',
  'api/.dockerignore': '.git\n.env\n',
  'web/Dockerfile': `FROM nginx:1.31
COPY site /usr/share/nginx/html
RUN chown -R 101:101 /var/cache/nginx /run
USER 101:101
`,
  'web/site/index.html': '<!doctype html>\n',
  'web/.dockerignore': '.git\n.env\n',
  Makefile: `images:
	docker build -t ghcr.io/acme/api:1.0.0 api
	docker build -t ghcr.io/acme/web:1.0.0 web
`,
  'compose.yaml': `services:
  api:
    image: ghcr.io/acme/api:1.0.0
    ports:
      - "127.0.0.1:8000:8080"
    read_only: true
    cap_drop: [ALL]
    security_opt:
      - no-new-privileges:true
    mem_limit: 256m
  web:
    image: ghcr.io/acme/web:1.0.0
    read_only: true
    cap_drop: [ALL]
    security_opt:
      - no-new-privileges:true
    mem_limit: 64m
`,
  'deploy/shop.yaml': ['api', 'web']
    .map(
      (name) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: ${name}
          image: ghcr.io/acme/${name}:1.0.0
          resources:
            limits: { memory: 256Mi }
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
`,
    )
    .join('---\n'),
};

const FITS = [
  'needed-capabilities',
  'port-mismatch',
  'program-missing',
  'read-only-writes',
  'user-not-verifiable',
];

const misfits = ({ findings }: CheckReport): string[] =>
  findings
    .filter(({ rule }) => FITS.includes(rule))
    .map(({ rule, at }) => `${at.path} ${at.target} ${rule}`)
    .sort();

const broken = [
  'compose.yaml api port-mismatch',
  'compose.yaml api read-only-writes',
  'compose.yaml web read-only-writes',
  'deploy/shop.yaml Deployment api read-only-writes',
  'deploy/shop.yaml Deployment api user-not-verifiable',
  'deploy/shop.yaml Deployment web read-only-writes',
];

describe('a delivery whose parts do not fit', () => {
  test('each part alone is clean', async () => {
    for (const path of ['api/Dockerfile', 'web/Dockerfile', 'compose.yaml', 'deploy/shop.yaml']) {
      const { verdict, findings } = await checkReport(makeTree(files), path);
      assert.ok(verdict.pass, path);
      assert.deepEqual(
        findings.filter(({ rule }) => FITS.includes(rule)),
        [],
      );
    }
  });

  test('together all six misfits are told, with both sides', async () => {
    const report = await checkReport(makeTree(files));
    assert.equal(report.verdict.pass, false);
    assert.deepEqual(misfits(report), broken);
    for (const { rule, also } of report.findings)
      if (FITS.includes(rule))
        assert.ok(
          also.some(({ path }) => path.endsWith('Dockerfile')),
          rule,
        );
  });

  test('five are mended, the sixth by hand, and then it is clean', async () => {
    const root = makeTree(files);
    const { exit, out } = await plimsoll(root, 'fix');
    assert.equal(exit, 0);
    assert.match(out, / L2 .*read-only-writes/);
    assert.deepEqual(misfits(await checkReport(root)), ['compose.yaml api port-mismatch']);
    const compose = readFileSync(join(root, 'compose.yaml'), 'utf8');
    assert.match(compose, /tmpfs:\n {6}- \/tmp\n/);
    assert.match(readFileSync(join(root, 'api/Dockerfile'), 'utf8'), /^USER 10001(?::10001)?$/m);
    assert.match(readFileSync(join(root, 'deploy/shop.yaml'), 'utf8'), /emptyDir: \{\}/);
    writeInto(root, 'compose.yaml', compose.replace('8000:8080', '8000:8000'));
    const report = await checkReport(root);
    assert.deepEqual(misfits(report), []);
    assert.ok(report.verdict.pass);
    assert.match((await plimsoll(root, 'fix', '--dry-run')).out, /^$/);
  });

  test('the map says what runs what', async () => {
    const { exit, out } = await plimsoll(makeTree(files), 'map', '--json');
    assert.equal(exit, 0);
    const map = JSON.parse(out) as { containers: { name: string; link?: { how: string } }[] };
    assert.deepEqual(
      map.containers.map(({ name, link }) => `${name} ${link?.how}`),
      ['service api named', 'service web named', 'Deployment api named', 'Deployment web named'],
    );
  });
});
