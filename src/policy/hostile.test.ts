import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { PlimsollError } from '../core/errors.ts';
import { Source } from '../core/source.ts';
import { parseConfig } from './config.ts';
import { appendWaiver } from './edit-config.ts';
import { dockerfile, finding, rules, world } from './fixtures.ts';
import { glob } from './glob.ts';
import { ruleIds } from './ids.ts';
import { loadPolicy } from './index.ts';

const ids = ruleIds(rules);
const word = fc.constantFrom(
  ...'rules fail-on waivers overrides rule path reason until strict high DL3002 run-as-root off &a *a << | > - ? ! % @'.split(
    ' ',
  ),
  ...[
    ': ',
    '\n',
    '\n  ',
    '\n- ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '"',
    "'",
    '#',
    '\t',
    '\r\n',
    '\u0000',
    '\uFEFF',
    '\\',
    '...',
    '---\n',
  ],
);
const yamlish = fc.oneof(
  fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const orComplaint = async <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error) =>
    error instanceof PlimsollError && error.code === 'config' ? undefined : Promise.reject(error),
  );

it('any text is a configuration or one complaint', async () => {
  await fc.assert(
    fc.asyncProperty(yamlish, async (text) => {
      await orComplaint(parseConfig(new Source('plimsoll.yaml', text), ids));
      const io = world({ '/r/.hadolint.yaml': text, '/r/.trivyignore': text, '/r/.trivyignore.yaml': text });
      await orComplaint(loadPolicy({ cwd: '/r', rules, io }));
    }),
    { numRuns: 300 },
  );
});

it('a waiver is added to any configuration that can be read, and nothing else of it changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      yamlish,
      fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
      async (text, reason) => {
        const before = await orComplaint(parseConfig(new Source('x', text), ids));
        if (!before) return;
        const after = await orComplaint(
          appendWaiver(text, { rules: ['run-as-root'], reason: `r${reason}` }, 'x'),
        );
        // Nothing can follow a stray directive, the mark of a document's end, or an anchor of nothing.
        if (after === undefined && /%|\.\.\.|[&!]/.test(text)) return;
        assert.ok(after !== undefined, 'it was refused');
        const { waivers, source: _, ...rest } = await parseConfig(new Source('x', after), ids);
        assert.equal(waivers.length, before.waivers.length + 1);
        assert.equal(waivers.at(-1)?.value.reason, `r${reason}`);
        assert.deepEqual(
          Object.keys(rest).sort(),
          Object.keys(before)
            .filter((key) => key !== 'waivers' && key !== 'source')
            .sort(),
        );
      },
    ),
    { numRuns: 300 },
  );
});

it('any comments give a verdict', async () => {
  const comment = fc.array(
    fc.constantFrom(
      'plimsoll ',
      'hadolint ',
      'trivy:ignore:',
      'ignore=',
      'ignore-file=',
      'stage ',
      'global ',
      'DL3002',
      ',',
      ' ',
      'reason=',
      '"',
      "'",
      '\\',
      'until=',
      '2027-01-31',
      ':exp:',
      'shell=',
      '#',
      '=',
      '*',
      'check=skip=all;error=true',
    ),
    { maxLength: 12 },
  );
  const policy = await loadPolicy({ cwd: '/r', rules, io: world({}) });
  await fc.assert(
    fc.property(fc.array(comment, { maxLength: 6 }), (comments) => {
      const file = dockerfile(
        'Dockerfile',
        comments.map((words) => `#${words.join('')}\nFROM a\n`).join('') || 'FROM a\n',
      );
      const findings = [
        finding('run-as-root', file.source, 1),
        finding('run-as-root', file.source, file.source.lineStarts.length - 1),
      ];
      const verdict = policy.decide({
        files: [file],
        findings,
        gaps: [],
        now: new Date('2026-11-21'),
        whole: true,
      });
      assert.equal(
        verdict.over + verdict.under + verdict.waived + verdict.satisfied,
        verdict.findings.length,
      );
      assert.equal(verdict.findings.filter((one) => one.rule === 'run-as-root').length, 2);
    }),
    { numRuns: 300 },
  );
});

it('any glob answers, and a path without signs matches itself', () => {
  const sign = fc.constantFrom(
    '*',
    '**',
    '?',
    '[',
    ']',
    '!',
    '-',
    '{',
    '}',
    ',',
    '\\',
    '/',
    '.',
    'a',
    'b',
    '^',
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 30 }), fc.array(sign, { maxLength: 30 }), (pattern, path) => {
      assert.equal(typeof glob(pattern.join(''))(path.join('')), 'boolean');
    }),
  );
  fc.assert(fc.property(fc.stringMatching(/^[a-z.]{1,8}(?:\/[a-z]{1,8}){0,4}$/), (path) => glob(path)(path)));
});
