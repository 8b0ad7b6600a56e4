import assert from 'node:assert/strict';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { testFolder } from '../../testing/disk.ts';
import { findProgram } from '../program.ts';
import { quietEnvironment } from './quiet.ts';
import { type Command, doWork, doWorkNow, type Outcome, type Work } from './run.ts';
import { stage, withFolder } from './stage.ts';

function* once(script: string, timeout = 20_000): Work<Outcome> {
  const command: Command = { program: '/bin/sh', args: ['-c', script], cwd: '/', env: {}, timeout };
  return yield command;
}

const both = async (script: string, timeout?: number): Promise<Outcome> => {
  const now = doWorkNow(once(script, timeout));
  assert.deepEqual(await doWork(once(script, timeout)), now);
  return now;
};

describe('running programs', { skip: process.platform === 'win32' }, () => {
  it('gives what they say', async () => {
    assert.deepEqual(await both('echo a; echo b >&2'), { ok: true, stdout: 'a\n', stderr: 'b\n' });
    assert.deepEqual(await both('echo a; exit 3'), { ok: false, stdout: 'a\n', stderr: '' });
  });

  it('stops them when they take too long or write too much, and says so', async () => {
    assert.match(doWorkNow(once('exec sleep 60', 300)).failed!, /took longer than/);
    assert.match((await doWork(once('sleep 5; :', 300))).failed!, /took longer than/);
    const much = 'while :; do echo 0123456789012345678901234567890123456789; done | head -c 70000000';
    assert.match(doWorkNow(once(much)).failed!, /wrote more than 64 MiB/);
    assert.match((await doWork(once(much))).failed!, /wrote more than 64 MiB/);
  });

  it('says that one ran out of memory, or cannot be started', async () => {
    assert.match((await both('echo "fatal error: out of memory" >&2; exit 2')).failed!, /more than 4 GiB/);
    const command: Command = { program: '/no/such', args: [], cwd: '/no/such', env: {}, timeout: 1000 };
    const failing = function* (): Work<Outcome> {
      return yield command;
    };
    assert.match(doWorkNow(failing()).failed!, /ENOENT/);
    assert.match((await doWork(failing())).failed!, /ENOENT/);
  });

  it('keeps them from the home, the secrets and the programs of the user', () => {
    using folder = testFolder();
    const env = quietEnvironment(
      { PATH: '/bin', HOME: '/home/me', TOKEN: 'x', HELM_PLUGINS: '/p' },
      folder.path,
    );
    for (const [name, value] of Object.entries(env)) {
      if (/HOME|TMP|TEMP|PLUGINS$|^PATH|KUBECONFIG/.test(name) && name !== 'HELM_NO_PLUGINS')
        assert.ok(value!.startsWith(folder.path), `${name}=${value}`);
      assert.notEqual(value, 'x');
    }
    assert.match(env.HTTPS_PROXY!, /127\.0\.0\.1:9$/);
  });
});

describe('a folder that looks like another', { skip: process.platform === 'win32' }, () => {
  it('has its own text where that is given, and links else', () => {
    using from = testFolder({ 'a.txt': 'a', 'x/b.txt': 'b', 'x/c.txt': 'c', 'y/d.txt': 'd' });
    using other = testFolder({ 'lib.txt': 'lib' });
    using to = testFolder();
    const at = (path: string): string => join(to.path, 'copy', path);
    stage(
      from.path,
      at('.'),
      new Map([
        ['x/b.txt', 'B'],
        ['z/new.txt', 'N'],
      ]),
      new Map([
        ['charts/lib', other.path],
        ['charts/lib/charts/y', join(from.path, 'y')],
      ]),
    );
    assert.equal(readFileSync(at('x/b.txt'), 'utf8'), 'B');
    assert.equal(readFileSync(at('z/new.txt'), 'utf8'), 'N');
    assert.equal(readFileSync(at('charts/lib/lib.txt'), 'utf8'), 'lib');
    assert.equal(readFileSync(at('charts/lib/charts/y/d.txt'), 'utf8'), 'd');
    for (const link of ['a.txt', 'x/c.txt', 'y']) assert.ok(lstatSync(at(link)).isSymbolicLink(), link);
    assert.equal(readFileSync(join(from.path, 'x/b.txt'), 'utf8'), 'b');
  });

  it('is gone when the work is done, also when it fails', () => {
    let made = '';
    const work = withFolder(function* (folder): Work<void> {
      made = folder;
      assert.ok(existsSync(folder));
      yield { program: '/bin/sh', args: ['-c', ':'], cwd: folder, env: {}, timeout: 1000 };
      throw new Error('failed');
    });
    assert.throws(() => doWorkNow(work), /failed/);
    assert.ok(made !== '' && !existsSync(made));
  });
});

describe('finding a program', { skip: process.platform === 'win32' }, () => {
  it('takes the one that is named, else the first on the path', () => {
    using folder = testFolder({ 'b/helm': 'not a program' });
    const program = folder.program('c/helm', 'exit');
    const PATH = ['a', 'b', 'c'].map((name) => join(folder.path, name)).join(':');
    assert.equal(findProgram('helm', { PATH }), program);
    assert.equal(findProgram('helm', { PATH: '', PLIMSOLL_HELM_PROGRAM: program }), program);
    assert.equal(findProgram('helm', { PATH, PLIMSOLL_HELM_PROGRAM: '/no/such' }), undefined);
    assert.equal(findProgram('helm', {}), undefined);
  });
});
