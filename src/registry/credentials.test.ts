import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type TestFolder, testFolder } from '../testing/disk.ts';
import { findLogin } from './credentials.ts';
import { askHelper } from './helper.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const entry = (user: string) => ({ auth: b64(`${user}:pass-of-${user}`) });

async function userOf(
  files: Readonly<Record<string, unknown>>,
  registry: string,
  repository: string,
  more: (folder: TestFolder) => Record<string, string> = () => ({}),
): Promise<string | undefined> {
  using folder = testFolder();
  for (const [name, json] of Object.entries(files))
    folder.write({ [name]: typeof json === 'string' ? json : JSON.stringify(json) });
  const env = { HOME: folder.path, PATH: process.env.PATH ?? '', ...more(folder) };
  const { login } = await findLogin(registry, repository, env);
  return login?.kind === 'password' ? login.username : login && `${login.kind}:${login.token}`;
}

describe('a login is found', () => {
  test('by the longest key that covers the repository', async () => {
    const auths = {
      'r.example.com': entry('all'),
      'r.example.com/a': entry('a'),
      'r.example.com/a/b': entry('ab'),
    };
    const files = { '.config/containers/auth.json': { auths } };
    for (const [repository, user] of [
      ['a/b', 'ab'],
      ['a/b/c', 'ab'],
      ['a/bc', 'a'],
      ['x', 'all'],
    ] as const)
      assert.equal(await userOf(files, 'r.example.com', repository), user, repository);
    assert.equal(await userOf(files, 'r.example.com:5000', 'a/b'), undefined);
  });

  test('under the names that Docker gives its own registry and old ones', async () => {
    const auths = {
      'https://index.docker.io/v1/': entry('hub'),
      'https://old.example.com/v2/': entry('old'),
    };
    assert.equal(await userOf({ '.docker/config.json': { auths } }, 'docker.io', 'library/nginx'), 'hub');
    assert.equal(await userOf({ '.docker/config.json': { auths } }, 'old.example.com', 'x'), 'old');
  });

  test('in the files in their order', async () => {
    const file = (user: string) => ({ auths: { 'r.example.com': entry(user) } });
    const files = {
      'named.json': file('named'),
      'docker/config.json': file('docker'),
      'run/containers/auth.json': file('podman'),
      '.docker/config.json': file('home'),
    };
    const names: ((folder: TestFolder) => Record<string, string>)[] = [
      ({ path }) => ({ XDG_RUNTIME_DIR: `${path}/run` }),
      ({ path }) => ({ XDG_RUNTIME_DIR: `${path}/run`, DOCKER_CONFIG: `${path}/docker` }),
      ({ path }) => ({ DOCKER_CONFIG: `${path}/docker`, REGISTRY_AUTH_FILE: `${path}/named.json` }),
      () => ({}),
    ];
    const found = await Promise.all(names.map((more) => userOf(files, 'r.example.com', 'x', more)));
    assert.deepEqual(found, ['podman', 'docker', 'named', 'home']);
  });

  test('as identity and registry tokens', async () => {
    const auths = {
      'a.example.com': { identitytoken: 'refresh' },
      'b.example.com': { registrytoken: 'bear' },
    };
    const files = { '.docker/config.json': { auths } };
    assert.equal(await userOf(files, 'a.example.com', 'x'), 'identity:refresh');
    assert.equal(await userOf(files, 'b.example.com', 'x'), 'bearer:bear');
  });
});

describe('a credential helper', () => {
  const withHelper =
    (script: string) =>
    (folder: TestFolder): Record<string, string> => {
      folder.program('bin/docker-credential-test', script);
      return { PATH: `${folder.path}/bin:/usr/bin:/bin` };
    };
  const store = { '.docker/config.json': { auths: { 'r.example.com': {} }, credsStore: 'test' } };

  test('is asked by name, with the registry on its input', async () => {
    const script = 'read server; echo "{\\"Username\\":\\"$1-$server\\",\\"Secret\\":\\"x\\"}"';
    assert.equal(await userOf(store, 'r.example.com', 'x', withHelper(script)), 'get-r.example.com');
    assert.equal(
      await userOf(store, 'docker.io', 'library/x', withHelper(script)),
      'get-https://index.docker.io/v1/',
    );
    const helpers = { '.docker/config.json': { credHelpers: { 'r.example.com': 'test' } } };
    assert.equal(await userOf(helpers, 'r.example.com', 'x', withHelper(script)), 'get-r.example.com');
    assert.equal(await userOf(helpers, 's.example.com', 'x', withHelper(script)), undefined);
  });

  test('may have an identity token, or nothing', async () => {
    const token = withHelper('echo \'{"Username":"<token>","Secret":"refresh"}\'');
    assert.equal(await userOf(store, 'r.example.com', 'x', token), 'identity:refresh');
    const none = withHelper('echo credentials not found in native keychain; exit 1');
    assert.equal(await userOf(store, 'r.example.com', 'x', none), undefined);
  });

  test('that fails or talks nonsense is an error that does not quote it', async () => {
    for (const script of [
      'echo s3cret-word; exit 3',
      'echo s3cret-word',
      'echo \'{"Secret":"s3cret-word"}\'',
    ])
      await assert.rejects(userOf(store, 'r.example.com', 'x', withHelper(script)), (error: Error) => {
        assert.equal((error as { code?: string }).code, 'config');
        assert.match(error.message, /docker-credential-test/);
        assert.doesNotMatch(error.message, /s3cret/);
        return true;
      });
  });

  test('that is not there is noted; one that is no name, or never answers, is an error', async () => {
    const env = { PATH: '/nowhere' };
    assert.match((await askHelper('none', 'r', env, 'f')).note ?? '', /docker-credential-none.*not on PATH/);
    await assert.rejects(askHelper('../evil', 'r', env, 'f'), { code: 'config' });
    using folder = testFolder();
    const { PATH } = withHelper('sleep 60')(folder);
    await assert.rejects(askHelper('test', 'r', { PATH }, 'f', 100), {
      code: 'config',
      message: /no answer/,
    });
  });
});

test('malformed files are errors that do not quote them', async () => {
  const files: [json: unknown, message: RegExp][] = [
    ['{"auths": {"r.example.com": {"auth": s3cret}}', /no JSON/],
    [[1], /no object/],
    [{ auths: 's3cret' }, /auths in .* no object/],
    [{ auths: { 'r.example.com': 's3cret' } }, /login for r\.example\.com/],
    [{ auths: { 'r.example.com': { auth: b64('s3cret') } } }, /not user:password/],
  ];
  for (const [json, message] of files)
    await assert.rejects(userOf({ '.docker/config.json': json }, 'r.example.com', 'x'), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /s3cret|czNjcmV0/);
      return (error as { code?: string }).code === 'config';
    });
});

test('a file that may not be read is an error', {
  skip: process.getuid?.() === 0 && 'root reads all',
}, async () => {
  const hide = ({ path }: TestFolder): Record<string, string> => {
    chmodSync(`${path}/.docker/config.json`, 0);
    return {};
  };
  await assert.rejects(userOf({ '.docker/config.json': {} }, 'r.example.com', 'x', hide), { code: 'config' });
});
