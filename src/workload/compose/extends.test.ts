import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containerOf, placeOf, problemsOf, readFiles, serviceOf } from '../../testing/compose.ts';
import { at, entryOf, plain } from '../../yaml/look.ts';

describe('services that extend others', () => {
  it('takes over all that the other one has, and goes over it', () => {
    const read = readFiles(`services:
  base:
    image: x
    user: app
    cap_drop: [ALL]
    environment: {A: 1, B: 2}
    depends_on: [db]
  web:
    extends: base
    image: y
    cap_drop: [MKNOD]
    environment: {B: 3}
  db: {image: db}
`);
    assert.deepEqual(problemsOf(read), []);
    const { node } = serviceOf(read, 'web');
    assert.deepEqual(plain(node), {
      image: 'y',
      user: 'app',
      cap_drop: ['ALL', 'MKNOD'],
      environment: { A: 1, B: 3 },
      depends_on: ['db'],
    });
    // What is taken over stands at the other one, and a key here would take its place.
    assert.equal(placeOf(containerOf(read, 'web').user!.at), 'compose.yaml:4:11');
    assert.equal(entryOf(node, 'user')!.merged, true);
    assert.equal(entryOf(node, 'image')!.merged, undefined);
    assert.equal(placeOf(serviceOf(read, 'web').at), 'compose.yaml:8:3');
  });

  it('follows chains through files, with paths as they are from the project', () => {
    const read = readFiles({
      'compose.yaml':
        'services: {web: {extends: {file: lib/common.yaml, service: web}}}\nvolumes: {data: }\n',
      'lib/common.yaml': `services:
  web: {extends: {file: ../other/base.yaml, service: base}, volumes: ["./conf:/conf", "data:/data"]}
`,
      'other/base.yaml': `services:
  root: {image: x, env_file: [./a.env]}
  base: {extends: root, build: {context: ., additional_contexts: [lib=../lib, img=docker-image://x]}}
`,
      'other/a.env': 'A=1\n',
    });
    assert.deepEqual(problemsOf(read), []);
    const container = containerOf(read, 'web');
    assert.equal(container.image!.value, 'x');
    assert.equal(container.build!.context.value, 'other');
    assert.equal(container.build!.context.interpolated, true);
    assert.deepEqual(
      [...container.build!.contexts!].map(([name, field]) => [name, field.value]),
      [
        ['lib', 'lib'],
        ['img', 'docker-image://x'],
      ],
    );
    assert.deepEqual(
      container.mounts.map(({ path, volume }) => [path, volume.kind, volume.source]),
      [
        ['/conf', 'hostPath', './lib/conf'],
        ['/data', 'named', 'data'],
      ],
    );
    assert.deepEqual(
      container.environment.map(({ name, from, at: place }) => [name, from, placeOf(place)]),
      [['A', 'file', 'other/a.env:1:1']],
    );
    assert.deepEqual(
      read.project.sources!.map(({ path }) => path),
      ['compose.yaml', 'lib/common.yaml', 'other/base.yaml', 'other/a.env'],
    );
  });

  it('brings nothing from the top of the other file', () => {
    const read = readFiles({
      'compose.yaml': 'services: {web: {extends: {file: base.yaml, service: base}}}\n',
      'base.yaml': 'services: {base: {image: x, volumes: ["data:/data"]}}\nvolumes: {data: }\n',
    });
    assert.deepEqual(problemsOf(read), [
      'base.yaml:1:40 reference: “web” uses the volume “data”, and volumes does not declare it',
    ]);
  });

  it('resets and overrides what is taken over, for later files too', () => {
    const files = {
      'compose.yaml': 'services: {web: {image: x, ports: [80], cap_add: [A]}}\n',
      'over.yaml':
        'services: {base: {image: b, user: u, ports: [82], cap_add: [B]}, web: {extends: base, ports: !reset [], cap_add: !override [C], user: !reset null}}\n',
    };
    const { node } = serviceOf(readFiles(files, { use: ['compose.yaml', 'over.yaml'] }), 'web');
    assert.deepEqual(plain(node), { image: 'b', cap_add: ['C'] });
  });

  /** what, text, problems. */
  const broken: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a circle',
      'services:\n  a: {extends: b}\n  b: {extends: c}\n  c: {extends: a}\n',
      ['compose.yaml:4:16 cycle: these services extend each other in a circle: a → b → c → a'],
    ],
    [
      'itself',
      'services:\n  a: {image: x, extends: a}\n',
      ['compose.yaml:2:26 cycle: these services extend each other in a circle: a → a'],
    ],
    [
      'a service that is not there',
      'services:\n  a: {extends: bsae}\n  base: {image: x}\n',
      ['compose.yaml:2:16 reference: “a” extends “bsae”, and there is no such service in this file'],
    ],
    [
      'a service that another file lacks',
      'services:\n  a: {extends: {file: b.yaml, service: web}}\n',
      ['compose.yaml:2:40 reference: “a” extends “web”, and there is no such service in b.yaml'],
    ],
    [
      'a file that is not there',
      'services:\n  a: {extends: {file: gone.yaml, service: web}}\n',
      ['compose.yaml:2:23 missing-file: gone.yaml is not there'],
    ],
    [
      'a file without services',
      'services:\n  a: {extends: {file: c.yaml, service: web}}\n',
      ['compose.yaml:2:23 reference: c.yaml has no services that can be extended'],
    ],
    [
      'no service named',
      'services:\n  a: {image: x, extends: {file: b.yaml}}\n',
      ['compose.yaml:2:17 missing-key: extends needs “service”: what “a” is made from'],
    ],
  ];
  for (const [what, text, problems] of broken) {
    it(`tells ${what}`, () => {
      const files = { 'compose.yaml': text, 'b.yaml': 'services: {c: {image: x}}\n', 'c.yaml': 'x-a: 1\n' };
      assert.deepEqual(problemsOf(readFiles(files)), problems);
    });
  }

  it('says what it does not see, and claims nothing of what may be there', () => {
    const read = readFiles(
      'services:\n  a: {extends: {file: "https://example.com/x.yaml", service: web}, volumes: ["v:/v"]}\n  b: {extends: {file: "${F}", service: web}}\n',
    );
    assert.deepEqual(problemsOf(read), []);
    assert.deepEqual(
      read.gaps.map(({ reason }) => reason),
      [
        'line 2, column 23: what is extended from https://example.com/x.yaml is not seen: it would have to be fetched',
      ],
    );
    assert.ok(at(serviceOf(read, 'a').node, 'volumes'));
  });

  it('reads a circle through files once', () => {
    const files = {
      'compose.yaml': 'services: {a: {extends: {file: b.yaml, service: b}}}\n',
      'b.yaml': 'services: {b: {image: x, extends: {file: compose.yaml, service: a}}}\n',
    };
    assert.deepEqual(problemsOf(readFiles(files)), [
      'b.yaml:1:35 cycle: these services extend each other in a circle: a → b → a',
    ]);
  });
});
