import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Source } from '../src/core/source.ts';
import { parse } from '../src/dockerfile/parse.ts';
import { print } from '../src/dockerfile/print.ts';
import { checkProject } from '../src/scan/project.ts';
import { repairProject } from '../src/scan/repair.ts';
import type { CheckRequest } from '../src/scan/types.ts';
import { readPage } from '../src/testing/pages.ts';
import { makeTree } from '../src/testing/tree.ts';

// What holds for every Dockerfile, whole or broken, with every rule on. PROPERTY_RUNS=1000 looks further.

const runs = Number(process.env.PROPERTY_RUNS ?? 0);
const times = (usual: number) => ({ numRuns: runs || usual });
const limit = { timeout: 600_000 };
const cwd = makeTree({
  'package.json': '{"name":"a","scripts":{"start":"node a.js"}}',
  'package-lock.json': '{}',
  'requirements.txt': 'flask==3.0.3\n',
  'entrypoint.sh': '#!/bin/bash\nset -e\nnode server.js\n',
  'docker-entrypoint.sh': 'exec "$@"\r\n',
  'src/main.c': 'int main() {}\n',
  '.env': 'A=1\n',
  '.dockerignore': '*.md\nsrc\n!src/main.c\n',
});

describe('a check of any Dockerfile', () => {
  test('never fails, and points into the file, in order', limit, async () => {
    await fc.assert(
      fc.asyncProperty(dockerfiles(), async (text) => {
        const { verdict } = await check(text);
        assert.deepEqual(
          verdict.gaps.map(({ reason }) => reason).filter((reason) => /bug in plimsoll/.test(reason)),
          [],
        );
        const source = new Source('Dockerfile', text);
        let last = { line: 0, column: 0 };
        for (const { at, also, message, fix, rule } of verdict.findings) {
          for (const { span, start, end } of [at, ...also]) {
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, rule);
            assert.deepEqual([start, end], [source.position(span.start), source.position(span.end)], rule);
          }
          assert.ok(
            last.line < at.start.line || (last.line === at.start.line && last.column <= at.start.column),
          );
          last = at.start;
          assert.doesNotMatch(message, /[\r\n]|undefined|\[object/, rule);
          for (const { span } of fix?.edits ?? [])
            assert.ok(span.start <= span.end && span.end <= text.length, rule);
        }
      }),
      times(250),
    );
  });

  test('says the same again', limit, async () => {
    await fc.assert(
      fc.asyncProperty(dockerfiles(), async (text) => {
        assert.deepEqual((await check(text)).verdict, (await check(text)).verdict);
      }),
      times(60),
    );
  });

  test('tells findings apart, and knows them again when lines move', limit, async () => {
    await fc.assert(
      fc.asyncProperty(
        dockerfiles(),
        fc.constantFrom('\n', '\n\n\n', '# moved\n\n', '\n# a\n# b\n\n'),
        async (text, lines) => {
          // Directives have to stand on top, and a byte-order mark before everything.
          fc.pre(!/^\uFEFF|^\s*#\s*\w+\s*=/.test(text));
          const prints = await fingerprints(text);
          assert.equal(new Set(prints).size, prints.length);
          assert.deepEqual(await fingerprints(`\n${lines}${text}`), prints);
        },
      ),
      times(100),
    );
  });
});

describe('a repair of any Dockerfile', () => {
  for (const unsafe of [false, true]) {
    test(
      `${unsafe ? 'unsafe ones as well: ' : ''}reads as well as before, and is done at once`,
      limit,
      async () => {
        await fc.assert(
          fc.asyncProperty(dockerfiles(), async (text) => {
            const before = parse(new Source('Dockerfile', text));
            const { after, refused } = await fix(text, unsafe);
            const read = parse(after);
            assert.equal(print(read), after.text);
            assert.ok(read.problems.length <= before.problems.length, 'no new syntax error');
            const again = await fix(after.text, unsafe);
            assert.equal(again.after.text, after.text, 'the second repair changes nothing');
            assert.ok(refused.length >= 0);
          }),
          times(60),
        );
      },
    );
  }

  test('what stands outside of the repairs stays to the letter', limit, async () => {
    await fc.assert(
      fc.asyncProperty(dockerfiles(), async (text) => {
        const { before, after, applied } = await fix(text, false);
        if (applied.length === 0) assert.equal(after.text, before.text);
        const crlf = /\r\n/.test(text) && !/(?<!\r)\n/.test(text);
        if (crlf) assert.doesNotMatch(after.text, /(?<!\r)\n/, 'line endings are kept');
      }),
      times(60),
    );
  });
});

const request = (text: string): CheckRequest => ({
  cwd,
  paths: ['-'],
  stdin: Buffer.from(text),
  flags: { set: 'strict', context: '.' },
  config: false,
  shellcheck: false,
  now: new Date('2026-06-01T12:00:00Z'),
  env: {},
});

const check = (text: string) => checkProject(request(text));

async function fingerprints(text: string): Promise<string[]> {
  return (await check(text)).verdict.findings.map(({ fingerprint }) => fingerprint).sort();
}

async function fix(text: string, unsafe: boolean) {
  const { files } = await repairProject({ ...request(text), unsafe });
  return files[0]!;
}

/** Dockerfiles put together from the instructions of all rule pages, and from what goes wrong in writing them. */
function dockerfiles(): fc.Arbitrary<string> {
  const { froms, others } = instructionsOfPages();
  const broken = fc.constantFrom(
    ...[
      'RUN',
      'FROM',
      'COPY',
      'ENV A',
      'USER',
      'CMD [',
      'CMD ["a"',
      'RUN "',
      "RUN 'a",
      'RUN $(',
      'RUN (a',
      'RUN if a',
    ],
    ...[
      'RUN <<EOF\napt-get install a',
      'RUN <<EOF <<EOF\na\nEOF',
      'COPY <<A <<B /c\nx\nA\ny\nB',
      'RUN a \\',
      'RUN a \\\n',
    ],
    ...[
      'FROM ${',
      'FROM $A',
      'FROM a AS',
      'FROM scratch AS 1',
      'FORM a',
      'ONBUILD',
      'ONBUILD ONBUILD RUN a',
      'EXPOSE x',
    ],
    ...[
      'HEALTHCHECK',
      'HEALTHCHECK --x CMD a',
      'SHELL []',
      'SHELL ["powershell"]',
      'SHELL ["/bin/bash", "-c"]',
      'LABEL "',
    ],
    ...[
      'ADD http://',
      'COPY --from= a b',
      'COPY --from=9 a b',
      'RUN --mount= a',
      'RUN --mount=type=secret,id= a',
      'VOLUME [',
    ],
    ...[
      'ENV A=${B:-${C:-',
      'ENV A=$A',
      'ARG A=$B B=$A',
      'ENV PATH=',
      'USER $U:$G',
      'WORKDIR ..',
      'WORKDIR $A/b',
      '\u00a0RUN a',
    ],
    ...[
      '# plimsoll ignore=*',
      '# plimsoll ignore=DL3002 reason="x',
      '# hadolint ignore=',
      '#trivy:ignore:',
      '\uFEFFRUN a',
      '\\',
    ],
  );
  const noise = fc.string({
    unit: fc.constantFrom(...'RUN a$"\'\\{}()[]<>|&;#=:/-\n\t\r \u{1F6A2}é'),
    maxLength: 30,
  });
  const line = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...others) },
    { weight: 3, arbitrary: fc.constantFrom(...froms) },
    { weight: 2, arbitrary: broken },
    { weight: 1, arbitrary: noise },
    { weight: 1, arbitrary: fc.constantFrom('', '# a comment', '   ', '\t# b') },
  );
  const head = fc.constantFrom(
    '',
    '',
    '',
    '',
    '# syntax=docker/dockerfile:1\n',
    '# escape=`\n',
    '# check=skip=all\n',
    '\uFEFF',
  );
  const ending = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n');
  return fc
    .tuple(
      head,
      fc.constantFrom(...froms),
      fc.array(line, { maxLength: 14, size: 'max' }),
      ending,
      fc.boolean(),
    )
    .map(([first, from, lines, newline, last]) => {
      const text = first + [from, ...lines].join('\n') + (last ? '\n' : '');
      return newline === '\n' ? text : text.replace(/\r?\n/g, newline);
    });
}

function instructionsOfPages(): { froms: string[]; others: string[] } {
  const folder = join(import.meta.dirname, '../src/rules');
  const froms = new Set<string>();
  const others = new Set<string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.md')) continue;
    for (const { text } of readPage(readFileSync(join(folder, file), 'utf8')).examples) {
      for (const { keyword, span } of parse(new Source('Dockerfile', text)).instructions) {
        (keyword === 'FROM' ? froms : others).add(text.slice(span.start, span.end));
      }
    }
  }
  assert.ok(froms.size > 100 && others.size > 500, `${froms.size} and ${others.size}`);
  return { froms: [...froms], others: [...others] };
}
