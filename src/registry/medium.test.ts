import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { openCache } from '../cache/cache.ts';
import type { Digest } from '../core/digest.ts';
import { openImages } from '../image/choose.ts';
import { OCI_MANIFEST } from '../image/media-types.ts';
import type { Blob, Medium } from '../image/types.ts';
import { testFolder } from '../testing/disk.ts';
import { makeImage, sha256 } from '../testing/image.ts';
import { TestRegistry, type TestRegistryOptions } from '../testing/registry.ts';
import { openRegistry } from './medium.ts';
import type { RegistryOptions } from './options.ts';
import { listReferrers } from './referrers.ts';
import { listTags } from './tags.ts';

const noise = Buffer.alloc(300_000, 'a').map((_, index) => (index * 7919) % 251);
const app = makeImage({ layers: [{ 'etc/a': 'x' }, Buffer.from(noise)], compression: 'none' });
const [, big] = app.layers as [Buffer, Buffer];
const bigDigest = sha256(big);

interface World {
  readonly registry: TestRegistry;
  readonly reference: string;
  readonly waits: number[];
  readonly told: string[];
  readonly options: RegistryOptions;
}

async function world(given: TestRegistryOptions, act: (world: World) => Promise<void>): Promise<void> {
  using folder = testFolder();
  await using registry = await TestRegistry.start(given);
  const waits: number[] = [];
  const told: string[] = [];
  await act({
    registry,
    reference: registry.add('team/app', '1', app),
    waits,
    told,
    options: {
      env: { HOME: folder.path, PATH: process.env.PATH },
      etc: folder.path,
      tell: (message) => told.push(message),
      sleep: async (duration) => void waits.push(duration),
      limits: { connect: 5000, idle: 5000 },
    },
  });
}

async function bytesOf(blob: Blob): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of blob.stream()) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

async function layersOf(medium: Medium): Promise<Buffer[]> {
  const { images } = await openImages(medium);
  return Promise.all(images[0]!.layers.map(async (layer) => bytesOf(await layer.open())));
}

async function pull(reference: string, options: RegistryOptions): Promise<Buffer[]> {
  const medium = await openRegistry(reference, options);
  try {
    return await layersOf(medium);
  } finally {
    await medium.close();
  }
}

describe('an image in a registry', () => {
  test('is opened by tag and by digest, its layers as they are', async () => {
    await world({}, async ({ registry, reference, options }) => {
      assert.deepEqual(await pull(reference, options), app.layers);
      const pinned = `${registry.host}/team/app:old@${app.manifest.digest}`;
      const medium = await openRegistry(pinned, options);
      assert.equal(medium.top.descriptor.digest, app.manifest.digest);
      await medium.close();
    });
  });

  test('whose manifest is not what the digest says is refused', async () => {
    await world({}, async ({ registry, reference, options }) => {
      registry.fail({ on: /manifests/, change: (bytes) => Buffer.from(bytes.toString().replace('2', '3')) });
      await assert.rejects(openRegistry(reference, options), {
        code: 'integrity',
        message: /should be sha256:/,
      });
    });
  });

  test('whose layer was changed or is too long is refused at its end', async () => {
    const changes = [
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([9])]),
      (bytes: Buffer) => Buffer.concat([bytes, bytes]),
    ];
    for (const change of changes)
      await world({}, async ({ registry, reference, options }) => {
        registry.fail({ on: new RegExp(bigDigest), change });
        await assert.rejects(pull(reference, options), { code: 'integrity' });
      });
  });
});

describe('a download that breaks', () => {
  test('goes on where it broke', async () => {
    await world({}, async ({ registry, reference, options }) => {
      registry.fail({ on: new RegExp(bigDigest), cutAfter: 100_000 });
      registry.fail({ on: new RegExp(bigDigest), cutAfter: 50_000 });
      assert.deepEqual((await pull(reference, options))[1], big);
      const asked = registry.seen.filter(({ path }) => path.endsWith(bigDigest));
      assert.equal(asked.length, 3);
      assert.match(asked[1]!.headers.range ?? '', /^bytes=[1-9][0-9]*-/);
    });
  });

  test('begins anew where the registry knows no ranges, and gives the same bytes', async () => {
    await world({ withoutRange: true }, async ({ registry, reference, options }) => {
      registry.fail({ on: new RegExp(bigDigest), cutAfter: 100_000 });
      assert.deepEqual((await pull(reference, options))[1], big);
    });
  });

  test('again and again without bringing anything is an error that says so', async () => {
    await world({}, async ({ registry, reference, options, waits }) => {
      registry.fail({ on: new RegExp(bigDigest), cutAfter: 0, times: 99 });
      await assert.rejects(pull(reference, options), {
        code: 'network',
        message: /the connection was cut; try/,
      });
      assert.ok(waits.length >= 4 && waits.length < 40, `${waits.length}`);
    });
  });
});

describe('a passing failure', () => {
  test('is tried again, after as long as the registry says', async () => {
    await world({}, async ({ registry, reference, options, waits }) => {
      registry.fail({ on: /manifests/, status: 429, headers: { 'retry-after': '7' } });
      const later = new Date(Date.now() + 30_000).toUTCString();
      registry.fail({ on: /manifests/, status: 503, headers: { 'retry-after': later } });
      registry.fail({ on: /manifests/, status: 500 });
      await (await openRegistry(reference, options)).close();
      assert.equal(waits[0], 7000);
      assert.ok(waits[1]! > 20_000 && waits[1]! <= 30_000, `${waits[1]}`);
      assert.ok(waits[2]! > 0 && waits[2]! <= 2000, `${waits[2]}`);
    });
  });

  test('that lasts longer than is waited for is told at once', async () => {
    await world({}, async ({ registry, reference, options, waits }) => {
      const body = JSON.stringify({ errors: [{ code: 'TOOMANYREQUESTS', message: 'pull rate limit' }] });
      registry.fail({ on: /manifests/, status: 429, headers: { 'retry-after': '3600' }, body, times: 9 });
      await assert.rejects(openRegistry(reference, options), {
        code: 'network',
        message: /429 \(TOOMANYREQUESTS: pull rate limit\).*log in/,
      });
      assert.deepEqual(waits, []);
    });
  });

  test('that does not pass ends after so many attempts', async () => {
    await world({}, async ({ registry, reference, options, waits }) => {
      registry.fail({ on: /manifests/, status: 502, times: 99 });
      await assert.rejects(openRegistry(reference, options), { code: 'network', message: /answered 502/ });
      assert.equal(waits.length, 4);
    });
  });
});

const login = { username: 'ann', password: 's3cret-word' };
const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');

describe('who we are', () => {
  test('is nobody, with a token, one for each repository', async () => {
    await world({ auth: 'bearer', anonymous: true }, async ({ registry, reference, options }) => {
      assert.deepEqual(await pull(reference, options), app.layers);
      assert.equal(registry.paths.filter((path) => path.includes('/token')).length, 1);
    });
  });

  for (const kind of ['basic', 'bearer'] as const)
    test(`is told by Docker’s configuration, by ${kind}`, async () => {
      await world({ auth: kind, login }, async ({ registry, reference, options }) => {
        using folder = testFolder({
          'config.json': JSON.stringify({ auths: { [registry.host]: { auth } } }),
        });
        const env = { ...options.env, DOCKER_CONFIG: folder.path };
        assert.deepEqual(await pull(reference, { ...options, env }), app.layers);
      });
    });

  test('is proved by an identity token', async () => {
    await world({ auth: 'bearer', identity: 'refresh-me' }, async ({ registry, reference, options }) => {
      const auths = { [registry.host]: { identitytoken: 'refresh-me' } };
      using folder = testFolder({ 'auth.json': JSON.stringify({ auths }) });
      const env = { ...options.env, REGISTRY_AUTH_FILE: `${folder.path}/auth.json` };
      assert.deepEqual(await pull(reference, { ...options, env }), app.layers);
      const [asked] = registry.seen.filter(({ path }) => path.startsWith('/token'));
      assert.match(asked!.body, /grant_type=refresh_token.*scope=repository%3Ateam%2Fapp%3Apull/);
    });
  });

  test('is asked for where there is no login, and where it is refused, without telling the secret', async () => {
    for (const kind of ['basic', 'bearer'] as const)
      await world({ auth: kind, login }, async ({ registry, reference, options }) => {
        await assert.rejects(openRegistry(reference, options), { code: 'denied', message: /docker login/ });
        const wrong = { ...options, login: { username: 'ann', password: 'wrong-word' } };
        const body = JSON.stringify({ errors: [{ code: 'DENIED', message: 'not with wrong-word' }] });
        registry.fail({ on: /manifests|token/, status: 403, body });
        await assert.rejects(openRegistry(reference, wrong), (error: Error) => {
          assert.match(error.message, /DENIED: not with \*\*\*|login of the options/);
          assert.doesNotMatch(error.message, /wrong-word/);
          return true;
        });
        await assert.rejects(openRegistry(reference, wrong), { code: 'denied', message: /of the options/ });
      });
  });

  test('is never told to another host', async () => {
    await world({ auth: 'basic', login }, async ({ registry, reference, options }) => {
      await using other = await TestRegistry.start();
      registry.blobs.forEach((bytes, key) => void other.blobs.set(key, bytes));
      const location = `http://${other.host}/v2/team/app/blobs/${bigDigest}?signature=hidden`;
      // The first request is refused with a challenge; the one with the login is sent on.
      registry.fail({ on: new RegExp(bigDigest), status: 307, headers: { location } });
      assert.deepEqual((await pull(reference, { ...options, login }))[1], big);
      assert.equal(other.seen.length, 1);
      assert.equal(other.seen[0]!.headers.authorization, undefined);
      assert.ok(registry.seen.some(({ headers }) => headers.authorization));
    });
  });
});

describe('what is refused is told', () => {
  const cases: [name: string, reference: (host: string) => string, code: string, message: RegExp][] = [
    [
      'a tag',
      (host) => `${host}/team/app:2`,
      'not-found',
      /team\/app:2: .*404 \(MANIFEST_UNKNOWN.*look at the tag/,
    ],
    ['a repository', (host) => `${host}/team/none`, 'not-found', /NAME_UNKNOWN.*spelling of the repository/],
  ];
  for (const [name, reference, code, message] of cases)
    test(`${name} that is not there`, async () => {
      await world({}, async ({ registry, options }) => {
        await assert.rejects(openRegistry(reference(registry.host), options), { code, message });
      });
    });

  test('a host that is no registry', async () => {
    await world({}, async ({ registry, reference, options }) => {
      const page = { body: '<!DOCTYPE html><p>Welcome', headers: { 'content-type': 'text/html' } };
      for (const status of [200, 404]) {
        registry.fail({ on: /manifests/, status, ...page });
        await assert.rejects(openRegistry(reference, options), {
          code: 'unsupported',
          message: /no registry/,
        });
      }
    });
  });

  test('a host where nothing listens', async () => {
    await world({}, async ({ registry, reference, options }) => {
      await registry.close();
      await assert.rejects(openRegistry(reference, options), {
        code: 'network',
        message: /refused.*host and port/,
      });
    });
  });

  test('a host that is not there', async () => {
    await world({}, async ({ options }) => {
      await assert.rejects(openRegistry('registry.invalid/a', { ...options, limits: { attempts: 1 } }), {
        code: 'network',
        message: /DNS/,
      });
    });
  });

  test('a host that says nothing', async () => {
    await world({}, async ({ registry, reference, options }) => {
      registry.fail({ on: /manifests/, silent: true, times: 9 });
      const limits = { idle: 100, connect: 100, attempts: 2 };
      await assert.rejects(openRegistry(reference, { ...options, limits }), {
        code: 'network',
        message: /it stopped answering/,
      });
    });
  });

  test('being sent round in circles', async () => {
    await world({}, async ({ registry, reference, options }) => {
      const location = `http://${registry.host}/v2/team/app/manifests/1`;
      registry.fail({ on: /manifests/, status: 302, headers: { location }, times: 99 });
      await assert.rejects(openRegistry(reference, options), {
        code: 'network',
        message: /more than 5 times/,
      });
    });
  });

  test('a manifest without end', async () => {
    await world({}, async ({ registry, reference, options }) => {
      registry.fail({ on: /manifests/, change: () => Buffer.alloc(9 * 1024 * 1024, ' ') });
      await assert.rejects(openRegistry(reference, options), { code: 'malformed', message: /more than/ });
    });
  });
});

describe('with a cache', () => {
  test('nothing is fetched twice, and a pinned image not even asked for', async () => {
    await world({}, async ({ registry, options }) => {
      using folder = testFolder();
      const cached = { ...options, cache: openCache({ PLIMSOLL_CACHE_DIR: folder.path }) };
      const pinned = `${registry.host}/team/app@${app.manifest.digest}`;
      assert.deepEqual(await pull(pinned, cached), app.layers);
      const before = registry.seen.length;
      assert.deepEqual(await pull(pinned, cached), app.layers);
      assert.equal(registry.seen.length, before);
      const medium = await openRegistry(pinned, cached);
      const blob = await medium.blob({ mediaType: '', digest: bigDigest, size: big.length });
      assert.deepEqual(readFileSync(blob.file!.path), big);
    });
  });

  test('the next run goes on where one was broken off', async () => {
    await world({}, async ({ registry, reference, options }) => {
      using folder = testFolder();
      const cached = {
        ...options,
        cache: openCache({ PLIMSOLL_CACHE_DIR: folder.path }),
        limits: { attempts: 1 },
      };
      registry.fail({ on: new RegExp(bigDigest), cutAfter: 200_000, times: 1 });
      registry.fail({ on: new RegExp(bigDigest), status: 500, times: 1 });
      await assert.rejects(pull(reference, cached), { code: 'network' });
      assert.equal((await cached.cache.usage()).partial.count, 1);
      assert.deepEqual((await pull(reference, cached))[1], big);
      assert.match(registry.seen.at(-1)!.headers.range ?? '', /^bytes=[1-9]/);
      assert.equal((await cached.cache.usage()).partial.count, 0);
    });
  });
});

describe('mirrors', () => {
  test('are asked first, and passed over with a word when they fail', async () => {
    await world({}, async ({ registry, reference, options, told }) => {
      await using mirror = await TestRegistry.start();
      const mirrored = { ...options, mirrors: { [registry.host]: [`${mirror.host}/hub`] } };
      assert.deepEqual(await pull(reference, mirrored), app.layers);
      assert.match(told.join('\n'), /the mirror .* was passed over: .*NAME_UNKNOWN/);
      mirror.add('hub/team/app', '1', app);
      const before = registry.seen.length;
      assert.deepEqual(await pull(reference, mirrored), app.layers);
      assert.equal(registry.seen.length, before);
    });
  });

  test('and blocks of registries.conf count', async () => {
    await world({}, async ({ registry, options }) => {
      using folder = testFolder({
        'containers/registries.conf': `# ours
unqualified-search-registries = ["example.com"]
[[registry]]
prefix = "example.com/foo"
location = "${registry.host}/team"
[[registry]]
prefix = "*.bad.example.com"
blocked = true
[[registry]]
location = "mirrored.example.com"
[[registry.mirror]]
location = "${registry.host}"
pull-from-mirror = "tag-only"
`,
      });
      const configured = { ...options, etc: folder.path };
      assert.deepEqual(await pull('example.com/foo/app:1', configured), app.layers);
      assert.deepEqual(await pull('mirrored.example.com/team/app:1', configured), app.layers);
      await assert.rejects(openRegistry('x.bad.example.com/a', configured), {
        code: 'denied',
        message: /blocked/,
      });
      folder.write({ 'containers/registries.conf': '[[registry]\n' });
      await assert.rejects(openRegistry('a', configured), { code: 'config', message: /line 1/ });
    });
  });
});

describe('lists', () => {
  test('of tags, over all pages', async () => {
    await world({ page: 2 }, async ({ registry, options }) => {
      for (const tag of ['2', '3', 'a', 'b']) registry.add('team/app', tag, app);
      assert.deepEqual(await listTags(`${registry.host}/team/app`, options), ['1', '2', '3', 'a', 'b']);
    });
  });

  test('of tags that go on elsewhere are refused', async () => {
    await world({}, async ({ registry, options }) => {
      const headers = { link: '<http://example.com/v2/team/app/tags/list>; rel="next"' };
      registry.fail({ on: /tags/, status: 200, body: '{"tags":["1"]}', headers });
      await assert.rejects(listTags(`${registry.host}/team/app`, options), { code: 'malformed' });
    });
  });

  for (const referrers of [true, false])
    test(`of referrers, by ${referrers ? 'the interface' : 'the tag'}`, async () => {
      await world({ referrers }, async ({ registry, options }) => {
        const artifactType = 'application/spdx+json';
        const { digest, size, mediaType } = app.manifest;
        const bytes = Buffer.from(
          JSON.stringify({
            schemaVersion: 2,
            artifactType,
            subject: { digest, size, mediaType },
            layers: [],
          }),
        );
        const found = { mediaType: OCI_MANIFEST, digest: sha256(bytes), size: bytes.length, artifactType };
        registry.put('team/app', 'sbom', bytes, OCI_MANIFEST);
        const index = { schemaVersion: 2, manifests: [found] };
        const type = 'application/vnd.oci.image.index.v1+json';
        if (!referrers)
          registry.put('team/app', digest.replace(':', '-'), Buffer.from(JSON.stringify(index)), type);
        const name = `${registry.host}/team/app`;
        const expected = { manifests: [found], byTag: !referrers };
        assert.deepEqual(await listReferrers(name, digest, options), expected);
        assert.deepEqual((await listReferrers(name, digest, options, 'text/x')).manifests, []);
        const none = `sha256:${'0'.repeat(64)}` as Digest;
        assert.deepEqual((await listReferrers(name, none, options)).manifests, []);
      });
    });
});
