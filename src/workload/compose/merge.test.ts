import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containerOf, placeOf, problemsOf, readFiles, serviceOf } from '../../testing/compose.ts';
import { at, entryOf, keySite, plain, siteOf } from '../../yaml/look.ts';

const use = ['compose.yaml', 'over.yaml'];
const merged = (first: string, second: string) =>
  readFiles(
    { 'compose.yaml': `services: {a: {image: x, ${first}}}\n`, 'over.yaml': `services: {a: {${second}}}\n` },
    { use },
  );

/** What a key of the service is, after both files. */
function valueOf(first: string, second: string, key: string): unknown {
  const node = at(serviceOf(merged(first, second), 'a').node, key);
  return node && plain(node);
}

/** what, first file, second file, key, value. */
const cases: readonly (readonly [string, string, string, string, unknown])[] = [
  ['a single value is replaced', 'user: a', 'user: b', 'user', 'b'],
  [
    'maps are merged',
    'healthcheck: {retries: 1, timeout: 1s}',
    'healthcheck: {retries: 2}',
    'healthcheck',
    { retries: 2, timeout: '1s' },
  ],
  [
    'lists are appended, without what is there',
    'cap_add: [A, B]',
    'cap_add: [B, C]',
    'cap_add',
    ['A', 'B', 'C'],
  ],
  ['commands are replaced', 'command: [a, b]', 'command: c', 'command', 'c'],
  ['entrypoints are replaced', 'entrypoint: a', 'entrypoint: [c]', 'entrypoint', ['c']],
  ['so are tests', 'healthcheck: {test: [CMD, a]}', 'healthcheck: {test: b}', 'healthcheck', { test: 'b' }],
  ['a key without value keeps what was', 'user: a', 'user: ', 'user', 'a'],
  ['but for a command', 'command: a', 'command: ', 'command', null],
  [
    'NAME=value lists by name',
    'environment: [A=1, B=2]',
    'environment: [B=3, C=4]',
    'environment',
    ['A=1', 'B=3', 'C=4'],
  ],
  [
    'NAME=value maps by name',
    'environment: {A: 1, B: 2}',
    'environment: {B: , C: 4}',
    'environment',
    { A: 1, B: null, C: 4 },
  ],
  ['a list and a map', 'labels: [a=1, b=2]', 'labels: {b: 3}', 'labels', { a: '1', b: 3 }],
  [
    'ports by address, port and protocol',
    'ports: ["80:80", "81:81"]',
    'ports: ["80:80", "82:80"]',
    'ports',
    ['80:80', '81:81', '82:80'],
  ],
  [
    'volumes by their target',
    'volumes: ["./a:/x", "./b:/y"]',
    'volumes: [{type: volume, target: /x}, "./c:/z"]',
    'volumes',
    [{ type: 'volume', target: '/x' }, './b:/y', './c:/z'],
  ],
  [
    'devices by their target',
    'devices: ["/dev/a:/dev/x", /dev/b]',
    'devices: ["/dev/c:/dev/x"]',
    'devices',
    ['/dev/c:/dev/x', '/dev/b'],
  ],
  [
    'secrets by their target',
    'secrets: [s]',
    'secrets: [{source: t, target: /run/secrets/s}]',
    'secrets',
    [{ source: 't', target: '/run/secrets/s' }],
  ],
  ['one text or a list', 'dns: 1.1.1.1', 'dns: [8.8.8.8]', 'dns', ['1.1.1.1', '8.8.8.8']],
  [
    'files of variables',
    'env_file: a',
    'env_file: [{path: a, required: false}, b]',
    'env_file',
    [{ path: 'a', required: false }, 'b'],
  ],
  [
    'hosts in a map and a list',
    'extra_hosts: {a: 1.1.1.1}',
    'extra_hosts: ["b:2.2.2.2"]',
    'extra_hosts',
    ['a=1.1.1.1', 'b:2.2.2.2'],
  ],
  ['a context and a map', 'build: ./a', 'build: {target: t}', 'build', { context: './a', target: 't' }],
  [
    'dependencies in a list and a map',
    'depends_on: [b]',
    'depends_on: {c: {condition: service_healthy}}',
    'depends_on',
    { b: { condition: 'service_started', required: true }, c: { condition: 'service_healthy' } },
  ],
  [
    'networks in a list and a map',
    'networks: [n]',
    'networks: {m: {aliases: [x]}}',
    'networks',
    { n: null, m: { aliases: ['x'] } },
  ],
  [
    'logging of one driver',
    'logging: {driver: d, options: {a: 1}}',
    'logging: {options: {b: 2}}',
    'logging',
    { driver: 'd', options: { a: 1, b: 2 } },
  ],
  [
    'logging of another driver',
    'logging: {driver: d, options: {a: 1}}',
    'logging: {driver: e}',
    'logging',
    { driver: 'e' },
  ],
  ['limits of one kind', 'ulimits: {n: {soft: 1, hard: 2}}', 'ulimits: {n: 5}', 'ulimits', { n: 5 }],
  ['!reset takes out', 'ports: [80]', 'ports: !reset []', 'ports', undefined],
  ['!reset within', 'environment: {A: 1, B: 2}', 'environment: {A: !reset null}', 'environment', { B: 2 }],
  ['!reset of what is not there', 'user: a', 'ports: !reset []', 'ports', undefined],
  ['!override replaces', 'ports: [80, 81]', 'ports: !override [82]', 'ports', [82]],
];

describe('files that are merged', () => {
  for (const [what, first, second, key, value] of cases) {
    it(what, () => assert.deepEqual(valueOf(first, second, key), value));
  }

  it('merges address pools by their subnet', () => {
    const read = readFiles(
      {
        'compose.yaml':
          'services: {a: {image: x}}\nnetworks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, gateway: 10.0.0.1}, {subnet: 1.0.0.0/8}]}}}\n',
        'over.yaml': 'networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8, ip_range: 10.1.0.0/16}]}}}\n',
      },
      { use },
    );
    assert.deepEqual(plain(at(read.project.root, 'networks', 'n', 'ipam', 'config')!), [
      { subnet: '10.0.0.0/8', gateway: '10.0.0.1', ip_range: '10.1.0.0/16' },
    ]);
  });

  it('tells values that cannot be merged', () => {
    assert.deepEqual(problemsOf(merged('sysctls: {a: 1}, cap_add: [A]', 'cap_add: {b: 1}')), [
      'over.yaml:1:25 merge: cap_add is a list in what it is merged with, and a mapping here',
    ]);
  });

  it('merges the documents of one file in their order', () => {
    const read = readFiles('services: {a: {image: x, user: a}}\n---\nservices: {a: {user: b}}\n');
    assert.equal(containerOf(read, 'a').user?.value.text, 'b');
  });

  it('keeps the place of every value: what a later file says stands there, the rest where it was', () => {
    const read = readFiles(
      {
        'compose.yaml': 'services:\n  a:\n    image: x\n    user: a\n    environment:\n      A: 1\n',
        'over.yaml': 'services:\n  a:\n    user: b\n    read_only: true\n    environment:\n      B: 2\n',
      },
      { use },
    );
    const { node, at: place } = serviceOf(read, 'a');
    assert.equal(placeOf(place), 'compose.yaml:2:3');
    assert.equal(placeOf(siteOf(node)), 'compose.yaml:3:5');
    assert.equal(placeOf(keySite(entryOf(node, 'image')!)), 'compose.yaml:3:5');
    assert.equal(placeOf(keySite(entryOf(node, 'user')!)), 'over.yaml:3:5');
    const container = containerOf(read, 'a');
    assert.equal(placeOf(container.user!.at), 'over.yaml:3:11');
    assert.equal(placeOf(container.readOnlyRoot.at), 'over.yaml:4:16');
    assert.deepEqual(
      container.environment.map((use) => placeOf(use.at)),
      ['compose.yaml:6:7', 'over.yaml:6:7'],
    );
  });

  it('gives the parts of NAME=value their own places', () => {
    const [variable] = containerOf(
      readFiles('services:\n  a:\n    image: x\n    environment:\n      - "A=b c"\n'),
      'a',
    ).environment;
    assert.equal(placeOf(variable!.at), 'compose.yaml:5:10');
    assert.equal(variable!.value!.at.source.slice(variable!.value!.at.span), 'b c');
  });
});
