import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containerOf, placeOf, problemsOf, readFiles, serviceOf } from '../../testing/compose.ts';
import { at, entryOf, plain } from '../../yaml/look.ts';

describe('files that include others', () => {
  it('brings in their services and what these need, with paths as they are from the project', () => {
    const read = readFiles({
      'compose.yaml':
        'include: [db/compose.yaml]\nservices: {web: {image: x, depends_on: [db], networks: [back]}}\n',
      'db/compose.yaml':
        'services: {db: {build: ., volumes: ["data:/data", "./init:/init"], networks: [back]}}\nvolumes: {data: }\nnetworks: {back: }\n',
    });
    assert.deepEqual(problemsOf(read), []);
    const db = containerOf(read, 'db');
    assert.equal(db.build!.context.value, 'db');
    assert.deepEqual(
      db.mounts.map(({ volume }) => volume.source),
      ['data', './db/init'],
    );
    assert.equal(placeOf(serviceOf(read, 'db').at), 'db/compose.yaml:1:12');
    assert.equal(entryOf(at(read.project.root, 'services'), 'db')!.merged, true);
  });

  it('takes the long form: several files, a folder and variables of their own', () => {
    const read = readFiles(
      {
        'compose.yaml':
          'include:\n  - path: [sub/a.yaml, sub/b.yaml]\n    project_directory: other\n    env_file: [sub/vars.env]\n',
        'sub/a.yaml': 'services: {s: {image: "x:${TAG}", user: "${WHO}", volumes: ["./d:/d"]}}\n',
        'sub/b.yaml': 'services: {s: {working_dir: "/${TAG}"}}\n',
        'sub/vars.env': 'TAG=own\nWHO=them\n',
        'other/.env': 'TAG=not read\n',
        '.env': 'WHO=us\n',
      },
      {},
    );
    assert.deepEqual(problemsOf(read), []);
    const container = containerOf(read, 's');
    assert.equal(container.image!.value, 'x:own');
    assert.equal(container.user!.value.text, 'us');
    assert.equal(container.workdir!.value, '/own');
    assert.equal(container.mounts[0]!.volume.source, './other/d');
  });

  it('reads .env of the folder that it includes, under its own variables', () => {
    const read = readFiles(
      {
        'compose.yaml': 'include: [sub/compose.yaml]\nservices: {a: {image: "x:${A}-${B}-${C}"}}\n',
        'sub/compose.yaml': 'services: {s: {image: "x:${A}-${B}-${C}"}}\n',
        '.env': 'A=1\nB=1\n',
        'sub/.env': 'B=2\nC=2\n',
      },
      { env: { A: '0' } },
    );
    assert.equal(containerOf(read, 'a').image!.value, 'x:0-1-');
    assert.equal(containerOf(read, 's').image!.value, 'x:0-1-2');
    assert.deepEqual([...read.project.unset.keys()], ['C']);
  });

  it('puts its own over what it includes, and takes the same thing once', () => {
    const read = readFiles({
      'compose.yaml': 'include: [b.yaml, c.yaml]\nservices: {s: {user: me, cap_add: [A]}}\n',
      'b.yaml': 'services: {s: {image: x, user: you, cap_add: [B]}, t: {image: t, ports: [80]}}\n',
      'c.yaml': 'include: [d/../b.yaml]\nservices: {u: {image: u}}\n',
    });
    assert.deepEqual(problemsOf(read), []);
    assert.deepEqual(plain(serviceOf(read, 's').node), { image: 'x', user: 'me', cap_add: ['B', 'A'] });
    assert.deepEqual(plain(serviceOf(read, 't').node), { image: 't', ports: [80] });
  });

  it('lets services extend what is included', () => {
    const read = readFiles({
      'compose.yaml': 'include: [b.yaml]\nservices: {web: {extends: base, user: me}}\n',
      'b.yaml': 'services: {base: {image: x}}\n',
    });
    assert.deepEqual(problemsOf(read), []);
    assert.equal(containerOf(read, 'web').image!.value, 'x');
  });

  it('tells what is wrong', () => {
    const told = (text: string) =>
      problemsOf(
        readFiles({ 'compose.yaml': text, 'b.yaml': 'include: [c.yaml]\n', 'c.yaml': 'include: [b.yaml]\n' }),
      );
    assert.deepEqual(told('include: [gone.yaml]\nservices: {a: {image: x, networks: [n]}}\n'), [
      'compose.yaml:1:11 missing-file: gone.yaml is not there',
    ]);
    assert.deepEqual(told('include: [b.yaml]\n'), [
      'c.yaml:1:11 cycle: these files include each other in a circle: b.yaml → c.yaml → b.yaml',
    ]);
    assert.deepEqual(told('include: b.yaml\nservices: {a: {image: x}}\n'), [
      'compose.yaml:1:10 type: include takes a list',
    ]);
    assert.deepEqual(told('include: [{env_file: x}]\nservices: {a: {image: x}}\n'), [
      'compose.yaml:1:11 missing-key: an item of include needs “path”',
    ]);
    assert.deepEqual(told('include: [compose.yaml]\nservices: {a: {image: x}}\n'), [
      'compose.yaml:1:11 cycle: these files include each other in a circle: compose.yaml → compose.yaml',
    ]);
  });

  it('says what it does not see, and claims nothing of what may be there', () => {
    const read = readFiles(
      'include: ["oci://example.com/x", ../shared.yaml]\nservices: {a: {image: x, depends_on: [db], networks: [n]}}\n',
    );
    assert.deepEqual(problemsOf(read), []);
    assert.deepEqual(
      read.gaps.map(({ path, reason }) => `${path}: ${reason}`),
      [
        'compose.yaml: line 1, column 11: what is included from oci://example.com/x is not seen: it would have to be fetched',
        'compose.yaml: line 1, column 34: ../shared.yaml is not there, so it is not seen',
      ],
    );
  });
});
