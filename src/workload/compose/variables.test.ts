import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { substitute } from './variables.ts';

const set: Readonly<Record<string, string>> = { SET: 'v', EMPTY: '', DOLLAR: 'a$SET' };
const put = (text: string) => substitute(text, (name) => set[name]);

/** text, value, names that are missing. */
const cases: readonly (readonly [string, string, ...string[]])[] = [
  ['plain', 'plain'],
  ['$SET ${SET} $SET.x', 'v v v.x'],
  ['$UNSET|${UNSET}', '|', 'UNSET', 'UNSET'],
  ['${UNSET:-d}|${EMPTY:-d}|${SET:-d}', 'd|d|v'],
  ['${UNSET-d}|${EMPTY-d}|${SET-d}', 'd||v'],
  ['${UNSET:+r}|${EMPTY:+r}|${SET:+r}', '||r'],
  ['${UNSET+r}|${EMPTY+r}|${SET+r}', '|r|r'],
  ['${SET:?e}|${EMPTY?e}', 'v|'],
  ['${UNSET:?say it}|${EMPTY:?e}|${UNSET?}', '||', 'UNSET', 'EMPTY', 'UNSET'],
  ['${UNSET:-${EMPTY:-${SET}}}x', 'vx'],
  ['${UNSET:-$OTHER}', '', 'OTHER'],
  ['${SET:-$OTHER}', 'v'],
  ['$$SET $${SET}', '$SET ${SET}'],
  ['$DOLLAR', 'a$SET'],
  ['5$ $1 $( $.', '5$ $1 $( $.'],
  ['${UNSET:-{"a": {"b": 1}}}', '{"a": {"b": 1}}'],
  ['${UNSET:-a}b}', 'ab}'],
  ['${UNSET--1}', '-1'],
  ['a\n${SET}\n$UNSET', 'a\nv\n', 'UNSET'],
];

describe('variables in texts', () => {
  for (const [text, value, ...missing] of cases) {
    it(JSON.stringify(text), () => {
      const got = put(text);
      assert.equal(got.error, undefined);
      assert.equal(got.value, value);
      assert.deepEqual(
        got.missing.map(({ name }) => name),
        missing,
      );
    });
  }

  it('says where each stands', () => {
    const text = 'a $X b ${Y} ${Z:?e}';
    assert.deepEqual(
      put(text).missing.map(({ start, end }) => text.slice(start, end)),
      ['$X', '${Y}', '${Z:?e}'],
    );
  });

  it('refuses what is no variable, and says what to write', () => {
    for (const text of [
      '${',
      '${}',
      '${1}',
      '${A!b}',
      '${SET',
      '${UNSET:-x',
      '${UNSET:-a\nb}',
      'x ${UNSET:-${}} y',
      '${UNSET:-{a} ${SET}',
    ]) {
      const { value, error } = put(text);
      assert.match(error?.message ?? '', /write \$\$ for a dollar/, text);
      assert.equal(value, text);
      assert.ok(text.slice(error!.start).startsWith('${'));
    }
  });

  it('reads a default only where it is used', () => {
    assert.equal(put('${SET:-${}}').value, 'v');
    assert.ok(put('${UNSET:-${}}').error);
  });

  it('gives up on defaults in defaults without end', () => {
    const deep = `${'${A:-'.repeat(200)}x${'}'.repeat(200)}`;
    assert.match(put(deep).error!.message, /nested more than 50 deep/);
    const fine = `${'${A:-'.repeat(40)}x${'}'.repeat(40)}`;
    assert.equal(put(fine).value, 'x');
  });

  it('never throws, and leaves a text without dollars as it is', () => {
    const piece = fc.constantFrom(
      '$',
      '${',
      '}',
      '{',
      ':-',
      '-',
      '?',
      '+',
      'SET',
      'UNSET',
      ' ',
      '\n',
      '$$',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const { value, missing, error } = put(text);
        if (!text.includes('$')) assert.equal(value, text);
        for (const { start, end } of [...missing, ...(error ? [error] : [])])
          assert.ok(text[start] === '$' && start < end && end <= text.length);
      }),
      { numRuns: 3000 },
    );
  });
});
