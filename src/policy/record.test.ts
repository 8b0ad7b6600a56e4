import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dockerfile, finding, lines } from './fixtures.ts';
import { recordFor } from './record.ts';
import { recordTitle } from './waivers.ts';

const file = dockerfile('dev/Dockerfile', lines('FROM node AS dev'));
const found = finding('run-as-root', file.source, 1, { target: 'dev', message: 'Runs as root\nby default' });
const details = { reason: ' It mounts the socket. ', today: '2026-11-21', existing: [] };

describe('recordFor', () => {
  it('says what was found and decided', () => {
    const record = recordFor(found, {
      ...details,
      owner: 'ops',
      until: '2027-06-30',
      line: 'FROM node AS dev',
    });
    assert.equal(record.path, 'docs/decisions/0001-accept-run-as-root-in-dev-dockerfile-dev.md');
    assert.equal(
      record.text,
      lines(
        '# Accept run-as-root in dev/Dockerfile (dev)',
        '',
        '- Status: accepted',
        '- Date: 2026-11-21',
        '- Owner: ops',
        '- Holds until: 2027-06-30',
        '',
        '## What was found',
        '',
        '`run-as-root` (DL3002, DS-0002, CIS-DI-0001), severity high, at dev/Dockerfile:1:',
        '',
        '> Runs as root',
        '> by default',
        '',
        '    FROM node AS dev',
        '',
        '## Decision',
        '',
        'The finding is accepted: It mounts the socket.',
        '',
        '## What would change it',
        '',
        'The repair, when it becomes possible: Repair it.',
        '',
        'After 2027-06-30 the finding counts again, and this decision has to be made anew.',
      ),
    );
    assert.equal(recordTitle(record.text, record.path), record.title);
  });

  const numbers: [existing: string[], next: string][] = [
    [[], '0001'],
    [['README.md', 'x12.md', '2026'], '0001'],
    [['0001-a.md', '0007-b.md', '0003-c.md'], '0008'],
    [['1-a.md', '9-b.md'], '10'],
    [['001_a.md'], '002'],
    [['0878.md'], '0879'],
  ];
  for (const [existing, next] of numbers) {
    it(`takes ${next} after ${existing.join(', ') || 'nothing'}`, () =>
      assert.ok(recordFor(found, { ...details, existing }).path.startsWith(`docs/decisions/${next}-`)));
  }

  it('goes into another folder, under a name of fair length', () => {
    const deep = { ...found, at: { ...found.at, path: `${'very/long/'.repeat(20)}Dockerfile` } };
    const { path } = recordFor(deep, { ...details, folder: 'adr/' });
    assert.match(path, /^adr\/0001-[a-z0-9-]{1,60}\.md$/);
  });
});
