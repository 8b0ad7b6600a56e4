import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Source } from '../../../core/source.ts';
import { readObjects } from '../../../workload/kubernetes/index.ts';
import type { Delivery } from '../../../workload/types.ts';
import { readYaml } from '../../../yaml/read.ts';
import { nameSelector, selectedBy, selectorIn } from './selectors.ts';

type Labels = Readonly<Record<string, string>>;

function deliveryOf(pods: readonly Labels[]): Delivery {
  const items = pods.map((labels, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `p${index}`, labels },
    spec: { containers: [] },
  }));
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const { objects } = readObjects(readYaml(new Source('pods.json', text)));
  return { projects: [], objects, workloads: objects.flatMap(({ workload }) => workload ?? []) };
}

const selector = (value: unknown) =>
  selectorIn(readYaml(new Source('selector.json', JSON.stringify(value))).documents[0]!.root);

const selected = (value: unknown, pods: readonly Labels[]): string[] | undefined =>
  selectedBy(selector(value), undefined, deliveryOf(pods))?.map(({ name }) => name);

const expression = (key: string, operator: string, values: readonly string[] = []) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('label selectors', () => {
  const pods = [{ app: 'web', tier: 'front' }, { app: 'api' }, {}];
  const cases: readonly (readonly [value: unknown, names: string[], words: string])[] = [
    [{}, ['p0', 'p1', 'p2'], ''],
    [{ matchLabels: { app: 'web' } }, ['p0'], 'app=web'],
    [{ matchLabels: { app: 'api', tier: 'front' } }, [], 'app=api, tier=front'],
    [expression('app', 'In', ['web', 'api']), ['p0', 'p1'], 'app in (web, api)'],
    [expression('app', 'NotIn', ['web']), ['p1', 'p2'], 'app not in (web)'],
    [expression('tier', 'Exists'), ['p0'], 'tier'],
    [expression('tier', 'DoesNotExist'), ['p1', 'p2'], 'tier absent'],
    [{ matchLabels: { app: 'web', 'pod-template-hash': '1' } }, ['p0'], 'app=web, pod-template-hash=1'],
  ];
  for (const [value, names, words] of cases)
    it(words || 'everything', () => {
      assert.deepEqual(selected(value, pods), names);
      assert.equal(nameSelector(selector(value)), words);
    });

  it('finds by the index what comparing all of them finds', () => {
    const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 12 }), labels, (pods, wanted) => {
        const names = pods.flatMap((own, index) =>
          Object.entries(wanted).every(([key, value]) => own[key] === value) ? [`p${index}`] : [],
        );
        assert.deepEqual(selected({ matchLabels: wanted }, pods), names);
      }),
    );
  });

  it('leaves it open when there are too many to look through', () => {
    const many = Array.from({ length: 1001 }, () => ({ app: 'web' }));
    assert.equal(selected({ matchLabels: { app: 'web' } }, many), undefined);
    assert.deepEqual(selected({ matchLabels: { app: 'other' } }, many), []);
  });
});
