import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FileFact } from '../../core/facts.ts';
import { memoryContext } from '../../testing/context.ts';
import { factsFor } from '../../testing/facts-cases.ts';

/** What is told of the files: `/app/ . -/app/src ?may-be-removed`. */
function told(file: string, context?: Parameters<typeof memoryContext>[0]): string[] | string {
  const { files } = factsFor({ name: '', file, ...(context ? { context: memoryContext(context) } : {}) });
  return files.known === 'unknown' ? files.why : files.value.map(toldFile);
}

const toldFile = ({ path, sources, without = [], doubt }: FileFact): string =>
  [path, ...sources, ...without.map((each) => `-${each}`), ...(doubt ? [`?${doubt}`] : [])].join(' ');

const debian = 'FROM example.com/debian\n';

describe('files that a later RUN takes away', () => {
  const cases: readonly (readonly [name: string, run: string, left: string | string[]])[] = [
    ['a folder whole', 'COPY . /app/\nRUN rm -rf /app', []],
    ['a part of a folder', 'COPY . /app/\nRUN rm -rf /app/src /app/test', '/app/ . -/app/src -/app/test'],
    ['by a path from the working directory', 'WORKDIR /app\nCOPY . .\nRUN rm -r src', '/app/ . -/app/src'],
    ['by a path from where the script went', 'COPY . /app/\nRUN cd /app && rm -r src', '/app/ . -/app/src'],
    ['not where a subshell went', 'WORKDIR /w\nCOPY . /app/\nRUN (cd /app) && rm -r src', '/app/ .'],
    ['one file of several', 'COPY a.txt b.txt /d/\nRUN rm /d/a.txt', '/d/ b.txt'],
    ['the last file', 'COPY a.txt /d/\nRUN rm /d/a.txt', []],
    ['another file of the folder', 'COPY a.txt b.txt /d/\nRUN rm -f /d/c.txt', '/d/ a.txt b.txt'],
    ['a folder above', 'COPY a.txt /d/e/f.txt\nRUN rm -rf /d', []],
    [
      'everything but what is hidden',
      'COPY . /app/\nCOPY a.sh .b.sh /app/\nRUN rm -rf /app/*',
      ['/app/ . -/app/*', '/app/ .b.sh'],
    ],
    ['by a glob', 'COPY a.txt b.md /d/\nRUN rm /d/*.md', '/d/ a.txt'],
    [
      'by a glob in the middle',
      'COPY a.txt /d/1/x/a.txt\nCOPY a.txt /d/2/y/a.txt\nRUN rm -r /d/*/x',
      '/d/2/y/a.txt a.txt',
    ],
    ['by unlink', 'COPY a.txt /d/\nRUN unlink /d/a.txt', []],
    [
      'by a variable with a value',
      'ENV D=/app\nCOPY . /app/\nRUN X=src; rm -rf "$D/$X" ${D}/test',
      '/app/ . -/app/src -/app/test',
    ],
    ['by a variable that is split', 'ENV D="/a /b"\nCOPY . /a/\nCOPY . /b/\nRUN rm -rf $D', []],
    [
      'by a variable that is not',
      'ENV D="/a /b"\nCOPY . /a/\nCOPY . /b/\nRUN rm -rf "$D"',
      ['/a/ .', '/b/ .'],
    ],
    [
      'below what a variable leaves open',
      'ARG X\nCOPY . /app/\nCOPY . /b/\nRUN rm -rf /app/$X',
      ['/app/ . ?may-be-removed', '/b/ .'],
    ],
    ['by a variable alone', 'COPY . /app/\nRUN rm -rf "$(mktemp)" $X', '/app/ .'],
    [
      'by a list in braces, which not every shell has',
      'COPY . /app/\nRUN rm -rf /app/{a,b}',
      '/app/ . ?may-be-removed',
    ],
    [
      'under a condition',
      'COPY a.txt /d/\nCOPY b.txt /e/\nRUN [ -n "$X" ] && rm /d/a.txt',
      ['/d/ a.txt ?may-be-removed', '/e/ b.txt'],
    ],
    [
      'a part of a folder under a condition',
      'COPY . /app/\nRUN if x; then rm -r /app/src; fi',
      '/app/ . ?may-be-removed',
    ],
    ['after all, whatever the condition', 'COPY a.txt /d/\nRUN if x; then rm /d/a.txt; fi; rm /d/a.txt', []],
    ['before it came', 'RUN rm -rf /app\nCOPY . /app/', '/app/ .'],
    ['and that comes again', 'COPY . /app/\nRUN rm -rf /app\nCOPY a.txt /app/', '/app/ a.txt'],
    [
      'a part, and later',
      'COPY . /app/\nRUN rm -rf /app/src\nCOPY src /app/src/',
      ['/app/ . -/app/src', '/app/src/ src'],
    ],
    ['in a mount', 'COPY . /app/\nRUN --mount=type=cache,target=/app/cache rm -rf /app/cache/x', '/app/ .'],
    ['by names that look alike', 'COPY . /app/\nCOPY . /app2/\nRUN rm -rf /app', '/app2/ .'],
    ['the root, which rm refuses', 'COPY . /app/\nRUN rm -rf /', '/app/ .'],
    ['by a program whose effect is not known', 'COPY . /app/\nRUN make clean && npm prune', '/app/ .'],
    ['in a heredoc', 'COPY . /app/\nRUN <<EOF\nrm -rf /app/src\nEOF', '/app/ . -/app/src'],
    [
      'in a heredoc that a shell gets',
      'COPY . /app/\nRUN cat <<EOF | sh\nrm -rf /app/src\nEOF',
      '/app/ . -/app/src',
    ],
    ['heredocs', 'COPY <<a.txt <<b.txt /d/\nx\na.txt\ny\nb.txt\nRUN rm /d/a.txt', '/d/ b.txt'],
    ['downloads', 'ADD https://example.com/x.tgz /d/\nRUN rm /d/x.tgz', []],
  ];
  for (const [name, run, left] of cases) {
    it(name, () => assert.deepEqual(told(debian + run), Array.isArray(left) ? left : [left]));
  }
});

describe('files that find takes away', () => {
  const cases: readonly (readonly [run: string, left: string | string[]])[] = [
    ['find /app -delete', []],
    ['find /app -mindepth 1 -delete', []],
    ["find /app -name '*.md' -delete", ['/app/ . -/app/**/*.md', '/app/doc/ b.txt']],
    ["find /app -type f -name '*.md' -exec rm -f {} +", ['/app/ . -/app/**/*.md', '/app/doc/ b.txt']],
    ['find /app -type d -name doc -exec rm -rf {} \\;', '/app/ . -/app/**/doc'],
    ['find /app -type d -name doc -delete', ['/app/ .', '/app/doc/ a.md b.txt']],
    ["cd /app && find . -name '*.txt' -delete", ['/app/ . -/app/**/*.txt', '/app/doc/ a.md']],
    ['find /app -mtime +1 -delete', ['/app/ . ?may-be-removed', '/app/doc/ a.md b.txt ?may-be-removed']],
    [
      "find /app -name '*.md' -o -name '*.txt' -delete",
      ['/app/ . ?may-be-removed', '/app/doc/ a.md b.txt ?may-be-removed'],
    ],
    [
      "find /app/doc -name '*.md' | xargs rm -f",
      ['/app/ . ?may-be-removed', '/app/doc/ a.md b.txt ?may-be-removed'],
    ],
    ["find /app -name '*.md'", ['/app/ .', '/app/doc/ a.md b.txt']],
    ["find /app -name '*.md' -exec chmod 644 {} +", ['/app/ .', '/app/doc/ a.md b.txt']],
    ["find /other -name '*.md' -delete", ['/app/ .', '/app/doc/ a.md b.txt']],
  ];
  for (const [run, left] of cases) {
    it(run, () =>
      assert.deepEqual(
        told(`${debian}COPY . /app/\nCOPY a.md b.txt /app/doc/\nRUN ${run}`),
        Array.isArray(left) ? left : [left],
      ),
    );
  }
});

describe('files that mv moves', () => {
  const cases: readonly (readonly [name: string, run: string, left: string | string[]])[] = [
    ['into a folder', 'COPY a.sh /tmp/\nRUN mv /tmp/a.sh /opt/', '/opt/a.sh a.sh'],
    [
      'into a folder that systems have',
      'COPY a.sh /tmp/\nRUN mv /tmp/a.sh /usr/local/bin',
      '/usr/local/bin/a.sh a.sh',
    ],
    ['to its own name', 'COPY a.sh /tmp/\nRUN mv /tmp/a.sh /x/a.sh', '/x/a.sh a.sh'],
    [
      'to another name, or into a folder of that name',
      'COPY a.sh /tmp/\nRUN mv /tmp/a.sh /x',
      '/x a.sh ?may-be-elsewhere',
    ],
    ['to another name, for sure', 'COPY a.sh /tmp/\nRUN mv -T /tmp/a.sh /x', '/x a.sh'],
    ['into a folder that was made', 'COPY a.sh /tmp/\nRUN mkdir -p /x && mv /tmp/a.sh /x', '/x/a.sh a.sh'],
    ['into the working directory', 'WORKDIR /x\nCOPY a.sh /tmp/\nRUN mv /tmp/a.sh /x', '/x/a.sh a.sh'],
    [
      'several',
      'COPY a.sh b.sh c.sh /tmp/\nRUN mv /tmp/a.sh /tmp/b.sh /x',
      ['/x/a.sh a.sh', '/x/b.sh b.sh', '/tmp/ c.sh'],
    ],
    ['with the folder first', 'COPY a.sh /tmp/\nRUN mv -t /x /tmp/a.sh', '/x/a.sh a.sh'],
    [
      'a whole folder',
      'COPY . /tmp/src/\nCOPY a.sh /tmp/src/bin/\nRUN mv -T /tmp/src /srv/app',
      ['/srv/app/ .', '/srv/app/bin/a.sh a.sh'],
    ],
    [
      'a part of a folder, whose place is not told',
      'COPY . /app/\nRUN mv /app/dist /srv/',
      '/app/ . -/app/dist',
    ],
    ['over another', 'COPY a.sh /a.sh\nCOPY b.sh /b.sh\nRUN mv -T /a.sh /b.sh', '/b.sh a.sh'],
    ['and then away', 'COPY a.sh /tmp/\nRUN mv /tmp/a.sh /opt/ && rm /opt/a.sh', []],
    ['by a glob', 'COPY a.sh b.md /tmp/\nRUN mv /tmp/*.sh /opt/', '/tmp/ b.md'],
    [
      'under a condition',
      'COPY a.sh /tmp/\nRUN [ -n "$X" ] && mv /tmp/a.sh /opt/',
      '/tmp/ a.sh ?may-be-elsewhere',
    ],
    ['to where nobody knows', 'COPY a.sh /tmp/\nRUN mv /tmp/a.sh "$X"', []],
  ];
  for (const [name, run, left] of cases) {
    it(name, () => assert.deepEqual(told(debian + run), Array.isArray(left) ? left : [left]));
  }
});

describe('files', () => {
  it('are replaced by others at their very path', () => {
    assert.deepEqual(told(`${debian}COPY a.sh /x.sh\nCOPY b.sh /x.sh\nCOPY . /app/\nCOPY dist /app/`), [
      '/x.sh b.sh',
      '/app/ .',
      '/app/ dist',
    ]);
  });

  it('of parent stages go, too, and stay for others', () => {
    const file =
      'FROM example.com/debian AS a\nCOPY . /app/\nFROM a AS b\nRUN rm -rf /app/src\nFROM a AS c\nRUN true\n';
    const of = (target: string) => {
      const { files } = factsFor({ name: '', file, target });
      return files.known === 'unknown' ? files.why : files.value.map(toldFile);
    };
    assert.deepEqual(of('b'), ['/app/ . -/app/src']);
    assert.deepEqual(of('c'), ['/app/ .']);
  });

  it('that triggers remove are gone in the stage built upon', () => {
    assert.deepEqual(
      told(`FROM example.com/debian AS a\nONBUILD COPY . /app/\nONBUILD RUN rm -rf /app\nFROM a\n`),
      [],
    );
  });

  it('are told in time, however many come and go', () => {
    const many = (line: (i: number) => string) => Array.from({ length: 3000 }, (_, i) => line(i)).join('\n');
    const copies = many((i) => `COPY f${i}.txt /d/${i}.txt`);
    const cases = [
      [many((i) => `RUN rm /d/${i}.txt`), 0],
      [many(() => 'RUN rm -f /d/*.md'), 3000],
      [many(() => 'RUN find /d -name x -delete'), 3000],
      [many((i) => `RUN [ -n "$X" ] && rm -rf /d/${i}`), 3000],
      [many((i) => `RUN mv -T /d /e && mv -T /e /d; rm -f /d/${i}.txt`), 0],
    ] as const;
    for (const [removals, left] of cases) {
      const files = told(`FROM scratch\n${copies}\n${removals}`);
      assert.equal(files.length, left);
    }
    const folder = told(`FROM scratch\nCOPY . /d/\n${many((i) => `RUN rm -rf /d/${i}`)}`);
    assert.equal(String(folder).split(' -').length, 21);
    assert.match(String(folder), /\?may-be-removed$/);
  });

  it('of any script are told without an error, each at an absolute path', () => {
    const words = [
      'rm',
      '-rf',
      'mv',
      '-t',
      '/a',
      '/a/b',
      '*',
      '/a/*',
      'find',
      '-name',
      "'*.x'",
      '-delete',
      '&&',
      ';',
      '$X',
      '"',
      '{',
      '}',
      '|',
      'xargs',
      'cd',
      '(',
      ')',
      '..',
      '/',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 14 }), (script) => {
        const { files } = factsFor({
          name: '',
          file: `${debian}WORKDIR /a\nCOPY x.txt y/ b/\nCOPY . /a/\nRUN ${script.join(' ')}\n`,
        });
        assert.notEqual(files.known, 'unknown');
        for (const { path, sources } of files.known === 'unknown' ? [] : files.value) {
          assert.match(path, /^\//);
          assert.ok(sources.length > 0);
        }
      }),
    );
  });
});
