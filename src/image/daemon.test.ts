import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { dockerArchive, makeImage } from '../testing/image.ts';
import { makeTree } from '../testing/tree.ts';
import { openArchive } from './archive.ts';
import { openImages } from './choose.ts';
import { openDaemon } from './daemon.ts';
import { LIMITS } from './limits.ts';

const app = makeImage({ layers: [{ 'etc/a': 'x' }], config: { User: '7' } });
const saved = dockerArchive(app, ['a:1']);
const id = `sha256:${'a'.repeat(64)}`;

/** What a daemon answers, by the path that it is asked for. */
type Answers = Readonly<
  Record<string, { readonly status?: number; readonly body: string | Buffer; cut?: true }>
>;

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

async function daemon(answers: Answers, asked: string[] = []): Promise<string> {
  const socket = join(makeTree(), 'd.sock');
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { status = 200, body, cut } = answers[url] ?? { status: 404, body: '{"message":"no such thing"}' };
    response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
    if (cut) response.write(body.slice(0, 700), () => response.destroy());
    else response.end(body);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(socket, done));
  return socket;
}

const whole: Answers = {
  '/images/a:1/json': { body: JSON.stringify({ Id: id, RepoTags: ['a:1'] }) },
  [`/images/${id}/get`]: { body: saved },
  '/images/json': { body: JSON.stringify([{ RepoTags: ['a:1', '<none>:<none>'] }, { RepoTags: null }]) },
};

const openAt = (socket: string, reference = 'a:1', more = {}) => {
  const folder = makeTree();
  const env = { DOCKER_HOST: `unix://${socket}` };
  const medium = openDaemon('docker', reference, `docker-daemon:${reference}`, { env, folder, ...more });
  return { folder, medium };
};

describe('a daemon', () => {
  test('gives an image by its identity, which lies in the cache folder until it is closed', async () => {
    const asked: string[] = [];
    const { folder, medium } = openAt(await daemon(whole, asked));
    const opened = await medium;
    const [image] = (await openImages(opened)).images;
    assert.equal(image!.config.user, '7');
    assert.deepEqual(image!.tags, ['a:1']);
    assert.deepEqual(asked, ['/images/a:1/json', `/images/${id}/get`]);
    assert.equal(readdirSync(join(folder, 'spool')).length, 1);
    await opened.close();
    assert.deepEqual(readdirSync(join(folder, 'spool')), []);
  });

  test('that does not have it is asked what it has', async () => {
    const { medium } = openAt(await daemon(whole), 'b');
    await assert.rejects(medium, { code: 'not-found', message: /no image “b”; there is a:1\./ });
  });

  const bad: Readonly<Record<string, readonly [Answers, RegExp]>> = {
    'refuses to save': [
      { ...whole, [`/images/${id}/get`]: { status: 500, body: '{"message":"disk on fire"}' } },
      /answered 500: disk on fire/,
    ],
    'breaks off': [{ ...whole, [`/images/${id}/get`]: { body: saved, cut: true } }, /broke off.*try again/],
    'is none': [{ '/images/a:1/json': { body: 'hello' } }, /cannot be read/],
    'gives an identity that leads elsewhere': [
      { '/images/a:1/json': { body: '{"Id":"../../containers"}' } },
      /does not answer as/,
    ],
    'says what is no archive': [
      { ...whole, [`/images/${id}/get`]: { body: 'A'.repeat(2000) } },
      /a:1 of the Docker daemon: .*broken at byte 0/,
    ],
  };
  for (const [what, [answers, message]] of Object.entries(bad))
    test(`one that ${what} is told, and nothing is left`, async () => {
      const { folder, medium } = openAt(await daemon(answers));
      await assert.rejects(medium, { name: 'PlimsollError', message });
      assert.ok(readdirSync(folder).every((name) => readdirSync(join(folder, name)).length === 0));
    });

  test('sends no more than the limit', async () => {
    const limits = { ...LIMITS, archiveBytes: 1000 };
    const { medium } = openAt(await daemon(whole), 'a:1', { limits });
    await assert.rejects(medium, { code: 'unsupported', message: /more than 1000 bytes/ });
  });

  test('that is not there is told with what to do', async () => {
    await assert.rejects(openAt('/no/such.sock').medium, { code: 'not-found', message: /start it/ });
    const none = openDaemon('podman', 'a', 'podman:a', {
      env: { CONTAINER_HOST: 'ssh://root@example.com' },
      folder: '/no',
    });
    await assert.rejects(none, { code: 'usage', message: /only unix:\/\/ and tcp:\/\/.*save/ });
  });

  for (const name of ['a/../../containers/json', 'a?x', '-a', 'a\r\nX: y'])
    test(`is not asked for ${JSON.stringify(name)}, which is no name`, async () => {
      const asked: string[] = [];
      await assert.rejects(openAt(await daemon(whole, asked), name).medium, { code: 'usage' });
      assert.deepEqual(asked, []);
    });
});

describe('an archive that is compressed as a whole', () => {
  for (const [how, bytes] of [
    ['gzip', gzipSync(saved)],
    ['zstd', zstdCompressSync(saved)],
  ] as const)
    test(`by ${how} is unpacked into the cache folder, and removed from it`, async () => {
      const root = makeTree({ 'a.tar.x': bytes });
      const medium = await openArchive(join(root, 'a.tar.x'), 'a', { folder: root });
      assert.equal((await openImages(medium)).images[0]!.config.user, '7');
      assert.equal(readdirSync(join(root, 'spool')).length, 1);
      await medium.close();
      assert.deepEqual(readdirSync(join(root, 'spool')), []);
    });

  test('that is cut off, or longer than the limit, is told and leaves nothing', async () => {
    const root = makeTree({ 'cut.gz': gzipSync(saved).subarray(0, 200), 'a.gz': gzipSync(saved) });
    await assert.rejects(openArchive(join(root, 'cut.gz'), 'a', { folder: root }), {
      code: 'malformed',
      message: /cut\.gz: the gzip stream ends too early/,
    });
    await assert.rejects(
      openArchive(join(root, 'a.gz'), 'a', { folder: root, limits: { ...LIMITS, archiveBytes: 5000 } }),
      { code: 'unsupported', message: /a\.gz, unpacked, is more than 5000 bytes/ },
    );
    assert.deepEqual(readdirSync(join(root, 'spool')), []);
  });

  test('what a killed run has left is removed by the next one, and nothing else', async () => {
    const root = makeTree({ 'a.gz': gzipSync(saved) });
    const { pid } = spawnSync('true');
    const host = (await import('node:os')).hostname();
    mkdirSync(join(root, 'spool'));
    const left = `${pid}-${host}-${'0'.repeat(16)}`;
    const others = [
      `${process.pid}-${host}-${'1'.repeat(16)}`,
      `${pid}-elsewhere-${'2'.repeat(16)}`,
      'notes',
    ];
    for (const name of [left, ...others]) writeFileSync(join(root, 'spool', name), 'x');
    await (await openArchive(join(root, 'a.gz'), 'a', { folder: root })).close();
    assert.deepEqual(readdirSync(join(root, 'spool')).sort(), others.sort());
  });
});
