import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../src/scan/program.ts';
import { type CheckReport, checkReport, plimsoll } from '../../src/testing/plimsoll.ts';
import { copyTree, writeInto } from '../../src/testing/tree.ts';

// The delivery of docs/guide/fit.md: Dockerfiles, Compose file and chart in which no tool that reads one of them finds
// anything, and which do not fit in six ways.

const shop = fileURLToPath(new URL('shop', import.meta.url));
const guide = fileURLToPath(new URL('../../docs/guide/', import.meta.url));
const helm = findProgram('helm', process.env);
const skip = helm ? false : 'no helm program was found, so that the chart is not rendered';

const misfits = ({ findings }: CheckReport): string[] =>
  findings.map(({ rule, at }) => `${at.path} ${at.target} ${rule}`).sort();

const broken = [
  'chart/templates/metrics.yaml Deployment metrics mounted-files-unreadable',
  'chart/values.yaml Deployment api read-only-writes',
  'compose.yaml api port-mismatch',
  'compose.yaml api read-only-writes',
  'compose.yaml api volume-not-writable',
  'compose.yaml web file-capabilities',
];

describe('a shop whose parts do not fit', { skip }, () => {
  for (const path of ['api/Dockerfile', 'web/Dockerfile', 'metrics/Dockerfile', 'compose.yaml', 'chart'])
    test(`nothing is found in ${path} alone`, async () => {
      const { findings, verdict } = await checkReport(shop, path);
      assert.deepEqual(findings, []);
      assert.equal(verdict.exit, 0);
    });

  test('together all six misfits are told, with the side of the image', async () => {
    const report = await checkReport(shop);
    assert.equal(report.verdict.exit, 1);
    assert.deepEqual(misfits(report), broken);
    for (const { rule, also } of report.findings)
      assert.ok(
        also.some(({ path }) => path.endsWith('Dockerfile')),
        rule,
      );
  });

  test('five are mended, the sixth by hand, and then nothing is found', async () => {
    const root = copyTree(shop);
    const { exit, out } = await plimsoll(root, 'fix');
    assert.equal(exit, 0);
    assert.equal(out.match(/^ {2}L2 /gm)?.length, 5);
    assert.deepEqual(misfits(await checkReport(root)), ['compose.yaml api port-mismatch']);
    const compose = readFileSync(join(root, 'compose.yaml'), 'utf8');
    writeInto(root, 'compose.yaml', compose.replace('127.0.0.1:8000:8080', '127.0.0.1:8000:8000'));
    const report = await checkReport(root);
    assert.deepEqual(report.findings, []);
    assert.equal(report.verdict.exit, 0);
    assert.equal((await plimsoll(root, 'fix', '--dry-run')).out, '');
  });

  test('the picture in the guide is its map, and the guide shows these files', async () => {
    const { out } = await plimsoll(shop, 'map', '--svg');
    const how = 'npx node ../../../src/cli.ts map --svg > ../../../docs/guide/fit.svg, in test/delivery/shop';
    assert.equal(readFileSync(join(guide, 'fit.svg'), 'utf8'), out, `it is stale: ${how}`);
    const text = readFileSync(join(guide, 'fit.md'), 'utf8');
    for (const path of ['api/Dockerfile', 'compose.yaml', 'chart/values.yaml']) {
      const shown = new RegExp(`\`${path}\`[^\`]*\`\`\`\\w+\\n([^]*?)\`\`\``).exec(text)?.[1];
      assert.ok(shown, path);
      const lines = readFileSync(join(shop, path), 'utf8').split('\n');
      // What is left out of a file is not shown as a part of it.
      let at = 0;
      for (const line of shown.split('\n').filter((one) => !/^\s*(?:#?\s*…)?$/.test(one))) {
        const found = lines.indexOf(line, at);
        assert.notEqual(found, -1, `${path} has no “${line}” there`);
        at = found + 1;
      }
    }
  });
});
