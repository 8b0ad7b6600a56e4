import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlimsollError } from '../core/errors.ts';
import { reporterFor, reportFormats } from './index.ts';
import { hostile, inputOf, realistic, verdict } from './testdata/verdict.ts';

test('every listed format can be loaded and renders anything, ending with a line feed', async () => {
  assert.equal(reportFormats.length, 9);
  for (const { id, description } of reportFormats) {
    assert.ok(description.length > 5);
    const reporter = await reporterFor(id);
    assert.equal(reporter.id, id);
    for (const input of [
      realistic(),
      hostile(),
      inputOf(verdict([]), []),
      inputOf(realistic().verdict, [], { rules: new Map() }),
    ]) {
      assert.match(reporter.render(input), /[^\n]\n$/, id);
    }
  }
});

test('an unknown format names the nearest', async () => {
  const refusal = async (id: string) => {
    const error = await reporterFor(id).then(
      () => assert.fail('found'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof PlimsollError);
    assert.equal(error.code, 'usage');
    return error.message;
  };
  const formats = 'There are text, json, sarif, github, gitlab, junit, checkstyle, markdown, html';
  assert.equal(await refusal('sarf'), `there is no report format “sarf”; did you mean sarif? ${formats}`);
  assert.equal(await refusal('JSON'), `there is no report format “JSON”; did you mean json? ${formats}`);
  assert.equal(await refusal('mark'), `there is no report format “mark”; did you mean markdown? ${formats}`);
  assert.equal(await refusal('toString'), `there is no report format “toString”. ${formats}`);
  assert.equal(await refusal(''), `there is no report format “”. ${formats}`);
});
