import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { type TestFolder, testFolder } from '../../testing/disk.ts';
import { findProgram } from '../program.ts';
import { renderKustomization } from './index.ts';
import { kustomizationRoots } from './roots.ts';
import { madePath, type Rendered, type RenderOptions } from './types.ts';

const isPosix = process.platform !== 'win32';
const programs = ['kustomize', 'kubectl'].flatMap((name) => findProgram(name, process.env) ?? []);

const FILES = {
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'base/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostNetwork: true\n  containers: []\n',
  'prod/kustomization.yaml':
    'namePrefix: prod-\nresources: [../base, service.yaml]\npatches: [{path: patch.yaml}]\n',
  'prod/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
  'prod/patch.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostPID: true\n',
};

const render = (folder: TestFolder, options: Partial<RenderOptions> = {}, name = 'prod'): Promise<Rendered> =>
  renderKustomization(join(folder.path, name), { path: `deploy/${name}`, env: process.env, ...options });

const told = ({ gaps }: Rendered): string[] => gaps.map(({ path, reason }) => `${path}: ${reason}`);

function origins({ files }: Rendered, path: string, ...words: string[]): string[] {
  const file = files.find(({ source }) => source.path === madePath(path));
  assert.ok(file, `${path} among ${files.map(({ source }) => source.path).join(' ')}`);
  return words.map((word) => {
    const start = file.source.text.indexOf(word);
    assert.notEqual(start, -1, `${word} in ${file.source.text}`);
    const origin = file.origin({ source: file.source, span: { start, end: start + word.length } })!;
    return `${origin.how} ${origin.source.path}:${origin.source.lineOf(origin.span.start)}`;
  });
}

describe('kustomizations that are not built', () => {
  it('are told of where there is no program, and only their patches are no manifests', async () => {
    using folder = testFolder(FILES);
    const rendered = await render(folder, { env: { PATH: '' } });
    assert.deepEqual(rendered.files, []);
    assert.match(
      told(rendered)[0]!,
      /^deploy\/prod: no kustomize or kubectl program was found.*PLIMSOLL_KUSTOMIZE_PROGRAM$/,
    );
    assert.deepEqual(rendered.parts, ['deploy/prod/patch.yaml']);
  });

  it('are told of where they would have to fetch something; nothing is run', async () => {
    using folder = testFolder({
      ...FILES,
      'base/kustomization.yaml': 'resources:\n  - pod.yaml\n  - https://example.com/pod.yaml\n',
    });
    const program = folder.program('kustomize', 'echo "Error: it was run" >&2; exit 1');
    const rendered = await render(folder, { env: { PLIMSOLL_KUSTOMIZE_PROGRAM: program } });
    assert.match(
      told(rendered)[0]!,
      /^deploy\/base\/kustomization\.yaml: line 3, column \d+: it builds on https:\/\/example\.com\/pod\.yaml/,
    );
  });

  it('are not told of when they are components, which others take in', async () => {
    using folder = testFolder({
      ...FILES,
      'prod/kustomization.yaml': 'kind: Component\npatches: [{path: patch.yaml}]\n',
    });
    const rendered = await render(folder, { env: { PATH: '' } });
    assert.deepEqual(rendered.gaps, []);
    assert.deepEqual(rendered.parts, ['deploy/prod/patch.yaml']);
  });

  it('are told of when they cannot be read', async () => {
    using folder = testFolder({ 'prod/kustomization.yaml': 'a: [\n' });
    assert.match(told(await render(folder))[0]!, /^deploy\/prod\/kustomization\.yaml: line 2, column 1: /);
    using empty = testFolder({ 'prod/kustomization.yaml': '' });
    assert.match(told(await render(empty))[0]!, /^deploy\/prod: its kustomization cannot be read$/);
  });

  it('are told of with what the program says', { skip: !isPosix }, async () => {
    using folder = testFolder(FILES);
    const program = folder.program(
      'kustomize',
      'echo "Error: accumulating resources from $2: no" >&2; exit 1',
    );
    const rendered = await render(folder, { env: { PLIMSOLL_KUSTOMIZE_PROGRAM: program } });
    assert.deepEqual(told(rendered), [
      'deploy/prod/kustomization.yaml: it is not built, and its resources were judged as they stand: accumulating resources from .: no',
    ]);
  });
});

for (const program of programs)
  describe(`kustomizations with ${program.split('/').at(-1)}`, () => {
    const env = {
      PLIMSOLL_KUSTOMIZE_PROGRAM: '/no/such',
      [program.endsWith('kubectl') ? 'PLIMSOLL_KUBECTL_PROGRAM' : 'PLIMSOLL_KUSTOMIZE_PROGRAM']: program,
    };

    it('are built, and every word leads back to the resource or the patch', async () => {
      using folder = testFolder(FILES);
      const rendered = await render(folder, { env });
      assert.deepEqual(rendered.gaps, []);
      assert.deepEqual(
        rendered.files.map(({ source, madeBy }) => [source.path, madeBy]),
        ['deploy/prod/service.yaml', 'deploy/base/pod.yaml'].map((path) => [
          madePath(path),
          { tool: 'kustomize', path: 'deploy/prod' },
        ]),
      );
      assert.deepEqual(origins(rendered, 'deploy/base/pod.yaml', 'hostNetwork', 'hostPID', 'prod-web'), [
        'literal deploy/base/pod.yaml:6',
        'literal deploy/prod/patch.yaml:6',
        'near deploy/base/pod.yaml:4',
      ]);
      assert.deepEqual([...rendered.parts].sort(), [
        'deploy/base/pod.yaml',
        'deploy/prod/patch.yaml',
        'deploy/prod/service.yaml',
      ]);
    });

    it('are built as a repair leaves them', async () => {
      using folder = testFolder(FILES);
      const text = FILES['base/pod.yaml'].replace('hostNetwork: true', 'hostNetwork: false');
      const texts = new Map([[join(folder.path, 'base/pod.yaml'), new Source('deploy/base/pod.yaml', text)]]);
      const rendered = await render(folder, { env, texts });
      assert.deepEqual(rendered.gaps, []);
      const built = rendered.files.find(({ source }) => source.path === madePath('deploy/base/pod.yaml'));
      assert.match(built!.source.text, /hostNetwork: false/);
      assert.match(built!.source.text, /hostPID: true/);
    });

    it('cost a gap each when they cannot be built', async () => {
      const cases: readonly (readonly [text: string, expected: RegExp])[] = [
        [
          'resources:\n  - none.yaml\n',
          /^deploy\/prod\/kustomization\.yaml: line 2, column \d+: .* as none\.yaml cannot be read; its resources/,
        ],
        [
          'resources: [../../../../etc/passwd]\n',
          /line 1, column \d+: .* as \.\.\/\.\.\/\.\.\/\.\.\/etc\/passwd cannot be read/,
        ],
        ['resources: [../prod]\n', /cycle/],
        ['helmCharts: [{name: x, repo: "https://example.com"}]\n', /helm/i],
        ['patches: [{patch: "a: ["}]\nresources: [service.yaml]\n', /patch/],
        ['resources: [service.yaml, service.yaml]\n', /already|conflict/],
      ];
      for (const [text, expected] of cases) {
        using folder = testFolder({ ...FILES, 'prod/kustomization.yaml': text });
        const rendered = await render(folder, { env });
        assert.equal(rendered.gaps.length, 1, text);
        assert.match(told(rendered)[0]!, expected);
        assert.doesNotMatch(told(rendered)[0]!, /plimsoll-render/, 'no folder of ours is told');
      }
    });
  });

describe('kustomizations that are built by themselves', () => {
  const file = (path: string, text: string) => new Source(`${path}/kustomization.yaml`, text);

  it('are those that no other takes in', () => {
    const files = [
      file('base', 'resources: [a.yaml]\n'),
      file('part', 'kind: Component\n'),
      file('prod', 'resources: [../base/]\ncomponents: [../part]\n'),
      file('dev', 'bases: [../base]\n'),
      file('flux', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n'),
    ];
    assert.deepEqual(kustomizationRoots(files), ['prod', 'dev']);
    assert.deepEqual(kustomizationRoots([file('broken', 'a: ['), ...files]), ['broken', 'prod', 'dev']);
  });

  it('are all of those that take each other in', () => {
    assert.deepEqual(
      kustomizationRoots([file('a', 'resources: [../b]\n'), file('b', 'resources: [../a]\n')]),
      ['a', 'b'],
    );
  });
});
