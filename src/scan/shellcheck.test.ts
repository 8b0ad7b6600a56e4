import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTree } from '../testing/tree.ts';
import { checkProject } from './project.ts';

test('a script that ShellCheck would take minutes for is not handed to it, and named', async () => {
  const long = `RUN a${' && \\\n    b'.repeat(4000)}\n`;
  const root = makeTree({
    Dockerfile: `FROM debian:12.8\nRUN echo $a\n${long}`,
    'bin/shellcheck': '#!/bin/sh\ncat *.sh > "$SEEN"\necho \'{"comments":[]}\'\n'.replace(
      '$SEEN',
      '$(dirname "$0")/seen',
    ),
  });
  chmodSync(join(root, 'bin/shellcheck'), 0o755);
  const { verdict } = await checkProject({
    cwd: root,
    paths: ['Dockerfile'],
    flags: {},
    config: false,
    shellcheck: true,
    now: new Date('2026-11-25'),
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
  });
  assert.deepEqual(
    verdict.gaps.map(({ path, reason }) => [path, reason.replace(/\d{5} characters/, 'N characters')]),
    [
      [
        'Dockerfile',
        'the script at line 3 was not checked by ShellCheck: it has N characters, and 20000 are the most that are passed on',
      ],
    ],
  );
  const seen = readFileSync(join(root, 'bin/seen'), 'utf8');
  assert.match(seen, /echo \$a/);
  assert.doesNotMatch(seen, /&& {5}b/);
});
