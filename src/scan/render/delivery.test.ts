import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testFolder } from '../../testing/disk.ts';
import { findProgram } from '../program.ts';
import { checkProject } from '../project.ts';
import type { CheckRequest } from '../types.ts';

const FILES = {
  'deploy/chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'deploy/chart/values.yaml': 'image: {repository: example/shop, tag: "1.2"}\nhostNetwork: true\n',
  'deploy/chart/templates/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec:\n  # plimsoll ignore=no-host-namespaces reason="it has to see them"\n  hostPID: true\n  hostNetwork: {{ .Values.hostNetwork }}\n  containers:\n    - name: web\n      image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n      env: [{name: A, value: 1}]\n',
  'base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'base/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostIPC: true\n  containers: [{name: web, image: "example/web:1.2"}]\n',
  'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n',
  'prod/patch.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: true}\n',
};

const request = (cwd: string, env: CheckRequest['env']): CheckRequest => ({
  cwd,
  paths: ['.'],
  flags: { only: ['no-host-namespaces'] },
  config: false,
  shellcheck: false,
  now: new Date('2026-01-01'),
  env,
});

/** `path:line disposition` of every finding, then every gap. */
async function told(cwd: string, env: CheckRequest['env']): Promise<string[]> {
  const { verdict, sources } = await checkProject(request(cwd, env));
  const findings = verdict.findings.map(({ at, disposition }) => {
    const source = sources.get(at.path);
    assert.ok(source, `the report has the text of ${at.path}`);
    return `${at.path}:${source.lineOf(at.span.start)} ${disposition}`;
  });
  return [...findings, ...verdict.gaps.map(({ path, reason }) => `${path}: ${reason}`)];
}

describe('a delivery with a chart and a kustomization', () => {
  it('is judged as far as that goes without the programs, and says so', async () => {
    using folder = testFolder(FILES);
    const [one, other, ...gaps] = await told(folder.path, { PATH: '' });
    assert.deepEqual([one, other].sort(), ['base/pod.yaml:5 over', 'deploy/chart/values.yaml:2 over']);
    assert.equal(gaps.length, 2);
    assert.match(gaps.find((gap) => gap.startsWith('deploy/chart:'))!, /no helm program/);
    assert.match(gaps.find((gap) => gap.startsWith('prod:'))!, /no kustomize or kubectl program/);
  });

  const programs = ['helm', 'kustomize'].map((name) => findProgram(name, process.env));
  const skip = programs.every((program) => program !== undefined)
    ? false
    : 'no helm and kustomize were found';

  it('is judged as it will run, with what is wrong told where it is written', { skip }, async () => {
    using folder = testFolder(FILES);
    assert.deepEqual((await told(folder.path, process.env)).sort(), [
      'base/pod.yaml:5 over',
      'deploy/chart/templates/pod.yaml: line 11, column 30: value has to be text, and 1 is none: put it in quotes',
      'deploy/chart/templates/pod.yaml:6 waived',
      'deploy/chart/values.yaml:2 over',
      'prod/patch.yaml:4 over',
    ]);
  });
});
