import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openCache } from '../src/cache/cache.ts';
import type { Digest } from '../src/core/digest.ts';
import { openImages } from '../src/image/choose.ts';
import { folderFiles, openLayout } from '../src/image/layout.ts';
import { readConfig } from '../src/image/oci.ts';
import { openRegistry } from '../src/registry/medium.ts';
import type { RegistryOptions } from '../src/registry/options.ts';
import { listReferrers } from '../src/registry/referrers.ts';
import { listTags } from '../src/registry/tags.ts';
import { testFolder } from '../src/testing/disk.ts';
import { makeImage, writeLayout } from '../src/testing/image.ts';
import { missing, startRegistry } from '../src/testing/real-registry.ts';

/** A real image where there is one, else one made in code. */
function layoutIn(folder: string): string {
  const real = process.env.PLIMSOLL_TEST_IMAGE ?? '/srv/images/shebang.oci';
  if (existsSync(join(real, 'index.json'))) return real;
  const layers = [{ 'etc/os-release': 'ID=debian' }, { 'usr/bin/a': 'x'.repeat(100_000) }];
  writeLayout(join(folder, 'made'), { one: makeImage({ layers, config: { User: '7' } }) });
  return join(folder, 'made');
}

const skopeo = (...args: string[]): void =>
  void execFileSync('skopeo', ['--insecure-policy', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });

async function compare(reference: string, layout: string, options: RegistryOptions): Promise<Digest> {
  const ours = await openRegistry(reference, options);
  const theirs = await openLayout(folderFiles(layout), layout);
  try {
    const [image] = (await openImages(ours)).images;
    const [expected] = (await openImages(theirs)).images;
    assert.equal(image!.digest, expected!.digest);
    assert.deepEqual(
      readConfig(Buffer.from(image!.configText), 'a'),
      readConfig(Buffer.from(expected!.configText), 'b'),
    );
    assert.ok(image!.layers.length > 0);
    // Each is verified as it comes.
    for (const layer of image!.layers) for await (const _ of (await layer.open()).stream());
    return image!.digest!;
  } finally {
    await ours.close();
    await theirs.close();
  }
}

// The password “word” by bcrypt.
const HTPASSWD = 'ann:$2y$05$abcdefghijklmnopqrstuuQDoL5Sa/TtfS/XN4AY/jgq.HBbO1BTu\n';

describe('Debian’s docker-registry', { skip: missing('docker-registry', 'skopeo') }, () => {
  for (const isLocked of [false, true])
    test(`is read ${isLocked ? 'with a login' : 'by anybody'}`, async () => {
      using folder = testFolder({ htpasswd: HTPASSWD });
      const auth = isLocked ? `auth:\n  htpasswd:\n    realm: test\n    path: ${folder.path}/htpasswd\n` : '';
      await using registry = await startRegistry('sh', (port) => {
        folder.write({
          'config.yml': `version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: ${folder.path}/data\nhttp:\n  addr: 127.0.0.1:${port}\n${auth}`,
        });
        return ['-c', `exec docker-registry serve ${folder.path}/config.yml`];
      });
      const layout = layoutIn(folder.path);
      const target = `docker://${registry.host}/team/app`;
      const login = isLocked ? ['--dest-creds', 'ann:word'] : [];
      for (const tag of ['1', '2'])
        skopeo(
          'copy',
          '--dest-tls-verify=false',
          '--preserve-digests',
          ...login,
          `oci:${layout}`,
          `${target}:${tag}`,
        );
      const env = { HOME: folder.path };
      const open: RegistryOptions = {
        env,
        etc: folder.path,
        cache: openCache({ PLIMSOLL_CACHE_DIR: folder.path }),
      };
      if (isLocked) {
        const name = `${registry.host}/team/app:1`;
        await assert.rejects(openRegistry(name, open), { code: 'denied', message: /docker login 127/ });
        const wrong = { ...open, login: { username: 'ann', password: 'other' } };
        await assert.rejects(openRegistry(name, wrong), {
          code: 'denied',
          message: /UNAUTHORIZED.*of the options/,
        });
      }
      const options = isLocked ? { ...open, login: { username: 'ann', password: 'word' } } : open;
      const digest = await compare(`${registry.host}/team/app:1`, layout, options);
      await compare(`${registry.host}/team/app@${digest}`, layout, options);
      // It lists them in no order.
      const tags = await listTags(`${registry.host}/team/app`, options);
      assert.deepEqual([...tags].sort(), ['1', '2']);
      const none = await listReferrers(`${registry.host}/team/app`, digest, options);
      assert.deepEqual(none, { manifests: [], byTag: true });
      for (const [name, message] of [
        ['team/app:3', /MANIFEST_UNKNOWN/],
        ['team/none', /(?:NAME|MANIFEST)_UNKNOWN/],
      ] as const)
        await assert.rejects(openRegistry(`${registry.host}/${name}`, options), {
          code: 'not-found',
          message,
        });
    });
});

describe('crane’s registry', { skip: missing('crane', 'skopeo', 'oras') }, () => {
  test('tells what refers to an image', async () => {
    using folder = testFolder({ 'bom.json': '{}' });
    await using registry = await startRegistry('crane', (port) => [
      'registry',
      'serve',
      '--address',
      `127.0.0.1:${port}`,
    ]);
    const layout = layoutIn(folder.path);
    const name = `${registry.host}/team/app`;
    skopeo('copy', '--dest-tls-verify=false', '--preserve-digests', `oci:${layout}`, `docker://${name}:1`);
    const options: RegistryOptions = { env: { HOME: folder.path }, etc: folder.path };
    const digest = await compare(`${name}:1`, layout, options);
    execFileSync(
      'oras',
      ['attach', '--plain-http', '--artifact-type', 'application/spdx+json', `${name}:1`, 'bom.json'],
      {
        cwd: folder.path,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const { manifests } = await listReferrers(name, digest, options, 'application/spdx+json');
    assert.equal(manifests.length, 1);
    assert.equal(manifests[0]!.artifactType, 'application/spdx+json');
    assert.deepEqual((await listReferrers(name, digest, options, 'text/x')).manifests, []);
  });
});
