import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { contains } from '../core/span.ts';
import { parse } from './parse.ts';
import { print } from './print.ts';
import type { Dockerfile, Instruction } from './tree.ts';

/** An instruction in one line: keyword, flags, then what its grammar makes of the rest. */
function brief(instruction: Instruction): string {
  const flags = instruction.flags.map(({ name, value }) => `--${name}${value ? `=${value.text}` : ''}`);
  return [instruction.keyword, ...flags, ...details(instruction)].join(' | ');
}

function details(node: Instruction): string[] {
  const word = (each: { text: string; value?: string }) => each.value ?? each.text;
  switch (node.keyword) {
    case 'FROM':
      return [node.image?.text ?? '', ...(node.as ? [`as ${node.as.name.text}`] : [])];
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return node.entries.map(({ key, value }) => (value ? `${key.text}=${value.text}` : key.text));
    case 'COPY':
    case 'ADD':
      return [...node.sources.map(word), `→ ${node.destination ? word(node.destination) : ''}`];
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return node.command.form === 'exec'
        ? ['exec', ...node.command.args.map(word)]
        : [`shell ${node.command.script.text}`];
    case 'HEALTHCHECK':
      return [node.none ? 'none' : `${node.command?.form} ${node.command?.script.text}`];
    case 'EXPOSE':
    case 'VOLUME':
      return node.words.map(word);
    case 'ONBUILD':
      return node.trigger ? [brief(node.trigger)] : [];
    case 'UNKNOWN':
      return [node.name.text];
    default:
      return [node.value?.text ?? ''];
  }
}

const cases: readonly (readonly [
  name: string,
  text: string,
  expected: readonly string[],
  problems?: readonly string[],
])[] = [
  ['a plain file', 'FROM debian:12\nRUN echo hi\n', ['FROM | debian:12', 'RUN | shell echo hi']],
  ['no final line ending', 'FROM scratch', ['FROM | scratch']],
  ['carriage returns', 'FROM debian\r\nRUN a \\\r\n  b\r\n', ['FROM | debian', 'RUN | shell a   b']],
  ['a byte-order mark', '\uFEFFFROM debian\n', ['FROM | debian']],
  [
    'lower-case keywords and leading blanks',
    '  from debian as x\n\trun y\n',
    ['FROM | debian | as x', 'RUN | shell y'],
  ],
  ['a continuation glues without a blank', 'FROM a\nRUN ec\\\nho x\n', ['FROM | a', 'RUN | shell echo x']],
  ['blanks behind the continuation mark', 'FROM a\nRUN a \\  \t\n b\n', ['FROM | a', 'RUN | shell a  b']],
  [
    'an escaped escape is no continuation',
    'FROM a\nRUN a \\\\\nRUN b\n',
    ['FROM | a', 'RUN | shell a \\\\', 'RUN | shell b'],
  ],
  [
    'comments inside a continuation',
    'FROM a\nRUN a \\\n# one\n   # two\n b\n',
    ['FROM | a', 'RUN | shell a  b'],
  ],
  ['blank lines inside a continuation', 'FROM a\nRUN a \\\n\n   \n b\n', ['FROM | a', 'RUN | shell a  b']],
  ['a continuation that meets the end', 'FROM a\nRUN a \\', ['FROM | a', 'RUN | shell a']],
  ['a hash that is no comment', 'FROM a\nRUN echo # x\n', ['FROM | a', 'RUN | shell echo # x']],
  [
    'escape directive',
    '# escape=`\nFROM a\nRUN dir `\n  c:\\\nRUN x\n',
    ['FROM | a', 'RUN | shell dir   c:\\', 'RUN | shell x'],
  ],
  [
    'a directive behind a comment is a comment',
    '# hi\n# escape=`\nFROM a\nRUN x \\\n y\n',
    ['FROM | a', 'RUN | shell x  y'],
  ],
  [
    'an unknown directive is a comment, and ends them',
    '# foo=bar\n# escape=`\nFROM a\nRUN x \\\n y\n',
    ['FROM | a', 'RUN | shell x  y'],
  ],
  ['blanks before a directive', '  # escape = `  \nFROM a\nRUN x `\n y\n', ['FROM | a', 'RUN | shell x  y']],
  ['a wrong escape character', '# escape=x\nFROM a\n', ['FROM | a'], ['bad-directive']],
  ['a directive twice', '# syntax=a\n# syntax=b\nFROM a\n', ['FROM | a'], ['bad-directive']],
  [
    'flags',
    'FROM --platform=$BUILDPLATFORM a AS b\nCOPY --from=b --chown=1:1 --link x y /z/\n',
    ['FROM | --platform=$BUILDPLATFORM | a | as b', 'COPY | --from=b | --chown=1:1 | --link | x | y | → /z/'],
  ],
  [
    'mounts',
    'FROM a\nRUN --mount=type=secret,id=x --mount=type=cache,target=/c --network=none --security=insecure cmd\n',
    [
      'FROM | a',
      'RUN | --mount=type=secret,id=x | --mount=type=cache,target=/c | --network=none | --security=insecure | shell cmd',
    ],
  ],
  [
    'quotes and escapes in flags are taken off',
    'FROM a\nCOPY --from="b" --chown=\'c d\' "--chmod=7"\\55 x y\nRUN --mount=type=secret,"id=a b" z\n',
    [
      'FROM | a',
      'COPY | --from=b | --chown=c d | "--chmod=7"\\55 | x | → y',
      'RUN | --mount=type=secret,id=a b | shell z',
    ],
  ],
  [
    'the escape character of the file is that of flags',
    '# escape=`\nFROM a\nCOPY --chown="a\\" b c\n',
    ['FROM | a', 'COPY | --chown=a\\ | b | → c'],
  ],
  [
    'a lone -- before a command',
    'FROM a\nCMD -- [ "x" ]\nRUN --  y\n',
    ['FROM | a', 'CMD | exec | x', 'RUN | shell y'],
  ],
  ['a lone -- ends the flags', 'FROM a\nCOPY -- --x /y\n', ['FROM | a', 'COPY | --x | → /y']],
  [
    'an unknown flag',
    'FROM a\nCOPY --form=b x /y\n',
    ['FROM | a', 'COPY | --form=b | x | → /y'],
    ['unknown-flag'],
  ],
  ['exec form', 'FROM a\nCMD [ "x" , "y z" ]\n', ['FROM | a', 'CMD | exec | x | y z']],
  ['exec form over lines', 'FROM a\nCMD ["x", \\\n  "\\u0041\\n"]\n', ['FROM | a', 'CMD | exec | x | A\n']],
  ['single quotes fall back to the shell form', "FROM a\nCMD ['x']\n", ['FROM | a', "CMD | shell ['x']"]],
  ['a trailing comma falls back', 'FROM a\nCMD ["x",]\n', ['FROM | a', 'CMD | shell ["x",]']],
  [
    'an array of more than strings is refused',
    'FROM a\nCMD ["x", 1]\nVOLUME [["y"]]\nSHELL [null]\nHEALTHCHECK CMD [1]\n',
    [
      'FROM | a',
      'CMD | shell ["x", 1]',
      'VOLUME | [["y"]]',
      'SHELL | shell [null]',
      'HEALTHCHECK | shell [1]',
    ],
    ['bad-argument', 'bad-argument', 'bad-argument', 'bad-argument'],
  ],
  ['an empty array', 'FROM a\nENTRYPOINT []\n', ['FROM | a', 'ENTRYPOINT | exec']],
  ['text behind the array falls back', 'FROM a\nCMD ["x"] y\n', ['FROM | a', 'CMD | shell ["x"] y']],
  ['COPY in JSON form', 'FROM a\nCOPY ["a b", "/c d/"]\n', ['FROM | a', 'COPY | a b | → /c d/']],
  [
    'quotes mean nothing in plain COPY',
    'FROM a\nCOPY "a b" /c\n',
    ['FROM | a', 'COPY | "a | b" | → /c'],
    ['bad-substitution'],
  ],
  ['COPY with one word', 'FROM a\nCOPY x\n', ['FROM | a', 'COPY | x | → '], ['missing-argument']],
  [
    'ENV pairs',
    'FROM a\nENV A=1 B="x y" C=\'z w\' D=e\\ f\n',
    ['FROM | a', 'ENV | A=1 | B="x y" | C=\'z w\' | D=e\\ f'],
  ],
  ['nothing escapes between single quotes', "FROM a\nENV A='b\\' C=d\n", ['FROM | a', "ENV | A='b\\' | C=d"]],
  ['ENV pairs over lines', 'FROM a\nENV A=1 \\\n    B=2\n', ['FROM | a', 'ENV | A=1 | B=2']],
  ['legacy ENV', 'FROM a\nENV A  b c=d \n', ['FROM | a', 'ENV | A=b c=d']],
  ['legacy ENV without a value', 'FROM a\nENV A\n', ['FROM | a', 'ENV | A'], ['missing-argument']],
  ['a pair without “=”', 'FROM a\nENV A=1 B\n', ['FROM | a', 'ENV | A=1 | B'], ['bad-argument']],
  [
    'an open quote',
    'FROM a\nENV A="b\nRUN x\n',
    ['FROM | a', 'ENV | A="b', 'RUN | shell x'],
    ['unterminated-quote'],
  ],
  ['ARG', 'ARG A\nFROM a\nARG B=1 C\n', ['ARG | A', 'FROM | a', 'ARG | B=1 | C']],
  ['LABEL', 'FROM a\nLABEL "a b"="c" d=e\n', ['FROM | a', 'LABEL | "a b"="c" | d=e']],
  [
    'EXPOSE and VOLUME',
    'FROM a\nEXPOSE 80 443/tcp\nVOLUME ["/a", "/b"]\nVOLUME /c /d\n',
    ['FROM | a', 'EXPOSE | 80 | 443/tcp', 'VOLUME | /a | /b', 'VOLUME | /c | /d'],
  ],
  [
    'HEALTHCHECK',
    'FROM a\nHEALTHCHECK --interval=5s --start-interval=1s CMD ["x"]\nHEALTHCHECK NONE\n',
    ['FROM | a', 'HEALTHCHECK | --interval=5s | --start-interval=1s | exec ["x"]', 'HEALTHCHECK | none'],
  ],
  [
    'empty lists',
    'FROM a\nVOLUME []\nCOPY []\nHEALTHCHECK CMD []\nVOLUME [""]\nVOLUME /a ""\nCMD []\n',
    [
      'FROM | a',
      'VOLUME',
      'COPY | → ',
      'HEALTHCHECK | exec []',
      'VOLUME | ',
      'VOLUME | /a | ""',
      'CMD | exec',
    ],
    ['missing-argument', 'missing-argument', 'missing-argument', 'bad-argument', 'bad-argument'],
  ],
  [
    'a wrong HEALTHCHECK',
    'FROM a\nHEALTHCHECK curl x\n',
    ['FROM | a', 'HEALTHCHECK | undefined undefined'],
    ['bad-argument'],
  ],
  ['ONBUILD', 'FROM a\nONBUILD COPY --chown=1 . /x\n', ['FROM | a', 'ONBUILD | COPY | --chown=1 | . | → /x']],
  ['ONBUILD of ONBUILD ends', 'FROM a\nONBUILD ONBUILD ONBUILD RUN x\n', ['FROM | a', 'ONBUILD | ONBUILD']],
  [
    'a heredoc',
    'FROM a\nRUN <<EOF\necho a\n# b \\\nEOF\nUSER x\n',
    ['FROM | a', 'RUN | shell <<EOF', 'USER | x'],
  ],
  [
    'two heredocs',
    'FROM a\nRUN cat <<A <<"B" > x\n1\nA\n2 A\nB\nUSER x\n',
    ['FROM | a', 'RUN | shell cat <<A <<"B" > x', 'USER | x'],
  ],
  [
    'a chomped heredoc',
    'FROM a\nCOPY <<-E /x\n\ta\n\t\tE\nUSER x\n',
    ['FROM | a', 'COPY | <<-E | → /x', 'USER | x'],
  ],
  [
    'a heredoc behind a continuation',
    'FROM a\nRUN x && \\\n cat <<E\nb\nE\nUSER x\n',
    ['FROM | a', 'RUN | shell x &&  cat <<E', 'USER | x'],
  ],
  [
    'a heredoc under ONBUILD',
    'FROM a\nONBUILD RUN <<E\nx\nE\nUSER x\n',
    ['FROM | a', 'ONBUILD | RUN | shell <<E', 'USER | x'],
  ],
  [
    'no heredoc in quotes',
    'FROM a\nRUN echo "<<E"\nUSER x\n',
    ['FROM | a', 'RUN | shell echo "<<E"', 'USER | x'],
  ],
  ['no heredoc in CMD', 'FROM a\nCMD cat <<E\nUSER x\n', ['FROM | a', 'CMD | shell cat <<E', 'USER | x']],
  [
    'a here-string is no heredoc',
    'FROM a\nRUN cat <<<E\nUSER x\n',
    ['FROM | a', 'RUN | shell cat <<<E', 'USER | x'],
  ],
  [
    'a shift is no heredoc',
    'FROM a\nRUN echo $((1<<2))\nUSER x\n',
    ['FROM | a', 'RUN | shell echo $((1<<2))', 'USER | x'],
  ],
  [
    'blanks between << and the delimiter',
    'FROM a\nRUN cat << E\nx\nE\nRUN cat <<- F\nUSER y\n',
    ['FROM | a', 'RUN | shell cat << E', 'RUN | shell cat <<- F', 'USER | y'],
  ],
  [
    'no heredoc in a line whose quote or brace stays open',
    "FROM a\nRUN cat <<E # don't\nUSER x\nRUN cat <<E ${a\nUSER y\n",
    ['FROM | a', "RUN | shell cat <<E # don't", 'USER | x', 'RUN | shell cat <<E ${a', 'USER | y'],
  ],
  [
    'no heredoc behind a flag whose brace stays open',
    'FROM a\nRUN --mount=target=/${a-b <<E\nUSER x\n',
    ['FROM | a', 'RUN | --mount=target=/${a-b | shell <<E', 'USER | x'],
    ['bad-substitution'],
  ],
  [
    'no heredoc in a line with a substitution that is none of BuildKit',
    'FROM a\nRUN cat <<E ${a^^}\nUSER x\n',
    ['FROM | a', 'RUN | shell cat <<E ${a^^}', 'USER | x'],
  ],
  [
    'a heredoc beside quotes and substitutions',
    'FROM a\nRUN cat <<E "${a:-b "c}"}" ${d%%/*} $(e) "it\'s" $$\ng\nE\nUSER x\n',
    ['FROM | a', 'RUN | shell cat <<E "${a:-b "c}"}" ${d%%/*} $(e) "it\'s" $$', 'USER | x'],
  ],
  [
    'substitutions that BuildKit does not have',
    'ARG A=${b^}\nFROM "a\nENV B=${A:0:1} C=${A:-${b:+"}"}} D=${x\nWORKDIR C:\\new$\nENV M it\'s\nONBUILD USER ${x\n',
    [
      'ARG | A=${b^}',
      'FROM | "a',
      'ENV | B=${A:0:1} | C=${A:-${b:+"}"}} | D=${x',
      'WORKDIR | C:\\new$',
      "ENV | M=it's",
      'ONBUILD | USER | ${x',
    ],
    ['bad-substitution', 'bad-substitution', 'bad-substitution', 'bad-substitution'],
  ],
  [
    'quotes that hold blanks in COPY',
    'FROM a\nCOPY "a b" c\nCOPY ["it\'s", "d"]\nCOPY a\\ b ${c:?} d\nADD <<"E" /x\nit\'s\nE\n',
    [
      'FROM | a',
      'COPY | "a | b" | → c',
      "COPY | it's | → d",
      'COPY | a\\ | b | ${c:?} | → d',
      'ADD | <<"E" | → /x',
    ],
    ['bad-substitution', 'bad-substitution'],
  ],
  ['an open heredoc', 'FROM a\nRUN <<E\nx\n', ['FROM | a', 'RUN | shell <<E'], ['unterminated-heredoc']],
  [
    'an unknown instruction',
    'FROM a\nRNU x\nUSER y\n',
    ['FROM | a', 'UNKNOWN | RNU', 'USER | y'],
    ['unknown-instruction'],
  ],
  [
    'a run of lost lines is told once',
    'FROM a\nRUN x\n  y\n  z\nUSER y\n',
    ['FROM | a', 'RUN | shell x', 'UNKNOWN | y', 'UNKNOWN | z', 'USER | y'],
    ['unknown-instruction'],
  ],
  ['a fragment', 'RUN x\n', ['RUN | shell x'], ['no-from']],
  ['an instruction before FROM', 'RUN x\nFROM a\n', ['RUN | shell x', 'FROM | a'], ['before-from']],
  ['nothing at all', '', [], ['empty']],
  ['comments only', '# a\n\n', [], ['empty']],
  ['FROM with too much', 'FROM a b c d\n', ['FROM | a'], ['too-many-arguments']],
  ['FROM with a wrong word', 'FROM a ASS b\n', ['FROM | a'], ['bad-argument']],
  ['a wrong stage name', 'FROM a AS 1x\n', ['FROM | a | as 1x'], ['bad-argument']],
  ['FROM without an image', 'FROM\n', ['FROM | '], ['missing-argument']],
];

describe('parse', () => {
  for (const [name, text, expected, problems = []] of cases) {
    it(name, () => {
      const dockerfile = parse(text);
      assert.deepEqual(dockerfile.instructions.map(brief), expected);
      assert.deepEqual(
        dockerfile.problems.map(({ code }) => code),
        problems,
      );
      assertLossless(dockerfile);
    });
  }

  it('gives heredocs their bodies, as written', () => {
    const text = 'FROM a\nRUN cat <<-A 3<<"B"\n\tx $Y\n\tA\n\\z\nB\n';
    const [first, second] = parse(text).instructions[1]!.heredocs;
    assert.deepEqual([first!.content, first!.expand, first!.chomp, first!.fd], ['\tx $Y\n', true, true, '']);
    assert.deepEqual(
      [second!.content, second!.expand, second!.chomp, second!.fd],
      ['\\z\n', false, false, '3'],
    );
  });

  it('tells continuation comments and blank lines with their places', () => {
    const text = 'FROM a\nRUN x \\\n# one\n\n y\n';
    const run = parse(text).instructions[1]!;
    assert.deepEqual(
      run.inner.map(({ span }) => text.slice(span.start, span.end)),
      ['# one'],
    );
    assert.deepEqual(run.emptyLines, [{ start: 21, end: 21 }]);
  });

  it('points into the source through continuations', () => {
    const text = 'FROM a\nENV A=1 \\\n  # no\n  BB="2"\n';
    const env = parse(text).instructions[1]!;
    assert.ok(env.keyword === 'ENV');
    const { key, value } = env.entries[1]!;
    assert.equal(text.slice(key.span.start, key.span.end), 'BB');
    assert.equal(text.slice(value!.span.start, value!.span.end), '"2"');
  });
});

describe('parse on any text', () => {
  const line = fc.oneof(
    fc.constantFrom(...cases.flatMap(([, text]) => text.split('\n'))),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('RUN <<E', 'E', '\\', '#', 'ENV A="', 'CMD [', 'ONBUILD', '\uFEFF', '\r', '\0'),
  );
  const file = fc
    .array(line, { maxLength: 30 })
    .chain((lines) => fc.constantFrom('\n', '\r\n', '\\\n').map((end) => lines.join(end)));

  it('round-trips, and every place lies where it should', () => {
    fc.assert(
      fc.property(file, (text) => assertLossless(parse(text))),
      { numRuns: 2000 },
    );
  });
});

/** Prints to the letter; items partition the text; what lies between them is line endings and blanks. */
function assertLossless(dockerfile: Dockerfile): void {
  const { text } = dockerfile.source;
  assert.equal(print(dockerfile), text);
  let at = 0;
  for (const { span } of dockerfile.items) {
    assert.ok(span.start >= at && span.end >= span.start, 'items stand in order');
    assert.match(text.slice(at, span.start), /^[\uFEFF\s]*$/);
    at = span.end;
  }
  assert.match(text.slice(at), /^\s*$/);
  for (const instruction of dockerfile.instructions) {
    assert.ok(contains(instruction.span, instruction.head));
    assert.equal(text[instruction.name.span.start], instruction.name.text[0]);
    for (const flag of instruction.flags) assert.ok(contains(instruction.head, flag.span));
    for (const heredoc of instruction.heredocs) {
      assert.ok(contains(instruction.span, heredoc.body));
      assert.equal(text.slice(heredoc.body.start, heredoc.body.end), heredoc.content);
    }
  }
  for (const { span } of dockerfile.problems)
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
}
