import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Edit } from '../../core/edit.ts';
import { applyEdits } from '../../fix/apply.ts';
import { containerOf, problemsOf, readFiles, serviceOf } from '../../testing/compose.ts';
import { addItem, setAt, type YamlData } from '../../yaml/edit.ts';
import { asList, at } from '../../yaml/look.ts';

const use = ['compose.yaml', 'over.yaml'];
type Files = Readonly<Record<string, string>>;

function applied(files: Files, edit: Edit | undefined): Files {
  assert.ok(edit, 'there is an edit');
  return { ...files, [edit.path!]: applyEdits(files[edit.path!]!, [edit]) };
}

const first = `services:
  a:
    image: x
    user: a
    cap_drop:
      - MKNOD
    deploy:
      resources:
        limits:
          memory: 1g
    labels:
      - l=1
`;

/** second file, path of keys, value, the file that is changed. */
const cases: readonly (readonly [string, string, [string, ...string[]], YamlData, string])[] = [
  ['a key that no file has', 'user: b', ['read_only'], true, 'compose.yaml'],
  ['a key that the first has', 'tty: true', ['user'], 'c', 'compose.yaml'],
  ['a key that the last has', 'user: b', ['user'], 'c', 'over.yaml'],
  ['a key that only the last has', 'read_only: false', ['read_only'], true, 'over.yaml'],
  [
    'within what both have',
    'deploy:\n      replicas: 2',
    ['deploy', 'resources', 'limits', 'pids'],
    '9',
    'compose.yaml',
  ],
  [
    'within what only the last has',
    'healthcheck:\n      retries: 2',
    ['healthcheck', 'timeout'],
    '5s',
    'over.yaml',
  ],
];

describe('edits of what several files make', () => {
  for (const [what, second, keys, value, path] of cases) {
    it(what, () => {
      const files = { 'compose.yaml': first, 'over.yaml': `services:\n  a:\n    ${second}\n` };
      const edit = setAt(serviceOf(readFiles(files, { use }), 'a').node, keys, value);
      assert.equal(edit?.path, path);
      const after = readFiles(applied(files, edit), { use });
      assert.deepEqual(problemsOf(after), []);
      const node = at(serviceOf(after, 'a').node, ...keys);
      assert.equal(node?.kind === 'scalar' && node.value, value);
    });
  }

  it('items of lists', () => {
    const files = { 'compose.yaml': first, 'over.yaml': 'services:\n  a:\n    cap_drop: [SETUID]\n' };
    const read = readFiles(files, { use });
    const edit = addItem(asList(at(serviceOf(read, 'a').node, 'cap_drop'))!, 'NET_RAW');
    const after = readFiles(applied(files, edit), { use });
    assert.deepEqual(
      containerOf(after, 'a').capabilities.drop.map(({ value }) => value),
      ['MKNOD', 'NET_RAW', 'SETUID'],
    );
  });

  it('what is extended stays, and is overridden', () => {
    const files = {
      'compose.yaml': 'services:\n  base:\n    image: x\n    privileged: true\n  a:\n    extends: base\n',
    };
    const edit = setAt(serviceOf(readFiles(files), 'a').node, ['privileged'], false);
    const after = readFiles(applied(files, edit));
    assert.deepEqual(
      ['base', 'a'].map((name) => containerOf(after, name).privileged.value),
      [true, false],
    );
  });

  it('makes none where a list was made a map', () => {
    const files = { 'compose.yaml': first, 'over.yaml': 'services:\n  a:\n    labels: {m: 2}\n' };
    const { node } = serviceOf(readFiles(files, { use }), 'a');
    assert.equal(setAt(node, ['labels', 'n'], '3'), undefined);
  });
});
