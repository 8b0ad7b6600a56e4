import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { goProblems } from './go.ts';
import { plain } from './look.ts';
import { readYaml } from './read.ts';

const told = (text: string) => {
  const file = readYaml(new Source('a.yaml', text));
  assert.deepEqual(file.problems, [], text);
  return goProblems(file).map(({ at, message }) => `${file.source.position(at.start).line}: ${message}`);
};

const tab = 'a tab stands where only blanks may indent: take it out';

/** what, text, problems. */
const cases: readonly (readonly [string, string, ...string[]])[] = [
  ['nothing', 'a:\n  b: c\n\n  - d\n'.replace('\n\n  - d', '')],
  ['a tab in a blank line', 'a:\n  b: c\n\t\n  d: e\n', `3: ${tab}`],
  ['deeper than its key', 'a:\n  b: c\n   \t\n  d: e\n'],
  ['not deeper', 'a:\n  b: c\n  \t\n  d: e\n', `3: ${tab}`],
  ['below quotes', 'a: "b"\n \t\nc: d\n', `2: ${tab}`],
  ['below a comment', 'a: b # c\n \t\nd: e\n', `2: ${tab}`],
  ['before a comment', 'a: b\n\t# c\nd: e\n', `2: ${tab}`],
  ['at the head', '\t\na: b\n', `1: ${tab}`],
  ['in brackets', 'a: [b,\n \t\n  c]\n'],
  ['in a block of text', 'a: |\n  b\n  \t\n  c\n'],
  ['behind a value', 'a: b\t\nc: d\t# e\n'],
  ['behind a dash', 'a:\n  -\tb\n  - c\n', '2: a tab stands behind this dash: write a blank'],
  ['a character that is not seen', 'a: "b\u0001"\n', '1: the character U+0001 cannot stand in YAML'],
  ['another version', '%YAML 1.2\n---\na: b\n', '1: only YAML 1.1 is read'],
  ['this version', '%YAML 1.1\n---\na: b\n'],
  ['a text that looks like it', 'a: |\n  %YAML 1.2\n'],
];

describe('what readers in Go refuse', () => {
  for (const [what, text, ...wanted] of cases) it(what, () => assert.deepEqual(told(text), wanted));
});

describe('collections in brackets at any column', () => {
  /** text, value. */
  const flows: readonly (readonly [string, unknown])[] = [
    ['a:\n  b: [\n  c,\n  d\n  ]\n  e: f\n', { a: { b: ['c', 'd'], e: 'f' } }],
    ['a:\n    b: {\nc: d, # x ]\n"e": \'f # "\'\n}\n', { a: { b: { c: 'd', e: 'f # "' } } }],
    ['a:\n  b: [c,\nd]\n  e: {f: [\ng]}\n', { a: { b: ['c', 'd'], e: { f: ['g'] } } }],
    ['a:\n  - [b,\n"c\\"]"]\n  - d\n', { a: [['b', 'c"]'], 'd'] }],
    ["a:\n  b: [it's,\n'it''s]']\n", { a: { b: ["it's", "it's]"] } }],
  ];
  for (const [text, value] of flows) {
    it(JSON.stringify(text), () => {
      const { documents, problems } = readYaml(new Source('a.yaml', text));
      assert.deepEqual(problems, []);
      assert.deepEqual(plain(documents[0]!.root!), value);
    });
  }

  it('keep every place', () => {
    const source = new Source('a.yaml', 'a:\n  b: [ # x\n  c,\n  d\n  ]\n  e: f\n');
    const root = readYaml(source).documents[0]!.root!;
    const texts: string[] = [];
    const walk = (node: typeof root): void => {
      if (node.kind === 'scalar') texts.push(source.slice(node.span));
      else if (node.kind === 'list') for (const item of node.items) walk(item);
      else for (const { value } of node.entries) walk(value);
    };
    walk(root);
    assert.deepEqual(texts, ['c', 'd', 'f']);
  });

  it('stay broken where no bracket closes', () => {
    for (const text of ['a:\n  b: [\n  c\nd: e\n', 'a:\n  b: [\n  "c\n', 'a:\n  b: [\n  # c'])
      assert.equal(readYaml(new Source('a.yaml', text)).problems.length, 1, text);
  });

  it('never throw', () => {
    const piece = fc.constantFrom(
      'a:',
      '\n',
      '\n  ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '#',
      ' ',
      '\t',
      'b',
      ': ',
      '- ',
      '%YAML 1.2',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const file = readYaml(new Source('a.yaml', pieces.join('')));
        for (const { at } of [...file.problems, ...goProblems(file)])
          assert.ok(at.start >= 0 && at.start <= at.end && at.end <= file.source.text.length);
      }),
      { numRuns: 3000 },
    );
  });
});
