import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remembered } from './remembered.ts';

test('what was made once is not made again, undefined neither', () => {
  const asked: string[] = [];
  const make = remembered((text) => {
    asked.push(text);
    return text === 'none' ? undefined : { text };
  });
  assert.equal(make('a'), make('a'));
  assert.equal(make('none'), undefined);
  assert.equal(make('none'), undefined);
  assert.deepEqual(asked, ['a', 'none']);
});

test('the bound holds, and long texts are not kept', () => {
  let made = 0;
  const make = remembered(() => made++, 3);
  for (const text of ['a', 'b', 'c', 'd', 'd']) make(text);
  assert.equal(made, 4);
  make('a');
  assert.equal(made, 5, 'it was given up when the fourth came');
  const long = 'x'.repeat(1000);
  make(long);
  make(long);
  assert.equal(made, 7);
});
