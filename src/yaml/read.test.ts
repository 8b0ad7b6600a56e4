import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { at, plain, textOf } from './look.ts';
import { readYaml, yamlLimits } from './read.ts';

const read = (text: string) => readYaml(new Source('a.yaml', text));

describe('reading YAML with places', () => {
  it('gives every value with the span that it is written at', () => {
    const { documents, problems } = read('\uFEFFa:\n  b: "x y"\n  c: [1, yes]\n');
    assert.deepEqual(problems, []);
    const root = documents[0]!.root!;
    const b = at(root, 'a', 'b')!;
    assert.equal(b.source.text.slice(b.span.start, b.span.end), '"x y"');
    assert.deepEqual(plain(root), { a: { b: 'x y', c: [1, 'yes'] } });
  });

  it('resolves aliases and merges, own keys first', () => {
    const { documents } = read('x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\nz: *x\n');
    assert.deepEqual(plain(documents[0]!.root!), { x: { a: 1, b: 2 }, y: { b: 3, a: 1 }, z: { a: 1, b: 2 } });
    assert.ok(at(documents[0]!.root, 'z')!.alias);
  });

  it('reads the documents around a broken one', () => {
    const { documents, problems } = read('a: 1\n---\nb: [\n---\nc: 3\n');
    assert.equal(documents.length, 3);
    assert.ok(documents[0]!.root && !documents[1]!.root && documents[2]!.root);
    assert.equal(problems.length, 1);
  });

  it('tells keys that stand twice, anchors that are missing, and circles', () => {
    const told = (text: string) => read(text).problems.map(({ kind, message }) => `${kind}: ${message}`);
    assert.deepEqual(told('a: 1\na: 2\n'), ['duplicate-key: the key “a” stands here twice']);
    assert.deepEqual(told('a: *x\n'), ['anchor: the anchor *x is not defined']);
    assert.deepEqual(told('a: &x\n  b: *x\n'), ['anchor: the alias *x stands within what it stands for']);
  });

  it('gives up on a bomb, and says so', () => {
    const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      laughs.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
    const { documents, problems } = read(`${laughs.join('\n')}\n`);
    assert.equal(documents[0]!.root, undefined);
    assert.match(problems[0]!.message, /aliases make it more than/);
  });

  it('gives up on what is nested without end, and on what is too large', () => {
    for (const text of ['['.repeat(100_000), '- '.repeat(100_000), '{a: '.repeat(5000)]) {
      assert.ok(read(text).problems.length > 0);
    }
    const steps = Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    assert.match(read(steps).problems[0]!.message, /nested more than/);
    const small = readYaml(new Source('a.yaml', 'a: 1\n'), { ...yamlLimits, length: 3 });
    assert.equal(small.problems[0]!.kind, 'limit');
  });

  it('reads a long text on one line, as programs write JSON', () => {
    const text = `[${Array.from({ length: 5000 }, (_, i) => `{"name": "v${i}", "at" : ${i}}`).join(', ')}]`;
    assert.deepEqual(read(text).problems, []);
    assert.ok(read('? '.repeat(100_000)).problems.length > 0);
    assert.ok(read(': '.repeat(100_000)).problems.length > 0);
  });

  it('never throws, and every span lies in the text', () => {
    const word = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      ']',
      '{',
      '}',
      '&x',
      '*x',
      '!t',
      '"',
      "'",
      '|',
      '#',
      '\t',
      '<<',
      '? ',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join('');
        for (const { root } of read(text).documents) {
          if (!root) continue;
          textOf(root);
          assert.ok(root.span.start >= 0 && root.span.end <= text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
