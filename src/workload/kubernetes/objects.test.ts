import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Site } from '../../core/site.ts';
import { Source } from '../../core/source.ts';
import { readYaml } from '../../yaml/read.ts';
import type { KubernetesObject } from '../types.ts';
import { type ObjectsHow, readObjects } from './index.ts';

const read = (text: string, how?: ObjectsHow) => readObjects(readYaml(new Source('a.yaml', text)), how);

const told = (text: string): string[] =>
  read(text).problems.map(({ at, message }) => `${at.source.lineOf(at.span.start)}: ${message}`);

const shown = ({ kind, name, workload, otherWorkloads = [] }: KubernetesObject): string =>
  [`${kind} ${name}`, ...[...(workload ? [workload] : []), ...otherWorkloads].map((one) => one.name)].join(
    ' ',
  );

const slice = ({ source, span }: Site): string => source.slice(span);

/** A pod template around one container, indented for its depth. */
const TEMPLATE = '{spec: {containers: [{name: a, image: b}]}}';

describe('reading Kubernetes objects', () => {
  it('reads every document, takes lists apart, and leaves what is no object', () => {
    const { objects, problems } = read(`
apiVersion: v1
kind: Pod
metadata: {name: one}
spec: {containers: [{name: a, image: b}]}
---
services: {}
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: {name: two}
  - apiVersion: v1
    kind: List
    items: [{apiVersion: v1, kind: ConfigMap, metadata: {generateName: three-}}, 7]
---
apiVersion: v1
kind: PodList
items:
  - metadata: {name: four}
    spec: {containers: [{name: a, image: b}]}
---
apiVersion: example.com/v1
kind: Unknown
`);
    assert.deepEqual(problems, []);
    assert.deepEqual(objects.map(shown), [
      'Pod one one',
      'Service two',
      'ConfigMap three-',
      'Pod four four',
      'Unknown ',
    ]);
    assert.deepEqual(
      objects.map(({ at }) => slice(at)),
      ['one', 'two', 'three-', 'four', 'kind'],
    );
  });

  it('reads JSON', () => {
    const { objects } = read('{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"metadata": {"name": "a"}\n}');
    assert.deepEqual(objects.map(shown), ['Pod a']);
  });

  it('finds the pod template of every kind that has one', () => {
    const kinds: readonly (readonly [apiVersion: string, kind: string, before: string, after: string])[] = [
      ['v1', 'PodTemplate', 'template: ', ''],
      ['v1', 'ReplicationController', 'spec: {template: ', '}'],
      ['apps/v1', 'Deployment', 'spec: {template: ', '}'],
      ['apps/v1', 'StatefulSet', 'spec: {template: ', '}'],
      ['apps/v1', 'DaemonSet', 'spec: {template: ', '}'],
      ['apps/v1', 'ReplicaSet', 'spec: {template: ', '}'],
      ['extensions/v1beta1', 'Deployment', 'spec: {template: ', '}'],
      ['batch/v1', 'Job', 'spec: {template: ', '}'],
      ['batch/v1beta1', 'CronJob', 'spec: {jobTemplate: {spec: {template: ', '}}}'],
      ['argoproj.io/v1alpha1', 'Rollout', 'spec: {template: ', '}'],
      ['serving.knative.dev/v1', 'Service', 'spec: {template: ', '}'],
      ['apps.kruise.io/v1alpha1', 'CloneSet', 'spec: {template: ', '}'],
      ['keda.sh/v1alpha1', 'ScaledJob', 'spec: {jobTargetRef: {template: ', '}}'],
    ];
    for (const [apiVersion, kind, before, after] of kinds) {
      const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n${before}${TEMPLATE}${after}\n`;
      assert.deepEqual(read(text).objects.map(shown), [`${kind} x x`], kind);
    }
    const others = [
      ['v1', 'Service'],
      ['other.example/v1', 'Deployment'],
    ];
    for (const [apiVersion, kind] of others) {
      const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\nspec: {template: ${TEMPLATE}}\n`;
      assert.deepEqual(read(text).objects.map(shown), [`${kind} x`], kind);
    }
  });

  it('reads every pod template of a resource that has several, each under a name of its own', () => {
    const job = `
apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata: {name: train}
spec:
  pytorchReplicaSpecs:
    Master: {template: ${TEMPLATE}}
    Worker: {template: ${TEMPLATE}}
---
apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: ray}
spec:
  headGroupSpec: {template: ${TEMPLATE}}
  workerGroupSpecs: [{groupName: gpu, template: ${TEMPLATE}}]
`;
    assert.deepEqual(read(job).objects.map(shown), [
      'PyTorchJob train train/Master train/Worker',
      'RayCluster ray ray/headGroupSpec ray/gpu',
    ]);
  });

  it('takes further kinds from the configuration, which goes before what is known', () => {
    const text = `
apiVersion: example.com/v1
kind: Fleet
metadata: {name: a}
spec: {groups: [{name: x, pods: ${TEMPLATE}}, {pods: ${TEMPLATE}}], template: ${TEMPLATE}}
`;
    const at = (path: string, group?: string) =>
      read(text, { podTemplates: [{ kind: 'Fleet', path, ...(group ? { group } : {}) }] }).objects.map(shown);
    assert.deepEqual(at('spec.template'), ['Fleet a a']);
    assert.deepEqual(at('spec.groups.*.pods', 'example.com'), ['Fleet a a/x a/1']);
    assert.deepEqual(at('spec.template', 'other.example'), ['Fleet a']);
    assert.deepEqual(at('spec.nowhere'), ['Fleet a']);
  });

  it('says what made them, in the workload as well', () => {
    const madeBy = { tool: 'helm', path: 'chart' } as const;
    const [object] = read(`apiVersion: v1\nkind: Pod\nspec: {containers: []}\n`, { madeBy }).objects;
    assert.equal(object!.madeBy, madeBy);
    assert.equal(object!.workload!.object, object);
  });

  it('notes what is of a type that the API does not take, and reads the rest', () => {
    const text = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: 12
spec:
  replicas: "3"
  template:
    metadata:
      labels: {version: 1.0}
    spec:
      hostNetwork: "true"
      containers:
        - name: a
          image: b
          command: sh -c x
          args: [1, {a: b}, ok]
          env:
            - {name: DEBUG, value: yes}
            - {name: MODE, value: 0644}
            - text
          ports: [{containerPort: "80"}]
          securityContext: {runAsUser: 1.5, runAsNonRoot: no}
          resources: {limits: [cpu]}
        - 7
      volumes: {name: a}
`;
    assert.deepEqual(told(text), [
      '5: name has to be text, and 12 is none: put it in quotes',
      '7: replicas has to be a whole number, and is the text “3”',
      '10: version has to be text, and 1.0 is none: put it in quotes',
      '12: hostNetwork has to be true or false, and is the text “true”',
      '16: command has to be a list, and is the text “sh -c x”',
      '17: an item of args has to be text, and 1 is none: put it in quotes',
      '17: an item of args has to be text, and this is a map',
      '19: value has to be text, and yes is none: put it in quotes',
      '20: value has to be text, and 0644 is none: put it in quotes',
      '21: an item of env has to be a map, and this is the text “text”',
      '22: containerPort has to be a whole number, and is the text “80”',
      '23: runAsUser has to be a whole number, and is 1.5',
      '24: limits has to be a map, and is a list',
      '25: an item of containers has to be a map, and this is 7',
      '26: volumes has to be a list, and is a map',
    ]);
    const { workload } = read(text).objects[0]!;
    assert.equal(workload!.name, '12');
    assert.equal(workload!.replicas, undefined);
    const [container] = workload!.containers;
    assert.equal(container!.runAsNonRoot.value, false);
    assert.equal(container!.runAsNonRoot.from, 'own');
    assert.deepEqual(
      container!.environment.map(({ name, value }) => [name, value?.value]),
      [
        ['DEBUG', 'yes'],
        ['MODE', '0644'],
      ],
    );
  });

  it('takes null as absent', () => {
    const { objects, problems } = read(`
apiVersion: v1
kind: Pod
metadata: {name: a, labels: null, annotations:}
spec:
  automountServiceAccountToken:
  securityContext:
  volumes: [{name: tmp, hostPath:}]
  initContainers: ~
  containers:
    - {name: a, image: b, command: null, env:, securityContext: {runAsUser: null, privileged: ~}, resources:}
`);
    assert.deepEqual(problems, []);
    const { pod, containers } = objects[0]!.workload!;
    assert.deepEqual(
      pod.volumes.map(({ kind }) => kind),
      ['empty'],
    );
    assert.equal(pod.automountToken.from, 'default');
    assert.equal(containers.length, 1);
    assert.equal(containers[0]!.entrypoint, undefined);
    assert.equal(containers[0]!.user, undefined);
  });

  it('tells a key that stands twice, tabs, and what cannot be read, and goes on with the next document', () => {
    const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [], containers: []}\n---\na:\n\tb: 1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n`;
    assert.deepEqual(read(text).objects.map(shown), ['Pod a a', 'Pod b']);
    const problems = told(text);
    assert.equal(problems[0], '4: the key “containers” stands here twice');
    assert.match(problems[1]!, /^7: .*[Tt]ab/);
  });

  it('does not tell ten thousand wrong values one by one', () => {
    const { problems } = read(
      `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${'    - {name: 1, image: 2}\n'.repeat(5000)}`,
    );
    assert.equal(problems.length, 51);
    assert.ok(problems.some(({ message }) => /not told one by one/.test(message)));
  });

  it('reads a huge list', () => {
    const item =
      '  - {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b}]}}\n';
    const { objects } = read(`apiVersion: v1\nkind: List\nitems:\n${item.repeat(5000)}`);
    assert.equal(objects.length, 5000);
    const mounts = Array.from({ length: 3000 }, (_, i) => `{name: v${i}, mountPath: /m${i}}`).join(', ');
    const volumes = Array.from({ length: 3000 }, (_, i) => `{name: v${i}, emptyDir: {}}`).join(', ');
    const pod = read(
      `apiVersion: v1\nkind: Pod\nspec: {volumes: [${volumes}], containers: [{volumeMounts: [${mounts}]}]}\n`,
    );
    assert.equal(pod.objects[0]!.workload!.containers[0]!.mounts.length, 3000);
  });

  it('never throws, whatever stands at any key, and every place lies in the text', () => {
    const keys = [
      ...[
        'apiVersion',
        'kind',
        'metadata',
        'name',
        'spec',
        'template',
        'containers',
        'initContainers',
        'items',
      ],
      ...['image', 'command', 'args', 'env', 'envFrom', 'ports', 'securityContext', 'runAsUser', 'resources'],
      ...[
        'limits',
        'volumes',
        'volumeMounts',
        'livenessProbe',
        'httpGet',
        'port',
        'exec',
        'labels',
        'affinity',
      ],
      ...['nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms', 'lifecycle'],
    ];
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(
          'Pod',
          'v1',
          'apps/v1',
          'Deployment',
          'List',
          'a',
          '80',
          80,
          0,
          -1,
          1.5,
          true,
          null,
          '',
        ),
        fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 8 }),
        fc.array(tie('value'), { maxLength: 4 }),
      ),
    }));
    const object = fc.record({
      apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1'),
      kind: fc.constantFrom('Pod', 'Deployment', 'CronJob', 'List', 'PodList'),
      metadata: value,
      items: value,
      spec: fc.oneof(
        value,
        fc.record({ template: fc.record({ metadata: value, spec: value }), containers: value }),
      ),
    });
    fc.assert(
      fc.property(object, (data) => {
        const text = JSON.stringify(data, null, 1);
        const { objects, problems } = read(text);
        const sites = [
          ...problems.map(({ at }) => at),
          ...objects.flatMap(({ at, workload }) => [
            at,
            ...(workload?.containers ?? []).flatMap((container) => [container.at, container.privileged.at]),
          ]),
        ];
        for (const { span } of sites)
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('kinds that are not known to hold pods', () => {
  const unknown = (text: string, how?: ObjectsHow): string[] =>
    read(text, how).unknown.map(({ at, message }) => {
      const { line, column } = at.source.position(at.span.start);
      return `${line}:${column} ${message.split(' is not')[0]}`;
    });
  const of = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nspec:\n  list:\n    - template: ${TEMPLATE}\n`;

  it('are told where they hold containers, each kind once', () => {
    const other = of('example.com/v1', 'Shop');
    const text = [of('example.com/v1', 'Rollout'), of('example.com/v2', 'Rollout'), other].join('---\n');
    assert.deepEqual(unknown(text), ['5:25 Rollout (example.com/v1)', '17:25 Shop (example.com/v1)']);
    const podTemplates = [{ kind: 'Rollout', path: 'spec.list.*.template' }];
    assert.deepEqual(unknown(text, { podTemplates }), ['17:25 Shop (example.com/v1)']);
    assert.match(read(text).unknown[0]!.message, /pod-templates: in plimsoll\.yaml/);
  });

  it('are told at the first of the places, with aliases looked at once', () => {
    const names = Array.from(
      { length: 6 },
      (_, index) => `  a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
    );
    const deep = ['apiVersion: example.com/v1', 'kind: Deep', 'spec:', '  a0: &a0 {x: y}', ...names].join(
      '\n',
    );
    assert.deepEqual(unknown(`${deep}\n`), []);
    assert.deepEqual(unknown(`${deep}\n  b: {containers: [{image: x}]}\n  c: {containers: [{image: x}]}\n`), [
      '11:7 Deep (example.com/v1)',
    ]);
  });

  it('are left alone where they run none', () => {
    const silent = [
      of('kyverno.io/v1', 'ClusterPolicy'),
      of('policies.kyverno.io/v1', 'ValidatingPolicy'),
      of('constraints.gatekeeper.sh/v1beta1', 'K8sRequired'),
      of('templates.gatekeeper.sh/v1', 'ConstraintTemplate'),
      of('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
      of('apps/v1', 'ControllerRevision'),
      of('apps/v1', 'Deployment'),
      'apiVersion: v1\nkind: PodTemplateList\nitems: [{template: {spec: {containers: [{name: a, image: b}]}}}]\n',
      'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    containers: [{image: x}]\n',
      'apiVersion: example.com/v1\nkind: Names\nspec: {containers: [a, {name: b}], image: x}\n',
    ];
    for (const text of silent) assert.deepEqual(unknown(text), [], text);
  });
});
