import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageFacts } from '../core/facts.ts';
import { Source } from '../core/source.ts';
import { buildOf } from '../dockerfile/build.ts';
import { parse } from '../dockerfile/parse.ts';
import { factsJson, renderFacts } from './facts-text.ts';

function factsOf(file: string, target?: string): ImageFacts {
  const build = buildOf(parse(new Source('Dockerfile', file)));
  return build.facts(build.stages.find(({ label }) => label === target) ?? build.stages.at(-1)!);
}

const file = `FROM alpine:3.20 AS base
RUN apk add --no-cache curl
ENV A=1
FROM base AS app
ARG PORT
EXPOSE $PORT
WORKDIR /app
COPY --from=base --chown=5:6 /x y/
HEALTHCHECK --interval=5s --retries=2 CMD curl -f localhost
USER app
ENTRYPOINT ["/app/run", "-v"]
`;

test('targets without a name have the number of their stage, and one alone has none', () => {
  const title = (text: string, isOnly: boolean) =>
    renderFacts(factsOf(text), { path: 'Dockerfile', isOnly }).split('\n', 1)[0];
  assert.equal(title('FROM a AS b\nFROM c\n', false), 'Dockerfile → stage 1');
  assert.equal(title('FROM a\n', true), 'Dockerfile');
});

test('one row for each fact, with where it comes from', () => {
  const rows = renderFacts(factsOf(file), { path: 'Dockerfile' }).split('\n');
  const row = (label: string) => rows.find((line) => line.startsWith(`  ${label} `))?.trim();
  assert.equal(rows[0], 'Dockerfile → app');
  assert.equal(row('base'), 'base          alpine:3.20  ← FROM at line 1, stage base');
  assert.equal(row('user'), 'user          app  ← USER at line 10');
  assert.equal(row('folder'), 'folder        /app  ← WORKDIR at line 7');
  assert.equal(row('entrypoint'), 'entrypoint    ["/app/run","-v"]  ← ENTRYPOINT at line 11');
  assert.equal(row('ports'), 'ports         unknown: ARG PORT has no value');
  assert.equal(
    row('health check'),
    'health check  curl -f localhost (every 5s, 2 tries)  ← HEALTHCHECK at line 9',
  );
  assert.equal(row('files'), 'files         /app/y/ from base: /x (owner 5:6)  ← COPY at line 8');
  assert.equal(row('packages by'), 'packages by   apk  ← base image alpine:3.20');
  assert.ok(
    rows.some((line) => /^ {16}curl {2}← RUN at line 2: apk installs curl, stage base$/.test(line)),
    'programs have a row for each place that they come from',
  );
  assert.ok(rows.every((line) => line.length < 140));
});

test('what is not there is said to be none', () => {
  const text = renderFacts(factsOf('FROM scratch'));
  assert.match(text, /^stage 0\n/);
  assert.match(text, /^ {2}user +root, by default {2}← scratch$/m);
  assert.match(text, /^ {2}programs +none$/m);
  assert.match(text, /^ {2}stop signal +SIGTERM, by default/m);
});

test('long lists of origins are cut, and hidden characters are shown', () => {
  const lines = Array.from({ length: 9 }, (_, at) => `LABEL l${at}=x`).join('\n');
  const text = renderFacts(factsOf(`FROM scratch\n${lines}\nLABEL e="\u001b[31m"`));
  assert.match(text, /l0=x {2}← LABEL at line 2; LABEL at line 3; LABEL at line 4; 7 more$/m);
  assert.match(text, /e=␛\[31m$/m);
});

test('colour only where it is asked for', () => {
  assert.doesNotMatch(renderFacts(factsOf(file)), /\u001b/);
  assert.match(renderFacts(factsOf(file), { color: true }), /\u001b\[2m← USER at line 10\u001b/);
});

test('of a table that may hold more it is said why, for people and as JSON', () => {
  const facts = factsOf('FROM python:3.12-slim\nLABEL a=b');
  const text = renderFacts(facts);
  assert.match(text, /^ {2}environment +PATH=/m);
  const joined = text.replace(/\s+/g, ' ');
  assert.match(
    joined,
    / and more: the base python:3\.12-slim also sets [A-Z0-9_, ]*PYTHON_VERSION[A-Z0-9_, ]* to values that/,
  );
  assert.match(text, /^ +and more: the labels of the base python:3\.12-slim are not known$/m);
  assert.ok(text.split('\n').every((line) => line.length < 140));
  const { environment } = factsJson(facts);
  assert.match((environment.known !== 'unknown' && environment.incomplete) || '', /GPG_KEY/);
});

test('what became of files is told beside them', () => {
  const text = renderFacts(
    factsOf('FROM alpine:3.20\nCOPY . /app/\nCOPY a.sh /b.sh\nRUN rm -rf /app/src; [ -n "$X" ] && rm /b.sh'),
  );
  assert.match(text, /^ {2}files +\/app\/ from \., without \/app\/src {2}← COPY at line 2$/m);
  assert.match(text, /^ +\/b\.sh from a\.sh, but a later RUN may take it away {2}← COPY at line 3$/m);
});

test('JSON has every fact by its name, without places', () => {
  const json = JSON.parse(JSON.stringify(factsJson(factsOf(file)))) as ReturnType<typeof factsJson>;
  assert.equal(json.target, 'app');
  assert.deepEqual(json.user, {
    known: 'predicted',
    value: { text: 'app', name: 'app', numeric: false },
    from: [{ note: 'USER at line 10' }],
  });
  assert.deepEqual(json.ports.known === 'unknown' && json.ports.why, 'ARG PORT has no value');
  const tools = json.tools.known === 'unknown' ? {} : (json.tools.value as Record<string, unknown>);
  assert.deepEqual(tools.curl, { note: 'RUN at line 2: apk installs curl', inherited: 'base' });
  assert.deepEqual(json.files.known === 'unknown' || json.files.value, [
    { path: '/app/y/', sources: ['/x'], from: 'stage', fromName: 'base', owner: '5:6' },
  ]);
  assert.equal(Object.keys(json).length, 20);
});
