import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitWords } from './words.ts';

/** text, its words, what is dropped. */
const cases: readonly (readonly [string, readonly string[], string?])[] = [
  ['run -a "b c"', ['run', '-a', 'b c']],
  ["sh -c 'a && b'", ['sh', '-c', 'a && b']],
  ['echo a && echo b', ['echo', 'a'], '&& echo b'],
  ['a;b', ['a'], ';b'],
  ['a | b', ['a'], '| b'],
  ['run 2>/dev/null', ['run'], '>/dev/null'],
  ['run b2>x', ['run', 'b2'], '>x'],
  ['a "" b', ['a', '', 'b']],
  [String.raw`a\ b "\"c\"" '\d'`, ['a b', '"c"', '\\d']],
  [`'it''s' "x"y`, ['its', 'xy']],
  ['echo $HOME $(date +%s) `x y` #no', ['echo', '$HOME', '$(date +%s)', '`x y`', '#no']],
  [' \t\n', []],
  ['', []],
];

describe('commands in one text', () => {
  for (const [text, words, dropped] of cases) {
    it(JSON.stringify(text), () => {
      const split = splitWords(text);
      assert.deepEqual(
        split.words.map((word) => word.text),
        words,
      );
      assert.equal(split.droppedFrom === undefined ? undefined : text.slice(split.droppedFrom), dropped);
      assert.equal(split.isOpen, false);
    });
  }

  it('sees what stays open', () => {
    for (const text of ['a "b', "a 'b", 'a `b', 'a \\', '(a)', 'a)', '$(a'])
      assert.ok(splitWords(text).isOpen, text);
  });

  it('says where each word stands', () => {
    const text = ` run "b c"  d\\ e`;
    assert.deepEqual(
      splitWords(text).words.map(({ start, end }) => text.slice(start, end)),
      ['run', '"b c"', 'd\\ e'],
    );
  });

  it('puts words that are quoted back together', () => {
    const word = fc.string({ maxLength: 10 }).filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const text = words.map((one) => `'${one}'`).join(' ');
        assert.deepEqual(
          splitWords(text).words.map((one) => one.text),
          words,
        );
      }),
    );
  });
});
