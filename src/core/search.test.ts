import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countLeading } from './search.ts';

test('counts what holds before what does not', () => {
  for (let length = 0; length <= 9; length++) {
    for (let many = 0; many <= length; many++) {
      assert.equal(
        countLeading(length, (index) => index < many),
        many,
      );
    }
  }
});
