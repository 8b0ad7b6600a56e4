import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isQuestion } from '../../core/finding.ts';
import { partsOf } from '../../testing/check-delivery-page.ts';
import { tagNotBuilt } from './tag-not-built.ts';

it('tells of many builds the first few, so that the report grows with the files only', () => {
  const jobs = Array.from(
    { length: 40 },
    (_, i) => `  j${i}:
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, tags: "ghcr.io/acme/api:b${i}" }
`,
  );
  const { fits } = partsOf({
    Dockerfile: 'FROM alpine:3.22\n',
    '.github/workflows/publish.yaml': `on: push\njobs:\n${jobs.join('')}`,
    'pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: api }
spec: { containers: [{ name: api, image: "ghcr.io/acme/api:b40" }, { name: two, image: "ghcr.io/acme/api:b39" }] }
`,
  });
  const problems = fits.flatMap((fit) => [...tagNotBuilt.check(fit, {})]);
  assert.equal(problems.length, 1);
  const [problem] = problems;
  assert.ok(problem && !isQuestion(problem));
  assert.equal(problem.also?.length, 5);
  assert.match(problem.message, /runs the tag b40 .* and others give b0, b1, b2, b3, b4 and 35 more$/);
});
