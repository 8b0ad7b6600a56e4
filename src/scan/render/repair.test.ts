import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testFolder } from '../../testing/disk.ts';
import { findProgram } from '../program.ts';
import { repairProject } from '../repair.ts';

const helm = findProgram('helm', process.env);
const kustomize = findProgram('kustomize', process.env) ?? findProgram('kubectl', process.env);

/** Every file that repairs change, with the lines that are new. */
async function repaired(cwd: string, only: readonly string[]): Promise<Record<string, string[]>> {
  const { files } = await repairProject({
    cwd,
    paths: ['.'],
    flags: { only },
    config: false,
    now: new Date('2026-01-01'),
    env: process.env,
    unsafe: true,
  });
  return Object.fromEntries(
    files.flatMap(({ before, after, applied }) => {
      if (before.text === after.text) return [];
      assert.ok(applied.every(({ level }) => level === 'L2') || applied.length === 0);
      const old = before.text.split('\n');
      return [[before.path, after.text.split('\n').filter((line) => !old.includes(line))]];
    }),
  );
}

describe('repairs of a chart', { skip: helm ? false : 'no helm program was found' }, () => {
  it('are made in its values where they give what is wrong, else in the template, and proved by rendering', async () => {
    using folder = testFolder({
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'values.yaml':
        'image: "example.com/shop:1.2"\nhostNetwork: true\npodSecurityContext: {}\nworker:\n  securityContext:\n    privileged: true\n',
      'templates/_helpers.tpl': '{{- define "shop.name" -}}\n{{ .Release.Name }}-web\n{{- end -}}\n',
      'templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ include "shop.name" . }}
spec:
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  hostNetwork: {{ .Values.hostNetwork }}
  containers:
    - name: {{ include "shop.name" . }}
      image: {{ .Values.image | quote }}
    - name: worker
      image: {{ .Values.image | quote }}
      securityContext:
        {{- toYaml .Values.worker.securityContext | nindent 8 }}
`,
    });
    const rules = ['no-host-namespaces', 'no-privileged', 'seccomp-profile', 'no-privilege-escalation'];
    assert.deepEqual(await repaired(folder.path, rules), {
      'values.yaml': [
        'hostNetwork: false',
        'podSecurityContext: { seccompProfile: { type: RuntimeDefault } }',
        '    privileged: false',
        '    allowPrivilegeEscalation: false',
      ],
      'templates/pod.yaml': ['        allowPrivilegeEscalation: false'],
    });
  });

  it('put an entry before the first of a map that ends where a template goes on', async () => {
    const pod = (head: string) => ({
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'values.yaml': 'memory: 1Gi\n',
      'templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:${head}
  containers:
    - name: web
      image: example.com/shop:1.2
      resources:
        limits:
          memory: {{ .Values.memory }}
`,
    });
    const rules = ['token-automount', 'resource-requests'];
    using folder = testFolder(pod(''));
    assert.deepEqual(await repaired(folder.path, rules), {
      'templates/pod.yaml': [
        '  automountServiceAccountToken: false',
        '        requests:',
        '          cpu: 100m',
        '          cpu: "1"',
      ],
    });
    using other = testFolder(pod(' {{- /* what it runs */}}'));
    assert.deepEqual(await repaired(other.path, ['token-automount']), {});
  });

  it('say nothing else where the template has a key that no value fills yet', async () => {
    using folder = testFolder({
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'values.yaml': 'securityContext: {}\n',
      'templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: example.com/web:1.2
      {{- if .Values.securityContext }}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
      {{- else if .Values.hostPort }}
      securityContext:
        allowPrivilegeEscalation: true
        capabilities: { add: [NET_BIND_SERVICE] }
      {{- end }}
`,
    });
    assert.deepEqual(await repaired(folder.path, ['no-privilege-escalation']), {
      'values.yaml': ['securityContext: { allowPrivilegeEscalation: false }'],
    });
  });

  const listing = (mounts: string) => ({
    'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'values.yaml': 'on: true\nfolders: [/srv]\n',
    'templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: nginxinc/nginx-unprivileged:1.31
      securityContext: { readOnlyRootFilesystem: true }
      volumeMounts:
${mounts}
  volumes:
    - name: a
      emptyDir: {}
    - { name: b, emptyDir: {} }
`,
  });

  it('put an item behind the last of a list that a template writes out', async () => {
    using folder = testFolder(
      listing('        - name: a\n          mountPath: {{ index .Values.folders 0 }}\n        # kept'),
    );
    assert.deepEqual(await repaired(folder.path, ['read-only-writes']), {
      'templates/pod.yaml': ['        - name: tmp', '          mountPath: /tmp', '    - name: tmp'],
    });
  });

  it('but not into a block that is there only sometimes, or several times', async () => {
    for (const mounts of [
      '        {{- range .Values.folders }}\n        - name: a\n          mountPath: {{ . }}\n        {{- end }}',
      '        {{- if .Values.on }}\n        - name: a\n          mountPath: /srv\n        {{- end }}',
    ]) {
      using folder = testFolder(listing(mounts));
      assert.deepEqual(await repaired(folder.path, ['read-only-writes']), {});
    }
  });

  it('are not made where the proof by rendering fails', async () => {
    using folder = testFolder({
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'values.yaml': 'hostNetwork: true\n',
      'templates/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: {{ .Values.hostNetwork }}\n  hostPID: {{ not .Values.hostNetwork }}\n  containers: [{name: web, image: "example.com/a:1"}]\n',
    });
    assert.deepEqual(await repaired(folder.path, ['no-host-namespaces']), {});
  });
});

describe('repairs of a kustomization', { skip: kustomize ? false : 'no kustomize program was found' }, () => {
  it('are made in the resource, or in the patch that goes over it', async () => {
    using folder = testFolder({
      'base/kustomization.yaml': 'resources: [pod.yaml]\n',
      'base/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostIPC: true\n  containers:\n    - name: web\n      image: example.com/web:1.2\n',
      'prod/kustomization.yaml': 'namePrefix: prod-\nresources: [../base]\npatches: [{path: patch.yaml}]\n',
      'prod/patch.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostPID: true\n',
    });
    assert.deepEqual(await repaired(folder.path, ['no-host-namespaces', 'no-privilege-escalation']), {
      'base/pod.yaml': [
        '  hostIPC: false',
        '      securityContext:',
        '        allowPrivilegeEscalation: false',
      ],
      'prod/patch.yaml': ['  hostPID: false'],
    });
  });
});
