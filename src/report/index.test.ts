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
  const formats = 'Formats: text, json, sarif, github, gitlab, junit, checkstyle, markdown, html.';
  assert.equal(await refusal('sarf'), `There is no report format "sarf". Did you mean sarif? ${formats}`);
  assert.equal(await refusal('JSON'), `There is no report format "JSON". Did you mean json? ${formats}`);
  assert.equal(await refusal('mark'), `There is no report format "mark". Did you mean markdown? ${formats}`);
  assert.equal(await refusal('toString'), `There is no report format "toString". ${formats}`);
  assert.equal(await refusal(''), `There is no report format "". ${formats}`);
});
