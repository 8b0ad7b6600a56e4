import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../core/source.ts';
import { count, styleOf, wrap } from './layout.ts';
import { snippetOf } from './snippet.ts';
import { placeOf } from './testdata/verdict.ts';

test('wrapping breaks at spaces, and keeps paths whole', () => {
  assert.deepEqual(wrap('one two three four', 9), ['one two', 'three', 'four']);
  assert.deepEqual(wrap('a bbbbbb/bbbbbbbbbb.md c', 8), ['a', 'bbbbbb/bbbbbbbbbb.md', 'c']);
  assert.deepEqual(wrap(`a ${'b'.repeat(201)}`, 100), ['a', 'b'.repeat(100), 'b'.repeat(100), 'b']);
  assert.deepEqual(wrap('漢字漢字漢字', 8), ['漢字漢字', '漢字']);
  assert.deepEqual(wrap('', 20), ['']);
});

test('counts have their nouns and thousands', () => {
  assert.equal(count(1, 'file'), '1 file');
  assert.equal(count(1234567, 'file'), '1,234,567 files');
  assert.equal(count(999), '999');
});

test('styles are the identity without colour', () => {
  assert.equal(styleOf(false).severity('critical', 'x'), 'x');
  assert.equal(styleOf(true).severity('high', 'x'), '\x1b[31mx\x1b[39m');
  assert.equal(styleOf(true).bold(''), '');
});

const cut = (text: string, on: string, width = 40) => {
  const source = new Source('f', text);
  return snippetOf(source, placeOf(source, on), width);
};

test('a snippet is its line in three parts', () => {
  assert.deepEqual(cut('a\r\nUSER root here\r\nb', 'root'), {
    line: 2,
    before: 'USER ',
    marked: 'root',
    after: ' here',
  });
});

test('tabs are four columns, a byte-order mark nothing, controls visible', () => {
  assert.deepEqual(cut('\ufeff\tRUN\x1b x', 'RUN'), { line: 1, before: '    ', marked: 'RUN', after: '␛ x' });
});

test('a place over several lines shows its first', () => {
  assert.deepEqual(cut('RUN a \\\n  b\nc', 'RUN a \\\n  b'), {
    line: 1,
    before: '',
    marked: 'RUN a \\',
    after: '',
    lastLine: 2,
  });
  assert.equal(cut('RUN a\nc', 'RUN a\n').lastLine, undefined);
});

test('places at the end of the text and outside of it are shown where they can be', () => {
  const source = new Source('f', 'FROM a\n');
  const at = (start: number, end: number) =>
    snippetOf(
      source,
      { path: 'f', span: { start, end }, start: source.position(0), end: source.position(0) },
      40,
    );
  assert.deepEqual(at(7, 7), { line: 2, before: '', marked: '', after: '' });
  assert.deepEqual(at(50, 90), { line: 2, before: '', marked: '', after: '' });
  assert.deepEqual(at(5, 2), { line: 1, before: 'FROM ', marked: '', after: 'a' });
});

test('a long line is cut around its place', () => {
  assert.deepEqual(cut(`${'a'.repeat(90)}MARK${'b'.repeat(90)}`, 'MARK', 20), {
    line: 1,
    before: '…aaaa',
    marked: 'MARK',
    after: 'bbbbbbbbbb…',
  });
  assert.deepEqual(cut(`RUN ${'b'.repeat(90)}`, 'RUN', 20), {
    line: 1,
    before: '',
    marked: 'RUN',
    after: ` ${'b'.repeat(15)}…`,
  });
  assert.deepEqual(cut(`RUN ${'b'.repeat(90)}`, 'b'.repeat(90), 20), {
    line: 1,
    before: 'RUN ',
    marked: `${'b'.repeat(15)}…`,
    after: '',
  });
});
