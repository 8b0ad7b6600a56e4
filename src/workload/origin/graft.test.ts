import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Edit } from '../../core/edit.ts';
import { Source } from '../../core/source.ts';
import { folderOf } from '../../testing/folder.ts';
import { setAt, type YamlData } from '../../yaml/edit.ts';
import { asMap, at, itemsOf, plain } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import { definesOf, locate, openChart } from '../helm/chart.ts';
import { guessLines, Origins, parseTemplate, Values } from '../helm/index.ts';
import { Origins as KustomizeOrigins, openTree } from '../kustomize/index.ts';

const CHART = 'apiVersion: v2\nname: shop\n';

/** A rendered template, grafted. */
function chart(files: { values: string; template: string; helpers?: string }, rendered: string): YamlNode {
  const opened = openChart(
    folderOf({
      'Chart.yaml': CHART,
      'values.yaml': files.values,
      'templates/web.yaml': files.template,
      'templates/_helpers.tpl': files.helpers ?? '',
    }),
  )!;
  const template = parseTemplate(locate(opened, 'shop/templates/web.yaml')!.file.source);
  const source = new Source('web.yaml (rendered)', rendered);
  const origins = new Origins(source, template, guessLines(source, template), {
    values: new Values([{ root: opened.values!.root, below: [] }]),
    chart: opened.file.root,
    defines: definesOf(opened),
  });
  return origins.grafted().documents[0]!.root!;
}

/** The text of the files once a value is set at a path of a grafted map: only what changes. */
function set(
  map: YamlNode | undefined,
  keys: [string, ...string[]],
  value: YamlData,
): Record<string, string> {
  const edit = setAt(asMap(map)!, keys, value);
  return edit ? { [edit.path!]: changed(edit, map as YamlMap) } : {};
}

/** The lines of the edited text that are new. */
function changed({ span, text, path }: Edit, map: YamlMap): string {
  const source = sourcesIn(map).find((one) => one.path === path)!;
  const before = source.text.split('\n');
  const after = (source.text.slice(0, span.start) + text + source.text.slice(span.end)).split('\n');
  return after
    .flatMap((line, index) =>
      before[index] === line || before.includes(line) ? [] : [`${index + 1}: ${line}`],
    )
    .join('\n');
}

function sourcesIn(node: YamlNode): Source[] {
  if (node.kind === 'scalar') return [node.source];
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  const keys = node.kind === 'map' ? node.entries.map(({ source }) => source) : [];
  return [node.source, ...keys, ...inner.flatMap(sourcesIn)];
}

const container = (root: YamlNode): YamlNode | undefined => itemsOf(at(root, 'spec', 'containers'))[0];

describe('what a chart made, with every part where it is written', () => {
  it('has no label that the template leaves out', () => {
    const template =
      'spec:\n  selector:\n    app: web\n    {{- if .Values.rev }}\n    rev: {{ .Values.rev | quote }}\n    {{- end }}\n    tier: front\n  type: ClusterIP\n';
    const root = chart(
      { values: 'rev: ""\n', template },
      'spec:\n  selector:\n    app: web\n    tier: front\n  type: ClusterIP\n',
    );
    assert.deepEqual(plain(at(root, 'spec', 'selector')!), { app: 'web', tier: 'front' });
  });

  const values = `hostNetwork: true
securityContext:
  enabled: true
  privileged: true
podSecurityContext: {}
resources: {}
`;
  const template = `kind: Pod
spec:
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  hostNetwork: {{ .Values.hostNetwork }}
  containers:
    - name: web
      image: a
      {{- if .Values.securityContext.enabled }}
      securityContext: {{- omit .Values.securityContext "enabled" | toYaml | nindent 8 }}
      {{- end }}
      {{- if .Values.probe }}
      livenessProbe:
        exec: {command: [{{ .Values.probe }}]}
      {{- end }}
      {{- with .Values.resources }}
      resources: {{- toYaml . | nindent 8 }}
      {{- end }}
`;
  const rendered = `kind: Pod
spec:
  hostNetwork: true
  containers:
    - name: web
      image: a
      securityContext:
        privileged: true
`;
  const root = chart({ values, template }, rendered);

  it('says the same but for keys without a value', () => {
    assert.deepEqual(plain(root), {
      kind: 'Pod',
      spec: {
        hostNetwork: true,
        containers: [
          {
            name: 'web',
            image: 'a',
            securityContext: { privileged: true },
            livenessProbe: null,
            resources: {},
          },
        ],
        securityContext: {},
      },
    });
  });

  it('is changed in the values that gave it', () => {
    assert.deepEqual(set(at(root, 'spec'), ['hostNetwork'], false), {
      'values.yaml': '1: hostNetwork: false',
    });
    assert.deepEqual(set(container(root), ['securityContext', 'privileged'], false), {
      'values.yaml': '4:   privileged: false',
    });
  });

  it('gets more in the values that would give it', () => {
    assert.deepEqual(set(container(root), ['securityContext', 'readOnlyRootFilesystem'], true), {
      'values.yaml': '5:   readOnlyRootFilesystem: true',
    });
    assert.deepEqual(set(container(root), ['resources', 'limits', 'memory'], '1Gi'), {
      'values.yaml': '6: resources: { limits: { memory: 1Gi } }',
    });
    assert.deepEqual(set(at(root, 'spec'), ['securityContext', 'runAsNonRoot'], true), {
      'values.yaml': '5: podSecurityContext: { runAsNonRoot: true }',
    });
  });

  it('gets what no value gives in the template, where it always stands', () => {
    assert.deepEqual(set(container(root), ['workingDir'], '/app'), {
      'templates/web.yaml': '11:       workingDir: /app',
    });
    assert.deepEqual(set(at(root, 'spec'), ['hostUsers'], false), {
      'templates/web.yaml': '8:   hostUsers: false',
    });
  });

  it('gets nothing that the template would write a second time', () => {
    const edit = setAt(asMap(container(root))!, ['livenessProbe', 'periodSeconds'], 5);
    assert.ok(edit === undefined || edit.path === 'web.yaml (rendered)');
  });

  it('gets nothing in a part of the template that is not always there', () => {
    const optional = chart(
      {
        values: 'on: true\n',
        template: 'spec:\n  {{- if .Values.on }}\n  hostNetwork: true\n  {{- end }}\n  containers: []\n',
      },
      'spec:\n  hostNetwork: true\n  containers: []\n',
    );
    const edit = setAt(asMap(at(optional, 'spec'))!, ['hostUsers'], false);
    assert.ok(edit === undefined || edit.path === 'web.yaml (rendered)', JSON.stringify(edit));
  });

  it('is changed in helpers as well', () => {
    const helped = chart(
      {
        values: '',
        template: 'spec: {{- include "pod" . | nindent 2 }}\n',
        helpers: '{{ define "pod" }}\nhostPID: true\ncontainers:\n  - name: web\n    image: a\n{{ end }}\n',
      },
      'spec:\n  hostPID: true\n  containers:\n    - name: web\n      image: a\n',
    );
    assert.deepEqual(set(at(helped, 'spec'), ['hostPID'], false), {
      'templates/_helpers.tpl': '2: hostPID: false',
    });
    assert.deepEqual(set(container(helped), ['workingDir'], '/a'), {
      'templates/_helpers.tpl': '6:     workingDir: /a',
    });
  });
});

describe('what a kustomization built, with every part where it is written', () => {
  const files = {
    'prod/kustomization.yaml': `resources: [../base]
replicas: [{name: web, count: 3}]
patches:
  - path: patch.yaml
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/template/spec/hostPID
        value: true
`,
    'prod/patch.yaml':
      'kind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          securityContext:\n            runAsUser: 0\n        - name: side\n          image: b\n',
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml':
      'kind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n        - name: web\n          image: a\n',
  };
  const built =
    'kind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - image: a\n        name: web\n        securityContext:\n          runAsUser: 0\n      - image: b\n        name: side\n      hostPID: true\n';
  const origins = new KustomizeOrigins(
    new Source('web.yaml (rendered)', built),
    openTree(folderOf(files, 'prod'))!,
    'base/web.yaml',
  );
  const root = origins.grafted().documents[0]!.root!;
  const pod = at(root, 'spec', 'template', 'spec');
  const [web, side] = itemsOf(at(pod, 'containers'));

  it('says the same', () =>
    assert.deepEqual(plain(root), plain(readYaml(new Source('a', built)).documents[0]!.root!)));

  it('is changed in the resource, or in the patch that goes over it', () => {
    assert.deepEqual(set(at(root, 'spec'), ['replicas'], 2), {
      'prod/kustomization.yaml': '2: replicas: [{name: web, count: 2}]',
    });
    assert.deepEqual(set(pod, ['hostPID'], false), { 'prod/kustomization.yaml': '9:         value: false' });
    assert.deepEqual(set(web, ['securityContext', 'runAsUser'], 7), {
      'prod/patch.yaml': '9:             runAsUser: 7',
    });
    assert.deepEqual(set(web, ['image'], 'c'), { 'base/web.yaml': '10:           image: c' });
  });

  it('gets more where the map is written', () => {
    assert.deepEqual(set(pod, ['hostUsers'], false), { 'base/web.yaml': '11:       hostUsers: false' });
    assert.deepEqual(set(side, ['workingDir'], '/a'), { 'prod/patch.yaml': '12:           workingDir: /a' });
  });
});

describe('what any chart made', () => {
  const word = fc.constantFrom('a', 'b', 'name', 'spec', 'true', '1', 'x y');
  const data = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      word,
      fc.dictionary(fc.constantFrom('a', 'b', 'name', 'spec'), tie('value'), { maxKeys: 3 }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  })).value;
  const line = fc.constantFrom(
    ...[
      'a:',
      '  b: {{ .Values.a }}',
      '- name: x',
      '{{- toYaml .Values | nindent 2 }}',
      '{{- if .Values.b }}',
      '{{- end }}',
    ],
    ...[
      'spec:',
      '  a: b',
      '{{ include "x" . }}',
      '  - a',
      '{{ range .Values }}{{ . }}{{ end }}',
      '  name: {{ .name }}',
    ],
  );

  it('keeps its values, and has every place within a file, whatever the template', () => {
    fc.assert(
      fc.property(data, data, fc.array(line, { maxLength: 12 }), (values, made, lines) => {
        const rendered = JSON.stringify(made, null, 2);
        const files = {
          values: JSON.stringify({ a: values }),
          template: lines.join('\n'),
          helpers: `{{ define "x" }}\n${lines.join('\n').replaceAll('include', 'print')}\n{{ end }}`,
        };
        const root = chart(files, rendered);
        check(root, readYaml(new Source('a', rendered)).documents[0]!.root!);
      }),
      { numRuns: 300 },
    );
  });

  /** The same but for keys that are added without a value. */
  function check(node: YamlNode, like: YamlNode): void {
    assert.ok(node.span.start <= node.span.end && node.span.end <= node.source.text.length);
    assert.equal(node.kind, like.kind);
    if (node.kind === 'scalar') assert.equal(node.value, (like as typeof node).value);
    if (node.kind === 'list')
      node.items.forEach((item, index) => {
        check(item, (like as typeof node).items[index]!);
      });
    if (node.kind !== 'map') return;
    for (const { key, keySpan, source, value } of node.entries) {
      assert.ok(keySpan.start <= keySpan.end && keySpan.end <= source.text.length);
      const same = at(like, key);
      if (same) check(value, same);
      else assert.ok(value.kind === 'scalar' ? value.value === null : value.size === 1, key);
    }
    assert.ok((like as typeof node).entries.every(({ key }) => at(node, key)));
  }
});
