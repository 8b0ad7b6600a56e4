import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expand, type Variable } from './expand.ts';

const values: Readonly<Record<string, Variable>> = {
  A: { kind: 'value', value: 'a' },
  EMPTY: { kind: 'value', value: '' },
  PATHS: { kind: 'value', value: '/usr/local/lib/x.tar.gz' },
  STARS: { kind: 'value', value: 'a*b*c' },
  ARG: { kind: 'unset' },
  TARGETARCH: { kind: 'unknown' },
};
const lookup = (name: string): Variable => values[name] ?? { kind: 'undeclared' };

const table: readonly (readonly [text: string, value: string])[] = [
  ['plain', 'plain'],
  ['$A', 'a'],
  ['${A}', 'a'],
  ['x${A}y$A-$A', 'xaya-a'],
  ['$AB', ''],
  ['\\$A', '$A'],
  ["'$A'", '$A'],
  ['"$A"', 'a'],
  ['"\\$A"', '$A'],
  ['"\\n\\""', '\\n"'],
  ['\'a\'"b"c', 'abc'],
  ['a\\ b', 'a b'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$%', '$%'],
  ['${NONE:-d}', 'd'],
  ['${NONE-d}', 'd'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${A:-d}', 'a'],
  ['${A:+w}', 'w'],
  ['${A+w}', 'w'],
  ['${NONE:+w}', ''],
  ['${EMPTY:+w}', ''],
  ['${EMPTY+w}', 'w'],
  ['${ARG:-d}', 'd'],
  ['${NONE:-${A}}', 'a'],
  ['${NONE:-${NONE:-"x y"}}', 'x y'],
  ['${A:?no}', 'a'],
  ['${PATHS#*/}', 'usr/local/lib/x.tar.gz'],
  ['${PATHS##*/}', 'x.tar.gz'],
  ['${PATHS%/*}', '/usr/local/lib'],
  ['${PATHS%%.*}', '/usr/local/lib/x'],
  ['${PATHS%.gz}', '/usr/local/lib/x.tar'],
  ['${PATHS%.zip}', '/usr/local/lib/x.tar.gz'],
  ['${PATHS#?usr}', '/local/lib/x.tar.gz'],
  ['${STARS#a\\*}', 'b*c'],
  ['${PATHS/local/opt}', '/usr/opt/lib/x.tar.gz'],
  ['${PATHS//\\//_}', '_usr_local_lib_x.tar.gz'],
  ['${PATHS//l/L}', '/usr/LocaL/Lib/x.tar.gz'],
  ['${PATHS/l*l/-}', '/usr/-ib/x.tar.gz'],
  ['${PATHS/nothing/x}', '/usr/local/lib/x.tar.gz'],
  ['$1 $@', ' '],
];

describe('expand', () => {
  for (const [text, value] of table) {
    it(text, () => assert.equal(expand(text, lookup, '\\').value, value));
  }

  it('takes the escape character of the file', () => {
    assert.equal(expand('`$A c:\\x', lookup, '`').value, '$A c:\\x');
  });

  it('tells what it could not value', () => {
    const { complete, undeclared, unset, used } = expand('$A $NONE $ARG $TARGETARCH', lookup, '\\');
    assert.deepEqual(
      { complete, undeclared, unset },
      { complete: false, undeclared: ['NONE'], unset: ['ARG'] },
    );
    assert.deepEqual(used, ['A', 'NONE', 'ARG', 'TARGETARCH']);
    assert.equal(expand('$A', lookup, '\\').complete, true);
    assert.equal(expand('${NONE:-x}', lookup, '\\').complete, true);
    assert.equal(expand('${TARGETARCH:-x}', lookup, '\\').complete, false);
    assert.deepEqual(expand('${A:-$NONE}', lookup, '\\').undeclared, []);
  });

  for (const [text, error] of [
    ['${NONE:?give it}', 'give it'],
    ['${NONE?}', 'NONE is not set'],
    ['${A:#x}', '“:#” is not a modifier'],
    ['${A^^}', '“^” is not a modifier'],
    ['${A', '“}” is missing'],
    ['${}', '“${” needs a name'],
    ['"a', 'the quote " is not closed'],
    ["'a", "the quote ' is not closed"],
    [`\${A:-${'${A:-'.repeat(5000)}`, undefined],
  ] as const) {
    it(`refuses ${text.slice(0, 20)}`, () => {
      const found = expand(text, () => ({ kind: 'undeclared' }), '\\').error;
      assert.ok(found !== undefined);
      if (error && !text.includes('A')) assert.equal(found, error);
    });
  }

  it('never throws, and gives an error rather than a wrong end', () => {
    const piece = fc.constantFrom(
      '$',
      '{',
      '}',
      'A',
      ':',
      '-',
      '#',
      '%',
      '/',
      '*',
      '?',
      '\\',
      '"',
      "'",
      ' ',
      '+',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        assert.equal(typeof expand(pieces.join(''), lookup, '\\').value, 'string');
      }),
      { numRuns: 3000 },
    );
  });
});
