import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../../core/source.ts';
import { linesOf, paired } from './lines.ts';
import { holdsMark, marked, readMarks } from './marks.ts';
import { parseTemplate } from './parse.ts';

const mark = (text: string): string => marked(parseTemplate(new Source('a.yaml', text)));

describe('marks that say which line of a template a line is from', () => {
  for (const [what, text, expected] of [
    ['every written line', 'a: 1\n\nb: 2\n', 'a: 1 #zq1qz\n\nb: 2 #zq3qz\n'],
    ['a last line without an ending', 'a: 1\nb: 2', 'a: 1 #zq1qz\nb: 2 #zq2qz'],
    ['Windows line endings', 'a: 1\r\nb: {{ .x }}\r\n', 'a: 1 #zq1qz\r\nb: {{ .x }} #zq2qz\r\n'],
    [
      'lines that end with an action',
      'a: {{ .x }}\n{{- if .y }}\n',
      'a: {{ .x }} #zq1qz\n{{- if .y }} #zq2qz\n',
    ],
    ['no line whose ending is taken away', '{{- if .y -}}\na: 1\n', '{{- if .y -}}\na: 1 #zq2qz\n'],
    [
      'no named template',
      '{{ define "x" }}\na: 1\n{{ end }}\nb: 1\n',
      '{{ define "x" }}\na: 1\n{{ end }} #zq3qz\nb: 1 #zq4qz\n',
    ],
    ['no mark between documents', 'a: 1\n---\nb: 1\n', 'a: 1 #zq1qz\n---\nb: 1 #zq3qz\n'],
    ['an action of several lines at its last', 'a: {{ printf\n  "x" }}\n', 'a: {{ printf\n  "x" }} #zq2qz\n'],
    ['nothing in nothing', '', ''],
  ] as const)
    it(`mark ${what}`, () => assert.equal(mark(text), expected));

  it('are told from what a chart says', () => {
    assert.ok(holdsMark('a: 1 #zq1qz\n'));
    assert.ok(!holdsMark('a: 1 # zq1qz\n'));
  });

  it('leave the text as it was once they are read', () => {
    const piece = fc.constantFrom(
      'a: 1',
      '\n',
      ' ',
      '{{ .x }}',
      '{{- .x }}',
      '{{ .x -}}',
      '---',
      '\r\n',
      '# c',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const plain = (from: string) =>
          from
            .split('\n')
            .map((line) => line.trimEnd())
            .filter(Boolean);
        const read = readMarks(mark(text));
        assert.deepEqual(read.map((line) => line.text).filter(Boolean), plain(text));
        for (const { lines } of read)
          for (const line of lines) assert.ok(line >= 1 && line <= text.split('\n').length);
      }),
      { numRuns: 500 },
    );
  });

  it('give every line the first mark on it, and what stands before to the next', () => {
    const rendered = 'labels:\n  a: b\n  c: d\n\nspec:\n  x: 1\n';
    const marks = 'labels:\n  a: b\n  c: d #zq5qz #zq7qz\n #zq8qz\nspec: #zq9qz\n  x: 1 #zq11qz\n';
    assert.deepEqual(linesOf(rendered, readMarks(marks)), [5, 5, 5, undefined, 9, 11, undefined]);
  });

  it('hold where a word differs from one time to the next, and where a line is more', () => {
    const marks = readMarks('a: 1 #zq1qz\npassword: xyz #zq2qz\nb: 1 #zq3qz\n');
    assert.deepEqual(linesOf('a: 1\npassword: abc\nb: 1\n', marks), [1, 2, 3, undefined]);
    assert.deepEqual(linesOf('a: 1\nmore: 1\nmore: 2\npassword: abc\nb: 1\n', marks), [
      1,
      undefined,
      undefined,
      undefined,
      3,
      undefined,
    ]);
  });

  it('pair what is the same in order', () => {
    assert.deepEqual(paired(['a', 'b', 'c', 'd'], ['a', 'c', 'b', 'x', 'd']), [0, undefined, 1, 4]);
    assert.deepEqual(paired(['a'], []), [undefined]);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 }),
        fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 }),
        (lines, others) => {
          const pairs = paired(lines, others);
          assert.equal(pairs.length, lines.length);
          const known = pairs.filter((pair) => pair !== undefined);
          assert.ok(known.every((pair, i) => pair < others.length && (i === 0 || pair > known[i - 1]!)));
        },
      ),
      { numRuns: 500 },
    );
  });
});
