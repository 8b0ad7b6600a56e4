import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Source } from '../core/source.ts';
import { finding, hostile, inputOf, realistic, verdict } from './testdata/verdict.ts';
import { reporter } from './text.ts';
import { columns } from './visible.ts';

const source = new Source(
  'Dockerfile',
  'FROM debian:13 AS build\nRUN cd /a\nRUN cd /b\nRUN cd /c\nRUN cd /d\nRUN cd /e\nRUN cd /f\n\tUSER root\n',
);
const root = (more: Partial<Parameters<typeof finding>[0]> = {}) =>
  finding({
    rule: 'run-as-root',
    source,
    on: 'USER root',
    message: 'USER is root',
    severity: 'high',
    target: 'cli',
    aliases: ['DL3002'],
    help: 'Write a number',
    ...more,
  });
const render = (findings: readonly ReturnType<typeof root>[], more = {}) =>
  reporter.render(inputOf(verdict(findings), [source], { width: 60, ...more }));

test('a finding: title, message, place, help; then the verdict', () => {
  assert.equal(
    render([root({ also: ['FROM debian:13 AS build'] })]),
    `Dockerfile → cli

● high      run-as-root                               DL3002
            USER is root
          1 │ FROM debian:13 AS build
          8 │     USER root
            │     ^^^^^^^^^
      help  Write a number

FAIL  1 over the line (high)
`,
  );
});

test('under the line has no dot; a fix is named, with --unsafe where it needs that', () => {
  const edits = [{ span: { start: 0, end: 0 }, text: '' }];
  const text = render([root({ severity: 'medium', fix: { title: 'write 65532', safe: false, edits } })]);
  assert.match(text, /^ {2}medium {4}run-as-root/m);
  assert.match(text, /^ {7}fix {2}write 65532 \(with --unsafe\)$/m);
  assert.match(
    text,
    /PASS {2}nothing over the line \(high\) · 1 under it\n {6}1 can be repaired: plimsoll fix --unsafe\n$/,
  );
});

test('safe and unsafe repairs are counted apart', () => {
  const edits = [{ span: { start: 0, end: 0 }, text: '' }];
  const fixed = (safe: boolean) => root({ fix: { title: 'write 65532', safe, edits } });
  assert.match(
    render([fixed(true), fixed(true), fixed(false)], { verbose: true }),
    /\n {6}2 can be repaired: plimsoll fix \(1 more with --unsafe\)\n$/,
  );
});

const places = (...letters: readonly string[]) =>
  letters.map((letter) =>
    finding({
      rule: 'workdir-not-cd',
      source,
      on: `cd /${letter}`,
      message: 'Set WORKDIR',
      severity: 'low',
      help: 'Use WORKDIR',
    }),
  );

test('findings that say the same are folded after three', () => {
  assert.equal(
    render(places('a', 'b', 'c', 'd', 'e', 'f')),
    `Dockerfile

  low       workdir-not-cd
            Set WORKDIR
          2 │ RUN cd /a
            │     ^^^^^
          3 │ RUN cd /b
            │     ^^^^^
          4 │ RUN cd /c
            │     ^^^^^
            and 3 more like it: lines 5, 6, 7
      help  Use WORKDIR

PASS  nothing over the line (high) · 6 under it
`,
  );
});

test('one more than three is shown, and verbose shows every finding by itself', () => {
  assert.doesNotMatch(render(places('a', 'b', 'c', 'd')), /more like it/);
  const text = render(places('a', 'b', 'c', 'd', 'e', 'f'), { verbose: true });
  assert.equal(text.match(/Set WORKDIR/g)?.length, 6);
  assert.match(text, /^ {6}page {2}https:\/\/example\.com\/rules\/workdir-not-cd$/m);
});

test('different repairs of findings that say the same are all named', () => {
  const [a, b] = places('a', 'b');
  const fix = (title: string) => ({
    fix: { title, safe: true, edits: [{ span: { start: 0, end: 0 }, text: 'x' }] },
  });
  const text = render([
    { ...a!, ...fix('write WORKDIR /a') },
    { ...b!, ...fix('write WORKDIR /b') },
  ]);
  assert.match(
    text,
    /RUN cd \/a\n.*\n {7}fix {2}write WORKDIR \/a\n.*RUN cd \/b\n.*\n {7}fix {2}write WORKDIR \/b\n/,
  );
});

test('a place of several lines says where it ends; one in an unknown file says its line', () => {
  const long = root({ on: 'RUN cd /a\nRUN cd /b' });
  assert.match(render([long]), / {10}2 │ RUN cd \/a\n {12}│ \^{9} to line 3\n/);
  assert.match(reporter.render(inputOf(verdict([root()]), [])), /^ {6}line {2}8$/m);
});

test('an unnamed stage is called by its number', () => {
  assert.match(render([root({ target: '2' })]), /^Dockerfile → stage 2$/m);
});

test('the whole page of a realistic verdict stays within the width, but for paths that are longer', () => {
  for (const width of [40, 60, 80, 100, 120]) {
    const wide = reporter
      .render(realistic({ width }))
      .split('\n')
      .filter((line) => columns(line) > width && line.trim().includes(' '));
    assert.deepEqual(wide, [], `${width}`);
  }
});

test('decisions and gaps are told with their reasons', () => {
  const text = reporter.render(realistic());
  const end = text.slice(text.indexOf('Satisfied elsewhere'));
  assert.equal(
    end,
    `Satisfied elsewhere
  docker/Dockerfile.production → server  health-check
    No HEALTHCHECK in target server ← readinessProbe in
    deploy/chart/templates/deployment.yaml:88

Waived
  dev/Containerfile  run-as-root, 2 × workdir-not-cd
    The development container stays root so that it can bind-mount the work tree
    of any user (docs/decisions/0878.md: Development containers run as root), by
    platform team, until 2027-05-30
  dev/Containerfile  update-with-install
    Rebuilt every night

Not seen
  ghcr.io/acme/api:1.4.0
    MANIFEST_UNKNOWN (not published yet; the Dockerfile was judged instead)

Note
  shellcheck was not found, so shell scripts in RUN were not checked by it

FAIL  3 over the line (high) · 10 under it · 4 waived · 1 satisfied · 1 not seen
      3 can be repaired: plimsoll fix (1 more with --unsafe)   0.21 s
`,
  );
});

test('many gaps of one reason are one entry, and so is a decision over many files', () => {
  const gaps = ['a', 'b', 'c', 'd', 'e', 'f'].map((path) => ({ path, reason: 'not readable' }));
  const waiver = { reason: 'baseline of 1 May', source: 'baseline.json', kind: 'baseline' } as const;
  const files = ['w', 'x', 'y', 'z'].map((path) => new Source(path, 'USER root'));
  const waived = files.map((file) => root({ source: file, waiver }));
  const text = reporter.render(inputOf(verdict(waived, { gaps }), files));
  assert.match(text, /^Not seen\n {2}a, b, c and 3 more\n {4}not readable\n/m);
  assert.match(text, /^Waived\n {2}4 files {2}4 × run-as-root\n {4}baseline of 1 May\n/m);
});

test('quiet: only what is over the line, and the last line', () => {
  const text = reporter.render(realistic({ quiet: true, width: 120 }));
  assert.equal(text.match(/^● /gm)?.length, 3);
  assert.doesNotMatch(text, /medium|Waived|Not seen|repaired/);
  assert.equal(
    reporter.render(inputOf(verdict([root({ severity: 'low' })]), [source], { quiet: true })).split('\n')
      .length,
    2,
  );
});

test('nothing found is one calm line', () => {
  const none = verdict([], { files: ['a', 'b'] });
  assert.equal(
    reporter.render(inputOf(none, [], { elapsedMs: 48 })),
    'PASS  nothing found in 2 files   0.05 s\n',
  );
});

test('more unseen than allowed is neither pass nor fail', () => {
  const gaps = [{ path: 'x', reason: 'not readable' }];
  assert.match(
    reporter.render(inputOf(verdict([], { gaps, exit: 3 }), [])),
    /\nUNSEEN {2}nothing found in 0 files · 1 not seen\n {8}nothing could be examined\n$/,
  );
  assert.match(
    reporter.render(inputOf(verdict([], { gaps, exit: 4, files: ['y'] }), [])),
    /\nUNSEEN {2}nothing found in 1 file · 1 not seen\n {8}passed what was seen, but more was not seen than the policy allows\n$/,
  );
});

test('a pass says that what was not seen does not count', () => {
  const gaps = [{ path: 'x', reason: 'not readable' }];
  assert.match(
    reporter.render(inputOf(verdict([], { gaps, files: ['y'] }), [])),
    /\nPASS {2}nothing found in 1 file · 1 not seen\n {6}what was not seen fails the check only with --fail-on-gaps\n$/,
  );
});

test('a place of an image says how its fact is known', () => {
  const source = new Source('Dockerfile', 'FROM alpine:3.22\nUSER app\n');
  const other = new Source('pod.yaml', 'image: nginx\nuser: 101\n');
  const there = finding({ rule: 'r', source, on: 'USER app', message: 'm' }).at;
  const judged = finding({ rule: 'r', source: other, on: 'user: 101', message: 'm' });
  const image = finding({ rule: 'r', source: other, on: 'image: nginx', message: 'm' }).at;
  const known = { known: 'predicted' as const, from: 'USER at line 2' };
  const text = reporter.render(
    inputOf(
      verdict([
        {
          ...judged,
          also: [
            { ...there, fact: known },
            { ...image, fact: { ...known, from: 'its name' } },
          ],
        },
      ]),
      [source, other],
    ),
  );
  assert.match(text, /see {2}Dockerfile:2, predicted by USER at line 2\n/);
  assert.match(text, /fact {2}predicted by its name\n/);
});

test('what could not be decided is one line, and listed when asked for', () => {
  const question = (rule: string, target: string) => ({
    path: 'pod.yaml',
    reason: `line 6: ${rule} cannot be decided for ${target}: the user of x is not known`,
    kind: 'question' as const,
    rule,
    target,
    wants: 'the user of x',
  });
  const gaps = [question('b', 'Pod api'), question('a', 'Pod api'), question('b', 'Pod web')];
  const told = (verbose: boolean) =>
    reporter.render(inputOf(verdict([], { gaps, files: ['pod.yaml'] }), [], { verbose }));
  assert.equal(
    told(false),
    '3 fit checks could not be decided: 2 × b, a (--verbose says why)\n\nPASS  nothing found in 1 file\n',
  );
  assert.match(
    told(true),
    /^3 fit checks could not be decided: 2 × b, a\n {2}pod.yaml, line 6: b cannot be decided for Pod api: .*\n(?: {2}.*\n)+\nPASS /,
  );
});

test('a severity below the line that is over it is explained', () => {
  assert.match(
    reporter.render(inputOf(verdict([root({ severity: 'info', disposition: 'over' })]), [source])),
    /\nFAIL {2}1 over the line \(high\)\n {6}a lesser severity is over it by an override or by # check=error=true\n$/,
  );
});

test('without a line the verdict says so', () => {
  assert.match(
    reporter.render(inputOf(verdict([root({ disposition: 'under' })], { line: 'none' }), [source])),
    /PASS {2}no line is set · 1 finding\n$/,
  );
});

test('colour only where it is asked for, and never another text', () => {
  const colored = reporter.render(realistic({ color: true }));
  assert.match(colored, /\x1b\[1m/);
  assert.equal(stripVTControlCharacters(colored), reporter.render(realistic()));
  assert.doesNotMatch(reporter.render(realistic()), /\x1b/);
});

test('hostile text neither reaches the terminal nor the log of a build service', () => {
  const text = reporter.render(hostile({ verbose: true }));
  assert.doesNotMatch(text, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]/u);
  assert.doesNotMatch(text, /^\s*::/m);
  const command = root({ message: '##vso[task.setvariable variable=PATH]x ##[error]y ## [fine]' });
  assert.match(
    render([command], { width: 120 }),
    /# #vso\[task\.setvariable variable=PATH\]x # #\[error\]y ## \[fine\]/,
  );
});

test('a very long line and a very long message cost little and show the place', () => {
  const file = new Source('Dockerfile', `RUN ${'x'.repeat(500_000)}PLACE${'y'.repeat(500_000)}`);
  const text = reporter.render(
    inputOf(verdict([root({ source: file, on: 'PLACE', message: 'm'.repeat(1_000_000) })]), [file]),
  );
  assert.ok(text.length < 3000);
  assert.match(text, /1 │ …x+PLACEy+…\n {12}│ {17}\^{5}\n/);
});

test('what is the same of three targets and under the line is told once; what is over it stays with its target', () => {
  const names = ['web', 'api', 'jobs'];
  const source = new Source('compose.yaml', names.map((name) => `${name}:\n`).join(''));
  const of = (name: string, rule: string, severity: 'low' | 'high') =>
    finding({ rule, source, on: `${name}:`, message: `service ${name} has none`, severity, target: name });
  const findings = [
    ...names.map((name) => of(name, 'common', 'low')),
    ...names.map((name) => of(name, 'grave', 'high')),
    of('web', 'rare', 'low'),
    of('api', 'rare', 'low'),
  ];
  const input = inputOf(verdict(findings), [source]);
  const text = reporter.render(input);
  const count = (word: RegExp): number => text.match(word)?.length ?? 0;
  assert.match(text, /^compose\.yaml → web, api, jobs$/m);
  assert.equal(count(/low +common/g), 1);
  assert.match(text, /and 2 more like it: lines 2, 3/);
  assert.equal(count(/● high +grave/g), 3);
  assert.equal(count(/low +rare/g), 2);
  assert.match(text, /3 over the line \(high\) · 5 under it/);
  const all = reporter.render({ ...input, verbose: true });
  assert.equal(all.match(/low +common/g)?.length, 3);
});
