import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Edit } from '../core/edit.ts';
import { Source } from '../core/source.ts';
import { applyEdits } from '../fix/apply.ts';
import { addItem, removeEntry, removeItem, setAt, type YamlData } from './edit.ts';
import { asList, asMap, at, entryOf, plain } from './look.ts';
import { readYaml } from './read.ts';
import type { YamlMap } from './types.ts';
import { layoutOf } from './write.ts';

const rootOf = (text: string): YamlMap => {
  const { documents, problems } = readYaml(new Source('a.yaml', text));
  assert.deepEqual(problems, [], text);
  return asMap(documents[0]!.root)!;
};

const after = (text: string, edit: Edit | undefined): string => {
  assert.ok(edit, 'there is an edit');
  return applyEdits(text, [edit]);
};

/** text, path of keys, value, what comes of it. */
const cases: [string, string, [string, ...string[]], YamlData, string][] = [
  ['a key at the end', 'a: 1\nb: 2 # two\n', ['c'], 'x', 'a: 1\nb: 2 # two\nc: x\n'],
  ['without a last line feed', 'a: 1', ['c'], true, 'a: 1\nc: true'],
  ['CRLF', 'a: 1\r\nb: 2\r\n', ['c'], ['x'], 'a: 1\r\nb: 2\r\nc:\r\n  - x\r\n'],
  ['maps on the way', 'a: 1\n', ['s', 't'], { u: false }, 'a: 1\ns:\n  t:\n    u: false\n'],
  [
    'in a map of a list, before a comment and what follows',
    'c:\n  - name: x\n    image: y\n\n  # next\n  - name: z\n',
    ['c'],
    'q',
    'c: q\n',
  ],
  ['another value, in its quotes', 'a: "x" # why\n', ['a'], 'y', 'a: "y" # why\n'],
  ['an empty value', 'a:\nb: 1\n', ['a', 'k'], 'v', 'a:\n  k: v\nb: 1\n'],
  ['an empty map', 'a: {}\nb: 1\n', ['a', 'k'], 'v', 'a: { k: v }\nb: 1\n'],
  ['a map on one line', 'a: {x: 1}\n', ['a', 'k'], 'v', 'a: {x: 1, k: v}\n'],
  ['lists as the file has them', 'l:\n- a\nm: 1\n', ['o'], ['b'], 'l:\n- a\nm: 1\no:\n- b\n'],
  ['four blanks', 'a:\n    b: 1\n', ['c'], { d: 1 }, 'a:\n    b: 1\nc:\n    d: 1\n'],
  ['behind a block of text', 'a: |\n  x\n  y\n\nb: 1\n', ['c'], 1, 'a: |\n  x\n  y\n\nb: 1\nc: 1\n'],
  [
    'behind a block of text that is last',
    's:\n  a: |\n    x\n',
    ['s', 'c'],
    1,
    's:\n  a: |\n    x\n  c: 1\n',
  ],
  ['JSON', '{\n  "a": 1\n}\n', ['b'], 'x', '{\n  "a": 1,\n  "b": "x"\n}\n'],
  [
    'over what is merged',
    'x: &x {k: 1}\ny:\n  <<: *x\n',
    ['y', 'k'],
    2,
    'x: &x {k: 1}\ny:\n  <<: *x\n  k: 2\n',
  ],
  ['text that reads like something else', 'a: 1\n', ['b'], 'yes', 'a: 1\nb: "yes"\n'],
  ['a number as text', 'a: 1\n', ['b'], '65532:65532', 'a: 1\nb: "65532:65532"\n'],
];

describe('edits of YAML', () => {
  for (const [name, text, keys, value, wanted] of cases) {
    it(name, () => assert.equal(after(text, setAt(rootOf(text), keys, value)), wanted));
  }

  it('adds an entry to a map in a list', () => {
    const text = 'c:\n  - name: x\n    image: y # i\n\n  # next\n  - name: z\n';
    const item = asMap(asList(at(rootOf(text), 'c'))!.items[0])!;
    assert.equal(
      after(text, setAt(item, ['securityContext', 'capabilities', 'drop'], ['ALL'])),
      'c:\n  - name: x\n    image: y # i\n    securityContext:\n      capabilities:\n        drop:\n          - ALL\n\n  # next\n  - name: z\n',
    );
  });

  it('adds items to lists', () => {
    const add = (text: string, value: YamlData) =>
      after(text, addItem(asList(at(rootOf(text), 'l'))!, value));
    assert.equal(add('l: [a]\n', 'b'), 'l: [a, b]\n');
    assert.equal(add('l: []\n', 'b'), 'l: [b]\n');
    assert.equal(add('l:\n  - a # x\nm: 1\n', 'b'), 'l:\n  - a # x\n  - b\nm: 1\n');
    assert.equal(
      add('l:\n- name: a\n  k: 1\n', { name: 'b', k: { x: 1 } }),
      'l:\n- name: a\n  k: 1\n- name: b\n  k:\n    x: 1\n',
    );
  });

  it('takes entries out', () => {
    const remove = (text: string, map: YamlMap, key: string) =>
      after(text, removeEntry(map, entryOf(map, key)!));
    const text = 'version: "3"\n\nservices:\n  - a: 1\n    b: 2\n';
    assert.equal(remove(text, rootOf(text), 'version'), '\nservices:\n  - a: 1\n    b: 2\n');
    const item = asMap(asList(at(rootOf(text), 'services'))!.items[0])!;
    assert.equal(remove(text, item, 'a'), 'version: "3"\n\nservices:\n  - b: 2\n');
    assert.equal(remove(text, item, 'b'), 'version: "3"\n\nservices:\n  - a: 1\n');
  });

  it('takes items out of lists that have others', () => {
    const remove = (text: string, index: number) => {
      const list = asList(at(rootOf(text), 'a'))!;
      const edit = removeItem(list, list.items[index]!);
      return edit && after(text, edit);
    };
    assert.equal(remove('a:\n  - x\n  - y # two\nb: 1\n', 0), 'a:\n  - y # two\nb: 1\n');
    assert.equal(remove('a:\n  - x\n  - k: 1\n    l: 2\nb: 1\n', 1), 'a:\n  - x\nb: 1\n');
    assert.equal(remove('a: [x, "y", z]\n', 0), 'a: ["y", z]\n');
    assert.equal(remove('a: [x, "y", z]\n', 1), 'a: [x, z]\n');
    assert.equal(remove('a: [x, "y", z]\n', 2), 'a: [x, "y"]\n');
    assert.equal(remove('a: [x]\n', 0), undefined, 'the last one');
    assert.equal(remove('a:\n  - x # why\n  - y\n', 0), undefined, 'a comment would go with it');
    assert.equal(remove('a:\n  - - x\n    - z\n  - y\n', 0), 'a:\n  - y\n');
    assert.equal(remove('a:\n  - !!str x\n  - y\n', 0), undefined, 'a tag before it');
    assert.equal(remove('x: &x q\na: [*x, y]\n', 0), undefined, 'an alias');
  });

  it('makes none where others would be changed as well', () => {
    const text = 'x: &x {k: {a: 1}}\ny: *x\nz:\n  <<: *x\n';
    const root = rootOf(text);
    assert.equal(setAt(root, ['y', 'k'], 1), undefined);
    assert.equal(setAt(root, ['z', 'k', 'a'], 1), undefined);
    assert.equal(setAt(rootOf('a: text\n'), ['a', 'b'], 1), undefined);
  });

  it('looks at how a file is written once, however many edits it gets', () => {
    const source = new Source('a.yaml', 'a:\n    b: 1\n');
    assert.equal(layoutOf(source), layoutOf(source));
    assert.equal(layoutOf(source).step, 4);
  });

  it('gives what was asked for, whatever the value, and leaves the rest', () => {
    const scalar = fc.oneof(fc.string({ maxLength: 12 }), fc.integer(), fc.boolean(), fc.constant(null));
    const key = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter((text) => text !== '<<' && text !== '__proto__');
    const data = fc.letrec<{ data: YamlData }>((tie) => ({
      data: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(tie('data'), { maxLength: 3 }),
        fc.dictionary(key, tie('data'), { maxKeys: 3, noNullPrototype: true }),
      ),
    })).data;
    const texts = ['a:\n  b: 1\nc: 2\n', 'a: {b: 1}\nc: [x]\n', '{"a": {"b": 1}}', 'a:\n- k: |\n    t\n'];
    fc.assert(
      fc.property(fc.constantFrom(...texts), key, data, (text, name, value) => {
        const before = plain(rootOf(text)) as Record<string, unknown>;
        const edit = setAt(rootOf(text), [name], value);
        if (!edit) return;
        const done = plain(rootOf(applyEdits(text, [edit])));
        assert.deepEqual(done, { ...before, [name]: value });
      }),
      { numRuns: 3000 },
    );
  });
});
