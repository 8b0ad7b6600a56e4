import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS, limitsOf } from './limits.ts';

const of = (text: string | undefined) => limitsOf({ PLIMSOLL_IMAGE_LIMITS: text });

describe('limits', () => {
  test('are those that are known where nothing is set', () => {
    for (const nothing of [undefined, '', '  ']) assert.equal(of(nothing), LIMITS);
  });

  test('are set one by one, as numbers and sizes', () => {
    const { layerBytes, entries, fileBytes, document } = of(
      'layer-size=100GB, entries=20000000,file-size=3 MiB',
    );
    assert.deepEqual([layerBytes, entries, fileBytes], [100e9, 20_000_000, 3 * 1024 ** 2]);
    assert.equal(document, LIMITS.document);
  });

  for (const [text, message] of [
    ['depth=3', /no limit “depth”; there is archive-size, layer-size/],
    ['__proto__=3', /no limit/],
    ['entries', /entries is “”/],
    ['entries=0', /should be a number/],
    ['entries=-1', /should be a number/],
    ['layer-size=999999999999999TB', /should be a number/],
    ['layer-size=1.5GB', /should be a number/],
  ] as const)
    test(`${text} is wrong usage`, () => {
      assert.throws(() => of(text), { code: 'usage', message });
    });
});
