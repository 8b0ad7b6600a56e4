import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captioned, pageOf } from './catalogue.ts';

test('what fences say to the tests is a caption for readers', () => {
  const page = [
    '```dockerfile bad line=2 aliases=DL3002',
    'FROM a',
    '```',
    '```text file=.dockerignore',
    '*',
    '```',
    '```yaml options',
    'a: 1',
    '```',
    '```sh',
    'x',
    '```',
  ].join('\n');
  assert.equal(
    captioned(page),
    [
      'Bad:\n\n```dockerfile',
      'FROM a',
      '```',
      'With `.dockerignore` in the build context:\n\n```text',
      '*',
      '```',
      'With these options:\n\n```yaml',
      'a: 1',
      '```',
      '```sh',
      'x',
      '```',
    ].join('\n'),
  );
});

test('no page of a rule keeps them', () => {
  const page = captioned(pageOf('run-as-root')!);
  assert.match(page, /^Bad:$/m);
  assert.doesNotMatch(page, /^```\w+ /m);
});
