import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../../core/source.ts';
import { readObjects } from '../../../workload/kubernetes/index.ts';
import { readYaml } from '../../../yaml/read.ts';
import { grantsOf, namedBy, openVerbs, verbsOn } from './roles.ts';

/** The only grant of a role with these fields. */
function grant(fields: Readonly<Record<string, readonly string[]>>) {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
    rules: [fields],
  };
  const { objects } = readObjects(readYaml(new Source('role.json', JSON.stringify(role))));
  return grantsOf(objects[0]!)[0]!;
}

// What the RBAC authorizer of Kubernetes allows: VerbMatches, APIGroupMatches, ResourceMatches, ResourceNameMatches.
describe('a grant names resources as the authorizer compares them', () => {
  const cases: readonly (readonly [
    groups: string[],
    resources: string[],
    group: string,
    name: string,
    at?: string,
  ])[] = [
    [[''], ['secrets'], '', 'secrets', 'secrets'],
    [['apps'], ['secrets'], '', 'secrets'],
    [['*'], ['secrets'], '', 'secrets', 'secrets'],
    [[], ['secrets'], '', 'secrets'],
    [[''], ['pods'], '', 'pods/exec'],
    [[''], ['pods/exec'], '', 'pods/exec', 'pods/exec'],
    [[''], ['*/exec'], '', 'pods/exec', '*/exec'],
    [[''], ['pods/*'], '', 'pods/exec'],
    [[''], ['*/*'], '', 'pods/exec'],
    [[''], ['Secrets'], '', 'secrets'],
    // Told as the wildcard that it is.
    [[''], ['*'], '', 'secrets'],
    [['*'], ['*'], 'apps', 'deployments'],
    [['', 'apps'], ['*'], 'apps', 'deployments'],
    [['apps'], ['*'], 'apps', 'deployments', '*'],
    [['apps'], ['*'], 'batch', 'jobs'],
  ];
  for (const [groups, resources, group, name, wanted] of cases)
    it(`[${groups}] [${resources}] and ${name} of ${group || 'the core'}`, () => {
      const field = namedBy(grant({ apiGroups: groups, resources, verbs: ['get'] }), { group, name });
      assert.equal(field?.value, wanted);
      if (field)
        assert.equal(field.at.source.text.slice(field.at.span.start, field.at.span.end), `"${wanted}"`);
    });
});

describe('names limit what a grant allows', () => {
  const named = grant({
    apiGroups: [''],
    resources: ['configmaps'],
    resourceNames: ['a'],
    verbs: ['create', 'update'],
  });
  it('to nothing that is open', () => assert.deepEqual(openVerbs(named, ['create', 'update']), []));
  it('to objects of that name, when there is one to compare', () => {
    assert.deepEqual(verbsOn(named, 'a', ['create', 'update']), ['update']);
    assert.deepEqual(verbsOn(named, 'b', ['create', 'update']), []);
  });
  it('and without them everything is', () => {
    const open = grant({ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] });
    assert.deepEqual(openVerbs(open, ['update']), ['*']);
    assert.deepEqual(verbsOn(open, 'a', ['create']), ['*']);
  });
});

it('rules that are no rules are passed over', () => {
  const text =
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules: [1, {verbs: get, resources: {a: b}}, null]\n';
  const { objects } = readObjects(readYaml(new Source('role.yaml', text)));
  assert.equal(grantsOf(objects[0]!).length, 3);
  assert.deepEqual(
    grantsOf(objects[0]!).flatMap(({ verbs, resources }) => [...verbs, ...resources]),
    [],
  );
});
