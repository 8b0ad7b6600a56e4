import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../../core/source.ts';
import { textAt } from '../../testing/compose.ts';
import { readDotenv, readRawEnv } from './dotenv.ts';

const caller: Readonly<Record<string, string>> = { HOME: '/root' };
const read = (text: string) => readDotenv(new Source('.env', text), (name) => caller[name]);
const values = (text: string) =>
  Object.fromEntries(read(text).entries.map(({ name, variable }) => [name, variable?.value]));

/** text, what it sets. */
const cases: readonly (readonly [string, string, Readonly<Record<string, string | undefined>>])[] = [
  ['plain', 'A=1\nB = two words \n', { A: '1', B: 'two words' }],
  ['a colon', 'A: 1\n', { A: '1' }],
  ['export', 'export A=1\nexport\tB=2\n', { A: '1', B: '2' }],
  ['comments', '# no\nA=1 # c\nB=a#b\n  # no\n', { A: '1', B: 'a#b' }],
  ['single quotes', "A='$HOME \\n' # c\nB='it\\'s'\n", { A: '$HOME \\n', B: "it's" }],
  ['double quotes', 'A="$HOME\\n\\t\\"x\\" \\$HOME \\0101 \\q"\n', { A: '/root\n\t"x" $HOME A \\q' }],
  ['several lines', 'A="a\nb"\nB=1\n', { A: 'a\nb', B: '1' }],
  ['variables', 'A=1\nB=$A-${C:-c}\nC=${A:+set}\n', { A: '1', B: '1-c', C: 'set' }],
  ['the caller first', 'HOME=/h\nA=$HOME\n', { HOME: '/h', A: '/root' }],
  ['a name alone', 'HOME\nGONE\nLAST', { HOME: undefined, GONE: undefined }],
  ['nothing', '', {}],
  ['an empty value', 'A=\nB=""\n', { A: '', B: '' }],
  ['CRLF and a byte-order mark', '\uFEFFA=1\r\nB="2"\r\n', { A: '1', B: '2' }],
  ['letters of all kinds', 'ÄÖ.x-1=ü\n', { 'ÄÖ.x-1': 'ü' }],
];

describe('files of variables', () => {
  for (const [name, text, wanted] of cases) {
    it(name, () => {
      assert.equal(read(text).problem, undefined);
      assert.deepEqual(values(text), wanted);
    });
  }

  it('gives names and values with their places', () => {
    const { entries } = read('# x\nexport A = "1 2"\nB=$GONE\n');
    assert.deepEqual(
      entries.map(({ at, variable }) => [textAt(at), textAt(variable!.at!)]),
      [
        ['A', '"1 2"'],
        ['B', '$GONE'],
      ],
    );
    assert.equal(entries[1]!.variable!.uncertain, true);
  });

  it('tells what Compose stops at, and keeps what stands before', () => {
    const told = (text: string) => {
      const { problem, entries } = read(text);
      return [entries.length, textAt(problem!.at), problem!.message];
    };
    assert.deepEqual(told('A=1\nB C=2\n'), [1, 'B C', 'the name “B C” has a blank in it']);
    assert.deepEqual(told('A=1\nB="x\n'), [1, '"', 'this quote is not closed: "x']);
    assert.deepEqual(told('A!=1\n'), [0, '!', '“!” cannot stand in the name of a variable: “A!=1”']);
    assert.match(String(told('A=${\n')[2]), /no variable/);
  });

  it('takes values as they are where the format is raw', () => {
    const { entries } = readRawEnv(new Source('a.env', '# no\nA="$HOME" # x\n\n  B= c\nC\n'));
    assert.deepEqual(
      entries.map(({ name, variable }) => [name, variable?.value]),
      [
        ['A', '"$HOME" # x'],
        ['B', ' c'],
        ['C', undefined],
      ],
    );
  });

  it('never throws, and every place lies in the text', () => {
    const piece = fc.constantFrom(
      'A',
      '=',
      '\n',
      '"',
      "'",
      ' #',
      '\\',
      '$',
      '${',
      '}',
      ':',
      'export ',
      '\r\n',
      '😀',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { entries, problem, missing } = read(text);
        const spans = [
          ...entries.map(({ at }) => at.span),
          ...(problem ? [problem.at.span] : []),
          ...missing,
        ];
        for (const { start, end } of spans) assert.ok(start >= 0 && start <= end && end <= text.length, text);
      }),
      { numRuns: 3000 },
    );
  });
});
