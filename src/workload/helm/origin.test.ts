import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { folderOf } from '../../testing/folder.ts';
import { readYaml } from '../../yaml/read.ts';
import { definesOf, locate, openChart } from './chart.ts';
import { guessLines } from './guess.ts';
import { linesOf } from './lines.ts';
import { readMarks } from './marks.ts';
import { Origins } from './origin.ts';
import { parseTemplate } from './parse.ts';
import { givenPaths, Values } from './values.ts';

const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: "4.5"\n';

interface Made {
  readonly values: string;
  readonly template: string;
  readonly helpers?: string;
  readonly rendered: string;
  /** As Helm would have made it of the marked template; absent: the lines are guessed. */
  readonly marks?: string;
  readonly set?: readonly string[];
  readonly given?: string;
}

/** Where each of some words of a rendered text is carried: `how file:line what stands there`. */
function carried(
  { values, template, helpers = '', rendered, marks, set = [], given }: Made,
  ...words: string[]
): string[] {
  const chart = openChart(
    folderOf({
      'Chart.yaml': CHART,
      'values.yaml': values,
      'templates/web.yaml': template,
      'templates/_helpers.tpl': helpers,
    }),
  )!;
  const { file } = locate(chart, 'shop/templates/web.yaml')!;
  const source = new Source('templates/web.yaml', rendered);
  const parsed = parseTemplate(file.source);
  const layers = [given, values].flatMap((text, index) =>
    text === undefined
      ? []
      : [readYaml(new Source(index === 0 ? 'prod.yaml' : 'values.yaml', text)).documents[0]?.root],
  );
  const origins = new Origins(
    source,
    parsed,
    marks === undefined ? guessLines(source, parsed) : linesOf(rendered, readMarks(marks)),
    {
      values: new Values(
        layers.map((root) => ({ root, below: [] })),
        givenPaths(set),
      ),
      chart: chart.file.root,
      defines: definesOf(chart),
    },
  );
  return words.map((word) => {
    const start = rendered.indexOf(word);
    assert.notEqual(start, -1, `${word} is there`);
    const origin = origins.origin({ source, span: { start, end: start + word.length } });
    assert.ok(origin.span.start <= origin.span.end && origin.span.end <= origin.source.text.length);
    return `${origin.how} ${origin.source.path}:${origin.source.lineOf(origin.span.start)} ${origin.source.slice(origin.span)}`;
  });
}

describe('carrying places of a rendered chart back', () => {
  it('leads to the literal text of the template, column by column', () => {
    const template =
      'spec:\n  {{- if .Values.on }}\n  hostNetwork: true\n  {{- end }}\n  image: "{{ .Values.image }}"\n';
    const rendered = 'spec:\n  hostNetwork: true\n  image: "a:1"\n';
    const values = 'on: true\nimage: a:1\n';
    for (const marks of [
      undefined,
      'spec: #zq1qz #zq2qz\n  hostNetwork: true #zq3qz #zq4qz\n  image: "a:1" #zq5qz\n',
    ])
      assert.deepEqual(
        carried(
          { values, template, rendered, ...(marks ? { marks } : {}) },
          'hostNetwork',
          'true',
          'image',
          '"a:1"',
        ),
        [
          'literal templates/web.yaml:3 hostNetwork',
          'literal templates/web.yaml:3 true',
          'literal templates/web.yaml:5 image',
          'value values.yaml:2 a:1',
        ],
      );
  });

  it('leads into a block that is written from values', () => {
    const made: Made = {
      values: 'web:\n  securityContext:\n    privileged: true\n    capabilities:\n      add: [NET_ADMIN]\n',
      template: 'a:\n  securityContext:\n    {{- toYaml .Values.web.securityContext | nindent 4 }}\n',
      rendered:
        'a:\n  securityContext:\n    capabilities:\n      add:\n      - NET_ADMIN\n    privileged: true\n',
      marks:
        'a: #zq1qz\n  securityContext: #zq2qz\n    capabilities:\n      add:\n      - NET_ADMIN\n    privileged: true #zq3qz\n',
    };
    assert.deepEqual(carried(made, 'securityContext', 'capabilities', 'NET_ADMIN', 'privileged', 'true'), [
      'literal templates/web.yaml:2 securityContext',
      'value values.yaml:4 capabilities',
      'value values.yaml:5 NET_ADMIN',
      'value values.yaml:3 privileged',
      'value values.yaml:3 true',
    ]);
  });

  it('follows with, range, variables, default and index', () => {
    const made: Made = {
      values:
        'a: {b: {c: one}}\nlist:\n  - {name: x, port: 80}\n  - {name: y, port: 81}\nmap:\n  k1: {v: two}\nk-8: {s: three}\nempty: ""\n',
      template: [
        '{{- $all := .Values }}',
        'w: {{ with .Values.a.b }}{{ .c }}{{ end }}',
        'ports:',
        '{{- range .Values.list }}',
        '  - port: {{ .port }}',
        '{{- end }}',
        '{{- range $key, $item := $all.map }}',
        '{{ $key }}x: {{ $item.v | quote }}',
        '{{- end }}',
        'i: {{ index .Values "k-8" "s" }}',
        'd: {{ .Values.empty | default .Chart.AppVersion }}',
        'r: {{ .Release.Name }}',
        '',
      ].join('\n'),
      rendered: 'w: one\nports:\n  - port: 80\n  - port: 81\nk1x: "two"\ni: three\nd: 4.5\nr: shop\n',
    };
    assert.deepEqual(carried(made, 'one', '80', '81', '"two"', 'three', '4.5', 'r: shop'), [
      'value values.yaml:1 one',
      'value values.yaml:3 80',
      'value values.yaml:4 81',
      'value values.yaml:6 two',
      'value values.yaml:7 three',
      'value Chart.yaml:4 "4.5"',
      'near templates/web.yaml:12 r: {{ .Release.Name }}',
    ]);
  });

  it('follows named templates into helpers and what these are given', () => {
    const made: Made = {
      values:
        'image:\n  registry: r.example.com\n  repository: shop/web\n  tag: latest\nenv:\n  - {name: A, value: first}\n  - {name: B, value: second}\nhost: true\n',
      helpers: [
        '{{- define "shop.image" -}}',
        '{{- $root := .image -}}',
        '{{- printf "%s/%s:%s" $root.registry $root.repository $root.tag -}}',
        '{{- end -}}',
        '{{- define "shop.render" -}}',
        '{{- tpl (toYaml .value) .context -}}',
        '{{- end -}}',
        '{{- define "shop.pod" }}',
        'hostNetwork: {{ .Values.host }}',
        'hostPID: true',
        'containers:',
        '  - name: web',
        '    image: {{ include "shop.image" (dict "image" .Values.image) | quote }}',
        '    env:',
        '      {{- include "shop.render" (dict "value" .Values.env "context" $) | nindent 6 }}',
        '{{- end }}',
      ].join('\n'),
      template: 'spec: {{- include "shop.pod" . | nindent 2 }}\n',
      rendered:
        'spec:\n  hostNetwork: true\n  hostPID: true\n  containers:\n    - name: web\n      image: "r.example.com/shop/web:latest"\n      env:\n        - name: A\n          value: first\n        - name: B\n          value: second\n',
      marks:
        'spec:\n  hostNetwork: true\n  hostPID: true\n  containers:\n    - name: web\n      image: "r.example.com/shop/web:latest"\n      env:\n        - name: A\n          value: first\n        - name: B\n          value: second #zq1qz\n',
    };
    assert.deepEqual(
      carried(made, 'hostNetwork', 'hostPID', 'web', '"r.example.com/shop/web:latest"', 'A', 'second'),
      [
        'literal templates/_helpers.tpl:9 hostNetwork',
        'literal templates/_helpers.tpl:10 hostPID',
        'literal templates/_helpers.tpl:12 web',
        'value values.yaml:4 latest',
        'value values.yaml:6 A',
        'value values.yaml:7 second',
      ],
    );
    assert.equal(carried(made, 'true')[0], 'value values.yaml:8 true');
  });

  it('tells what names a container where the container is written', () => {
    const made: Made = {
      values: 'name: web\n',
      template: 'containers:\n  - name: {{ .Values.name }}\n    image: a\n',
      rendered: 'containers:\n  - name: web\n    image: a\n',
    };
    assert.deepEqual(carried(made, 'web'), ['literal templates/web.yaml:2 - name: {{ .Values.name }}']);
  });

  it('takes the file that goes before the others, and none where the value is given by option', () => {
    const made: Made = {
      values: 'a: 1\nb: 2\n',
      given: 'a: 3\n',
      template: 'a: {{ .Values.a }}\nb: {{ .Values.b }}\n',
      rendered: 'a: 3\nb: 2\n',
    };
    assert.deepEqual(carried(made, '3', '2'), ['value prod.yaml:1 3', 'value values.yaml:2 2']);
    assert.deepEqual(carried({ ...made, set: ['b=2,c[0].d=1'] }, '2'), [
      'near templates/web.yaml:2 b: {{ .Values.b }}',
    ]);
  });

  it('leads to the first line when it is not known where a line is from', () => {
    assert.deepEqual(carried({ values: '', template: '# head\na: 1\n', rendered: 'zzz: 1\n' }, 'zzz'), [
      'near templates/web.yaml:1 # head',
    ]);
  });

  it('is not held up by templates that call themselves, or make much of little', () => {
    const chain = Array.from(
      { length: 200 },
      (_, i) => `{{ $x${i + 1} := dict "a" $x${i} "b" $x${i} }}`,
    ).join('');
    const made: Made = {
      values: 'a: 1\n',
      helpers:
        '{{ define "x" }}{{ include "x" . }}{{ include "y" (dict "a" . "b" .) }}\n{{ end }}{{ define "y" }}\n{{ include "x" . }}{{ end }}',
      template: `{{ $x0 := .Values.a }}${chain}\nb: {{ $x200 }}{{ include "x" $x200 }}\n`,
      rendered: 'b: 2\n',
    };
    assert.equal(carried(made, '2').length, 1);
    const long = 'b: {{ $y := .Values }}'.concat('{{ $y = $y.a }}'.repeat(2000), '{{ $y }}\n');
    assert.equal(carried({ ...made, template: long }, '2').length, 1);
  });
});
