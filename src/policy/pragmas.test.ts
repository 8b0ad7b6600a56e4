import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, Verdict } from '../core/finding.ts';
import { dockerfile, finding, lines, rules, world } from './fixtures.ts';
import { loadPolicy } from './index.ts';
import { readCheckDirective, readComment } from './pragma-syntax.ts';
import type { PolicyFlags } from './types.ts';

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: PolicyFlags;
  readonly now?: string;
}

/** The verdict on a Dockerfile whose every `RUN cd` is a finding, and every FROM one of run-as-root. */
const judge = async (text: string, more: Case = {}): Promise<Verdict> => {
  const file = dockerfile('Dockerfile', text);
  const { source } = file;
  const findings: Finding[] = [];
  for (let line = 1; line < source.lineStarts.length; line++) {
    const row = source.slice(source.lineSpan(line));
    if (row.startsWith('RUN cd')) findings.push(finding('workdir-not-cd', source, line));
    if (row.startsWith('FROM')) findings.push(finding('run-as-root', source, line));
    if (row.startsWith('CMD'))
      findings.push(finding('exec-form', source, line, { aliases: ['JSONArgsRecommended'] }));
    if (row.startsWith('ENTRYPOINT'))
      findings.push(finding('exec-form', source, line, { aliases: ['DL3025'] }));
  }
  const policy = await loadPolicy({
    cwd: '/r',
    rules,
    io: world(more.files ?? {}),
    flags: { set: 'strict', ...more.flags },
  });
  return policy.decide({
    files: [file],
    findings,
    gaps: [],
    now: new Date(`${more.now ?? '2026-11-21'}T12:00:00Z`),
  });
};

const waivedLines = ({ findings }: Verdict): number[] =>
  findings.filter((one) => one.disposition === 'waived').map((one) => one.at.start.line);
const complaints = ({ findings }: Verdict): string[] =>
  findings
    .filter((one) => /^(?:pragma|waiver)-/.test(one.rule))
    .map((one) => `${one.at.start.line} ${one.rule}`);

describe('a pragma of ours', () => {
  const cases: [what: string, text: string, waived: number[]][] = [
    [
      'reaches the next instruction only',
      lines('FROM a', '# plimsoll ignore=workdir-not-cd reason=x', 'RUN cd a', 'RUN cd b'),
      [3],
    ],
    [
      'passes over blank lines and comments',
      lines('FROM a', '#plimsoll ignore=DL3003 reason=x', '', '# more', 'RUN cd a'),
      [5],
    ],
    [
      'stands with others',
      lines(
        'FROM a',
        '# plimsoll ignore=DL3003 reason=x',
        '# plimsoll ignore=exec-form reason=y',
        'RUN cd a',
      ),
      [4],
    ],
    [
      'names several rules',
      lines('FROM a', '# plimsoll ignore=exec-form,AVD-DS-0013 reason=x', 'RUN cd a'),
      [3],
    ],
    [
      'names several rules with blanks',
      lines('FROM a', '# plimsoll ignore=exec-form, DS013 reason=x', 'RUN cd a'),
      [3],
    ],
    ['names all', lines('FROM a', '# plimsoll ignore=* reason=x', 'RUN cd a'), [3]],
    ['names another rule', lines('FROM a', '# plimsoll ignore=exec-form reason=x', 'RUN cd a'), []],
    [
      'above FROM waives an absence',
      lines('# plimsoll ignore=run-as-root reason=x', 'FROM a', 'RUN cd a', 'FROM b'),
      [2],
    ],
    ['above FROM is for that line only', lines('# plimsoll ignore=* reason=x', 'FROM a', 'RUN cd a'), [2]],
    [
      'for a stage, inside it',
      lines(
        'FROM a',
        'RUN cd a',
        '# plimsoll ignore-stage=DL3003 reason=x',
        'RUN cd b',
        'FROM b',
        'RUN cd c',
      ),
      [2, 4],
    ],
    [
      'for a stage, above its FROM',
      lines(
        'FROM a',
        'RUN cd a',
        '# plimsoll stage ignore=DL3003 reason=x',
        'FROM b',
        'RUN cd b',
        'RUN cd c',
      ),
      [5, 6],
    ],
    [
      'for the file, from anywhere',
      lines('FROM a', 'RUN cd a', 'FROM b', 'RUN cd b', '# plimsoll ignore-file=DL3003 reason=x'),
      [2, 4],
    ],
    [
      'for the file, in other words',
      lines('# plimsoll file ignore = DL3003 reason=x', 'FROM a', 'RUN cd a'),
      [3],
    ],
    ['in another case of name is none', lines('FROM a', '# Plimsoll ignore=DL3003 reason=x', 'RUN cd a'), []],
  ];
  for (const [what, text, waived] of cases)
    it(what, async () => assert.deepEqual(waivedLines(await judge(text)), waived));

  it('gives its reason, owner and day', async () => {
    const verdict = await judge(
      lines(
        'FROM a',
        `# plimsoll ignore=DL3003 reason="it's \\"so\\"" owner='the team' until=2027-01-01`,
        'RUN cd a',
      ),
    );
    assert.deepEqual(verdict.findings.find((one) => one.disposition === 'waived')?.waiver, {
      reason: `it's "so"`,
      owner: 'the team',
      until: '2027-01-01',
      source: 'Dockerfile:2',
      kind: 'pragma',
    });
    assert.deepEqual(complaints(verdict), []);
  });

  const dates: [now: string, waived: number[], complaints: string[]][] = [
    ['2026-12-31', [3], []],
    ['2027-01-01', [3], []],
    ['2027-01-02', [], ['2 waiver-expired']],
  ];
  for (const [now, waived, found] of dates) {
    it(`until 2027-01-01, on ${now}`, async () => {
      const verdict = await judge(
        lines('FROM a', '# plimsoll ignore=DL3003 reason=x until=2027-01-01', 'RUN cd a'),
        { now },
      );
      assert.deepEqual([waivedLines(verdict), complaints(verdict)], [waived, found]);
    });
  }

  const wrong: [what: string, text: string, complaints: string[]][] = [
    [
      'without a reason',
      lines('FROM a', '# plimsoll ignore=DL3003', 'RUN cd a'),
      ['2 pragma-without-reason'],
    ],
    [
      'with an empty reason',
      lines('FROM a', '# plimsoll ignore=DL3003 reason=""', 'RUN cd a'),
      ['2 pragma-without-reason'],
    ],
    [
      'with an unknown rule',
      lines('FROM a', '# plimsoll ignore=DL3003,run-as-rot reason=x', 'RUN cd a'),
      ['2 pragma-unknown-rule'],
    ],
    [
      'that matches nothing',
      lines('FROM a', '# plimsoll ignore=DL3003 reason=x', 'RUN ls'),
      ['2 waiver-unused'],
    ],
    ['with nothing after it', lines('FROM a', '# plimsoll ignore=DL3003 reason=x'), ['2 pragma-malformed']],
    ['without rules', lines('FROM a', '# plimsoll ignore= reason=x', 'RUN ls'), ['2 pragma-malformed']],
    ['without =', lines('FROM a', '# plimsoll ignore DL3003', 'RUN ls'), ['2 pragma-malformed']],
    [
      'with an unknown word',
      lines('FROM a', '# plimsoll ignroe=DL3003 reason=x', 'RUN ls'),
      ['2 pragma-malformed'],
    ],
    [
      'with an unknown key',
      lines('FROM a', '# plimsoll ignore=DL3003 because=x', 'RUN ls'),
      ['2 pragma-malformed'],
    ],
    [
      'with a day that is none',
      lines('FROM a', '# plimsoll ignore=DL3003 reason=x until=2027-02-30', 'RUN cd a'),
      ['2 pragma-malformed'],
    ],
    ['that is prose', lines('# plimsoll is a line', '# plimsolls', 'FROM a', '# plimsoll'), []],
  ];
  for (const [what, text, found] of wrong)
    it(`is told of ${what}`, async () => assert.deepEqual(complaints(await judge(text)), found));

  it('waives without a reason all the same', async () =>
    assert.deepEqual(waivedLines(await judge(lines('FROM a', '# plimsoll ignore=DL3003', 'RUN cd a'))), [3]));

  it('suggests the nearest rule', async () => {
    const { findings } = await judge(lines('FROM a', '# plimsoll ignore=run-as-rot reason=x', 'RUN ls'));
    assert.match(
      findings.find((one) => one.rule === 'pragma-unknown-rule')!.message,
      /unknown rule “run-as-rot”; did you mean “run-as-root”/,
    );
  });

  it('is not called unused when its rule did not run, or single rules were asked for', async () => {
    const text = lines('FROM a', '# plimsoll ignore=pin-base-image reason=x', 'RUN ls');
    assert.deepEqual(complaints(await judge(text, { flags: { set: 'recommended' } })), []);
    assert.deepEqual(complaints(await judge(text, { flags: { skip: ['DL3003'] } })), []);
    assert.deepEqual(complaints(await judge(text)), ['2 waiver-unused']);
  });
});

describe('a pragma of hadolint', () => {
  const cases: [what: string, text: string, waived: number[]][] = [
    [
      'reaches the next instruction',
      lines('FROM a', '# hadolint ignore=DL3006,DL3003', 'RUN cd a', 'RUN cd b'),
      [3],
    ],
    [
      'takes blanks and a comment',
      lines('FROM a', '#hadolint ignore = DL3006 , DL3003 # why', 'RUN cd a'),
      [3],
    ],
    ['global', lines('# hadolint global ignore=DL3003', 'FROM a', 'RUN cd a', 'FROM b', 'RUN cd b'), [3, 5]],
    [
      'global, from anywhere',
      lines('FROM a', 'RUN cd a', '# hadolint  global  ignore=DL3003', 'FROM b'),
      [2],
    ],
    ['for a stage', lines('FROM a', '# hadolint stage ignore=DL3003', 'RUN cd a', 'FROM b', 'RUN cd b'), [3]],
    ['with other words is a comment', lines('FROM a', '# hadolint ignore=DL3003 because', 'RUN cd a'), []],
    ['with a colon is a comment', lines('FROM a', '# hadolint ignore:DL3003', 'RUN cd a'), []],
    [
      'matches the finding’s own aliases only',
      lines('FROM a', '# hadolint ignore=DL3025', 'CMD a', '# hadolint ignore=DL3025', 'ENTRYPOINT a'),
      [5],
    ],
  ];
  for (const [what, text, waived] of cases) {
    it(what, async () => {
      const verdict = await judge(text);
      assert.deepEqual([waivedLines(verdict), complaints(verdict)], [waived, []]);
    });
  }

  it('is not honoured by disable-ignore-pragma, though its shell is', async () => {
    const text = lines(
      'FROM a',
      '# hadolint ignore=DL3003',
      'RUN cd a',
      '# trivy:ignore:DS-0013',
      'RUN cd b',
    );
    const files = { '/r/.hadolint.yaml': 'disable-ignore-pragma: true\n' };
    assert.deepEqual(waivedLines(await judge(text, { files })), [5]);
  });

  it('names a shell', async () => {
    const file = dockerfile(
      'Dockerfile',
      lines('FROM a', '# hadolint shell=/bin/bash', 'RUN a', '#hadolint shell = pwsh # x'),
    );
    const policy = await loadPolicy({ cwd: '/r', rules, io: world({}) });
    assert.deepEqual(
      policy.shellsOf(file).map(({ shell, at }) => [shell, file.source.lineOf(at.start)]),
      [
        ['/bin/bash', 2],
        ['pwsh', 4],
      ],
    );
    const without = await loadPolicy({ cwd: '/r', rules, io: world({ '/r/plimsoll.yaml': 'peers: false' }) });
    assert.deepEqual(without.shellsOf(file), []);
  });
});

describe('a pragma of Trivy', () => {
  const cases: [what: string, text: string, waived: number[]][] = [
    [
      'in every spelling of the id',
      lines(
        'FROM a',
        '#trivy:ignore:DS-0013',
        'RUN cd a',
        '# trivy:ignore:AVD-DS-0013',
        'RUN cd b',
        '#trivy:ignore:DS013',
        'RUN cd c',
        'RUN cd d',
      ),
      [3, 5, 7],
    ],
    ['among other words', lines('FROM a', '# because trivy:ignore:DS-0013 so', 'RUN cd a'), [3]],
    ['several in one line', lines('FROM a', '#trivy:ignore:DS-0001 #trivy:ignore:DS-0013', 'RUN cd a'), [3]],
    ['several lines', lines('FROM a', '#trivy:ignore:DS-0013', '#trivy:ignore:DS-0001', 'RUN cd a'), [4]],
    ['for all', lines('FROM a', '#trivy:ignore:*', 'RUN cd a'), [3]],
    ['above FROM', lines('#trivy:ignore:DS-0002', 'FROM a', 'FROM b'), [2]],
    ['in one list is none', lines('FROM a', '#trivy:ignore:DS-0013,DS-0001', 'RUN cd a'), []],
    ['with other parameters', lines('FROM a', '#trivy:ignore:DS-0013:ws:dev', 'RUN cd a'), [3]],
    ['with an expiry that is none', lines('FROM a', '#trivy:ignore:DS-0013:exp:soon', 'RUN cd a'), []],
    ['with an expiry to come', lines('FROM a', '#trivy:ignore:DS-0013:exp:2026-11-22', 'RUN cd a'), [3]],
  ];
  for (const [what, text, waived] of cases)
    it(what, async () => assert.deepEqual(waivedLines(await judge(text)), waived));

  it('no longer holds on the day of its expiry, and says so', async () => {
    const verdict = await judge(lines('FROM a', '#trivy:ignore:AVD-DS-0013:exp:2026-11-21', 'RUN cd a'));
    assert.deepEqual([waivedLines(verdict), complaints(verdict)], [[], ['2 waiver-expired']]);
  });
});

describe('BuildKit’s check directive', () => {
  const text = (check: string) => lines(`# check=${check}`, 'FROM a', 'CMD a', 'ENTRYPOINT a', 'RUN cd a');

  it('skips what it names', async () => {
    assert.deepEqual(waivedLines(await judge(text('skip=StageNameCasing, jsonArgsRecommended'))), [3]);
    assert.deepEqual(waivedLines(await judge(text('skip=StageNameCasing'))), []);
  });

  it('skips all that BuildKit has a check for, and nothing else', async () => {
    assert.deepEqual(waivedLines(await judge(text('skip=all'))), [3]);
  });

  it('error=true puts what BuildKit has a check for over the line', async () => {
    const over = async (check: string): Promise<number[]> =>
      (await judge(text(check), { flags: { failOn: 'critical' } })).findings
        .filter((one) => one.disposition === 'over')
        .map((one) => one.at.start.line);
    assert.deepEqual(await over('error=true'), [3]);
    assert.deepEqual(await over('error=false'), []);
    assert.deepEqual(await over('skip=JSONArgsRecommended;error=true'), []);
    assert.deepEqual(await over('experimental=all;error=true'), [3]);
  });

  it('counts for nothing with peers: false', async () => {
    const files = { '/r/plimsoll.yaml': 'peers: false\n' };
    assert.deepEqual(waivedLines(await judge(text('skip=all'), { files })), []);
    assert.deepEqual(
      waivedLines(await judge(lines('FROM a', '# hadolint ignore=DL3003', 'RUN cd a'), { files })),
      [],
    );
  });

  it('is read in parts', () => {
    assert.deepEqual(readCheckDirective('skip=A,B;error=true'), { skip: ['A', 'B'], error: true });
    assert.deepEqual(readCheckDirective(' error = TRUE ; skip = all '), {
      skip: ['buildkit:*'],
      error: true,
    });
    assert.deepEqual(readCheckDirective(''), { skip: [], error: false });
    assert.deepEqual(readCheckDirective(';;=;skip'), { skip: [], error: false });
  });
});

describe('hostile comments', () => {
  it('of great length are read in little time', () => {
    const long = 'a'.repeat(1_000_000);
    for (const text of [
      ` plimsoll ${' '.repeat(1_000_000)}x`,
      ` plimsoll ignore="${long}`,
      ` plimsoll ${'a=b '.repeat(200_000)}`,
      ` hadolint ignore=${'DL3003,'.repeat(200_000)}`,
      ` hadolint ${' '.repeat(1_000_000)}`,
      ` ${'trivy:ignore:'.repeat(100_000)}`,
      ` plimsoll ignore=${'a, '.repeat(300_000)}`,
    ]) {
      readComment(text);
    }
    assert.equal(readComment(long), undefined);
  });

  it('of great number are read in little time', async () => {
    const rows = ['FROM a'];
    for (let i = 0; i < 10_000; i++)
      rows.push('# plimsoll ignore-file=DL3003 reason=x', '# plimsoll ignore=DL3003 reason=x', `RUN cd ${i}`);
    const verdict = await judge(lines(...rows));
    assert.equal(verdict.waived, 10_000);
    assert.deepEqual(complaints(verdict), []);
  });
});
