import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { folderOf } from '../../testing/folder.ts';
import { isRemote, kustomizationOf, Origins, openTree } from './index.ts';

const BASE = {
  'base/kustomization.yaml': 'resources: [web.yaml]\nconfigMapGenerator: [{name: conf, literals: [A=b]}]\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: example/web
          securityContext: {privileged: true}
`,
};

const BUILT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: prod-web
  namespace: shop
  labels: {team: one}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - args: [--debug]
        image: example/web:latest
        name: web
        securityContext:
          privileged: true
          runAsUser: 0
      hostIPC: true
      hostNetwork: true
      hostPID: true
`;

/** Where words of what was built are carried, by what the overlay is. */
function carried(
  files: Record<string, string>,
  built: string,
  path: string | undefined,
  ...words: string[]
): string[] {
  const tree = openTree(folderOf(files, 'prod'))!;
  const source = new Source('prod/kustomization.yaml', built);
  const origins = new Origins(source, tree, path);
  return words.map((word) => {
    const start = built.indexOf(word);
    assert.notEqual(start, -1, `${word} is there`);
    const origin = origins.origin({ source, span: { start, end: start + word.length } });
    assert.ok(origin.span.start <= origin.span.end && origin.span.end <= origin.source.text.length);
    return `${origin.how} ${origin.source.path}:${origin.source.lineOf(origin.span.start)} ${origin.source.slice(origin.span)}`;
  });
}

describe('carrying places of a built kustomization back', () => {
  const overlay = {
    ...BASE,
    'prod/kustomization.yaml': `namespace: shop
resources: [../base]
components: [../part]
images: [{name: example/web, newTag: latest}]
replicas: [{name: web, count: 3}]
labels: [{pairs: {team: one}}]
patches:
  - path: patch.yaml
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/template/spec/hostPID
        value: true
      - {op: add, path: /spec/template/spec/containers/0/args, value: [--debug]}
  - target: {kind: Service}
    patch: '[{"op": "add", "path": "/spec/replicas", "value": 3}]'
`,
    'prod/patch.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          securityContext:\n            runAsUser: 0\n',
    'part/kustomization.yaml':
      'kind: Component\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: web}\n      spec: {template: {spec: {hostIPC: true}}}\n',
  };

  it('leads to the resource, its patches, and what the kustomization itself says', () => {
    const places: readonly (readonly [word: string, expected: string])[] = [
      ['Deployment', 'literal base/web.yaml:2 Deployment'],
      ['prod-web', 'near base/web.yaml:4 web'],
      ['shop', 'value prod/kustomization.yaml:1 shop'],
      ['one', 'value prod/kustomization.yaml:6 one'],
      ['3', 'value prod/kustomization.yaml:5 3'],
      ['--debug', 'literal prod/kustomization.yaml:14 --debug'],
      ['example/web:latest', 'value prod/kustomization.yaml:4 latest'],
      ['web\n        security', 'literal base/web.yaml:11 web'],
      ['privileged', 'literal base/web.yaml:13 privileged'],
      ['runAsUser', 'literal prod/patch.yaml:10 runAsUser'],
      ['hostIPC', 'literal part/kustomization.yaml:7 hostIPC'],
      ['hostNetwork', 'literal base/web.yaml:9 hostNetwork'],
      ['true\n', 'literal base/web.yaml:13 true'],
    ];
    for (const [word, expected] of places) {
      const plain = word.split('\n', 1)[0]!;
      const start = BUILT.indexOf(word);
      const tree = openTree(folderOf(overlay, 'prod'))!;
      const source = new Source('prod/kustomization.yaml', BUILT);
      const {
        how,
        source: at,
        span,
      } = new Origins(source, tree, 'base/web.yaml').origin({
        source,
        span: { start, end: start + plain.length },
      });
      assert.equal(`${how} ${at.path}:${at.lineOf(span.start)} ${at.slice(span)}`, expected);
    }
  });

  it('leads to an operation of a patch by its value, key and all', () => {
    assert.deepEqual(carried(overlay, BUILT, 'base/web.yaml', 'hostPID'), [
      'literal prod/kustomization.yaml:13 true',
    ]);
  });

  it('leads to a generator, and to the kustomization where nothing is known', () => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: conf-123\ndata: {A: b}\n';
    assert.deepEqual(carried(overlay, config, undefined, 'A'), ['near base/kustomization.yaml:2 conf']);
    const other = 'apiVersion: v1\nkind: Other\nmetadata:\n  name: x\n';
    assert.deepEqual(carried(overlay, other, undefined, 'Other'), [
      'near prod/kustomization.yaml:1 namespace: shop',
    ]);
  });

  it('leads to a patch in quotes as a whole', () => {
    const quoted = {
      ...BASE,
      'prod/kustomization.yaml': `resources: [../base]
patches:
  - target: {kind: Deployment}
    patch: '[{"op": "add", "path": "/spec/template/spec/hostPID", "value": true}]'
`,
    };
    assert.deepEqual(carried(quoted, BUILT, 'base/web.yaml', 'hostPID'), [
      `literal prod/kustomization.yaml:4 '[{"op": "add", "path": "/spec/template/spec/hostPID", "value": true}]'`,
    ]);
  });

  it('reads patches of the older forms', () => {
    const older = {
      ...BASE,
      'prod/kustomization.yaml': `bases: [../base]
patchesStrategicMerge:
  - patch.yaml
  - |-
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {hostIPC: true}}}
patchesJson6902:
  - target: {kind: Deployment, name: web}
    path: ops.json
commonLabels: {team: one}
`,
      'prod/patch.yaml': 'kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
      'prod/ops.json': '[{"op": "replace", "path": "/spec/template/spec/hostPID", "value": true}]',
    };
    assert.deepEqual(carried(older, BUILT, 'base/web.yaml', '3', 'hostIPC', 'hostPID', 'one'), [
      'literal prod/patch.yaml:3 3',
      'literal prod/kustomization.yaml:7 hostIPC',
      'literal prod/ops.json:1 true',
      'value prod/kustomization.yaml:11 one',
    ]);
  });
});

describe('kustomizations that build on others', () => {
  it('are opened each once, circles and missing ones included', () => {
    const tree = openTree(
      folderOf(
        {
          'prod/kustomization.yaml':
            'resources: [../a, ../b, ../none, none.yaml, /etc/passwd, ../../x.yaml]\n',
          'a/kustomization.yml': 'resources: [../b]\n',
          'b/Kustomization': 'resources: [../prod, ../a, https://example.com/x.yaml]\n',
        },
        'prod',
      ),
    )!;
    assert.deepEqual(
      tree.layers.map(({ folder }) => folder),
      ['', '../a', '../b'],
    );
    assert.deepEqual(
      tree.remotes.map(({ source, span }) => source.slice(span)),
      ['https://example.com/x.yaml'],
    );
    assert.deepEqual(
      tree.layers.flatMap(({ resources }) => resources),
      [],
    );
  });

  it('are not those of Flux', () => {
    const text = (apiVersion: string) =>
      new Source('kustomization.yaml', `apiVersion: ${apiVersion}\nkind: Kustomization\n`);
    assert.equal(typeof kustomizationOf(text('kustomize.config.k8s.io/v1beta1')), 'object');
    assert.equal(kustomizationOf(text('kustomize.toolkit.fluxcd.io/v1')), 'other');
    assert.equal(kustomizationOf(new Source('a', 'a: [')), undefined);
  });

  for (const [path, expected] of [
    ['https://example.com/a.yaml', true],
    ['github.com/a/b//deploy?ref=v1', true],
    ['git@github.com:a/b.git', true],
    ['ssh://git@example.com/a', true],
    ['deploy//x?ref=1', true],
    ['../base', false],
    ['web.yaml', false],
    ['example.com', false],
    ['a.b.yaml', false],
  ] as const)
    it(`${expected ? 'fetch' : 'read'} ${path}`, () => assert.equal(isRemote(path), expected));
});
