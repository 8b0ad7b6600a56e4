import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from '../../image/oci.ts';
import { treeOf } from '../../testing/image.ts';
import type { LayerSpec } from '../../testing/tar.ts';
import { binaryReaders } from '../readers.ts';
import { willStart } from './start.ts';

/** The node that runs this, the loader and libraries that the machine's own loader finds for it. */
function filesOfNode(): Record<string, string> | undefined {
  if (process.platform !== 'linux') return undefined;
  const { stdout, status } = spawnSync('ldd', [process.execPath], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const paths = [...stdout.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map((match) => match[1]!);
  return Object.fromEntries([process.execPath, ...paths].map((path) => [path, realpathSync(path)]));
}

const files = filesOfNode();
const skip = files === undefined && 'there is no ldd that tells what node needs';

const startWith = async (paths: Readonly<Record<string, string>>) => {
  const layer: LayerSpec = Object.fromEntries(
    Object.entries(paths).map(([path, real]) => [path, { content: readFileSync(real), mode: 0o755 }]),
  );
  const config = { config: { Cmd: [process.execPath] }, os: 'linux', architecture: 'unknown' };
  const root = await treeOf([layer], binaryReaders);
  return willStart(root, readConfig(Buffer.from(JSON.stringify(config)), 'a test'));
};

test('what the loader of this machine finds for node is what node needs', { skip }, async () => {
  const { starts, why } = await startWith(files!);
  assert.equal(starts, 'yes', why);
});

test('and without any one of them it does not start', { skip }, async () => {
  for (const missing of Object.keys(files!)) {
    const { [missing]: _, ...rest } = files!;
    const { starts, why } = await startWith(rest);
    assert.equal(starts, 'no', missing);
    assert.match(why ?? '', /is not there|which is not where the loader looks/);
  }
});
