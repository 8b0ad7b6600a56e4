import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { folderOf } from '../../testing/folder.ts';
import { readYaml } from '../../yaml/read.ts';
import { chartsOf, dependencyOf, isWritten, locate, openChart, withoutDependencies } from './chart.ts';
import { readOutput, textOfManifests } from './output.ts';
import { presume } from './presume.ts';
import { givenPaths } from './values.ts';

const FILES = {
  'Chart.yaml': `apiVersion: v2
name: shop
dependencies:
  - {name: db, alias: main-db, version: 1.x, repository: https://charts.example.com}
  - {name: cache, version: 1.x}
  - {name: lib, version: 1.x, repository: "file://../lib"}
`,
  'values.yaml': 'a: 1\n',
  'templates/web.yaml': 'a: b\n',
  'templates/_helpers.tpl': '',
  'templates/jobs/run.yaml': 'a: b\n',
  'templates/NOTES.txt': 'hello',
  'charts/database/Chart.yaml': 'name: db\n',
  'charts/database/templates/db.yaml': 'a: b\n',
  'charts/database/charts/lib/Chart.yaml': 'name: lib\ntype: library\n',
  'charts/database/charts/lib/templates/x.yaml': '',
  'charts/README.md': '',
};

describe('a chart on disk', () => {
  const chart = openChart(folderOf(FILES))!;

  it('is read with the charts in it', () => {
    assert.deepEqual(
      chartsOf(chart).map(({ folder, name, isLibrary, templates }) => [
        folder,
        name,
        isLibrary,
        templates.map(({ path }) => path),
      ]),
      [
        [
          '',
          'shop',
          false,
          ['templates/web.yaml', 'templates/_helpers.tpl', 'templates/jobs/run.yaml', 'templates/NOTES.txt'],
        ],
        ['charts/database', 'db', false, ['templates/db.yaml']],
        ['charts/database/charts/lib', 'lib', true, ['templates/x.yaml']],
      ],
    );
    assert.deepEqual(
      chart.dependencies.map(({ name, called, repository }) => [name, called, repository]),
      [
        ['db', 'main-db', 'https://charts.example.com'],
        ['cache', 'cache', undefined],
        ['lib', 'lib', 'file://../lib'],
      ],
    );
    assert.equal(openChart(folderOf({ 'values.yaml': '' })), undefined);
  });

  it('has the files that Helm names, by the names that dependencies go by', () => {
    const found = locate(chart, 'shop/charts/main-db/templates/db.yaml')!;
    assert.equal(found.file.source.path, 'charts/database/templates/db.yaml');
    assert.deepEqual(found.below, ['main-db']);
    assert.deepEqual(
      found.charts.map(({ name }) => name),
      ['shop', 'db'],
    );
    assert.equal(locate(chart, 'shop/templates/jobs/run.yaml')?.file.path, 'templates/jobs/run.yaml');
    assert.equal(locate(chart, 'shop/charts/cache/templates/x.yaml'), undefined);
    assert.equal(dependencyOf(chart, 'shop/charts/cache/templates/x.yaml')?.name, 'cache');
    assert.equal(dependencyOf(chart, 'shop/templates/x.yaml'), undefined);
  });

  it('can be had without some of its dependencies', () => {
    const texts = withoutDependencies(chart, ['cache', 'lib']);
    assert.deepEqual([...texts.keys()], ['Chart.yaml']);
    const names = (JSON.parse(texts.get('Chart.yaml')!) as { dependencies: { name: string }[] }).dependencies;
    assert.deepEqual(
      names.map(({ name }) => name),
      ['db'],
    );
  });

  it('has templates that are written and such that are not', () => {
    assert.deepEqual(
      ['templates/a.yaml', 'templates/_a.tpl', 'templates/b/_c.yaml', 'templates/NOTES.txt'].map(isWritten),
      [true, false, false, false],
    );
  });

  it('does not go on without end', () => {
    const files: Record<string, string> = {};
    for (let depth = 0; depth < 30; depth++) {
      files[`${'charts/x/'.repeat(depth)}Chart.yaml`] = 'name: x\n';
      files[`${'templates/'.repeat(depth + 1)}a.yaml`] = 'a: b\n';
    }
    assert.equal(chartsOf(openChart(folderOf(files))!).length, 11);
  });
});

describe('what helm template prints', () => {
  it('is taken apart by the template that each document is from', () => {
    const output = `---
# Source: shop/templates/sa.yaml
a: 1
---
# Source: shop/charts/db/templates/x.yaml
# Source: of nothing
b: |
  ---
c: 1
---
# Source: shop/templates/sa.yaml
a: 2

`;
    const read = readOutput(output);
    assert.deepEqual(
      read.map(({ path }) => path),
      ['shop/templates/sa.yaml', 'shop/charts/db/templates/x.yaml'],
    );
    assert.equal(textOfManifests(read[0]!), 'a: 1\n---\na: 2\n');
    assert.equal(textOfManifests(read[1]!), '# Source: of nothing\nb: |\n  ---\nc: 1\n');
    assert.deepEqual(readOutput(''), []);
  });
});

describe('paths that --set gives', () => {
  for (const [set, paths] of [
    [['a.b=1'], ['a.b']],
    [
      ['a=1,b.c=x=y', 'd[0].e=1'],
      ['a', 'b.c', 'd'],
    ],
    [['a={x,y}'], ['a']],
    [[''], []],
  ] as const)
    it(`are ${paths.join(' ')} of ${set.join(' ')}`, () => assert.deepEqual(givenPaths(set), paths));
});

describe('what values suggest without the templates', () => {
  const presumed = (text: string, version?: string) => {
    const { documents } = readYaml(new Source('values.yaml', text));
    return presume(documents[0]?.root, 'shop', version);
  };
  const objects = (text: string, version?: string) =>
    presumed(text, version)!
      .text.split('---\n')
      .map((one) => JSON.parse(one) as { metadata: { name: string }; spec: { template: { spec: unknown } } })
      .map(({ metadata, spec }) => [metadata.name, spec.template.spec] as const);
  const rest = { terminationMessagePath: '/dev/termination-log' };

  it('is a workload for each component that has an image, with what is said of it', () => {
    const text = `
image: {registry: r.example.com, repository: shop/web, tag: "1.2"}
podSecurityContext: {enabled: true, fsGroup: 1}
containerSecurityContext: {enabled: true, privileged: true, runAsUser: 0}
hostNetwork: true
hostPID: "yes"
serviceAccount: {automount: false, name: x}
resources: {limits: {memory: 1Gi}}
livenessProbe: {enabled: true, initialDelaySeconds: 5}
containerPorts: {http: 8080, https: 8443}
extraEnvVars: [{name: A, value: b}, {name: T, value: "{{ .Values.x }}"}]
command: []
worker:
  image: example/worker:2
  securityContext: {fsGroup: 2, runAsUser: 3}
nested:
  job: {image: {name: job, digest: "sha256:1"}, containerPort: 9000}
global: {image: {repository: never}}
other: {image: {pullPolicy: Always}}
`;
    assert.deepEqual(objects(text), [
      [
        'shop',
        {
          securityContext: { fsGroup: 1 },
          hostNetwork: true,
          automountServiceAccountToken: false,
          containers: [
            {
              name: 'shop',
              image: 'r.example.com/shop/web:1.2',
              securityContext: { privileged: true, runAsUser: 0 },
              resources: { limits: { memory: '1Gi' } },
              livenessProbe: { initialDelaySeconds: 5 },
              env: [
                { name: 'A', value: 'b' },
                { name: 'T', value: null },
              ],
              ports: [{ containerPort: 8080 }, { containerPort: 8443 }],
              ...rest,
            },
          ],
        },
      ],
      [
        'worker',
        {
          securityContext: { fsGroup: 2, runAsUser: 3 },
          containers: [{ name: 'worker', image: 'example/worker:2', ...rest }],
        },
      ],
      [
        'nested-job',
        {
          containers: [
            { name: 'nested-job', image: 'job@sha256:1', ports: [{ containerPort: 9000 }], ...rest },
          ],
        },
      ],
    ]);
  });

  it('has the version of the chart where no tag is given, and no image where there is none either', () => {
    const text = 'image: {repository: a, tag: ""}\n';
    const image = (version?: string) =>
      (objects(text, version)[0]![1] as { containers: { image?: string }[] }).containers[0]!.image;
    assert.equal(image('4.5'), 'a:4.5');
    assert.equal(image(), undefined);
  });

  it('leads to the values, and nowhere for what nobody wrote', () => {
    const text = 'image: {repository: a, tag: b}\nsecurityContext:\n  privileged: true\n';
    const found = presumed(text)!;
    const at = (word: string) => {
      const start = found.text.indexOf(word);
      const site = found.origin({ start, end: start + word.length });
      return site?.source.slice(site.span);
    };
    assert.equal(at('"a:b"'), 'b');
    assert.equal(at('"privileged"'), 'privileged');
    assert.equal(at('true'), 'true');
    assert.equal(at('"securityContext"'), undefined);
    assert.equal(at('"shop"'), undefined);
    assert.equal(at('"containers"'), undefined);
  });

  it('is nothing where they say nothing of containers', () => {
    assert.equal(presumed('a: 1\nimage:\n'), undefined);
    assert.equal(presumed('[1]\n'), undefined);
    assert.equal(presumed(''), undefined);
  });
});
