import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { testFolder } from '../testing/disk.ts';
import { makeImage } from '../testing/image.ts';
import { TestRegistry } from '../testing/registry.ts';
import { readRetryAfter } from './answers.ts';
import { readChallenges } from './challenge.ts';
import { openRegistry } from './medium.ts';
import type { RegistryOptions } from './options.ts';
import { proxyFor } from './proxy.ts';
import { readToml } from './toml.ts';

const app = makeImage({ layers: [{ 'etc/a': 'x' }] });

test('challenges are read, several in one header, quoted or not', () => {
  const header =
    'Basic realm="a, \\"b\\"", Bearer realm="https://auth.example.com/token",service=reg, scope="repository:a/b:pull,push"';
  assert.deepEqual(readChallenges(header), [
    { scheme: 'basic', parameters: { realm: 'a, "b"' } },
    {
      scheme: 'bearer',
      parameters: {
        realm: 'https://auth.example.com/token',
        service: 'reg',
        scope: 'repository:a/b:pull,push',
      },
    },
  ]);
  fc.assert(fc.property(fc.string(), (text) => void readChallenges(text)));
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  assert.equal(readRetryAfter('120', now), 120_000);
  assert.equal(readRetryAfter('Thu, 01 Jan 2026 00:00:05 GMT', now), 5000);
  assert.equal(readRetryAfter('Thu, 01 Jan 2025 00:00:05 GMT', now), 0);
  assert.equal(readRetryAfter('soon', now), undefined);
});

test('proxies are chosen by scheme, and exceptions count', () => {
  const env = {
    HTTPS_PROXY: 'http://p.example.com:8080',
    NO_PROXY: 'a.example.com, .b.example.com,10.0.0.0/8,[fd00::1],c.example.com:5000, *.d.example.com',
  };
  const cases: [url: string, isProxied: boolean][] = [
    ['https://x.example.com', true],
    ['http://x.example.com', false],
    ['https://a.example.com', false],
    ['https://sub.a.example.com', false],
    ['https://aa.example.com', true],
    ['https://x.b.example.com', false],
    ['https://x.d.example.com', false],
    ['https://10.1.2.3', false],
    ['https://11.1.2.3', true],
    ['https://[fd00::1]', false],
    ['https://c.example.com', true],
    ['https://c.example.com:5000', false],
    ['https://localhost:5000', false],
    ['https://127.0.0.1', false],
  ];
  for (const [url, isProxied] of cases)
    assert.equal(proxyFor(new URL(url), env) !== undefined, isProxied, url);
  assert.equal(proxyFor(new URL('https://x'), { ...env, NO_PROXY: '*' }), undefined);
  assert.equal(proxyFor(new URL('http://x'), { http_proxy: 'p:3128' })?.host, 'p:3128');
  assert.throws(() => proxyFor(new URL('https://x'), { HTTPS_PROXY: 'socks5://p' }), { code: 'config' });
});

test('TOML as configuration of containers has it', () => {
  const text = `a = 1 # note
"b.c" = 'lit'
list = ["x", # one
  "y\\n", ]
[t.u]
v = true
[[r]]
m = [{ location = "l", insecure = false }]
[[r]]
[[r.m]]
k = "v"`;
  assert.deepEqual(JSON.parse(JSON.stringify(readToml(text))), {
    a: 1,
    'b.c': 'lit',
    list: ['x', 'y\n'],
    t: { u: { v: true } },
    r: [{ m: [{ location: 'l', insecure: false }] }, { m: [{ k: 'v' }] }],
  });
  for (const bad of ['a', 'a = ', '[a', 'a = "x', 'a = 1 2', 'a = 1\na = 2', `a = ${'['.repeat(99)}`])
    assert.throws(() => readToml(bad), /line [12]: /, bad);
});

/** Certificates by openssl: an authority, and one of its for a name. */
function certificates(folder: string, name: string, days: string[] = ['-days', '2']): void {
  const run = (...args: string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  run('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA', '-days', '2');
  run(
    'req',
    ...key,
    '-keyout',
    'tls.key',
    '-out',
    'tls.csr',
    '-subj',
    `/CN=test`,
    '-addext',
    `subjectAltName=${name}`,
  );
  run(
    ...['x509', '-req', '-in', 'tls.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-copy_extensions', 'copy', '-out', 'tls.pem', ...days],
  );
}

const noOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'openssl is not here to make certificates';
  }
})();

describe('over TLS', { skip: noOpenssl }, () => {
  async function secured(
    name: string,
    act: (registry: TestRegistry, options: RegistryOptions, folder: string, told: string[]) => Promise<void>,
    given: { days?: string[]; client?: true } = {},
  ): Promise<void> {
    using folder = testFolder();
    certificates(folder.path, name, given.days);
    const read = (file: string): string => readFileSync(join(folder.path, file), 'utf8');
    const tls = {
      cert: read('tls.pem'),
      key: read('tls.key'),
      ...(given.client ? { requestCert: true, rejectUnauthorized: true, ca: read('ca.pem') } : {}),
    };
    await using registry = await TestRegistry.start({ tls });
    registry.add('app', '1', app);
    const told: string[] = [];
    const options = {
      env: { HOME: folder.path },
      etc: folder.path,
      tell: (text: string) => void told.push(text),
    };
    await act(registry, options, folder.path, told);
  }
  const open = async (registry: TestRegistry, options: RegistryOptions): Promise<void> =>
    (await openRegistry(`${registry.host}/app:1`, options)).close();

  test('an authority that is not trusted is refused, and trusted when it is given', async () => {
    await secured('IP:127.0.0.1', async (registry, options, folder, told) => {
      await assert.rejects(open(registry, options), {
        code: 'network',
        message: /authority that is not trusted.*certs\.d/,
      });
      await open(registry, { ...options, ca: `${folder}/ca.pem` });
      using certs = testFolder();
      certs.write({ [`docker/certs.d/${registry.host}/ca.crt`]: readFileSync(`${folder}/ca.pem`, 'utf8') });
      await open(registry, { ...options, etc: certs.path });
      assert.deepEqual(told, []);
      await open(registry, { ...options, insecure: [registry.host] });
      assert.match(told.join(), /WARNING.*not verified/);
    });
  });

  test('a certificate of another host, or an expired one, is told', async () => {
    await secured('DNS:other.example.com', async (registry, options, folder) => {
      const trusting = { ...options, ca: `${folder}/ca.pem` };
      await assert.rejects(open(registry, trusting), { message: /for another host.*call it by a name/ });
    });
    const days = ['-days', '-1'];
    await secured(
      'IP:127.0.0.1',
      async (registry, options, folder) => {
        const trusting = { ...options, ca: `${folder}/ca.pem` };
        await assert.rejects(open(registry, trusting), { message: /has expired.*clock/ });
      },
      { days },
    );
  });

  test('a client certificate is shown where one is kept for the host', async () => {
    await secured(
      'IP:127.0.0.1',
      async (registry, options, folder) => {
        const trusting = { ...options, ca: `${folder}/ca.pem`, limits: { attempts: 1 } };
        await assert.rejects(open(registry, trusting), { code: 'network' });
        using certs = testFolder();
        const at = `containers/certs.d/${registry.host}`;
        const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');
        certs.write({ [`${at}/me.cert`]: read('tls.pem'), [`${at}/me.key`]: read('tls.key') });
        await open(registry, { ...trusting, etc: certs.path });
      },
      { client: true },
    );
  });

  test('a proxy connects, and refuses', async () => {
    await secured('DNS:registry.example.com', async (registry, options, folder) => {
      const asked: (string | undefined)[] = [];
      const proxy = http.createServer().on('connect', (request, socket) => {
        asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
        if (request.headers['proxy-authorization'] === undefined)
          return socket.end('HTTP/1.1 407 Who\r\ncontent-length: 0\r\n\r\n');
        socket.write('HTTP/1.1 200 Yes\r\n\r\n');
        const through = connect(registry.port, '127.0.0.1');
        through.pipe(socket).on('error', () => {});
        socket.pipe(through).on('error', () => {});
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const { port } = proxy.address() as AddressInfo;
      const by = (user: string): RegistryOptions => ({
        ...options,
        ca: `${folder}/ca.pem`,
        env: { ...options.env, HTTPS_PROXY: `http://${user}127.0.0.1:${port}` },
      });
      const name = 'registry.example.com/app:1';
      const medium = await openRegistry(name, by('me:p%40ss@'));
      assert.equal(medium.top.descriptor.digest, app.manifest.digest);
      await medium.close();
      assert.equal(asked[0], `registry.example.com:443 Basic ${Buffer.from('me:p@ss').toString('base64')}`);
      await assert.rejects(openRegistry(name, by('')), {
        code: 'denied',
        message: /proxy 127.*407.*password/,
      });
      proxy.closeAllConnections();
      proxy.close();
    });
  });
});
