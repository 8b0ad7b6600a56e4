import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../../src/commands/main.ts';
import { makeTree } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

// What one file lacks is no finding where the other has it; when that goes, the finding is back.

const dockerfile = `FROM python:3.14-slim
WORKDIR /srv
COPY app app
CMD ["python", "-m", "app"]
`;

const parts = {
  probe: '          readinessProbe: { httpGet: { port: 8000 } }\n',
  user: '          securityContext: { runAsUser: 10001, runAsNonRoot: true }\n',
  limits: `---
apiVersion: v1
kind: LimitRange
metadata: { name: defaults, namespace: shop }
spec:
  limits:
    - type: Container
      default: { memory: 256Mi }
`,
};

const manifest = ({ probe, user, limits }: typeof parts) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: ghcr.io/acme/api:1.0.0
${probe}${user}${limits}`;

interface Told {
  readonly rule: string;
  readonly disposition: string;
  readonly evidence: string | null;
}

async function told(which: typeof parts): Promise<Map<string, Told>> {
  const root = makeTree({
    'api/Dockerfile': dockerfile,
    'api/app/__main__.py': '',
    'api/.dockerignore': '.git\n',
    Makefile: 'image:\n\tdocker build -t ghcr.io/acme/api:1.0.0 api\n',
    'deploy.yaml': manifest(which),
  });
  const world = fakeWorld(root, { now: new Date('2026-06-01T12:00:00Z') });
  await main(['check', '--no-shellcheck', '--format', 'json', '--rule', [...rules.keys()].join(',')], world);
  const { findings } = JSON.parse(world.out()) as { findings: Told[] };
  return new Map(findings.map((finding) => [finding.rule, finding]));
}

/** By rule, the part that satisfies it, and what the report says of that. */
const rules: ReadonlyMap<string, readonly [part: keyof typeof parts, evidence: RegExp]> = new Map([
  ['healthcheck-missing', ['probe', /^readinessProbe in deploy\.yaml:12$/]],
  ['run-as-root', ['user', /^runAsUser: 10001 in deploy\.yaml:13$/]],
  ['memory-limit', ['limits', /^LimitRange defaults in deploy\.yaml:\d+$/]],
]);

test('what the manifest has satisfies what the image lacks, and a LimitRange what the manifest lacks', async () => {
  const findings = await told(parts);
  for (const [rule, [, evidence]] of rules) {
    assert.equal(findings.get(rule)?.disposition, 'satisfied', rule);
    assert.match(findings.get(rule)?.evidence ?? '', evidence);
  }
});

for (const [rule, [part]] of rules) {
  test(`${rule} is back when the ${part} goes, and it alone`, async () => {
    const findings = await told({ ...parts, [part]: '' });
    for (const each of rules.keys())
      assert.equal(findings.get(each)?.disposition === 'satisfied', each !== rule, each);
    assert.equal(findings.get(rule)?.evidence, null);
  });
}
