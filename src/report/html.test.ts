import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Source } from '../core/source.ts';
import { reporter } from './html.ts';
import { finding, hostile, inputOf, realistic, ruleInfo, verdict } from './testdata/verdict.ts';

const page = reporter.render(realistic({ now: new Date('2026-05-01T10:00:00Z') }));

/** Start and end tags in order, as a browser sees them; fails where they do not nest. */
function tagsOf(html: string): string[] {
  const empty = new Set(['meta', 'br', 'input', 'rect', 'circle', 'path', '!doctype']);
  const inert = html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>');
  const names: string[] = [];
  const open: string[] = [];
  for (const [, closing, name, attributes] of inert.matchAll(
    /<(\/?)([!a-z][a-z0-9]*)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*\/?>/gi,
  )) {
    assert.ok(name !== undefined && attributes !== undefined);
    const tag = name.toLowerCase();
    if (closing) assert.equal(open.pop(), tag);
    else {
      names.push(tag);
      if (!empty.has(tag)) open.push(tag);
    }
  }
  assert.deepEqual(open, []);
  return names;
}

test('the page is well-formed and every < in it begins a tag', () => {
  for (const html of [page, reporter.render(hostile()), reporter.render(inputOf(verdict([]), []))]) {
    tagsOf(html);
    const text = html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '').replace(/<\/?[!a-z][^<>]*>/gi, '');
    assert.doesNotMatch(text, /[<>]/);
  }
});

test('nothing is loaded from anywhere, and only our own style and script may run', () => {
  for (const html of [page, reporter.render(hostile())]) {
    assert.doesNotMatch(
      html,
      /<(?:link|img|iframe|object|embed|base)\b|\ssrc=|url\(|@import|\sstyle=|\son\w+=/i,
    );
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    assert.match(
      policy,
      /^default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'$/,
    );
    for (const tag of ['style', 'script']) {
      const blocks = [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
      assert.equal(blocks.length, 1, tag);
      const digest = createHash('sha256').update(blocks[0]![1]!).digest('base64');
      assert.ok(policy.includes(`${tag}-src 'sha256-${digest}'`), tag);
    }
  }
});

test('hostile text is text', () => {
  const html = reporter.render(hostile());
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
  assert.doesNotMatch(html, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]|href="(?!https:|#)/);
});

test('everything that was found and decided is on the page', () => {
  const parts = [
    '<h1 class="FAIL">FAIL</h1>',
    '<span>3 over the line (high)</span>',
    '<h3>docker/Dockerfile.production → server</h3>',
    '<mark>API_TOKEN=changeme</mark>',
    'DL3002 · DS-0002 · CIS-DI-0001',
    '<i>15</i><b>+</b>USER 65532:65532',
    '<b>−</b>USER nonroot:nonroot',
    '<code>plimsoll fix --unsafe</code> does this',
    '<strong>Satisfied by</strong> readinessProbe in deploy/chart/templates/deployment.yaml:88',
    'owner platform team · until 2027-05-30 · record Development containers run as root',
    '<td>2027-05-30</td>',
    'MANIFEST_UNKNOWN',
    'shellcheck was not found',
    '<code>docker/Dockerfile.tools</code> <span class="soft">nothing found</span>',
    '<time datetime="2026-05-01T10:00:00.000Z">2026-05-01 10:00 UTC</time>',
  ];
  for (const part of parts) assert.ok(page.includes(part), part);
});

test('every finding is counted in an article that the filter can find', () => {
  const counts = [...page.matchAll(/<article [^>]*data-count="(\d+)"/g)].map((match) => Number(match[1]));
  assert.equal(
    counts.reduce((sum, each) => sum + each, 0),
    18,
  );
  assert.equal(
    page.match(/<article /g)?.length,
    page.match(/<article [^>]*data-severity="\w+" data-disposition="\w+"/g)?.length,
  );
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
  assert.equal(new Set(ids).size, ids.length);
});

test('the line is drawn under the severity at which it lies', () => {
  const scale = page.slice(page.indexOf('<table class="scale">'), page.indexOf('</table>'));
  assert.deepEqual(
    [...scale.matchAll(/<tr class="(\w+)"/g)].map((match) => match[1]),
    ['critical', 'high', 'line', 'medium', 'low', 'info'],
  );
  const none = reporter.render(inputOf(verdict([], { line: 'none' }), []));
  assert.doesNotMatch(none, /<tr class="line"/);
  assert.match(none, /Nothing was found/);
});

test('a rule has its page where it was loaded', () => {
  const source = new Source('Dockerfile', 'USER root');
  const judged = finding({ rule: 'r', source, on: 'root', message: 'm' });
  const info = ruleInfo(judged, { page: '# Title\n\nWhy `this` matters.' });
  const html = reporter.render(inputOf(verdict([judged]), [source], { rules: new Map([['r', info]]) }));
  assert.ok(html.includes('<h4>Title</h4>\n<p>Why <code>this</code> matters.</p>'));
});

test('a page for people has a language, a title, landmarks and labels', () => {
  const names = tagsOf(page);
  for (const name of ['main', 'header', 'footer', 'h1', 'h2', 'h3', 'h4'])
    assert.ok(names.includes(name), name);
  assert.match(page, /<html lang="en">/);
  assert.match(page, /<title>FAIL: plimsoll report<\/title>/);
  for (const [control] of page.matchAll(/<(?:select|input type="search")[^>]*>/g))
    assert.match(control, /aria-label="/);
});
