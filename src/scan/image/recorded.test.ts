import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { elfFile } from '../../testing/elf.ts';
import { makeImage, treeOf, writeLayout } from '../../testing/image.ts';
import { checkProject } from '../project.ts';
import { readSurfaces, SurfaceRecorder, surfacePath } from './recorded.ts';

const cwd = mkdtempSync(join(tmpdir(), 'plimsoll-surface-'));
after(() => rmSync(cwd, { recursive: true }));

const program = { mode: 0o755, content: elfFile({}) };
const lean = { '/app/server': program };
const withBash = { ...lean, '/bin/bash': program };
const file = surfacePath(join(cwd, 'plimsoll-baseline.json'));

const check = async (baseline?: false) => {
  const { verdict } = await checkProject({
    cwd,
    paths: ['oci:app:2'],
    flags: { only: ['attack-surface'], ...(baseline === false ? { baseline } : {}) },
    shellcheck: false,
    now: new Date('2026-06-01'),
    env: { PLIMSOLL_CACHE: join(cwd, 'cache'), XDG_CACHE_HOME: join(cwd, 'cache') },
  });
  return verdict.findings.map(({ at, severity }) => `${severity} ${at.image?.path ?? at.image?.config}`);
};

test('what came in since an image was recorded is over the line', async () => {
  writeLayout(join(cwd, 'app'), { 2: makeImage({ layers: [withBash], config: { Cmd: ['/app/server'] } }) });
  assert.deepEqual(await check(), []);

  const recorder = new SurfaceRecorder();
  recorder.add('oci:app:1', treeOf([lean]));
  writeFileSync(file, recorder.write(file, 'plimsoll-surface.json'));
  assert.deepEqual(await check(), ['high /bin/bash']);
  assert.deepEqual(await check(false), [], '--no-baseline compares with nothing');

  recorder.add('oci:app:2', treeOf([withBash]));
  writeFileSync(file, recorder.write(file, 'plimsoll-surface.json'));
  assert.deepEqual(await check(), []);
});

test('a budget stands in the configuration, and an override has its own', async () => {
  rmSync(file, { force: true });
  const config = join(cwd, 'plimsoll.yaml');
  writeFileSync(config, 'budget: { shells: 0, layers: 0 }\n');
  assert.deepEqual((await check()).sort(), ['high /bin/bash', 'high rootfs']);
  writeFileSync(
    config,
    'budget: { shells: 0 }\noverrides:\n  - files: ["**"]\n    budget: { shells: [bash] }\n',
  );
  assert.deepEqual(await check(), []);
  rmSync(config);
});

test('images that are not looked at stay in the record; tags, digests and transports make no other image', () => {
  const first = new SurfaceRecorder();
  first.add('registry.example.com:5000/acme/app:1@sha256:abc', treeOf([lean]));
  writeFileSync(file, first.write(file, 'r'));
  const second = new SurfaceRecorder();
  second.add('docker-daemon:other', treeOf([withBash]));
  writeFileSync(file, second.write(file, 'r'));
  const record = readSurfaces(file, 'r')!;
  assert.deepEqual(record.of('docker://registry.example.com:5000/acme/app:7')?.programs.shells, []);
  assert.deepEqual(record.of('other:latest')?.programs.shells, ['bash']);
  assert.equal(record.of('third'), undefined);
});

test('what is no record is told, and never taken for an empty one', () => {
  for (const text of ['', '[]', '{"version":2,"images":{}}', '{"version":1,"images":{"a":{"setuid":[]}}}']) {
    writeFileSync(file, text);
    assert.throws(() => readSurfaces(file, 'r'), { code: 'config' }, text);
  }
  assert.match(readFileSync(file, 'utf8'), /setuid/);
  rmSync(file);
  assert.equal(readSurfaces(file, 'r'), undefined);
});
