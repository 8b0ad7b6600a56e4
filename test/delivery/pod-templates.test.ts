import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { main } from '../../src/commands/main.ts';
import { makeTree } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

const app = `apiVersion: acme.example.com/v1
kind: WebApp
metadata:
  name: shop
spec:
  stages:
    - name: front
      podTemplate:
        spec:
          containers:
            - name: web
              image: ghcr.io/acme/web:1.0.0
              securityContext:
                privileged: true
`;

const setting = (group: string) =>
  `pod-templates:\n  - group: ${group}\n    kind: WebApp\n    path: spec.stages.*.podTemplate\n`;

async function run(cwd: string, ...args: readonly string[]) {
  const world = fakeWorld(cwd);
  await main(args, world);
  return { out: world.out(), err: world.err() };
}

describe('the pods of a custom resource', () => {
  test('are judged and repaired where the configuration says that they are', async () => {
    const folder = makeTree({ 'app.yaml': app, 'plimsoll.yaml': setting('acme.example.com') });
    const only = ['--rule', 'no-privileged', '.'];
    const before = await run(folder, 'check', ...only);
    assert.match(before.out, /WebApp shop.*container web runs privileged.*14 │/s);
    const map = await run(folder, 'map', '--json');
    assert.match(map.out, /ghcr\.io\/acme\/web:1\.0\.0/);
    await run(folder, 'fix', '--unsafe', ...only);
    assert.match(readFileSync(join(folder, 'app.yaml'), 'utf8'), /privileged: false/);
    assert.doesNotMatch((await run(folder, 'check', ...only)).out, /runs privileged/);
  });

  test('are not, where it says nothing or speaks of another group', async () => {
    for (const text of ['{}\n', setting('other.example.com')]) {
      const folder = makeTree({ 'app.yaml': app, 'plimsoll.yaml': text });
      const { out, err } = await run(folder, 'check');
      assert.doesNotMatch(out, /runs privileged/);
      assert.match(
        out + err,
        /line 10, column 11: WebApp \(acme\.example\.com\/v1\) is not known to hold a pod\s+template/,
      );
    }
  });

  test('are asked for by a kind and a path; a group has no version', async () => {
    const folder = makeTree({
      'app.yaml': app,
      'plimsoll.yaml':
        'pod-templates:\n  - kind: WebApp\n  - { group: a.example.com/v1, kind: B, path: spec }\n',
    });
    const { err } = await run(folder, 'check');
    assert.match(err, /plimsoll\.yaml:2:5: .*path/);
    assert.match(err, /plimsoll\.yaml:3:5: .*a\.example\.com/);
  });
});
