import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTree } from '../testing/tree.ts';
import { linksOutOf } from './outside.ts';

test('links that lead out of what was asked for', { skip: process.platform === 'win32' }, () => {
  const cwd = makeTree({ 'in/real': '', 'in/deep/file': '', 'base/file': '', 'far/file': '' });
  symlinkSync('../far/file', join(cwd, 'in/link'));
  symlinkSync('../far', join(cwd, 'in/folder'));
  symlinkSync('real', join(cwd, 'in/within'));
  symlinkSync('../far/file', join(cwd, 'base/link'));
  symlinkSync('in', join(cwd, 'alias'));
  const from = (paths: readonly string[], path: string) => linksOutOf({ cwd, paths })(join(cwd, path));
  const far = join(cwd, 'far/file');
  assert.equal(from(['in'], 'in/link'), far);
  assert.equal(from(['in'], 'in/folder/file'), far);
  assert.equal(from(['in/**/*'], 'in/link'), far);
  assert.equal(from(['in', 'far'], 'in/link'), undefined);
  assert.equal(from(['in/link'], 'in/link'), undefined, 'it was named');
  assert.equal(from([], 'in/link'), undefined);
  assert.equal(from(['in'], 'in/within'), undefined);
  assert.equal(from(['alias'], 'alias/deep/file'), undefined);
  // As a manifest in the folder names it: ../base/file.
  assert.equal(from(['in'], 'base/file'), undefined);
  assert.equal(from(['in'], 'base/link'), far);
});
