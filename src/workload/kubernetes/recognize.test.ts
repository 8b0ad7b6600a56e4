import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { looksLikeKubernetes } from './recognize.ts';

describe('recognizing Kubernetes manifests without reading them', () => {
  for (const [what, text] of [
    ['a manifest', '# a\n---\nkind: Pod\nmetadata:\n  name: a\napiVersion: v1\n'],
    ['one behind a byte-order mark', '\uFEFFapiVersion: v1\nkind: Pod\n'],
    ['Windows line endings', 'apiVersion: v1\r\nkind: "Pod"\r\n'],
    ['one in the second document', 'a: 1\n---\napiVersion: v1\nkind: Pod\n'],
    ['a list without a head', '- apiVersion: v1\n  kind: Pod\n- apiVersion: v1\n  kind: Pod\n'],
    ['JSON', '{\n  "kind": "Pod",\n  "apiVersion": "v1"}'],
    [
      'a template',
      '{{- if .Values.on }}\napiVersion: {{ include "api" . }}\nkind: {{ .Values.kind }}\n{{ end }}',
    ],
  ] as const)
    it(`sees ${what}`, () => assert.equal(looksLikeKubernetes(text), true));

  for (const [what, text] of [
    ['a chart', 'apiVersion: v2\nname: a\n'],
    ['a Compose file', 'services:\n  web:\n    image: a\n'],
    ['keys in two documents', 'apiVersion: v1\n---\nkind: Pod\n'],
    ['keys in two items', '- apiVersion: v1\n- kind: Pod\n'],
    ['a reference below a key', 'ref:\n  apiVersion: v1\n  kind: Pod\n'],
    ['a kind of another sort', 'apiVersion: v1\nkind: pod of whales\n'],
    ['keys in a comment', '# apiVersion: v1\n# kind: Pod\n'],
    ['a package', '{"name": "a", "kind": "Pod"}'],
    ['nothing', ''],
  ] as const)
    it(`does not take ${what} for one`, () => assert.equal(looksLikeKubernetes(text), false));

  it('takes time in proportion to the text', () => {
    for (const text of ['- '.repeat(1e6), `kind:${' '.repeat(1e6)}`, 'apiVersion: a\n---\n'.repeat(1e5)])
      assert.equal(looksLikeKubernetes(text), false);
  });
});
