import assert from 'node:assert/strict';
import { test } from 'node:test';
import { main } from '../../src/commands/main.ts';
import { makeTree } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

const service = (name: string) =>
  `  ${name}:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM nginx:latest\n        EXPOSE 80\n`;

test('a Dockerfile that is written inline is told as not judged, and counts for nothing', async () => {
  const world = fakeWorld(makeTree({ 'compose.yaml': `services:\n${service('a')}${service('b')}` }));
  await main(['check', '--format', 'json', '.'], world);
  const { gaps } = JSON.parse(world.out()) as { gaps: { reason: string; kind?: string }[] };
  const inline = gaps.filter(({ reason }) => reason.includes('written inline'));
  assert.deepEqual(
    inline.map(({ reason, kind }) => [reason.split(':')[0], kind]),
    [
      ['line 5, column 26', 'info'],
      ['line 11, column 26', 'info'],
    ],
  );
});
