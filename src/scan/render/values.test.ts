import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Gap } from '../../core/gap.ts';
import { testFolder } from '../../testing/disk.ts';
import { findProgram } from '../program.ts';
import { checkProject } from '../project.ts';
import { valuesOf } from './values.ts';

describe('values that charts are given', () => {
  const files = { 'ours.yaml': 'a: 1\n', 'conf/theirs.yaml': 'a: 2\n' };

  it('are those of the configuration, and over them those of the command line', () => {
    using folder = testFolder(files);
    const gaps: Gap[] = [];
    const policy = {
      root: `${folder.path}/conf`,
      helm: { values: ['*.yaml', 'no.yaml'], set: { a: '1,2' } },
    };
    const flags = { values: ['ours.yaml'], helmSet: ['a=1,b=2'] };
    const { values, set } = valuesOf(folder.path, policy, flags, gaps);
    assert.deepEqual(
      values.map(({ path }) => path),
      ['conf/theirs.yaml', 'ours.yaml'],
    );
    assert.deepEqual(set, ['a=1\\,2', 'a=1,b=2']);
    assert.deepEqual(
      gaps.map(({ reason }) => reason),
      ['helm.values: no.yaml matches no file, so that charts were rendered without it'],
    );
  });

  it('are wrong usage where the command line names what is not there, or says no value', () => {
    using folder = testFolder(files);
    const policy = { root: folder.path, helm: { values: [], set: {} } };
    const given = (flags: Parameters<typeof valuesOf>[2]) => () => valuesOf(folder.path, policy, flags, []);
    assert.throws(given({ values: ['no.yaml'] }), { code: 'usage', message: /^--values no\.yaml: / });
    assert.throws(given({ helmSet: ['a'] }), { code: 'usage', message: /^--set a: write KEY=VALUE/ });
  });

  const skip = findProgram('helm', process.env) ? false : 'no helm program was found';

  it('decide what is found, and where it is told', { skip }, async () => {
    using folder = testFolder({
      'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'chart/values.yaml': 'pid: false\n',
      'chart/templates/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: {{ .Values.pid }}\n  containers: [{name: a, image: "b:1"}]\n',
      'prod.yaml': 'pid: true\n',
    });
    const found = async (flags: object) => {
      const { verdict } = await checkProject({
        cwd: folder.path,
        paths: ['.'],
        flags: { only: ['no-host-namespaces'], ...flags },
        config: false,
        shellcheck: false,
        now: new Date('2026-01-01'),
        env: process.env,
      });
      return verdict.findings.map(({ at }) => at.path);
    };
    assert.deepEqual(await found({}), []);
    assert.deepEqual(await found({ values: ['prod.yaml'] }), ['prod.yaml']);
    assert.deepEqual(await found({ helmSet: ['pid=true'] }), ['chart/templates/pod.yaml']);
    assert.deepEqual(await found({ values: ['prod.yaml'], helmSet: ['pid=false'] }), []);
  });
});
