import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOf } from '../../testing/check-delivery-page.ts';

const dockerfile = 'FROM alpine:3.22 AS run\nUSER 1000\nCMD ["a"]\n';
const services = (text: string) => `services:\n${text}`;

describe('what a container runs', () => {
  const how = (files: Record<string, string>) =>
    partsOf(files).fits.map(({ container, link, recipe }) => [
      container.workload.name,
      link.how,
      recipe?.source.path ?? '',
    ]);

  it('is told by build, by what builds its name, by a guess, or not at all', () => {
    const files = {
      'api/Dockerfile': dockerfile,
      'web/Dockerfile': dockerfile,
      Makefile: 'image:\n\tdocker build -t ghcr.io/acme/shop:1 web\n',
      'compose.yaml': services(
        '  a: {build: api}\n  b: {image: "ghcr.io/acme/shop:2"}\n  c: {image: "ghcr.io/acme/api:1"}\n  d: {image: "redis:8"}\n',
      ),
    };
    assert.deepEqual(how(files), [
      ['a', 'built', 'api/Dockerfile'],
      ['b', 'named', 'web/Dockerfile'],
      ['c', 'guessed', 'api/Dockerfile'],
      ['d', 'external', ''],
    ]);
  });

  it('keeps what rules make of it, and that there is nothing to be made', () => {
    const [fit] = partsOf({ 'compose.yaml': services('  a: {image: "redis:8"}\n') }).fits;
    let made = 0;
    const nothing = () => {
      made++;
      return undefined;
    };
    assert.deepEqual([fit?.once(nothing), fit?.once(nothing), made], [undefined, undefined, 1]);
    assert.equal(
      fit?.once(({ link }) => link.how),
      'external',
    );
  });

  it('is a gap where the build cannot be seen', () => {
    const gaps = (build: string) =>
      partsOf({ Dockerfile: dockerfile, 'compose.yaml': services(`  a:\n    build: ${build}\n`) }).gaps.map(
        ({ path, reason }) => `${path}: ${reason}`,
      );
    const end = ', so that nothing is known of it';
    const begin = 'compose.yaml: line 3, column 5: the image of a is built from ';
    assert.deepEqual(gaps('.'), []);
    assert.deepEqual(gaps('missing'), [
      `${begin}missing/Dockerfile, which is not there or cannot be read${end}`,
    ]);
    assert.deepEqual(gaps('/srv/a'), [
      `${begin}/srv/a/Dockerfile, which is not there or cannot be read${end}`,
    ]);
    assert.deepEqual(gaps('https://git.example.com/a.git'), [
      `${begin}https://git.example.com/a.git, which is not fetched${end}`,
    ]);
    assert.deepEqual(gaps('{context: ., target: nosuch}'), [
      `${begin}the stage nosuch of Dockerfile, which it does not have${end}`,
    ]);
  });
});

describe('what a template outside of a chart makes', () => {
  const gaps = (text: string) =>
    partsOf({ 'deploy/app.yaml': text }).gaps.map(({ path, reason }) => `${path}: ${reason}`);

  it('is one gap, whatever is wrong with its text', () => {
    const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Name }}\n  namespace: {{ .Namespace }}\n';
    assert.deepEqual(gaps(pod), [
      'deploy/app.yaml: line 4, column 9: it is a template, and what its {{ … }} make of it is not seen: render it, and check the result',
    ]);
    assert.equal(gaps(`${pod}{{- if .Labels }}\n  labels: {a: {{ .A }}}\n{{- end }}\n`).length, 1);
  });

  it('is judged where the actions are text in YAML', () => {
    const text = 'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Name }}"}\nspec: {containers: []}\n';
    assert.deepEqual(gaps(text), []);
  });
});
