import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { type TestFolder, testFolder } from '../../testing/disk.ts';
import { findProgram } from '../program.ts';
import { renderChart } from './index.ts';
import { chartRoots } from './roots.ts';
import { madePath, type Rendered, type RenderOptions } from './types.ts';

const isPosix = process.platform !== 'win32';
const helm = findProgram('helm', process.env);

const CHART = 'apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: "4.5"\n';
const VALUES = `image:
  repository: example/shop
  tag: ""
securityContext:
  privileged: true
hostNetwork: true
`;
const TEMPLATE = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  {{- if .Values.hostNetwork }}
  hostNetwork: true
  {{- end }}
  containers:
    - name: web
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
`;
const FILES = { 'Chart.yaml': CHART, 'values.yaml': VALUES, 'templates/pod.yaml': TEMPLATE };

const render = (folder: TestFolder, options: Partial<RenderOptions> = {}): Promise<Rendered> =>
  renderChart(folder.path, { path: 'chart', env: process.env, ...options });

/** Where words of what was rendered are from: `how path:line`. */
function origins({ files }: Rendered, path: string, ...words: string[]): string[] {
  const file = files.find(({ source }) => source.path === madePath(path));
  assert.ok(file, `${path} among ${files.map(({ source }) => source.path).join(' ')}`);
  return words.map((word) => {
    const start = file.source.text.indexOf(word);
    assert.notEqual(start, -1, `${word} in ${file.source.text}`);
    const origin = file.origin({ source: file.source, span: { start, end: start + word.length } });
    if (!origin) return 'nowhere';
    assert.ok(origin.span.start <= origin.span.end && origin.span.end <= origin.source.text.length);
    return `${origin.how} ${origin.source.path}:${origin.source.lineOf(origin.span.start)}`;
  });
}

const told = ({ gaps }: Rendered): string[] => gaps.map(({ path, reason }) => `${path}: ${reason}`);

describe('charts without a helm program', () => {
  const env = { PATH: '' };

  it('are told of, with what their values and plain manifests say', async () => {
    using folder = testFolder({
      ...FILES,
      'templates/plain.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n',
      'templates/_helpers.tpl': '',
      'charts/db/Chart.yaml': 'name: db\n',
      'charts/db/values.yaml': 'image: example/db:latest\n',
      'charts/lib/Chart.yaml': 'name: lib\ntype: library\n',
      'charts/lib/values.yaml': 'image: never\n',
    });
    const rendered = await render(folder, { env });
    assert.equal(rendered.gaps.length, 1);
    assert.match(told(rendered)[0]!, /^chart: no helm program was found.*PLIMSOLL_HELM_PROGRAM$/);
    assert.deepEqual(
      rendered.files.map(({ source, madeBy }) => [source.path, madeBy]),
      ['chart/values.yaml', 'chart/charts/db/values.yaml'].map((path) => [
        madePath(path),
        { tool: 'helm', path: 'chart', partial: true },
      ]),
    );
    assert.deepEqual(origins(rendered, 'chart/values.yaml', '"example/shop:4.5"', 'true', '"containers"'), [
      'value chart/values.yaml:2',
      'value chart/values.yaml:6',
      'nowhere',
    ]);
    assert.deepEqual([...rendered.parts].sort(), [
      'chart/templates/_helpers.tpl',
      'chart/templates/pod.yaml',
    ]);
  });

  it('that are libraries make nothing, and nothing is missed', async () => {
    using folder = testFolder({ 'Chart.yaml': `${CHART}type: library\n`, 'values.yaml': VALUES });
    assert.deepEqual(await render(folder, { env }), { files: [], gaps: [], sources: [], parts: [] });
  });

  it('and without a Chart.yaml are told of', async () => {
    using folder = testFolder();
    assert.match(told(await render(folder, { env }))[0]!, /Chart\.yaml cannot be read/);
  });
});

describe('charts with a program that answers as helm does', { skip: !isPosix }, () => {
  /** Prints a file of the folder: with marks or without, as it is asked. */
  const PRINTS = 'case "$3" in */chart-*) /bin/cat "$0.marks";; *) /bin/cat "$0.out";; esac';
  const HEAD = '---\n# Source: shop/templates/pod.yaml\n';

  const rendered = async (
    files: Record<string, string>,
    script: string,
    options?: Partial<RenderOptions>,
  ) => {
    using folder = testFolder(files);
    using programs = testFolder({
      'helm.out': `${HEAD}apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n`,
      'helm.marks': `${HEAD}apiVersion: v1 #zq1qz\nkind: Pod #zq2qz\nspec: #zq5qz\n  hostNetwork: true #zq7qz\n`,
    });
    const PLIMSOLL_HELM_PROGRAM = programs.program('helm', script);
    return await render(folder, { env: { PLIMSOLL_HELM_PROGRAM }, ...options });
  };

  it('are rendered, and lead back by the marks', async () => {
    const result = await rendered(FILES, PRINTS);
    assert.deepEqual(result.gaps, []);
    assert.deepEqual(origins(result, 'chart/templates/pod.yaml', 'hostNetwork'), [
      'literal chart/templates/pod.yaml:7',
    ]);
    assert.deepEqual(result.parts, ['chart/templates/pod.yaml']);
    assert.ok(result.sources.some(({ path }) => path === 'chart/values.yaml'));
  });

  it('lead back without marks where they do not render with them', async () => {
    const script = 'case "$3" in */chart-*) echo "Error: no" >&2; exit 1;; *) /bin/cat "$0.out";; esac';
    const result = await rendered(FILES, script);
    assert.deepEqual(origins(result, 'chart/templates/pod.yaml', 'hostNetwork'), [
      'literal chart/templates/pod.yaml:7',
    ]);
  });

  const messages: readonly (readonly [what: string, stderr: string, expected: RegExp])[] = [
    [
      'a value that is required',
      'Error: execution error at (shop/templates/pod.yaml:5:3): a password is needed\n\nUse --debug flag to render out invalid YAML',
      /^chart\/templates\/pod\.yaml: line 5: Helm does not render .* judged: a password is needed\. Give the values .* plimsoll\.yaml$/,
    ],
    [
      'a value that is not there',
      'Error: template: shop/templates/pod.yaml:8:13: executing "shop/templates/pod.yaml" at <.Values.a.b.c>: nil pointer evaluating interface {}.b',
      /^chart\/templates\/pod\.yaml: line 8: .*: at <\.Values\.a\.b\.c>: nil pointer evaluating interface \{\}\.b\. Give/,
    ],
    [
      'a template that cannot be read',
      'level=WARN msg=x\nError: parse error at (shop/templates/pod.yaml:8): missing value for if',
      /^chart\/templates\/pod\.yaml: line 8: .*: missing value for if$/,
    ],
    [
      'YAML that is none',
      'Error: YAML parse error on shop/templates/pod.yaml: error converting YAML to JSON: yaml: line 7: did not find expected key',
      /^chart\/templates\/pod\.yaml: Helm .*: error converting YAML to JSON: yaml: line 7: did not find expected key$/,
    ],
    [
      'values that do not fit their schema',
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nshop:\n- at '': missing property 'foo'\n",
      /^chart: .*missing property 'foo'\. Give/,
    ],
    ['values that cannot be read', 'Error: cannot load values.yaml: no', /^chart\/values\.yaml: /],
    ['silence', '', /^chart: .*: it does not say why$/],
    ['a long story', `Error: ${'x'.repeat(5000)}`, /^chart: .{100,600}…$/],
  ];
  for (const [what, stderr, expected] of messages)
    it(`tell of ${what}, and go on without Helm`, async () => {
      const result = await rendered(FILES, `printf '%s' '${stderr.replaceAll("'", "'\\''")}' >&2; exit 1`);
      assert.equal(result.gaps.length, 1);
      assert.match(told(result)[0]!, expected);
      assert.deepEqual(
        result.files.map(({ madeBy }) => madeBy.partial),
        [true],
      );
    });

  it('tell of a run that takes too long', async () => {
    const result = await rendered(FILES, 'exec /bin/sleep 60', { timeout: 300 });
    assert.match(told(result)[0]!, /^chart: .*took longer than/);
  });

  it('are rendered without dependencies that are not there, which are told of', async () => {
    const files = { ...FILES, 'Chart.yaml': `${CHART}dependencies:\n  - {name: pg, version: 1.x}\n` };
    const missing =
      'Error: An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: pg';
    const script = `case "$(/bin/cat "$3/Chart.yaml")" in *pg*) echo '${missing}' >&2; exit 1;; esac; /bin/cat "$0.out"`;
    const result = await rendered(files, script);
    assert.deepEqual(told(result), [
      'chart/Chart.yaml: its dependency pg is not in charts/, so what it runs is not seen: run `helm dependency build chart`',
    ]);
    assert.equal(result.files.length, 1);
    assert.equal(result.files[0]!.madeBy.partial, undefined);
  });
});

describe('charts with Helm', { skip: helm ? false : 'no helm program was found' }, () => {
  it('are rendered, and every word leads back to the template or to the value that gave it', async () => {
    using folder = testFolder(FILES);
    const result = await render(folder);
    assert.deepEqual(result.gaps, []);
    const path = 'chart/templates/pod.yaml';
    assert.deepEqual(
      origins(result, path, 'hostNetwork', 'web', '"example/shop:4.5"', 'privileged', 'securityContext'),
      [
        'literal chart/templates/pod.yaml:7',
        'literal chart/templates/pod.yaml:10',
        'value chart/Chart.yaml:4',
        'value chart/values.yaml:5',
        'literal chart/templates/pod.yaml:12',
      ],
    );
    assert.ok(!existsSync(join(folder.path, 'Chart.lock')));
  });

  it('take values that are given, and lead to the file that has them', async () => {
    using folder = testFolder(FILES);
    const values = [
      new Source('prod.yaml', 'image: {tag: "5"}\n'),
      new Source('eu.yaml', 'hostNetwork: false\n'),
    ];
    const result = await render(folder, { values, set: ['securityContext.runAsUser=7'] });
    assert.deepEqual(origins(result, 'chart/templates/pod.yaml', '"example/shop:5"', 'privileged'), [
      'value prod.yaml:1',
      'value chart/values.yaml:5',
    ]);
    assert.match(result.files[0]!.source.text, /runAsUser: 7/);
    assert.doesNotMatch(result.files[0]!.source.text, /hostNetwork/);
  });

  it('are rendered as a repair leaves them', async () => {
    using folder = testFolder(FILES);
    const changed = VALUES.replace('privileged: true', 'privileged: false');
    const texts = new Map([[join(folder.path, 'values.yaml'), new Source('chart/values.yaml', changed)]]);
    const result = await render(folder, { texts });
    assert.match(result.files[0]!.source.text, /privileged: false/);
    assert.deepEqual(origins(result, 'chart/templates/pod.yaml', 'privileged'), [
      'value chart/values.yaml:5',
    ]);
  });

  it('lead into their subcharts by the names that these go by, the parent’s values before their own', async () => {
    using folder = testFolder({
      'Chart.yaml': `${CHART}dependencies:\n  - {name: db, alias: main, version: 0.1.0}\n`,
      'values.yaml': 'main:\n  hostNetwork: true\nglobal: {team: one}\n',
      'charts/database/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'charts/database/values.yaml': 'hostNetwork: false\nhostPID: true\n',
      'charts/database/templates/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  hostNetwork: {{ .Values.hostNetwork }}\n  hostPID: {{ .Values.hostPID }}\n  team: {{ .Values.global.team }}\n',
    });
    const result = await render(folder);
    const path = 'chart/charts/database/templates/pod.yaml';
    assert.deepEqual(origins(result, path, 'true\n  hostPID', 'hostPID', 'one'), [
      'near chart/charts/database/templates/pod.yaml:5',
      'literal chart/charts/database/templates/pod.yaml:6',
      'value chart/values.yaml:3',
    ]);
    assert.deepEqual(origins(result, path, 'true'), ['value chart/values.yaml:2']);
  });

  it('find charts beside them that they depend on', async () => {
    using folder = testFolder({
      'all/Chart.yaml': `${CHART}dependencies:\n  - {name: app, version: 1.0.0, repository: "file://../app"}\n`,
      'app/Chart.yaml': `${CHART.replace('shop', 'app')}dependencies:\n  - {name: lib, version: 0.1.0, repository: "file://../lib"}\n`,
      'app/templates/pod.yaml': '{{ include "lib.pod" . }}\n',
      'lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n',
      'lib/templates/_pod.tpl':
        '{{ define "lib.pod" }}\napiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  hostNetwork: true\n{{ end }}\n',
    });
    for (const name of ['app', 'all']) {
      const result = await renderChart(join(folder.path, name), { path: `deploy/${name}`, env: process.env });
      assert.deepEqual(result.gaps, []);
      assert.deepEqual(origins(result, 'deploy/app/templates/pod.yaml', 'hostNetwork'), [
        'literal deploy/lib/templates/_pod.tpl:6',
      ]);
    }
  });

  it('tell what is within an archive at what goes into it', async () => {
    using folder = testFolder({
      'app/Chart.yaml': `${CHART}dependencies:\n  - {name: db, version: 0.1.0}\n`,
      'app/values.yaml': 'a: 1\ndb: {x: 1}\n',
      'db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 0.1.0\n',
      'db/templates/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {hostNetwork: true}\n',
      'app/charts/.keep': '',
    });
    const { spawnSync } = await import('node:child_process');
    const packed = spawnSync(
      helm!,
      ['package', join(folder.path, 'db'), '-d', join(folder.path, 'app/charts')],
      {
        env: { HOME: folder.path, PATH: '' },
      },
    );
    assert.equal(packed.status, 0, packed.stderr.toString());
    const result = await renderChart(join(folder.path, 'app'), { path: 'app', env: process.env });
    assert.deepEqual(origins(result, 'app/charts/db/templates/pod.yaml', 'hostNetwork'), [
      'near app/values.yaml:2',
    ]);
  });

  it('cost a gap each when they cannot be rendered, whatever is wrong', async () => {
    const cases: readonly (readonly [files: Record<string, string>, expected: RegExp])[] = [
      [
        { 'templates/x.yaml': '{{ required "say a password" .Values.password }}' },
        /^chart\/templates\/x\.yaml: line 1: .*say a password/,
      ],
      [{ 'templates/x.yaml': 'a: {{ .Values.a.b.c }}' }, /^chart\/templates\/x\.yaml: line 1: .*nil pointer/],
      [{ 'templates/x.yaml': 'a: {{ if }}' }, /^chart\/templates\/x\.yaml: line 1: .*missing value for if/],
      [{ 'templates/x.yaml': 'a: [\n' }, /^chart\/templates\/x\.yaml: .*YAML/],
      [
        { 'templates/x.yaml': '{{ define "l" }}{{ include "l" . }}{{ end }}{{ include "l" . }}' },
        /line 1: .*nested reference/,
      ],
      [{ 'values.yaml': 'a: [\n' }, /^chart\/values\.yaml: .*cannot load values\.yaml/],
      [{ 'Chart.yaml': 'name: [\n' }, /^chart\/Chart\.yaml: .*cannot load Chart\.yaml/],
      [{ 'Chart.yaml': `${CHART}kubeVersion: ">=1.99.0"\n` }, /^chart: .*kubeVersion: >=1\.99\.0/],
      [{ 'values.schema.json': '{"required": ["foo"]}' }, /^chart: .*foo/],
    ];
    for (const [files, expected] of cases) {
      using folder = testFolder({ ...FILES, ...files });
      const result = await render(folder);
      assert.equal(result.gaps.length, 1, JSON.stringify(files));
      assert.match(told(result)[0]!, expected);
    }
  });
});

describe('charts that are rendered by themselves', () => {
  it('are those in no other’s charts folder', () => {
    const files = (...folders: string[]) => folders.map((folder) => new Source(`${folder}/Chart.yaml`, ''));
    assert.deepEqual(chartRoots(files('a', 'a/charts/b', 'a/charts/b/charts/c', 'charts/d', 'e')), [
      'a',
      'charts/d',
      'e',
    ]);
    assert.deepEqual(chartRoots([new Source('Chart.yaml', ''), ...files('charts/x')]), ['.']);
  });
});
