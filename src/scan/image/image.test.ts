import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { valueOf } from '../../core/facts.ts';
import { LIMITS } from '../../image/limits.ts';
import { elfFile } from '../../testing/elf.ts';
import { dockerArchive, imageOf, makeImage, treeOf, writeLayout } from '../../testing/image.ts';
import { plimsoll } from '../../testing/plimsoll.ts';
import { makeTree } from '../../testing/tree.ts';
import { allReaders, inspectTree } from './inspect.ts';
import { layerVersions, packLayer, unpackLayer } from './kept-layer.ts';
import { subjectsOf } from './subjects.ts';

const layers = [
  {
    'etc/os-release': 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
    'etc/passwd': 'root:x:0:0::/root:/bin/sh\napp:x:1000:1001::/:/bin/sh\n',
    'etc/group': 'app:x:1001:\nextra:x:7:\n',
    'usr/bin/sh': { content: elfFile({}), mode: 0o755 },
    'usr/bin/app': { content: elfFile({}), mode: 0o755 },
    'usr/bin/data': { content: 'x', mode: 0o644 },
    bin: { link: 'usr/bin' },
    'lib64/ld-linux-x86-64.so.2': { content: 'x', mode: 0o755 },
    'usr/lib/libc-2.31.so': 'x',
  },
  { 'srv/key': '-----BEGIN PRIVATE KEY-----\nx\n' },
  { 'srv/key': null },
];
const config = {
  User: 'app:extra',
  Env: ['PATH=/usr/bin:/bin', 'A=1', 'A=2'],
  Entrypoint: ['/bin/sh', '-c', 'app --serve'],
  ExposedPorts: { '8080/tcp': {}, '53/udp': {}, '9000-9010': {}, nonsense: {} },
  Healthcheck: { Test: ['CMD-SHELL', 'app --health'], Interval: 30e9 },
  Volumes: { '/data': {} },
  Labels: { a: 'b' },
};
const spec = {
  layers,
  config,
  rest: {
    history: [
      { created_by: 'RUN /bin/sh -c base' },
      { created_by: '/bin/sh -c #(nop) COPY file:1 in /srv' },
      { created_by: 'RUN /bin/sh -c rm /srv/key # buildkit' },
    ],
  },
};
const inspected = inspectTree(
  imageOf({ ...spec, name: 'example.com/acme/app:1' }),
  treeOf(layers, allReaders().readers),
);

describe('observed facts', () => {
  const { facts } = inspected;

  test('what the configuration says, with its place', () => {
    assert.deepEqual(valueOf(facts.user), {
      text: 'app:extra',
      name: 'app',
      group: 'extra',
      uid: 1000,
      gid: 7,
      numeric: false,
    });
    assert.deepEqual(valueOf(facts.entrypoint), {
      form: 'shell',
      args: ['/bin/sh', '-c', 'app --serve'],
      script: 'app --serve',
    });
    assert.deepEqual(valueOf(facts.ports), [
      { port: 8080, protocol: 'tcp' },
      { port: 53, protocol: 'udp' },
      { port: 9000, last: 9010, protocol: 'tcp' },
    ]);
    assert.deepEqual(valueOf(facts.environment), { PATH: '/usr/bin:/bin', A: '2' });
    assert.deepEqual(valueOf(facts.health), {
      test: { form: 'shell', args: ['/bin/sh', '-c', 'app --health'], script: 'app --health' },
      interval: '30s',
    });
    const { source } = inspected.config;
    assert.match(source.slice(facts.user.from[0]!.at!), /"User": "app:extra"/);
    assert.equal(facts.user.known, 'observed');
  });

  test('what the files show', () => {
    assert.deepEqual(valueOf(facts.system), {
      id: 'debian',
      version: '12',
      codename: 'bookworm',
      endOfLife: valueOf(facts.system)!.endOfLife,
    });
    assert.deepEqual(valueOf(facts.libc), { family: 'glibc', version: '2.31' });
    assert.deepEqual(
      [facts.has('app'), facts.has('/bin/sh'), facts.has('data'), facts.has('bash')],
      ['present', 'present', 'absent', 'absent'],
    );
    assert.deepEqual(valueOf(facts.packageManagers), []);
  });

  test('without a shell, os-release or user nothing is made up', () => {
    const bare = inspectTree(
      imageOf({ layers: [{ app: 'x' }], name: 'x' }),
      treeOf([{ app: 'x' }], allReaders().readers),
    ).facts;
    assert.deepEqual(valueOf(bare.user), { text: '', uid: 0, numeric: false });
    assert.deepEqual(valueOf(bare.system), { id: 'scratch' });
    assert.deepEqual(valueOf(bare.libc), { family: 'none' });
    assert.equal(bare.base.known, 'unknown');
  });
});

describe('what an argument is', () => {
  const root = makeTree({
    'a.txt': 'x',
    Dockerfile: 'FROM scratch\n',
    'save.tar': dockerArchive(makeImage(spec), ['a:1']),
  });
  writeLayout(join(root, 'out'), { '1.0': makeImage(spec) });
  mkdirSync(join(root, 'nginx'));
  const told = (...args: string[]): string[] => {
    const { images, paths } = subjectsOf(args, root);
    return [
      ...images.map(
        ({ source }) =>
          `${source.kind} ${'path' in source ? source.path : source.reference}${'wanted' in source ? ` ${source.wanted}` : ''}`,
      ),
      ...paths.map((path) => `path ${path}`),
    ];
  };
  const cases: readonly (readonly [string, string])[] = [
    ['.', 'path .'],
    ['nginx', 'path nginx'],
    ['redis', 'registry redis'],
    ['redis:7', 'registry redis:7'],
    ['localhost:5000/x', 'registry localhost:5000/x'],
    ['ghcr.io/a/b:1@sha256:ab', 'registry ghcr.io/a/b:1@sha256:ab'],
    ['docker://alpine', 'registry alpine'],
    ['out', 'layout out'],
    ['oci:out:1.0', 'layout out 1.0'],
    ['out:1.0', 'layout out 1.0'],
    ['oci:out@sha256:ab', 'layout out sha256:ab'],
    ['save.tar', 'archive save.tar'],
    ['docker-archive:save.tar:a:1', 'archive save.tar a:1'],
    ['docker-daemon:acme/app:1', 'daemon acme/app:1'],
    ['podman:acme/app:1', 'daemon acme/app:1'],
    ['dir:/mnt', 'folder /mnt'],
    ['sbom:bill.json', 'bill bill.json'],
    ['a.txt', 'path a.txt'],
    ['Dockerfle', 'path Dockerfle'],
    ['compose.yaml', 'path compose.yaml'],
    ['services/*/Dockerfile', 'path services/*/Dockerfile'],
    ['-', 'path -'],
  ];
  for (const [arg, expected] of cases) test(arg, () => assert.deepEqual(told(arg), [expected]));
});

describe('plimsoll check on an image', () => {
  const root = makeTree();
  writeLayout(join(root, 'out'), { '1.0': makeImage(spec) });
  writeFileSync(join(root, 'app.tar'), dockerArchive(makeImage(spec), ['acme/app:1']));
  const secrets = async (image: string) => {
    const { out, exit } = await plimsoll(root, 'check', image, '--format', 'json', '--no-config');
    const { findings, files } = JSON.parse(out) as {
      findings: {
        rule: string;
        fingerprint: string;
        at: { image: string; path: string; layer: { index: number; createdBy: string } };
      }[];
      files: string[];
    };
    return { exit, files, found: findings.filter(({ rule }) => rule === 'secret-in-image') };
  };

  test('a deleted secret is found in its layer, with the instruction that made it', async () => {
    for (const image of ['oci:out', 'out:1.0', 'app.tar']) {
      const { exit, found, files } = await secrets(image);
      assert.equal(exit, 1);
      assert.deepEqual(files, [image]);
      assert.deepEqual(
        found.map(({ at }) => [at.image, at.path, at.layer.index, at.layer.createdBy]),
        [[image, '/srv/key', 1, 'COPY file:1 in /srv']],
      );
    }
  });

  test('a finding is the same under another tag', async () => {
    const [first] = (await secrets('out:1.0')).found;
    writeLayout(join(root, 'out'), {
      '2.0': makeImage({ ...spec, rest: { ...spec.rest, created: '2026-02-01T00:00:00Z' } }),
    });
    assert.equal((await secrets('out:2.0')).found[0]!.fingerprint, first!.fingerprint);
  });

  test('an image that cannot be had beside one that can is not seen; alone it is an error', async () => {
    const both = await plimsoll(root, 'check', 'app.tar', 'oci:nothing', '--format', 'json');
    assert.match(both.out, /"path": "oci:nothing"/);
    const alone = await plimsoll(root, 'check', 'oci:nothing');
    assert.equal(alone.exit, 3);
    assert.match(alone.err, /there is no nothing/);
  });

  test('facts, too', async () => {
    const { out } = await plimsoll(root, 'facts', 'app.tar');
    assert.match(out, /user +app:extra/);
  });
});

test('what is kept of a layer comes back as it was, and garbage does not', () => {
  const [content] = treeOf(layers, allReaders().readers).layers;
  assert.deepEqual(unpackLayer(packLayer(content!)), content);
  assert.equal(unpackLayer(Buffer.from('garbage')), undefined);
  assert.match(layerVersions(allReaders(), LIMITS, false), /dpkg-status@\d/);
});
