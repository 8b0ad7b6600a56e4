import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { isComposeName, looksLikeCompose, overridesOf, standsAlone } from './index.ts';

describe('names of Compose files', () => {
  it('knows them', () => {
    const names = [
      'compose.yaml',
      'docker/docker-compose.yml',
      'docker-compose.prod.yml',
      'compose-dev.yaml',
      'podman-compose.yaml',
      'a\\Compose.YAML',
    ];
    for (const name of names) assert.ok(isComposeName(name), name);
    for (const name of [
      'composer.yaml',
      'compose.json',
      'my-compose.yaml',
      'compose/x.yaml',
      'docker-compose',
    ])
      assert.ok(!isComposeName(name), name);
  });

  it('takes the file that Compose takes, and what it merges over it', () => {
    assert.deepEqual(overridesOf(['docker-compose.yml', 'compose.yml', 'compose.yaml']), [
      ['compose.yaml'],
      ['docker-compose.yml'],
      ['compose.yml'],
    ]);
    assert.deepEqual(overridesOf(['compose.override.yaml', 'compose.yaml']), [
      ['compose.yaml', 'compose.override.yaml'],
    ]);
    assert.deepEqual(
      overridesOf(['docker-compose.override.yml', 'docker-compose.yml', 'docker-compose.ci.yml']),
      [['docker-compose.yml', 'docker-compose.override.yml'], ['docker-compose.ci.yml']],
    );
    assert.deepEqual(overridesOf(['compose.prod.yaml']), [['compose.prod.yaml']]);
    assert.deepEqual(overridesOf([]), []);
  });

  it('lays what does not stand alone over the first', () => {
    const texts: Readonly<Record<string, string>> = {
      'compose.yaml': 'services: {web: {image: x}, db: {image: y}}\n',
      'compose.override.yaml': 'services: {web: {ports: [80]}}\n',
      'compose.prod.yaml': 'services: {web: {restart: always}}\n',
      'compose.test.yaml': 'services: {test: {image: t, depends_on: [web]}}\n',
      'compose.all.yaml': 'services: {web: {image: x, networks: [n]}}\nnetworks: {n: }\n',
    };
    const open = (name: string) => new Source(name, texts[name]!);
    assert.deepEqual(overridesOf(Object.keys(texts), open), [
      ['compose.yaml', 'compose.override.yaml'],
      ['compose.yaml', 'compose.prod.yaml'],
      ['compose.yaml', 'compose.test.yaml'],
      ['compose.all.yaml'],
    ]);
    assert.equal(standsAlone(new Source('a', 'services:\nvolumes: {v: }\n')), false);
    assert.equal(standsAlone(new Source('a', 'include: [b.yaml]\n')), true);
  });

  it('lays it over the file that has what it lacks, whatever that is called', () => {
    const project = (texts: Readonly<Record<string, string>>) =>
      overridesOf(Object.keys(texts), (name) => new Source(name, texts[name]!));
    const start = 'services: {app: {image: x, networks: [n]}}\nnetworks: {n: }\n';
    assert.deepEqual(
      project({
        'quickstart-mysql.yml': 'services: {app: {restart: always}, db: {image: y, networks: [n]}}\n',
        'quickstart.yml': start,
        'alone.yml': 'services: {app: {image: z}}\n',
      }),
      [['quickstart.yml', 'quickstart-mysql.yml'], ['quickstart.yml'], ['alone.yml']],
    );
    assert.deepEqual(
      project({
        'docker-compose.yml': 'services: {test: {image: t, depends_on: [server]}}\n',
        'server-docker-compose.yml': 'services: {server: {image: x}}\n',
      }),
      [['server-docker-compose.yml', 'docker-compose.yml'], ['server-docker-compose.yml']],
    );
    // Nothing has it: Compose refuses it, and so it is told.
    assert.deepEqual(
      project({ 'a.yml': 'services: {app: {restart: always}}\n', 'b.yml': 'services: {x: {image: y}}\n' }),
      [['a.yml'], ['b.yml']],
    );
  });

  it('knows a Compose file by its text', () => {
    for (const text of [
      'services:\n  web:\n    image: x\n',
      'version: "3"\n# a\nservices: # all\n\n  # one\n  web:\n    build: .\n',
      'services:\r\n  "web":\r\n    extends: y\r\n',
    ])
      assert.ok(looksLikeCompose(text), text);
    for (const text of [
      '',
      'apiVersion: v1\nkind: Service\nservices:\n  a:\n    image: x\n',
      'on: push\njobs:\n  a:\n    services:\n      b:\n        image: x\n',
      'services:\n  - postgres\njob:\n  image: x\n',
      'services:\n  a: 1\nimage: x\n',
    ])
      assert.ok(!looksLikeCompose(text), text);
  });
});
