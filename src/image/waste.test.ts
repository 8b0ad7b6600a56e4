import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treeOf } from '../testing/image.ts';
import { wasteOf } from './waste.ts';

test('what a higher layer deletes or writes again is waste', () => {
  const tree = treeOf([
    { '/a': 'x'.repeat(60), '/b': 'x'.repeat(20) },
    { '/b': 'y'.repeat(10) },
    { '/a': null },
  ]);
  assert.deepEqual(wasteOf(tree), { total: 90, hidden: 80, efficiency: 1 - 80 / 90 });
});

test('of nothing nothing is wasted', () => {
  assert.deepEqual(wasteOf(treeOf([])), { total: 0, hidden: 0, efficiency: 1 });
});
