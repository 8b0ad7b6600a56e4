import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { dockerArchive, type MadeImage, makeImage, sha256, writeLayout } from '../testing/image.ts';
import { layerTar } from '../testing/tar.ts';
import { makeTree } from '../testing/tree.ts';
import { openArchive } from './archive.ts';
import { openImages, wantedOf } from './choose.ts';
import { folderFiles, openLayout } from './layout.ts';
import { readConfig, readDocument } from './oci.ts';
import type { Medium } from './types.ts';

const app = makeImage({
  layers: [{ 'etc/a': 'x' }, { 'etc/b': 'y' }],
  config: { User: '1000', Cmd: ['/a'] },
  rest: {
    history: [{ created_by: 'COPY a' }, { created_by: 'ENV x', empty_layer: true }, { created_by: 'COPY b' }],
  },
});
const other = makeImage({ layers: [{ c: 'z' }] });

function layout(images: Readonly<Record<string, MadeImage>>): string {
  const root = makeTree();
  writeLayout(root, images);
  return root;
}

/** A layout of one index over images for platforms. */
function multi(platforms: Readonly<Record<string, MadeImage>>, more: readonly object[] = []): string {
  const root = layout(platforms);
  const manifests = Object.entries(platforms).map(([platform, { manifest }]) => {
    const [os, architecture, variant] = platform.split('/');
    return { ...manifest, platform: { os, architecture, ...(variant ? { variant } : {}) } };
  });
  const index = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [...manifests, ...more],
    }),
  );
  const digest = sha256(index);
  writeFileSync(join(root, 'blobs', digest.replace(':', '/')), index);
  writeFileSync(
    join(root, 'index.json'),
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: index.length }],
    }),
  );
  return root;
}

const openIn = (root: string, wanted?: string): Promise<Medium> =>
  openLayout(folderFiles(root), `oci:${root}`, wanted);

describe('a layout', () => {
  test('of one image is opened, with its layers and their instructions', async () => {
    const { images } = await openImages(await openIn(layout({ one: app })));
    const [image] = images;
    assert.equal(image!.digest, app.manifest.digest);
    assert.equal(image!.platform, 'linux/amd64');
    assert.equal(image!.config.user, '1000');
    assert.deepEqual(
      image!.layers.map(({ history, diffId }) => [history?.createdBy, diffId]),
      [
        ['COPY a', sha256(app.layers[0]!)],
        ['COPY b', sha256(app.layers[1]!)],
      ],
    );
    assert.deepEqual(image!.tags, ['one']);
  });

  test('of several asks which, by tag or digest', async () => {
    const root = layout({ one: app, two: other });
    await assert.rejects(openIn(root), { code: 'usage', message: /one.*two/ });
    assert.equal((await openIn(root, 'two')).top.descriptor.digest, other.manifest.digest);
    assert.equal((await openIn(root, app.manifest.digest)).top.descriptor.digest, app.manifest.digest);
    await assert.rejects(openIn(root, 'three'), { code: 'not-found', message: /there is one, two/ });
  });

  test('that lacks a blob, or has another in its place, says which', async () => {
    const root = layout({ one: app });
    const path = join(root, 'blobs', app.manifest.digest.replace(':', '/'));
    writeFileSync(path, '{}');
    await assert.rejects(openIn(root), { code: 'integrity', message: /should be \d+ bytes and is 2/ });
    rmSync(path);
    await assert.rejects(openIn(root), { code: 'not-found', message: /no whole OCI layout/ });
  });
});

describe('platforms', () => {
  const arm = makeImage({ layers: [{ a: 'arm' }], rest: { architecture: 'arm64' } });
  const v6 = makeImage({ layers: [{ a: 'v6' }], rest: { architecture: 'arm', variant: 'v6' } });
  const v7 = makeImage({ layers: [{ a: 'v7' }], rest: { architecture: 'arm', variant: 'v7' } });
  const attestation = {
    ...other.manifest,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  };
  const root = multi({ 'linux/amd64': app, 'linux/arm64': arm, 'linux/arm/v6': v6, 'linux/arm/v7': v7 }, [
    attestation,
  ]);
  const open = async (platform?: string): Promise<string[]> =>
    (await openImages(await openIn(root), platform)).images.map(({ digest }) => digest!);

  for (const [asked, found] of [
    ['linux/amd64', app],
    ['arm64', arm],
    ['linux/arm64/v8', arm],
    ['linux/arm', v7],
    ['linux/arm/v6', v6],
    ['linux/aarch64', arm],
  ] as const)
    test(`${asked} is found`, async () => assert.deepEqual(await open(asked), [found.manifest.digest]));

  test('all are all, without attestations, which are listed', async () => {
    const { images, others } = await openImages(await openIn(root), 'all');
    assert.equal(images.length, 4);
    assert.deepEqual(
      others.map(({ kind }) => kind),
      ['attestation'],
    );
  });

  test('one that is not there is told with those that are', async () => {
    await assert.rejects(open('linux/s390x'), { code: 'not-found', message: /linux\/amd64, linux\/arm64/ });
    await assert.rejects(open('a/b/c/d'), { code: 'usage' });
    assert.deepEqual(wantedOf('linux/x86_64'), { os: 'linux', architecture: 'amd64' });
  });

  test('an image alone that is for another is not what was asked for', async () => {
    await assert.rejects(openImages(await openIn(layout({ one: arm })), 'linux/amd64'), {
      code: 'not-found',
    });
    assert.equal((await openImages(await openIn(layout({ one: arm })))).images.length, 1);
  });
});

describe('archives', () => {
  test('of docker save are opened by their names', async () => {
    const root = makeTree({ 'a.tar': dockerArchive(app, ['acme/app:1', 'acme/app:latest']) });
    for (const wanted of [undefined, 'acme/app:1', '1', 'latest']) {
      const medium = await openArchive(join(root, 'a.tar'), 'a', wanted === undefined ? {} : { wanted });
      const { images } = await openImages(medium);
      assert.deepEqual(images[0]!.tags, ['acme/app:1', 'acme/app:latest']);
      assert.equal(images[0]!.digest, undefined, 'an archive keeps no manifest');
      const blob = await images[0]!.layers[1]!.open();
      const parts: Uint8Array[] = [];
      for await (const part of blob.stream()) parts.push(part);
      assert.deepEqual(Buffer.concat(parts), app.layers[1]);
    }
    await assert.rejects(openArchive(join(root, 'a.tar'), 'a', { wanted: '2' }), {
      code: 'not-found',
      message: /acme\/app:1/,
    });
  });

  test('of a layout are opened as one', async () => {
    const folder = layout({ one: app });
    const files = Object.fromEntries(
      [...app.blobs].map(([digest, bytes]) => [`blobs/${digest.replace(':', '/')}`, bytes]),
    );
    const index = (await openIn(folder)).top.descriptor;
    const tar = layerTar({
      'oci-layout': '{}',
      'index.json': JSON.stringify({ schemaVersion: 2, manifests: [index] }),
      ...files,
    });
    const root = makeTree({ 'a.tar': tar });
    assert.equal(
      (await openImages(await openArchive(join(root, 'a.tar'), 'a'))).images[0]!.digest,
      app.manifest.digest,
    );
  });

  const bad: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
    'is no image': [layerTar({ 'etc/passwd': 'x' }), /holds no image/],
    'is no tar archive': [Buffer.alloc(2000, 65), /broken at byte 0/],
    'is cut off': [dockerArchive(app, ['a:1']).subarray(0, 1500), /ends within an entry/],
    'names a layer that it has not': [
      layerTar({ 'manifest.json': '[{"Config": "c.json", "Layers": ["x/layer.tar"]}]', 'c.json': '{}' }),
      /has no x\/layer\.tar/,
    ],
    'has a manifest.json that is no list': [layerTar({ 'manifest.json': '{}' }), /names no image/],
    'has a manifest.json that is no JSON': [layerTar({ 'manifest.json': '[' }), /no JSON/],
  };
  for (const [what, [bytes, message]] of Object.entries(bad))
    test(`one that ${what} says so`, async () => {
      const root = makeTree({ 'a.tar': bytes });
      await assert.rejects(async () => openImages(await openArchive(join(root, 'a.tar'), 'a')), { message });
    });

  test('a folder and a file that is not there are told apart', async () => {
    const root = makeTree();
    mkdirSync(join(root, 'd'));
    await assert.rejects(openArchive(join(root, 'no.tar'), 'a'), { code: 'not-found' });
    await assert.rejects(openArchive(join(root, 'd'), 'a'), { code: 'malformed' });
  });
});

describe('documents', () => {
  const read = (json: unknown, type = ''): unknown =>
    readDocument(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)), type, 'the manifest');
  const descriptor = { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 1 };
  const bad: readonly (readonly [string, unknown, RegExp, string?])[] = [
    ['of schema 1', { schemaVersion: 1, fsLayers: [] }, /schema 1.*push the image again/],
    ['that are no JSON', '{', /no JSON/],
    ['that are a list', [], /no object/],
    ['without anything', {}, /not an image/],
    ['of both kinds', { manifests: [], layers: [] }, /at once/],
    [
      'with a digest that is none',
      { config: { ...descriptor, digest: '../../etc/passwd' }, layers: [] },
      /digest is/,
    ],
    ['with a negative size', { config: { ...descriptor, size: -1 }, layers: [] }, /size is -1/],
    ['with layers that are no list', { config: descriptor, layers: 5 }, /not an image|no list/],
    ['of a million layers', { config: descriptor, layers: Array(100_000).fill(0) }, /more than the 1000/],
  ];
  for (const [what, json, message] of bad)
    test(`${what} are refused`, () => assert.throws(() => read(json), { message }));

  test('a configuration is read as Docker and others write it', () => {
    const config = readConfig(
      Buffer.from(
        JSON.stringify({
          architecture: 'arm64',
          os: 'linux',
          variant: 'v8',
          config: {
            Entrypoint: 'one text',
            Cmd: [],
            ExposedPorts: { '80/tcp': {} },
            Env: ['A=b', 5],
            Healthcheck: { Test: ['CMD', 'x'], Interval: 5e9 },
          },
          history: [null, { created_by: 'x' }],
        }),
      ),
      'c',
    );
    assert.deepEqual(
      [config.entrypoint, config.cmd, config.exposedPorts, config.env, config.healthcheck],
      [['one text'], null, ['80/tcp'], ['A=b'], { test: ['CMD', 'x'], interval: 5e9 }],
    );
    assert.deepEqual(config.platform, { os: 'linux', architecture: 'arm64', variant: 'v8' });
    assert.throws(() => readConfig(Buffer.from('{"rootfs": {"diff_ids": ["x"]}}'), 'c'), {
      code: 'malformed',
    });
  });
});
