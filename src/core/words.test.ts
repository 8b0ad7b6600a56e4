import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listed, numeral } from './words.ts';

test('names are listed as far as a sentence bears', () => {
  assert.equal(listed([]), '');
  assert.equal(listed(['a']), 'a');
  assert.equal(listed(['a', 'b', 'c', 'd']), 'a, b, c, d');
  assert.equal(listed(['a', 'b', 'c', 'd', 'e']), 'a, b, c and 2 more');
  assert.equal(listed([80, 81, 82], 1), '80 and 2 more');
  assert.equal(listed(Array.from({ length: 2003 }, (_, at) => at)), '0, 1, 2 and 2,000 more');
});

test('numbers have a comma at each thousand', () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(numeral), ['0', '999', '1,000', '1,234,567']);
});
