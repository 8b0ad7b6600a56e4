import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Digest } from '../core/digest.ts';
import { testFolder } from '../testing/disk.ts';
import { sha256 } from '../testing/image.ts';
import { type Cache, openCache } from './cache.ts';

const bytes = Buffer.alloc(500_000).map((_, index) => (index * 31) % 253);
const digest = sha256(bytes);
const wanted = { digest, size: bytes.length, what: 'a layer' };

async function* source(start: number, end = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += 65_536) yield bytes.subarray(at, Math.min(at + 65_536, end));
}

async function read(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

async function inCache(
  act: (cache: Cache, folder: string, told: string[]) => Promise<void>,
  limit?: number,
): Promise<void> {
  using folder = testFolder();
  const told: string[] = [];
  const options = { tell: (message: string) => void told.push(message), ...(limit ? { limit } : {}) };
  await act(openCache({ PLIMSOLL_CACHE_DIR: folder.path }, options), folder.path, told);
}

const broken = (end: number) =>
  async function* (start: number): AsyncGenerator<Uint8Array> {
    yield* source(start, end);
    throw new Error('cut');
  };

describe('blobs', () => {
  test('pass through, are kept, and are found by another', async () => {
    await inCache(async (cache, folder) => {
      assert.equal(await cache.blob(digest), undefined);
      assert.deepEqual(await read(cache.putBlob(wanted, source)), bytes);
      const kept = await openCache({ PLIMSOLL_CACHE_DIR: folder }).blob(digest);
      assert.deepEqual(readFileSync(kept!.path), bytes);
      assert.deepEqual((await cache.usage()).blobs, { count: 1, bytes: bytes.length });
    });
  });

  test('that are not what they should be are not kept', async () => {
    await inCache(async (cache) => {
      const other = async function* () {
        yield Buffer.alloc(bytes.length);
      };
      await assert.rejects(read(cache.putBlob(wanted, other)), { code: 'integrity' });
      const long = async function* () {
        yield bytes;
        yield bytes;
      };
      await assert.rejects(read(cache.putBlob(wanted, long)), { code: 'integrity', message: /is more/ });
      const short = (start: number) => source(start, 1000);
      await assert.rejects(read(cache.putBlob(wanted, short)), { code: 'integrity', message: /is 1000/ });
      assert.equal(await cache.blob(digest), undefined);
      assert.equal((await cache.usage()).partial.count, 0);
    });
  });

  test('that were damaged since are removed', async () => {
    await inCache(async (cache) => {
      await read(cache.putBlob(wanted, source));
      const { path } = (await cache.blob(digest))!;
      writeFileSync(path, Buffer.concat([bytes.subarray(1), Buffer.from([0])]));
      assert.equal(await cache.blob(digest), undefined);
      assert.equal((await cache.usage()).blobs.count, 0);
    });
  });

  test('that were broken off are taken up, and not trusted', async () => {
    await inCache(async (cache, folder) => {
      await assert.rejects(read(cache.putBlob(wanted, broken(200_000))), /cut/);
      const starts: number[] = [];
      const from = (start: number) => {
        starts.push(start);
        return source(start);
      };
      assert.deepEqual(await read(cache.putBlob(wanted, from)), bytes);
      assert.deepEqual(starts, [200_000]);
      await cache.clear();
      await assert.rejects(read(cache.putBlob(wanted, broken(200_000))), /cut/);
      const [name] = readdirSync(join(folder, 'partial'));
      writeFileSync(join(folder, 'partial', name!), Buffer.alloc(200_000));
      await assert.rejects(read(cache.putBlob(wanted, source)), { code: 'integrity' });
      assert.deepEqual(await read(cache.putBlob(wanted, from)), bytes);
      assert.deepEqual(starts, [200_000, 0]);
    });
  });

  test('that nobody reads to the end are taken up, too', async () => {
    await inCache(async (cache) => {
      for await (const _ of cache.putBlob(wanted, source)) break;
      const starts: number[] = [];
      const from = (start: number) => {
        starts.push(start);
        return source(start);
      };
      assert.deepEqual(await read(cache.putBlob(wanted, from)), bytes);
      assert.deepEqual(starts, [65_536]);
    });
  });

  test('are fetched by several at once without harm', async () => {
    await inCache(async (cache) => {
      await assert.rejects(read(cache.putBlob(wanted, broken(200_000))), /cut/);
      const all = await Promise.all([1, 2, 3, 4].map(() => read(cache.putBlob(wanted, source))));
      for (const one of all) assert.deepEqual(one, bytes);
      assert.deepEqual(
        await cache.usage().then(({ blobs, partial }) => [blobs.count, partial.count]),
        [1, 0],
      );
    });
  });
});

describe('a process that is killed', () => {
  const script = `
    const { openCache } = await import(process.argv[1]);
    const bytes = Buffer.alloc(500000).map((_, index) => (index * 31) % 253);
    const cache = openCache(process.env);
    const source = async function* (start) {
      for (let at = start; at < bytes.length; at += 65536) {
        yield bytes.subarray(at, at + 65536);
        if (at > 200000) { console.log('under way'); await new Promise((done) => setTimeout(done, 60000)); }
      }
    };
    for await (const part of cache.putBlob({ digest: '${digest}', size: bytes.length, what: 'x' }, source));
  `;

  test('in the middle of a download leaves what the next one goes on from', async (t) => {
    await inCache(async (cache, folder) => {
      const env = { ...process.env, PLIMSOLL_CACHE_DIR: folder };
      const child: ChildProcess = spawn(
        process.execPath,
        ['--input-type=module', '-e', script, join(import.meta.dirname, 'cache.ts')],
        { env },
      );
      t.after(() => child.kill('SIGKILL'));
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      // While it lives nobody takes its download away.
      const starts: number[] = [];
      const from = (start: number) => {
        starts.push(start);
        return source(start);
      };
      assert.deepEqual(await read(cache.putBlob(wanted, from)), bytes);
      assert.equal((await cache.usage()).partial.count, 1);
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      assert.deepEqual(await read(cache.putBlob(wanted, from)), bytes);
      assert.equal(starts[0], 0);
      assert.ok(starts[1]! > 200_000, `${starts[1]}`);
      assert.equal((await cache.usage()).partial.count, 0);
    });
  });
});

describe('results', () => {
  const key = { digest, versions: 'a1 b2' };
  const file = (folder: string): string => {
    const found = readdirSync(join(folder, 'results'), { recursive: true, withFileTypes: true });
    const [entry] = found.filter((one) => one.isFile());
    return join(entry!.parentPath, entry!.name);
  };

  test('are found by their key alone', async () => {
    await inCache(async (cache) => {
      assert.equal(await cache.result(key), undefined);
      await cache.putResult(key, Buffer.from('what came of it'));
      assert.equal(Buffer.from((await cache.result(key))!).toString(), 'what came of it');
      assert.equal(await cache.result({ ...key, versions: 'a1 b3' }), undefined);
      await cache.putResult(key, Buffer.from('other'));
      assert.equal(Buffer.from((await cache.result(key))!).toString(), 'other');
    });
  });

  test('that are damaged, or that others could have written, are none', async () => {
    await inCache(async (cache, folder) => {
      await cache.putResult(key, Buffer.from('x'));
      chmodSync(file(folder), 0o666);
      assert.equal(await cache.result(key), undefined);
      chmodSync(file(folder), 0o600);
      assert.ok(await cache.result(key));
      writeFileSync(file(folder), readFileSync(file(folder)).fill(0, 33));
      writeFileSync(file(folder), Buffer.concat([readFileSync(file(folder)), Buffer.from('y')]));
      assert.equal(await cache.result(key), undefined);
    });
  });
});

describe('room', () => {
  test('is made by what was not used for longest', async () => {
    await inCache(async (cache) => {
      const keys = ['a', 'b', 'c'].map((versions) => ({ digest, versions }));
      for (const [index, key] of keys.entries()) {
        const before = new Set(await pathsOf(cache));
        await cache.putResult(key, Buffer.alloc(1000));
        const [added] = (await pathsOf(cache)).filter((path) => !before.has(path));
        const hours = index === 0 ? 1.5 : 10 - index;
        utimesSync(added!, Date.now() / 1000, Date.now() / 1000 - hours * 3600);
      }
      await cache.prune(2500);
      const left = await Promise.all(keys.map(async (key) => (await cache.result(key)) !== undefined));
      assert.deepEqual(left, [true, false, true]);
    });
  });

  test('is bounded as it is used', async () => {
    await inCache(async (cache) => {
      for (let index = 0; index < 20; index++)
        await cache.putResult({ digest, versions: `${index}` }, Buffer.alloc(1000));
      const { bytes: kept, count } = (await cache.usage()).results;
      assert.ok(kept <= 5000 && count >= 3, `${kept} in ${count}`);
    }, 5000);
  });

  test('is not taken by what killed runs left days ago', async () => {
    await inCache(async (cache, folder) => {
      await assert.rejects(read(cache.putBlob(wanted, broken(100_000))), /cut/);
      const [name] = readdirSync(join(folder, 'partial'));
      const path = join(folder, 'partial', name!);
      const { mtimeMs } = statSync(path);
      utimesSync(path, mtimeMs / 1000, mtimeMs / 1000 - 5 * 24 * 3600);
      await cache.putResult({ digest, versions: 'x' }, Buffer.from('x'));
      assert.equal((await cache.usage()).partial.count, 0);
    });
  });

  const pathsOf = async (cache: Cache): Promise<string[]> =>
    readdirSync(cache.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
});

test('a folder that cannot be written is told once, and the bytes pass', async () => {
  using folder = testFolder({ file: '' });
  const told: string[] = [];
  const cache = openCache(
    { PLIMSOLL_CACHE_DIR: `${folder.path}/file` },
    { tell: (message) => void told.push(message) },
  );
  assert.deepEqual(await read(cache.putBlob(wanted, source)), bytes);
  assert.deepEqual(await read(cache.putBlob(wanted, source)), bytes);
  await cache.putResult({ digest: digest as Digest, versions: '1' }, bytes);
  assert.equal(await cache.blob(digest), undefined);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /PLIMSOLL_CACHE_DIR/);
});
