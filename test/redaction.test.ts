import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reportFormats } from '../src/report/index.ts';
import { plimsoll } from '../src/testing/plimsoll.ts';
import { makeTree } from '../src/testing/tree.ts';

// Secrets in every place that rules know, each with a word of its own; no report may hold one of them.

const files = {
  Dockerfile: `FROM node:24
ARG NPM_TOKEN=word01secret
ENV DB_PASSWORD=word02secret API_KEY="word03secret"
ENV SESSION_SECRET word04secret
RUN curl -u admin:word05secret https://example.com/x && mysql --password=word06secret -e 'select 1'
RUN git clone https://me:word07secret@example.com/a/b.git
LABEL note="AKIAWORDABCDEFGHIJKL"
CMD npm start
`,
  'compose.yaml': `services:
  app:
    build:
      context: .
      args:
        NPM_TOKEN: word08secret
    environment:
      DB_PASSWORD: word09secret
      DATABASE_URL: postgres://app:word10secret@db/app
      FALLBACK_PASSWORD: \${FALLBACK_PASSWORD:-word11secret}
    command: ["npm", "start", "--token", "word12secret"]
  list:
    image: postgres
    environment:
      - POSTGRES_PASSWORD=word13secret
    ports: ["5432:5432"]
`,
  'k8s.yaml': `apiVersion: v1
kind: Secret
metadata: {name: s}
stringData:
  password: word14secret
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  DB_PASSWORD: word15secret
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - name: a
      image: nginx
      env:
        - name: DB_PASSWORD
          value: word16secret
        - {name: API_TOKEN, value: word17secret}
`,
  'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'chart/values.yaml': 'env:\n  DB_PASSWORD: word18secret\nimage: nginx\n',
  'chart/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: q}
spec:
  containers:
    - name: a
      image: {{ .Values.image }}
      env:
        - name: DB_PASSWORD
          value: {{ .Values.env.DB_PASSWORD }}
`,
  '.github/workflows/publish.yaml': `on: push
env:
  REGISTRY_TOKEN: word19secret
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - run: docker login -u me -p word20secret ghcr.io && docker build --build-arg TOKEN=word21secret -t ghcr.io/a/b:1 . && docker push ghcr.io/a/b:1
`,
} as const;

const leaked = (text: string): string[] => [...new Set(text.match(/word\d\dsecret|AKIAWORD\w+/g) ?? [])];

describe('secrets are in no report', () => {
  const root = makeTree(files);

  for (const { id: format } of reportFormats)
    test(`in none of the format ${format}`, async () => {
      const { out } = await plimsoll(root, 'check', '--rules', 'strict', '--verbose', '--format', format);
      assert.ok(out.length > 1000, out);
      assert.deepEqual(leaked(out), []);
    });

  for (const args of [
    ['facts'],
    ['facts', '--json'],
    ['map'],
    ['map', '--json'],
    ['map', '--html'],
    ['map', '--svg'],
  ])
    test(`nor in what ${args.join(' ')} prints`, async () => {
      const { out } = await plimsoll(root, ...args);
      assert.ok(out.length > 100, out);
      assert.deepEqual(leaked(out), []);
    });

  test('the places of what is hidden are told all the same', async () => {
    const { out } = await plimsoll(root, 'check', '--rules', 'strict', '--format', 'text');
    assert.match(out, /DB_PASSWORD=\*{12}/);
    assert.match(out, /stringData|password: \*{12}/);
  });
});
