import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../core/source.ts';
import { reporter } from './markdown.ts';
import { finding, hostile, inputOf, realistic, verdict } from './testdata/verdict.ts';

const source = new Source('a|b/Dockerfile', 'FROM alpine:3.22\nUSER root\nUSER root\n');
const root = (more: Partial<Parameters<typeof finding>[0]> = {}) =>
  finding({
    rule: 'run-as-root',
    source,
    on: 'USER root',
    message: 'Not `a|b` *but* @team',
    severity: 'high',
    help: 'Write a number',
    ...more,
  });

test('a comment: the verdict, then a table whose cells hold only text', () => {
  const input = inputOf(
    verdict([root({ target: '0', aliases: ['DL3002'] }), root({ nth: 2, target: '0', aliases: ['DL3002'] })]),
    [source],
  );
  assert.equal(
    reporter.render(input),
    `<!-- plimsoll -->
**FAIL** · 2 over the line (high)

| Severity | Rule | Place | Finding |
| --- | --- | --- | --- |
| high | [run-as-root](https://example.com/rules/run-as-root)<br><sub>DL3002</sub> | <code>a&#124;b/Dockerfile</code>:2, 3 → stage 0 | Not <code>a&#124;b</code> &#42;but&#42; &#64;&#8203;team<br>**help** Write a number |
`,
  );
});

test('the worst comes first, the rest is folded away, decisions and gaps are told', () => {
  const text = reporter.render(realistic());
  const at = (part: string) => {
    const index = text.indexOf(part);
    assert.ok(index >= 0, part);
    return index;
  };
  const order = [
    '**FAIL** · 3 over the line (high) · 10 under it · 4 waived · 1 satisfied · 1 not seen · 0.21 s',
    '3 can be repaired: `plimsoll fix` (1 more with --unsafe)',
    '| critical |',
    '| high |',
    '**Not seen**',
    'MANIFEST_UNKNOWN',
    '<details><summary>10 under the line</summary>',
    '<details><summary>4 waived</summary>',
    '- <code>dev/Containerfile</code> run-as-root, 2 × workdir-not-cd: The development container',
    'until 2027-05-30',
    '<details><summary>1 satisfied elsewhere</summary>',
    '← readinessProbe in deploy/chart/templates/deployment.yaml:88',
    '<details><summary>Notes</summary>',
  ].map(at);
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
});

test('hostile text is text', () => {
  const text = reporter.render(hostile());
  const ours = /<\/?(?:code|sub|br|details|summary)>|<!-- plimsoll -->|`plimsoll fix`/g;
  assert.doesNotMatch(text.replace(ours, ''), /[<>`]|\x1b|\u202e|\]\(javascript/);
  for (const row of text.split('\n').filter((line) => /^\| (?:critical|high|medium|low|info) /.test(line))) {
    assert.equal(row.match(/\|/g)?.length, 5, row);
  }
});

test('text that begins like a list, a heading or a mention is none', () => {
  const gaps = ['- a', '# b', '1. c', '+ d', '@e #12 https://example.com www.example.com'].map((reason) => ({
    path: '',
    reason,
  }));
  const text = reporter.render(inputOf(verdict([], { gaps }), []));
  assert.deepEqual(
    text.split('\n').filter((line) => line.startsWith('- ')),
    [
      '- &#45; a',
      '- &#35;&#8203; b',
      '- 1&#46; c',
      '- &#43; d',
      '- &#64;&#8203;e &#35;&#8203;12 https&#58;//example.com www&#46;example.com',
    ],
  );
});

test('a rule whose page is not of the web is not linked', () => {
  const judged = root();
  const rule = {
    name: 'run-as-root',
    title: 't',
    severity: 'high',
    help: 'h',
    aliases: [],
    set: 'strict',
  } as const;
  const render = (url: string) =>
    reporter.render(
      inputOf(verdict([judged]), [source], { rules: new Map([['run-as-root', { ...rule, url }]]) }),
    );
  assert.match(render('javascript:alert(1)'), /\| high \| run-as-root \|/);
  assert.match(
    render('https://example.com/a(b)|c'),
    /\[run-as-root\]\(https:\/\/example\.com\/a%28b%29%7cc\)/,
  );
});

test('a comment never grows past what a comment may hold, and says what was left out', () => {
  const files = Array.from(
    { length: 3000 },
    (_, index) => new Source(`services/${index}/Dockerfile`, 'USER root'),
  );
  const judged = (['over', 'under', 'satisfied'] as const).flatMap((disposition) =>
    files.map((file) =>
      finding({
        rule: 'run-as-root',
        source: file,
        on: 'root',
        message: `\`*\` ${'long '.repeat(200)}`,
        disposition,
      }),
    ),
  );
  const waived = files.map((file, index) =>
    finding({
      rule: 'run-as-root',
      source: file,
      on: 'root',
      message: 'm',
      waiver: { reason: `reason ${index} ${'&'.repeat(900)}`, source: 's', kind: 'config' },
    }),
  );
  const gaps = files.map(({ path }) => ({ path, reason: `${path} is not readable` }));
  const text = reporter.render(inputOf(verdict([...judged, ...waived], { gaps }), files));
  assert.ok(text.length <= 65_000, `${text.length}`);
  const left = [...text.matchAll(/^([\d,]+) more did not fit into this comment/gm)].map((match) => match[1]);
  assert.equal(left.length, 5);
  const shownOver = text.slice(0, text.indexOf('**Not seen**')).match(/^\| medium \|/gm)?.length ?? 0;
  assert.ok(shownOver > 20);
  assert.equal(left[0], `${3000 - shownOver}`.replace(/^(\d)(\d{3})$/, '$1,$2'));
});
