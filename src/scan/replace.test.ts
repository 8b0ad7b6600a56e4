import assert from 'node:assert/strict';
import * as nodeFs from 'node:fs';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeTree } from '../testing/tree.ts';
import { type Files, replaceFile } from './replace.ts';

const before = Buffer.from('FROM a\n');
const after = Buffer.from('FROM a:1 AS longer\n');

/** A folder with one file, and what to call to replace it. */
function place(mode = 0o644) {
  const root = makeTree({ 'd/Dockerfile': before });
  const file = join(root, 'd/Dockerfile');
  chmodSync(file, mode);
  const replace = (fs?: Partial<Files>, path = file) =>
    replaceFile(path, 'Dockerfile', { before, after }, { ...nodeFs, ...fs });
  return { root, file, folder: join(root, 'd'), replace };
}

const text = (file: string): string => readFileSync(file, 'utf8');

const broken = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: of the test`), { code });
};

/** Does something as a user who is not root, in a folder that is open to them; root may do everything. */
function asNobody(root: string, work: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    chownSync(root, 65534, 65534);
    process.seteuid!(65534);
  }
  try {
    work();
  } finally {
    if (isRoot) process.seteuid!(0);
  }
}

describe('a file is replaced', () => {
  test('with its mode, and nothing left beside it', () => {
    for (const mode of [0o600, 0o640, 0o644, 0o755, 0o664]) {
      const { file, folder, replace } = place(mode);
      replace();
      assert.equal(text(file), after.toString());
      assert.equal(statSync(file).mode & 0o7777, mode);
      assert.deepEqual(readdirSync(folder), ['Dockerfile']);
    }
  });

  test('behind a symbolic link, which stays one', () => {
    const { root, file, replace } = place();
    const link = join(root, 'Dockerfile');
    symlinkSync('d/Dockerfile', link);
    replace({}, link);
    assert.equal(text(file), after.toString());
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(readlinkSync(link), 'd/Dockerfile');
  });

  test('under all of its names', () => {
    const { root, file, replace } = place();
    linkSync(file, join(root, 'other'));
    replace();
    assert.equal(text(join(root, 'other')), after.toString());
    assert.equal(statSync(file).ino, statSync(join(root, 'other')).ino);
  });

  test('by one that is shorter, in place', () => {
    const { root, file } = place();
    linkSync(file, join(root, 'other'));
    replaceFile(file, 'Dockerfile', { before, after: Buffer.from('F\n') });
    assert.equal(text(file), 'F\n');
  });

  test('with its owner', { skip: process.geteuid?.() !== 0 && 'only root gives files away' }, () => {
    const { file, replace } = place();
    chownSync(file, 1234, 2345);
    replace();
    assert.deepEqual([statSync(file).uid, statSync(file).gid], [1234, 2345]);
    assert.equal(text(file), after.toString());
  });

  test('in place, where its owner cannot be kept', () => {
    const { file, folder, replace } = place();
    const { ino } = statSync(file);
    replace({ fchownSync: broken('EPERM') });
    assert.equal(text(file), after.toString());
    assert.equal(statSync(file).ino, ino);
    assert.deepEqual(readdirSync(folder), ['Dockerfile']);
  });

  test('in place, in a folder that takes no new file', () => {
    const { root, file, folder, replace } = place(0o666);
    chmodSync(folder, 0o555);
    asNobody(root, () => replace());
    chmodSync(folder, 0o755);
    assert.equal(text(file), after.toString());
  });

  test('in place, where it is mounted by itself', () => {
    const { file, folder, replace } = place();
    replace({ renameSync: broken('EBUSY') });
    assert.equal(text(file), after.toString());
    assert.deepEqual(readdirSync(folder), ['Dockerfile']);
  });
});

describe('a file is left as it is', () => {
  const left = (file: string, work: () => void, error: object): void => {
    assert.throws(work, error);
    assert.equal(text(file), before.toString());
    assert.deepEqual(readdirSync(join(file, '..')), ['Dockerfile']);
  };

  test('when nobody may write it, root included', () => {
    const { file, replace } = place(0o444);
    left(file, () => replace(), {
      code: 'denied',
      exit: 3,
      message: 'Dockerfile is read-only, so it was left as it is: chmod u+w it first',
    });
    assert.equal(statSync(file).mode & 0o777, 0o444);
  });

  test('when this user may not write it, though the folder is theirs', () => {
    const { root, file, folder, replace } = place();
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) chownSync(folder, 65534, 65534);
    else chmodSync(file, 0o444);
    asNobody(root, () => assert.throws(() => replace(), { code: 'denied', message: /is read-only/ }));
    assert.equal(text(file), before.toString());
  });

  test('on a file system that is read-only', () => {
    const { file, replace } = place();
    left(file, () => replace({ openSync: broken('EROFS') }), {
      code: 'denied',
      message: /read-only file system/,
    });
  });

  test('when it has changed since it was read', () => {
    const { file, replace } = place();
    writeFileSync(file, 'FROM b\n');
    assert.throws(() => replace(), { code: 'integrity', exit: 3, message: /has changed since it was read/ });
    assert.equal(text(file), 'FROM b\n');
  });

  test('when it is gone', () => {
    const { root, replace } = place();
    assert.throws(() => replace({}, join(root, 'none')), { code: 'denied', message: /could not be written/ });
  });

  test('when no space is left, beside it or in it', () => {
    for (const others of [{}, { renameSync: broken('EBUSY') }, { fchownSync: broken('EPERM') }]) {
      const { file, replace } = place();
      // Half of it fits, and what was there fits again.
      const writeSync = (fd: number, data: Uint8Array, offset: number, length: number, at: number) => {
        const isOld = Buffer.from(data).equals(before);
        if (!isOld && offset > 0) broken('ENOSPC')();
        return nodeFs.writeSync(fd, data, offset, isOld ? length : 9, at);
      };
      left(file, () => replace({ ...others, writeSync: writeSync as Files['writeSync'] }), {
        code: 'denied',
        message: 'Dockerfile could not be written: ENOSPC: of the test',
      });
    }
  });
});
