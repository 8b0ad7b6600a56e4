import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { deliveryRules } from '../../src/rules/delivery.ts';
import { dockerfileRules, imageRules } from '../../src/rules/index.ts';
import { profiles } from '../../src/rules/profiles.ts';
import { findProgram } from '../../src/scan/program.ts';
import { checkReport, plimsoll } from '../../src/testing/plimsoll.ts';
import { makeTree } from '../../src/testing/tree.ts';

// From nothing to the whole runtime checklist in one go, for every kind of manifest; afterwards `check` agrees.

const helm = findProgram('helm', process.env);

const image: Readonly<Record<string, string>> = {
  'api/Dockerfile': `FROM node:22-slim
WORKDIR /srv
COPY server.js .
RUN useradd --no-log-init --uid 10001 --user-group --no-create-home app
USER app
EXPOSE 3000
CMD ["node", "server.js"]
`,
  'api/server.js': '',
  'api/.dockerignore': '.git\n.env\n',
};

const compose: Readonly<Record<string, string>> = {
  ...image,
  'compose.yaml': `# The shop, on one machine.
services:
  db:
    image: postgres:17.2
    ports:
      - "5432:5432" # for the tools on the desk
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/db
    volumes:
      - data:/var/lib/postgresql/data
    secrets: [db]

  cache:
    image: redis:7.4
    ports: [6379:6379]
    volumes: ["kept:/data"]
  web:
    image: nginx:1.29
    ports:
      - "8080:80"
  api:
    build: api
secrets:
  db: { file: ./db.txt }
volumes:
  data:
  kept:
`,
};

const pods: Readonly<Record<string, string>> = {
  ...image,
  Makefile: 'image:\n\tdocker build -t ghcr.io/acme/api:1.4.0 api\n',
  'deploy.yaml': ['postgres:17.2', 'redis:7.4', 'nginx:1.29', 'ghcr.io/acme/api:1.4.0']
    .map((reference) => {
      const name = /([a-z]+):/.exec(reference)![1];
      return `# ${name}
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      containers:
        - name: main # the only one
          image: ${reference}
${name === 'postgres' ? '          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]\n      volumes:\n        - name: data\n          persistentVolumeClaim: { claimName: data }\n' : ''}`;
    })
    .join('---\n'),
};

const chart: Readonly<Record<string, string>> = {
  ...image,
  Makefile: pods.Makefile!,
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': `# What runs.
image: ghcr.io/acme/api:1.4.0
podSecurityContext: {}
securityContext: {} # see the handbook
resources: {}
automount: true
`,
  'chart/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
    spec:
      automountServiceAccountToken: {{ .Values.automount }}
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      containers:
        - name: api
          image: {{ .Values.image | quote }}
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
`,
};

/** Repairs a tree by the profile, and asks what has to hold of every one; gives what it then is. */
async function hardened(files: Readonly<Record<string, string>>) {
  const root = makeTree(files);
  const before = await checkReport(root, '--profile', 'hardened');
  assert.ok(before.findings.length > 0);
  const { exit, out } = await plimsoll(root, 'fix', '--profile', 'hardened');
  assert.equal(exit, 0);
  const after = await checkReport(root, '--profile', 'hardened');
  assert.deepEqual(after.findings, []);
  const restricted = await checkReport(root, '--level', 'restricted', '--fail-on', 'high');
  assert.equal(restricted.verdict.exit, 0);
  const again = await plimsoll(root, 'fix', '--profile', 'hardened', '--dry-run');
  assert.equal(again.out, '');
  assert.match(again.err, /^nothing to repair in \d+ files?\n$/);
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  // Nothing of what stood there goes: comments, blank lines, order.
  return { out, before, read, kept: (path: string) => keptOf(files[path]!, read(path)) };
}

/** The lines of a text that another has no more, in order. */
function keptOf(text: string, now: string): string[] {
  const lines = now.split('\n');
  let at = 0;
  return text.split('\n').filter((line) => {
    const found = lines.indexOf(line, at);
    if (found === -1) return true;
    at = found + 1;
    return false;
  });
}

describe('fix --profile hardened', () => {
  test('names rules that there are', () => {
    const known = new Set(
      [...dockerfileRules, ...imageRules, ...Object.values(deliveryRules).flat()].map(
        ({ name }) => name as string,
      ),
    );
    for (const { rules } of profiles)
      assert.deepEqual(
        rules.filter((name) => !known.has(name)),
        [],
      );
  });

  test('brings a Compose file there: families keep what their entrypoints need', async () => {
    const { out, read, kept } = await hardened(compose);
    const text = read('compose.yaml');
    assert.deepEqual(kept('compose.yaml'), [
      '      - "5432:5432" # for the tools on the desk',
      '    ports: [6379:6379]',
    ]);
    assert.match(text, /- "127\.0\.0\.1:5432:5432" # for the tools on the desk/);
    assert.match(text, /ports: \["127\.0\.0\.1:6379:6379"\]/);
    // What is for the world stays.
    assert.match(text, /- "8080:80"/);
    const services = new Map(
      [...text.matchAll(/^ {2}(db|cache|web|api):\n((?: {4}.*\n|\n)*)/gm)].map(([, name, body]) => [
        name,
        body!,
      ]),
    );
    for (const [name, body] of services) {
      assert.match(body, /read_only: true/, name);
      assert.match(body, /cap_drop:\n {6}- ALL/, name);
      assert.match(body, /no-new-privileges:true/, name);
      assert.match(body, /memory: 512M/, name);
      assert.match(body, /cpus: "1"/, name);
      assert.match(body, /pids: 512/, name);
    }
    const added = (name: string): string =>
      /cap_add:\n((?: {6}- \w+\n)+)/.exec(services.get(name)!)?.[1]?.replace(/\s+- /g, ' ').trim() ?? '';
    assert.equal(added('db'), 'CHOWN DAC_OVERRIDE FOWNER SETGID SETUID');
    assert.equal(added('cache'), 'CHOWN SETGID SETUID');
    assert.equal(added('web'), 'CHOWN NET_BIND_SERVICE SETGID SETUID');
    assert.equal(added('api'), '');
    assert.match(services.get('db')!, /tmpfs:\n(?: {6}- .*\n)* {6}- \/run\/postgresql/);
    assert.match(read('api/Dockerfile'), /^USER 10001$/m);
    assert.match(out, /512 MiB, which is a guess \(unsafe\)/);
  });

  test('brings pods there: what begins as root is started as its own user', async () => {
    const { out, read, kept } = await hardened(pods);
    assert.deepEqual(kept('deploy.yaml'), [
      '          volumeMounts: [{ name: data, mountPath: /var/lib/postgresql/data }]',
    ]);
    const [db, cache, web, api] = read('deploy.yaml').split('---\n') as [string, string, string, string];
    for (const pod of [db, cache, web, api]) {
      assert.match(pod, /runAsNonRoot: true/);
      assert.match(pod, /automountServiceAccountToken: false/);
      assert.match(pod, /allowPrivilegeEscalation: false/);
      assert.match(pod, /readOnlyRootFilesystem: true/);
      assert.match(pod, /drop:\n +- ALL/);
      assert.match(pod, /type: RuntimeDefault/);
      assert.match(pod, /memory: 512Mi/);
      assert.doesNotMatch(pod, /add:/);
    }
    assert.match(db, /runAsUser: 999/);
    assert.match(db, /fsGroup: 999/);
    assert.match(cache, /runAsUser: 999/);
    assert.match(web, /runAsUser: 101/);
    assert.match(web, /mountPath: \/var\/cache\/nginx/);
    // The number on both sides, by one repair.
    assert.match(api, /runAsUser: 10001/);
    assert.match(read('api/Dockerfile'), /^USER 10001$/m);
    assert.match(out, /user-not-verifiable +USER 10001 there and runAsUser: 10001 here/);
  });

  test('brings a chart there, in its values', {
    skip: helm ? false : 'no helm program was found',
  }, async () => {
    const { read, kept } = await hardened(chart);
    const values = read('chart/values.yaml');
    assert.deepEqual(kept('chart/templates/deployment.yaml'), []);
    assert.match(values, /^# What runs\.\nimage: /);
    assert.match(values, /^podSecurityContext: \{.*runAsNonRoot: true.*\}$/m);
    assert.match(values, /^securityContext: \{.*runAsUser: 10001.*\} # see the handbook$/m);
    assert.match(values, /^automount: false$/m);
    assert.match(read('api/Dockerfile'), /^USER 10001$/m);
  });

  test('leaves what nobody can tell, and names it; --unsafe makes it all the same', async () => {
    const files = { 'compose.yaml': 'services:\n  x:\n    image: ghcr.io/acme/unknown:1.0\n' };
    const root = makeTree(files);
    const { out } = await plimsoll(root, 'fix', '--profile', 'hardened');
    assert.match(
      out,
      /-- +3? *\d* *read-only-root .*\n +not made: what .*ghcr\.io\/acme\/unknown:1\.0.* is not known/,
    );
    assert.doesNotMatch(readFileSync(join(root, 'compose.yaml'), 'utf8'), /read_only/);
    const { findings } = await checkReport(root, '--profile', 'hardened');
    assert.ok(findings.some(({ rule }) => rule === 'read-only-root'));
    await plimsoll(root, 'fix', '--profile', 'hardened', '--unsafe');
    assert.match(readFileSync(join(root, 'compose.yaml'), 'utf8'), /read_only: true/);
    assert.deepEqual((await checkReport(root, '--profile', 'hardened')).findings, []);
  });

  test('names what is for hands, with the reason', async () => {
    const root = makeTree({
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec:\n  containers:\n    - name: x\n      image: redis:7.4\n      securityContext: { capabilities: { add: [SYS_ADMIN] } }\n',
    });
    const { out } = await plimsoll(root, 'fix', '--profile', 'hardened');
    assert.match(
      out,
      /-- +8 +add-no-capabilities +container x adds SYS_ADMIN: .*\n +by hand: take the capability out/,
    );
    assert.match(out, /· 1 by hand\n$/);
    const { findings } = await checkReport(root, '--profile', 'hardened');
    assert.deepEqual(
      findings.map(({ rule, fix }) => [rule, fix ?? null]),
      [['add-no-capabilities', null]],
    );
  });

  test('makes its own repairs alone, and keeps to what the configuration and waivers say', async () => {
    const root = makeTree({
      'compose.yaml': 'services:\n  x:\n    image: redis:7.4\n',
      'plimsoll.yaml': 'rules:\n  memory-limit: off\n',
      Dockerfile: 'FROM debian:13-slim\nMAINTAINER someone\nUSER 1000\nCMD ["true"]\n',
    });
    await plimsoll(root, 'fix', '--profile', 'hardened');
    assert.match(readFileSync(join(root, 'Dockerfile'), 'utf8'), /MAINTAINER/);
    const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
    assert.doesNotMatch(text, /memory/);
    assert.match(text, /read_only: true/);
  });

  test('of a profile that there is not, the nearest is named', async () => {
    for (const command of ['fix', 'check']) {
      const { exit, err } = await plimsoll(makeTree(compose), command, '--profile', 'hardend');
      assert.equal(exit, 2);
      assert.match(err, /--profile: “hardend” is not known; did you mean “hardened”\?/);
      const other = await plimsoll(makeTree(compose), command, '--profile', 'zzz');
      assert.match(other.err, /known: hardened/);
      const both = await plimsoll(
        makeTree(compose),
        command,
        '--profile',
        'hardened',
        '--rule',
        'run-as-root',
      );
      assert.equal(both.exit, 2);
    }
  });
});
