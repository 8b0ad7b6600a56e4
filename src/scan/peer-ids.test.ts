import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PolicyFlags } from '../policy/types.ts';
import { makeTree } from '../testing/tree.ts';
import { checkProject } from './project.ts';
import { repairProject } from './repair.ts';

// One rule stands for what peers have several ids for. Whoever names one of these means the findings that carry it, and
// not the rule's others, wherever and in whatever dialect it is named.

const dead = {
  cmd: ['CMD ["a"]', 'CMD ["b"]'],
  entrypoint: ['ENTRYPOINT ["x"]', 'ENTRYPOINT ["y"]'],
  healthcheck: ['HEALTHCHECK CMD ["h"]', 'HEALTHCHECK CMD ["i"]'],
};
/** A dead CMD at line 2, a dead ENTRYPOINT at line 4, a dead HEALTHCHECK at line 6. */
const text = [
  'FROM debian:12.8',
  ...dead.cmd,
  ...dead.entrypoint,
  ...dead.healthcheck,
  'USER 1000:1000',
  '',
].join('\n');
const rule = 'single-instruction';

interface Case {
  readonly dockerfile?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: PolicyFlags;
}

const requestFor = ({ dockerfile = text, files = {}, flags = {} }: Case) => ({
  cwd: makeTree({ Dockerfile: dockerfile, ...files }),
  paths: ['Dockerfile'],
  flags,
  now: new Date('2026-11-21T12:00:00Z'),
  env: {},
});

/** The rule's findings: the keyword that they stand at, their severity, and whether they are waived. */
async function found(given: Case): Promise<string[]> {
  const { verdict, sources } = await checkProject({ ...requestFor(given), shellcheck: false });
  return verdict.findings
    .filter((finding) => finding.rule === rule)
    .map(({ at, severity, disposition }) =>
      [sources.get(at.path)!.slice(at.span), severity, ...(disposition === 'waived' ? ['waived'] : [])].join(
        ' ',
      ),
    )
    .sort();
}

/** The Dockerfile with a line above the one that begins with `before`. */
const above = (before: string, line: string): string => text.replace(before, `${line}\n${before}`);

const all = ['CMD medium', 'ENTRYPOINT medium', 'HEALTHCHECK medium'];
const withoutCmd = all.slice(1);
const cmdWaived = ['CMD medium waived', ...withoutCmd];
const pragma = 'reason="kept for later"';

describe('a peer’s id names what carries it, and nothing else of its rule', () => {
  const cases: [how: string, given: Case, findings: string[]][] = [
    ['nothing said', {}, all],
    ['--skip', { flags: { skip: ['DL4003'] } }, withoutCmd],
    ['--skip, another peer', { flags: { skip: ['AVD-DS-0016'] } }, withoutCmd],
    ['--skip, what all carry', { flags: { skip: ['MultipleInstructionsDisallowed'] } }, []],
    ['--skip, our own name', { flags: { skip: [rule] } }, []],
    ['--rule', { flags: { only: ['DL4003'] } }, ['CMD medium']],
    ['--rule, two', { flags: { only: ['DL4003', 'DS-0007'] } }, ['CMD medium', 'ENTRYPOINT medium']],
    ['--rule and --skip', { flags: { only: [rule], skip: ['DL3012'] } }, all.slice(0, 2)],
    ['our pragma', { dockerfile: above('CMD ["a"]', `# plimsoll ignore=DL4003 ${pragma}`) }, cmdWaived],
    ['our pragma, another id', { dockerfile: above('CMD ["a"]', `# plimsoll ignore=DL4004 ${pragma}`) }, all],
    [
      'our pragma for the stage',
      { dockerfile: above('FROM', `# plimsoll ignore-stage=DL4003 ${pragma}`) },
      cmdWaived,
    ],
    [
      'our pragma for the file',
      { dockerfile: above('FROM', `# plimsoll ignore-file=DS016 ${pragma}`) },
      cmdWaived,
    ],
    ['hadolint’s pragma', { dockerfile: above('CMD ["a"]', '# hadolint ignore=DL4003') }, cmdWaived],
    [
      'hadolint’s pragma, another id',
      { dockerfile: above('CMD ["a"]', '# hadolint ignore=DL4004,DL3012') },
      all,
    ],
    [
      'hadolint’s pragma, where hadolint reports it',
      { dockerfile: above('CMD ["b"]', '# hadolint ignore=DL4003') },
      cmdWaived,
    ],
    ['hadolint’s for the file', { dockerfile: above('FROM', '# hadolint global ignore=DL4003') }, cmdWaived],
    ['Trivy’s pragma', { dockerfile: above('CMD ["a"]', '# trivy:ignore:AVD-DS-0016') }, cmdWaived],
    [
      'Trivy’s pragma, where Trivy reports it',
      { dockerfile: above('CMD ["b"]', '#trivy:ignore:DS-0016') },
      cmdWaived,
    ],
    ['Trivy’s pragma, another id', { dockerfile: above('CMD ["a"]', '# trivy:ignore:DS-0007') }, all],
    [
      'BuildKit’s directive, which has one id for the three',
      { dockerfile: `# check=skip=MultipleInstructionsDisallowed\n${text}` },
      all.map((one) => `${one} waived`),
    ],
    ['BuildKit’s directive, another id', { dockerfile: `# check=skip=JSONArgsRecommended\n${text}` }, all],
    ['off in the configuration', { files: { 'plimsoll.yaml': 'rules: { DL4003: off }' } }, withoutCmd],
    [
      'on where the rule is off',
      { files: { 'plimsoll.yaml': `rules: { ${rule}: off, DS-0016: on }` } },
      ['CMD medium'],
    ],
    [
      'severity in the configuration',
      { files: { 'plimsoll.yaml': 'rules: { DL4003: critical, DS-0023: { severity: low } }' } },
      ['CMD critical', 'ENTRYPOINT medium', 'HEALTHCHECK low'],
    ],
    [
      'an override',
      { files: { 'plimsoll.yaml': 'overrides: { Dockerfile: { rules: { DL4003: off } } }' } },
      withoutCmd,
    ],
    [
      'a waiver',
      { files: { 'plimsoll.yaml': 'waivers: [{ rule: DL4003, path: Dockerfile, reason: kept }]' } },
      cmdWaived,
    ],
    ['.hadolint.yaml, ignored', { files: { '.hadolint.yaml': 'ignored: [DL4003]' } }, cmdWaived],
    [
      '.hadolint.yaml, severity',
      { files: { '.hadolint.yaml': 'override: { error: [DL4003], style: [DL3012] }' } },
      ['CMD high', 'ENTRYPOINT medium', 'HEALTHCHECK info'],
    ],
    ['.trivyignore', { files: { '.trivyignore': 'AVD-DS-0016\n' } }, cmdWaived],
    [
      '.trivyignore.yaml',
      { files: { '.trivyignore.yaml': 'misconfigurations: [{ id: AVD-DS-0016, paths: [Dockerfile] }]' } },
      cmdWaived,
    ],
  ];
  for (const [how, given, findings] of cases)
    it(how, async () => assert.deepEqual(await found(given), findings));

  it('fix --rule', async () => {
    const request = { ...requestFor({ flags: { only: ['DL4003'] } }), unsafe: false };
    const [file] = (await repairProject(request)).files;
    assert.equal(file!.after.text, text.replace('CMD ["a"]\n', ''));
  });
});

it('of several peers’ ids on one rule, each finding carries its own', async () => {
  const { verdict } = await checkProject({ ...requestFor({}), shellcheck: false });
  assert.deepEqual(
    verdict.findings.filter((one) => one.rule === rule).map(({ aliases }) => aliases.join(' ')),
    [
      'DL4003 DS-0016 MultipleInstructionsDisallowed',
      'DL4004 DS-0007 MultipleInstructionsDisallowed',
      'DL3012 DS-0023 MultipleInstructionsDisallowed',
    ],
  );
});
