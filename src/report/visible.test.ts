import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clip, columns, oneLine, visible } from './visible.ts';

test('controls become pictures, invisible and reordering marks their codes', () => {
  assert.equal(visible('a\x1b[31mred\x07\x7f'), 'a␛[31mred␇␡');
  assert.equal(visible('\u202eabc\u2066\u200b\u009b'), '<U+202E>abc<U+2066><U+200B><U+009B>');
  assert.equal(visible('tag\u{e0041}'), 'tag<U+E0041>');
});

test('tabs, line feeds, accents and emoji stay', () => {
  assert.equal(visible('a\tb\nÄ 漢 🚢'), 'a\tb\nÄ 漢 🚢');
});

test('lone surrogates become replacement characters', () => {
  assert.equal(visible('a\ud800b\udc00'), 'a�b�');
});

test('one line has no breaks', () => {
  assert.equal(oneLine('  two\r\n lines\tand more \u2028 '), 'two lines and more');
});

test('clipping never halves a character', () => {
  assert.equal(clip('abcdef', 4), 'abc…');
  assert.equal(clip('ab🚢cd', 4), 'ab…');
  assert.equal(clip('abcd', 4), 'abcd');
});

test('columns count wide characters twice and combining marks not at all', () => {
  assert.equal(columns('plain'), 5);
  assert.equal(columns('漢字'), 4);
  assert.equal(columns('e\u0301'), 1);
  assert.equal(columns('🚢'), 2);
});
