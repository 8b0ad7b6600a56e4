import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../core/source.ts';
import type { ConfigWaiver } from './config.ts';
import { parseConfig } from './config.ts';
import { appendWaiver } from './edit-config.ts';
import { lines, rules } from './fixtures.ts';
import { ruleIds } from './ids.ts';

const waiver: ConfigWaiver = { rules: ['run-as-root'], paths: ['dev/Dockerfile'], reason: 'Needs root' };
const added = ['  - rule: run-as-root', '    path: dev/Dockerfile', '    reason: Needs root'];
const append = (text: string | undefined, more: Partial<ConfigWaiver> = {}) =>
  appendWaiver(text, { ...waiver, ...more }, 'plimsoll.yaml');
const indent = (by: number): string[] => added.map((row) => ' '.repeat(by) + row.slice(2));

describe('appendWaiver', () => {
  const cases: [what: string, before: string | undefined, after: string][] = [
    [
      'makes a file',
      undefined,
      lines(
        '# yaml-language-server: $schema=./node_modules/plimsoll/dist/schema/config.json',
        'waivers:',
        ...added,
      ),
    ],
    ['fills an empty one', '', lines('waivers:', ...added)],
    ['fills a document of nothing', '--- # x\n', lines('--- # x', '', 'waivers:', ...added)],
    ['keeps the only comment', '# mine\n', lines('# mine', '', 'waivers:', ...added)],
    ['adds the list', 'fail-on: low # why', lines('fail-on: low # why', '', 'waivers:', ...added)],
    [
      'adds to the list, and leaves all else',
      lines(
        '# head',
        'rules:   {exec-form:  off}',
        'waivers:',
        '  # first',
        '  - {rule: DL3002,  reason: "x"} # here',
        '',
        '# tail',
        'fail-on:   low',
      ),
      lines(
        '# head',
        'rules:   {exec-form:  off}',
        'waivers:',
        '  # first',
        '  - {rule: DL3002,  reason: "x"} # here',
        ...added,
        '',
        '# tail',
        'fail-on:   low',
      ),
    ],
    [
      'keeps the list’s indent',
      lines('waivers:', '- rule: DL3002', '  reason: x', 'peers: true'),
      lines('waivers:', '- rule: DL3002', '  reason: x', ...indent(0), 'peers: true'),
    ],
    [
      'keeps a deeper indent',
      lines('waivers:', '      - rule: DL3002', '        reason: x'),
      lines('waivers:', '      - rule: DL3002', '        reason: x', ...indent(6)),
    ],
    [
      'adds behind a block of text',
      lines('waivers:', '  - rule: DL3002', '    reason: |', '      one', '      two', 'peers: true'),
      lines(
        'waivers:',
        '  - rule: DL3002',
        '    reason: |',
        '      one',
        '      two',
        ...added,
        'peers: true',
      ),
    ],
    [
      'adds without a last line ending',
      'waivers:\n  - rule: DL3002\n    reason: x',
      lines('waivers:', '  - rule: DL3002', '    reason: x', ...added),
    ],
    [
      'fills an empty list',
      lines('waivers: [] # none', 'peers: true'),
      lines('waivers: # none', ...added, 'peers: true'),
    ],
    ['fills an empty key', lines('waivers:', 'peers: true'), lines('waivers:', ...added, 'peers: true')],
    ['fills an empty key at the end', 'peers: true\nwaivers:', lines('peers: true', 'waivers:', ...added)],
    [
      'fills an empty key with a comment',
      lines('waivers: # none yet'),
      lines('waivers: # none yet', ...added),
    ],
  ];
  for (const [what, before, after] of cases) it(what, async () => assert.equal(await append(before), after));

  it('keeps CRLF and the byte-order mark', async () => {
    assert.equal(
      await append('\uFEFFfail-on: low\r\n'),
      `\uFEFFfail-on: low\r\n\r\nwaivers:\r\n${added.join('\r\n')}\r\n`,
    );
  });

  const relaid: [what: string, before: string][] = [
    ['a list in one line', '# head\nwaivers: [{rule: DL3002, reason: x}] # tail\n'],
    ['a configuration in one line', '{fail-on: low, waivers: []}\n'],
    ['JSON', '{"waivers": [{"rule": "DL3002", "reason": "x"}]}\n'],
    ['a document with an end', 'fail-on: low\n...\n'],
    ['indented keys', '  fail-on: low\n  peers: true\n'],
  ];
  for (const [what, before] of relaid) {
    it(`lays out anew what cannot be added to: ${what}`, async () => {
      const after = await append(before);
      const { waivers } = await parseConfig(new Source('x', after), ruleIds(rules));
      assert.equal(waivers.at(-1)?.value.reason, 'Needs root');
      for (const comment of before.match(/# \w+/g) ?? []) assert.ok(after.includes(comment), after);
    });
  }

  it('writes every value so that it is read as it was', async () => {
    const odd = [
      'true',
      'null',
      '1.10',
      '- a',
      '*',
      '**/x',
      '#x',
      'a: b',
      'a # b',
      '"q"',
      "it's",
      'a\nb',
      ' x ',
      '2027-01-31',
      '[a]',
      '{a}',
      '&a',
      '!a',
      '%a',
      '@a',
      '`a',
      'ÄÖ',
      '漢字',
      'a\\b',
      'a\u2028b',
      'off',
      '0x1F',
      '~',
      'a:',
    ];
    for (const text of odd) {
      const after = await append(undefined, {
        paths: [text, 'a'],
        line: text,
        owner: text,
        target: text,
        reason: text,
        package: text,
        record: text,
      });
      const { waivers } = await parseConfig(new Source('x', after), ruleIds(rules));
      assert.deepEqual(waivers[0]?.value, {
        rules: ['run-as-root'],
        paths: [text, 'a'],
        line: text,
        owner: text,
        target: text,
        reason: text,
        package: text,
        record: text,
      });
    }
  });

  it('writes days plain, and several rules as a list', async () => {
    const after = await append('', { rules: ['run-as-root', 'DL3003'], until: '2027-01-31' });
    assert.match(after, /- rule: \[run-as-root, DL3003\]\n/);
    assert.match(after, /until: 2027-01-31\n/);
  });

  it('again and again', async () => {
    let text: string | undefined;
    for (let i = 0; i < 5; i++) text = await append(text, { reason: `reason ${i}` });
    const { waivers } = await parseConfig(new Source('x', text!), ruleIds(rules));
    assert.deepEqual(
      waivers.map(({ value }) => value.reason),
      ['reason 0', 'reason 1', 'reason 2', 'reason 3', 'reason 4'],
    );
  });

  const refused: [text: string, message: RegExp][] = [
    ['waivers: [', /^plimsoll\.yaml:\d+:\d+: cannot be read as YAML/],
    ['- a', /keys and values were expected/],
    ['waivers: {a: b}', /“waivers” is no list/],
  ];
  for (const [text, message] of refused)
    it(`refuses ${text}`, async () => assert.rejects(append(text), { code: 'config', message }));
});
