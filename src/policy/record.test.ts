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
    const record = recordFor([{ finding: found, line: 'FROM node AS dev' }], {
      ...details,
      owner: 'ops',
      until: '2027-06-30',
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
        '`run-as-root` (DL3002, DS-0002, CIS-DI-0001), severity high, at dev/Dockerfile:1 (dev):',
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

  it('names all that is accepted, and not one target for several', () => {
    const other = { ...found, at: { ...found.at, target: 'prod' }, message: 'Runs as root, too' };
    const record = recordFor([{ finding: found }, { finding: other }], { ...details, until: '2027-06-30' });
    assert.equal(record.title, 'Accept run-as-root in dev/Dockerfile');
    assert.match(record.text, /at dev\/Dockerfile:1 \(dev\):\n\n> Runs as root\n> by default\n/);
    assert.match(record.text, /at dev\/Dockerfile:1 \(prod\):\n\n> Runs as root, too\n/);
    assert.match(record.text, /These 2 findings are accepted: /);
    assert.match(record.text, /becomes possible: Repair it\.\n\nAfter 2027-06-30 they count again/);
    const elsewhere = { ...other, at: { ...other.at, path: 'web/Dockerfile' } };
    const both = recordFor([{ finding: found }, { finding: elsewhere }], details);
    assert.equal(both.title, 'Accept run-as-root in dev/Dockerfile and 1 more file');
  });

  it('lists a fair number, and says how many there are', () => {
    const { text } = recordFor(Array(25).fill({ finding: found }), details);
    assert.equal(text.split('severity high').length - 1, 20);
    assert.match(text, /\nAnd 5 more\.\n\n## Decision\n\nThese 25 findings/);
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
      assert.ok(
        recordFor([{ finding: found }], { ...details, existing }).path.startsWith(`docs/decisions/${next}-`),
      ));
  }

  it('goes into another folder, under a name of fair length', () => {
    const deep = { ...found, at: { ...found.at, path: `${'very/long/'.repeat(20)}Dockerfile` } };
    const { path } = recordFor([{ finding: deep }], { ...details, folder: 'adr/' });
    assert.match(path, /^adr\/0001-[a-z0-9-]{1,60}\.md$/);
  });
});
