import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../core/source.ts';
import { contains, type Span } from '../core/span.ts';
import { joinLines, splitLines } from '../dockerfile/lines.ts';
import { Logical } from '../dockerfile/logical.ts';
import { gather, readShell } from './read.ts';
import type { Language } from './state.ts';
import type { ShellScript, ShellWord } from './types.ts';

const languages: readonly Language[] = ['posix', 'powershell', 'cmd'];

/** What shell grammar is made of, without programs that run scripts in strings. */
// biome-ignore format: a list to look over
const grammar = [
  'apt-get install -y ', 'a', ' ', ' b ', '"', "'", '\\', '$', '`', '$(', ')', '(', '((', '))', '$((', '{',
  '{ ', '}', ' }', '${', '${A', ':-', '#', ' # ', '&&', '||', '|', '|&', '&', ';', ';;', '\n', '\t',
  '\r\n', '<', '>', '>>', '2>&1', '<<E', '\nE\n', '<<<', '<(', 'if ', 'then ', 'elif ', 'else ', 'fi',
  ' fi;', 'for x in ', 'do ', 'done', 'while ', 'case $x in ', 'esac', 'a) ', '[[ ', ' ]]', ' =~ ', '! ',
  'f() ', 'function g ', 'A=', 'A=b ', 'A+=(', 'A[1]=', 'export ', 'sudo -u x ', 'env ', 'xargs ', 'time ',
  '*', '?', '[ab]', '~', '{a,b}', '!(', '@(', "$'", '$"', '%', '%A%', '^', '@', "@'", '@"', '<#', '#>',
  'é', '😀', '\0', '1', '=', ',',
];
/** The same with them. */
// biome-ignore format: a list to look over
const everything = [
  ...grammar, 'sh -c ', 'bash -lc "', "sh -c '", 'eval ', 'trap ', 'su - x -c ', 'find . -exec ', ' \\; ',
  ' + ', 'bash <<E\n', 'powershell -Command ', 'cmd /c ', '\\"', '\\\\', '\\`', '`echo \\`', 'sh -c "$(',
  '$A',
];

const scriptOf = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));

const anyScript = fc.oneof(scriptOf(everything), fc.string({ unit: 'binary', maxLength: 80 }));

describe('properties of the shell reader', () => {
  it('never throws, and every span lies in the script', () => {
    fc.assert(
      fc.property(anyScript, fc.constantFrom(...languages), (text, dialect) => {
        const shell = readShell(Logical.of(text, 0), { dialect });
        const whole = { start: 0, end: text.length };
        for (const span of spansOf(shell)) {
          assert.ok(span.start <= span.end && contains(whole, span), JSON.stringify(span));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('tells every command once, in order of place, with its pipeline and list in accord', () => {
    fc.assert(
      fc.property(anyScript, fc.constantFrom(...languages), (text, dialect) => {
        const { commands } = readShell(Logical.of(text, 0), { dialect });
        assert.equal(new Set(commands).size, commands.length);
        let place = 0;
        for (const { span, pipeline, before, words, prefixes, name } of commands) {
          assert.ok(span.start >= place);
          place = span.start;
          assert.ok(pipeline.index >= 0 && pipeline.index < pipeline.length);
          if (name !== '') assert.ok(words.length > 0);
          if (prefixes.length > 0) assert.ok(words.length > 0);
          const others = commands.filter((other) => other.pipeline.id === pipeline.id);
          assert.ok(
            others.every((other) => other.before === before && other.pipeline.length === pipeline.length),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes words from the source as they stand there', () => {
    fc.assert(
      fc.property(scriptOf(grammar), fc.constantFrom(...languages), fc.nat(50), (text, dialect, offset) => {
        // Backquotes take escapes off what stands in them, and so does a shell that reads its input.
        fc.pre(!text.includes('`'));
        for (const { raw, span } of wordsOf(readShell(Logical.of(text, offset), { dialect }))) {
          assert.equal(text.slice(span.start - offset, span.end - offset), raw);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the source of words in joined lines', () => {
    const pieces = grammar.filter((piece) => !/[\n`\\#]/.test(piece));
    fc.assert(
      fc.property(fc.array(scriptOf(pieces), { minLength: 2, maxLength: 6 }), (lines) => {
        const text = `RUN ${lines.map((line) => `x${line}`).join('\\\n')}`;
        const source = new Source('Dockerfile', text);
        const { logical } = joinLines(text, splitLines(source), 0, '\\');
        for (const { raw, span } of wordsOf(readShell(logical.slice(4)))) {
          assert.equal(text.slice(span.start, span.end).replaceAll('\\\n', ''), raw);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes work linear in the length of the script', () => {
    const pieces = fc.array(fc.constantFrom(...everything), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(pieces, fc.constantFrom(...languages), (unit, language) => {
        const text = unit.join('').repeat(400);
        const work = (repeated: string): number => gather(Logical.of(repeated, 0), language).work;
        const once = work(text);
        assert.ok(work(text + text) <= 3 * once + 1000, `${once} for one, ${work(text + text)} for two`);
        assert.ok(once <= 200 * text.length + 1000, `${once} for ${text.length} characters`);
      }),
      { numRuns: 100 },
    );
  });
});

describe('hostile scripts', () => {
  for (const unit of [
    '(',
    '((',
    '$(',
    '$((',
    '${a:-',
    '"$(',
    '<(',
    '{ ',
    'if a; then ',
    'while ',
    'f() { ',
    'case x in a) ',
    'a=(',
    '`$(',
    '@(',
    'eval ',
    'bash <<E\n',
  ]) {
    it(`gives up what is nested too deep: ${JSON.stringify(unit)}`, () => {
      for (const language of languages) {
        const { problems } = readShell(Logical.of(unit.repeat(5000), 0), { dialect: language });
        assert.ok(language !== 'posix' || problems.length > 0);
        assert.ok(problems.length <= 5000);
      }
    });
  }

  it('reads a word of a megabyte', () => {
    for (const word of [
      'a'.repeat(1_000_000),
      `"${'b '.repeat(500_000)}"`,
      '$A'.repeat(500_000),
      "''".repeat(500_000),
    ]) {
      const { commands } = readShell(Logical.of(`echo ${word} && rm x`, 0));
      assert.deepEqual(
        commands.map(({ name }) => name),
        ['echo', 'rm'],
      );
      assert.equal(commands[0]?.words[1]?.raw.length, word.length);
    }
  });

  it('tells once that it is nested too deep, and nothing of what it leaves open', () => {
    const { problems } = readShell(Logical.of('$('.repeat(1000), 0));
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['nested too deep to be read'],
    );
  });
});

function* wordsOf({ commands }: ShellScript): Generator<ShellWord> {
  for (const { words, prefixes, assignments, redirects } of commands) {
    yield* words;
    yield* prefixes;
    for (const { value } of assignments) if (value) yield value;
    for (const { target } of redirects) if (target) yield target;
  }
}

function* spansOf(shell: ShellScript): Generator<Span> {
  for (const word of wordsOf(shell)) yield word.span;
  for (const { span, assignments, redirects } of shell.commands) {
    yield span;
    for (const each of [...assignments, ...redirects]) yield each.span;
  }
  for (const { span } of [...shell.reads, ...shell.problems]) yield span;
}
