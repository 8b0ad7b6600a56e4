import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../core/source.ts';
import { waiverInWords } from './decisions.ts';
import { hunksOf } from './hunks.ts';
import { inlineCode, link, pageHtml } from './markup.ts';
import { lastLineOf, uriOf } from './places.ts';
import { inputOf, placeOf, verdict } from './testdata/verdict.ts';

const source = new Source('Dockerfile', 'FROM a\nRUN b\nRUN c\nRUN d\nRUN e\n');
const hunks = (...edits: readonly { on: string; text: string; path?: string }[]) =>
  hunksOf(inputOf(verdict([]), [source]), 'Dockerfile', {
    title: 't',
    safe: true,
    edits: edits.map(({ on, text, path }) =>
      path ? { path, text, span: { start: 0, end: 0 } } : { text, span: placeOf(source, on).span },
    ),
  });

test('hunks: whole lines, and only those that change', () => {
  assert.deepEqual(hunks({ on: 'b', text: 'B' }), [
    { path: 'Dockerfile', line: 2, removed: ['RUN b'], added: ['RUN B'] },
  ]);
  assert.deepEqual(hunks({ on: 'RUN b', text: 'RUN b\nUSER 1' }), [
    { path: 'Dockerfile', line: 3, removed: [], added: ['USER 1'] },
  ]);
  assert.deepEqual(hunks({ on: 'RUN c\n', text: '' }), [
    { path: 'Dockerfile', line: 3, removed: ['RUN c'], added: [] },
  ]);
});

test('hunks: edits of neighbouring lines are one, of distant lines two, whatever their order', () => {
  assert.deepEqual(hunks({ on: 'c', text: 'C' }, { on: 'b', text: 'B' }), [
    { path: 'Dockerfile', line: 2, removed: ['RUN b', 'RUN c'], added: ['RUN B', 'RUN C'] },
  ]);
  assert.deepEqual(
    hunks({ on: 'e', text: 'E' }, { on: 'b', text: 'B' }).map(({ line }) => line),
    [2, 5],
  );
});

test('hunks: a new file is all added; overlapping edits have none', () => {
  assert.deepEqual(hunks({ on: '', path: '.dockerignore', text: '.git\n.env' }), [
    { path: '.dockerignore', line: 1, removed: [], added: ['.git', '.env'] },
  ]);
  assert.deepEqual(hunks({ on: 'RUN b', text: '' }, { on: 'b\n', text: '' }), []);
});

test('pages: the Markdown that they are written in', () => {
  assert.equal(
    pageHtml(
      '# A & b\n\nOne\ntwo **three** `<x>` [four](https://example.com/?a&b).\n\n- five\n  six\n- seven\n\n1. eight\n\n```dockerfile bad\nFROM <a>\n\n# not a heading\n```\n\n| a | b |\n| - | - |\n',
      2,
    ),
    [
      '<h2>A &amp; b</h2>',
      '<p>One two <strong>three</strong> <code>&lt;x&gt;</code> <a href="https://example.com/?a&amp;b" rel="noreferrer">four</a>.</p>',
      '<ul><li>five six</li><li>seven</li></ul>',
      '<ol><li>eight</li></ol>',
      '<pre><code>FROM &lt;a&gt;\n\n# not a heading</code></pre>',
      '<pre>| a | b |\n| - | - |</pre>',
    ].join('\n'),
  );
});

test('pages: no HTML passes through, no link to anything but the web, and an open fence ends with the page', () => {
  assert.equal(pageHtml('<script>x</script>', 2), '<p>&lt;script&gt;x&lt;/script&gt;</p>');
  assert.equal(pageHtml('[x](javascript:y)', 2), '<p>x</p>');
  assert.equal(pageHtml('```\na', 2), '<pre><code>a</code></pre>');
  assert.equal(pageHtml('', 2), '');
});

test('links and code within a line', () => {
  assert.equal(
    link('https://example.com/"x', 'a<b'),
    '<a href="https://example.com/&quot;x" rel="noreferrer">a&lt;b</a>',
  );
  assert.equal(link('http://[', 'a'), 'a');
  assert.equal(inlineCode('a `b<` c ` d'), 'a <code>b&lt;</code> c ` d');
});

test('paths as URIs', () => {
  assert.equal(uriOf('a b/ä#%.Dockerfile'), 'a%20b/%C3%A4%23%25.Dockerfile');
  assert.equal(uriOf('../x:y'), '../x%3Ay');
  assert.equal(uriOf('/srv/a b'), 'file:///srv/a%20b');
  assert.equal(uriOf('C:/a'), 'file:///C:/a');
  assert.equal(uriOf('a\ud800'), 'a%EF%BF%BD');
});

test('the last line of a place', () => {
  const at = (text: string) => lastLineOf(placeOf(source, text));
  assert.deepEqual([at('RUN b'), at('RUN b\n'), at('RUN b\nRUN c')], [2, 2, 3]);
});

test('decisions in words', () => {
  assert.equal(
    waiverInWords({
      reason: 'r.',
      owner: 'o',
      until: '2027-01-01',
      record: { path: 'p', title: 't' },
      source: 's',
      kind: 'config',
    }),
    'r (p: t), by o, until 2027-01-01',
  );
});
