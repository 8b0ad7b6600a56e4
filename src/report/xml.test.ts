import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../core/source.ts';
import { reporter as checkstyle } from './checkstyle.ts';
import { reporter as junit } from './junit.ts';
import { finding, hostile, inputOf, realistic, verdict } from './testdata/verdict.ts';
import { readXml } from './testdata/xml-check.ts';
import { document, element, escapeXml, textElement } from './xml.ts';

test('text that XML forbids is removed, the rest escaped', () => {
  assert.equal(escapeXml('a\0\x1b\ud800\ufffe<&>"\'\n'), 'a&lt;&amp;&gt;&quot;&apos;&#10;');
});

test('elements nest with indents and leave undefined attributes out', () => {
  assert.equal(
    document(element('a', { x: 1, y: undefined }, [element('b', {}), textElement('c', { z: '"' }, '1 < 2')])),
    '<?xml version="1.0" encoding="UTF-8"?>\n<a x="1">\n  <b/>\n  <c z="&quot;">1 &lt; 2</c>\n</a>\n',
  );
});

test('checkstyle and junit are well-formed, whatever the findings say', () => {
  for (const input of [realistic(), hostile(), inputOf(verdict([]), [])]) {
    assert.equal(readXml(checkstyle.render(input)).name, 'checkstyle');
    assert.equal(readXml(junit.render(input)).name, 'testsuites');
  }
});

const source = new Source('a&b/Dockerfile', 'FROM alpine:3.22\nUSER root\n');
const on = (disposition: 'over' | 'under' | 'waived' | 'satisfied', more = {}) =>
  finding({
    rule: 'run-as-root',
    source,
    on: 'root',
    message: 'USER is <root>',
    severity: 'high',
    target: '0',
    aliases: ['DL3002'],
    help: 'Write a number',
    disposition,
    ...more,
  });

test('checkstyle: one file, errors for what is over the line, nothing of what is decided', () => {
  const judged = [
    on('over'),
    on('under', { severity: 'medium' }),
    on('under', { severity: 'low' }),
    on('waived'),
    on('satisfied'),
  ];
  const { attributes, children } = readXml(checkstyle.render(inputOf(verdict(judged), [source])))
    .children[0]!;
  assert.deepEqual(attributes, { name: 'a&b/Dockerfile' });
  assert.deepEqual(
    children.map((child) => child.attributes.severity),
    ['error', 'warning', 'info'],
  );
  assert.deepEqual(children[0]?.attributes, {
    line: '2',
    column: '6',
    severity: 'error',
    message: 'USER is <root>',
    source: 'plimsoll.run-as-root',
  });
});

test('junit: a suite for each file, a case for each finding, and its numbers add up', () => {
  const root = readXml(junit.render(realistic()));
  assert.deepEqual(root.attributes, {
    name: 'plimsoll',
    tests: '20',
    failures: '3',
    errors: '0',
    skipped: '6',
    time: '0.213',
  });
  assert.deepEqual(
    root.children.map(({ attributes }) => attributes.name),
    ['dev/Containerfile', 'docker/Dockerfile.production', 'docker/Dockerfile.tools', 'not seen'],
  );
  for (const suite of root.children) {
    const having = (name: string) =>
      suite.children.filter(({ children }) => children.some((child) => child.name === name)).length;
    assert.equal(suite.attributes.tests, String(suite.children.length));
    assert.equal(suite.attributes.failures, String(having('failure')));
    assert.equal(suite.attributes.skipped, String(having('skipped')));
  }
  assert.deepEqual(root.children[2]?.children[0]?.children, []);
});

test('junit: what a case says', () => {
  const waiver = {
    reason: 'on purpose',
    owner: 'us',
    until: '2027-01-01',
    source: 'plimsoll.yaml:1',
    kind: 'config',
  } as const;
  const input = inputOf(
    verdict([
      on('over'),
      on('over'),
      on('under'),
      on('waived', { waiver }),
      on('satisfied', { evidence: 'a probe' }),
    ]),
    [source],
  );
  const cases = readXml(junit.render(input)).children[0]!.children;
  assert.deepEqual(
    cases.map(({ attributes }) => attributes.name),
    [
      'run-as-root at 2:6 in stage 0',
      'run-as-root at 2:6 in stage 0 (2)',
      'run-as-root at 2:6 in stage 0 (3)',
      'run-as-root at 2:6 in stage 0 (4)',
      'run-as-root at 2:6 in stage 0 (5)',
    ],
  );
  const detail = [
    'a&b/Dockerfile:2:6',
    'high run-as-root (DL3002): USER is <root>',
    '2 | USER root',
    'To repair: Write a number',
  ].join('\n');
  const inner = (index: number) => cases[index]!.children[0]!;
  assert.deepEqual(
    { ...inner(0), children: undefined },
    {
      name: 'failure',
      attributes: { message: 'USER is <root>', type: 'high' },
      text: detail,
      children: undefined,
    },
  );
  assert.equal(inner(2).name, 'system-out');
  assert.equal(inner(2).text, detail);
  assert.equal(inner(3).attributes.message, 'waived: on purpose, by us, until 2027-01-01');
  assert.equal(inner(4).attributes.message, 'satisfied: a probe');
});

test('junit: what was not seen is an error where the policy does not allow it', () => {
  const gaps = [{ path: 'x', reason: 'unreadable' }];
  const allowed = readXml(junit.render(inputOf(verdict([], { gaps }), [])));
  assert.deepEqual([allowed.attributes.errors, allowed.attributes.skipped], ['0', '1']);
  const refused = readXml(junit.render(inputOf(verdict([], { gaps, exit: 4 }), [])));
  assert.deepEqual([refused.attributes.errors, refused.attributes.skipped], ['1', '0']);
});
