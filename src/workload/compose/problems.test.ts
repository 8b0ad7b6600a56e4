import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Source } from '../../core/source.ts';
import { placeOf, problemsOf, readFiles, textAt } from '../../testing/compose.ts';
import { readProject } from './index.ts';

/** what, lines of the service `a` (else, where it begins with no blank, the whole file), problems without places. */
const cases: readonly (readonly [string, string, ...string[]])[] = [
  ['a key that is nearly one', 'port: [80]', 'unknown-key: “port” is no key of a service'],
  ['a key that is none', 'quux: 1', 'unknown-key: “quux” is no key of a service'],
  ['an extension', 'x-quux: 1'],
  [
    'a key of another place',
    'build: {context: ., image: x}',
    'unknown-key: “image” is no key of build; it is one of a service',
  ],
  [
    'a section in a service',
    'services: {b: {image: x}}',
    'unknown-key: “services” is no key of a service; it is one of a Compose file',
  ],
  ['a key within', 'healthcheck: {intervall: 1s}', 'unknown-key: “intervall” is no key of healthcheck'],
  [
    'a key in an item',
    'ports: [{target: 80, publish: 80}]',
    'unknown-key: “publish” is no key of an item of ports',
  ],
  ['text for a list', 'ports: "80"', 'type: ports takes a list, not “80”'],
  [
    'a list for text',
    'image2: x\nuser: [a]',
    'unknown-key: “image2” is no key of a service',
    'type: user takes text, and this is a list',
  ],
  ['a number for text', 'user: 1000', 'type: user takes text, not 1000: put it in quotes'],
  [
    'a number for a time',
    'stop_grace_period: 30',
    'type: stop_grace_period takes a time with its unit, not 30',
  ],
  [
    'a date for text',
    'hostname: 2024-01-01',
    'type: hostname takes text, and 2024-01-01 is a date: put it in quotes',
  ],
  [
    'nothing',
    'environment:',
    'type: environment takes a mapping or a list, and has nothing here: give it a value or leave the key out',
  ],
  [
    'a number in a list of texts',
    'cap_add: [A, 1]',
    'type: an item of cap_add takes text, not 1: put it in quotes',
  ],
  ['a word that is no boolean', 'privileged: maybe', 'type: privileged takes true or false, not “maybe”'],
  ['a word that is no number', 'pids_limit: many', 'type: pids_limit takes a whole number, not “many”'],
  [
    'a word of several',
    'volumes: [{type: bindd, source: a, target: /a}]',
    'value: type takes bind, volume, tmpfs, cluster, npipe or image, not “bindd”',
  ],
  [
    'a form',
    'pull_policy: often',
    'value: pull_policy takes always, never, missing, if_not_present, build, refresh, daily, weekly or every_ with a time like 12h, not often',
  ],
  ['too much', 'oom_score_adj: 2000', 'value: oom_score_adj takes 1000 at the most, not 2000'],
  ['twice', 'security_opt: [a, b, a]', 'value: this stands in security_opt twice'],
  [
    'what is needed',
    'depends_on: {a2: {}}',
    'missing-key: a2 needs “condition”',
    'reference: “a” needs “a2” (depends_on), and there is no such service',
  ],
  [
    'a key that is a number',
    'environment: {1: x, "2": y}',
    'key: “1” is no text here: put the key in quotes',
  ],
  ['a port', 'ports: ["80:http"]', 'value: “80:http” is no port: “http” is no port'],
  ['a port with a fraction', 'ports: [80.5]', 'value: 80.5 is no port: put HOST:CONTAINER in quotes'],
  ['a volume', 'volumes: ["./a:/b:ro:x"]', 'value: “./a:/b:ro:x” is no volume: it has too many colons'],
  ['a size', 'mem_limit: lots', 'value: mem_limit takes bytes or a size like 512m or 1.5g, not “lots”'],
  [
    'a time',
    'stop_grace_period: "5"',
    'value: stop_grace_period takes a time with its unit, like 30s or 1m30s, not “5”',
  ],
  [
    'a command',
    `command: "it's"`,
    'value: command cannot be split into words: a quote or bracket stays open. Write it as a list, or quote it',
  ],
  [
    'a blank behind a name',
    'environment: ["A =1"]',
    'value: a name in environment ends with a blank: “A =1”',
  ],
  ['a host', 'extra_hosts: [host]', 'value: “host” is no NAME:ADDRESS'],
  ['a device', 'devices: ["a:b:c:d"]', 'value: “a:b:c:d” is no device: it has too many colons'],
  [
    'a format of variables',
    'env_file: [{path: compose.yaml, format: json}]',
    'value: “json” is no format of a file of variables: only “raw” is known',
  ],
  [
    'a variable',
    'hostname: "${"',
    'interpolation: “${” is no variable: write $$ for a dollar, or ${NAME} and close the brace',
  ],
  [
    'a test',
    'healthcheck: {test: [curl, x]}',
    'value: a test in a list begins with CMD, CMD-SHELL or NONE, not with “curl”',
  ],
  [
    'a network',
    'networks: [frnt, default]',
    'reference: “a” uses the network “frnt”, and networks does not declare it',
  ],
  [
    'a volume that nobody declares',
    'volumes: ["dta:/d", "./x:/x"]',
    'reference: “a” uses the volume “dta”, and volumes does not declare it',
  ],
  ['a secret', 'secrets: [s]', 'reference: “a” uses the secret “s”, and secrets does not declare it'],
  [
    'a config',
    'configs: [{source: s}]',
    'reference: “a” uses the config “s”, and configs does not declare it',
  ],
  ['a model', 'models: [m]', 'reference: “a” uses the model “m”, and models does not declare it'],
  [
    'a secret of a build',
    'build: {context: ., secrets: [s]}',
    'reference: “a” uses the secret “s”, and secrets does not declare it',
  ],
  ['a link', 'links: ["bb:c"]', 'reference: “a” needs “bb” (links), and there is no such service'],
  [
    'a lender',
    'network_mode: service:bb',
    'reference: “a” needs “bb” (network_mode), and there is no such service',
  ],
  [
    'a context of a service',
    'build: {context: ., additional_contexts: [x=service:bb]}',
    'reference: “a” builds from “bb”, and there is no such service',
  ],
  ['itself', 'depends_on: [a]', 'cycle: these services wait for each other in a circle: a → a'],
  [
    'two networks',
    'network_mode: host\nnetworks: [front]',
    'conflict: “network_mode” and “networks” exclude each other: leave one of them out',
  ],
  [
    'two recipes',
    'build: {dockerfile: a, dockerfile_inline: b}',
    'conflict: “dockerfile” and “dockerfile_inline” exclude each other: leave one of them out',
  ],
  [
    'two platforms',
    'platform: linux/arm64\nbuild: {context: ., platforms: [linux/amd64]}',
    'conflict: “a” runs on linux/arm64, and is built for linux/amd64',
  ],
  ['two counts', 'scale: 2\ndeploy: {replicas: 3}', 'conflict: “scale” and “deploy.replicas” differ'],
  ['the same count', 'scale: 2\ndeploy: {replicas: 2}'],
  [
    'two limits',
    'mem_limit: 1g\ndeploy: {resources: {limits: {memory: 2g}}}',
    'conflict: “mem_limit” and “deploy.resources.limits.memory” differ',
  ],
  ['the same limit', 'mem_limit: 1g\ndeploy: {resources: {limits: {memory: 1024M}}}'],
  [
    'half a limit',
    'cpus: 1\ndeploy: {resources: {limits: {memory: 2g}}}',
    'conflict: “cpus” has to stand in “deploy.resources.limits” too, as “cpus”, or the other limits beside it',
  ],
  [
    'one name for several',
    'container_name: web\nscale: 2',
    'conflict: 2 containers cannot all have the name that “container_name” gives',
  ],
  [
    'a restart policy that is none',
    'restart: never',
    'value: restart takes no, always, unless-stopped, on-failure or on-failure with a count like on-failure:3, not “never”',
  ],
  [
    'a restart policy in capitals',
    'restart: Always',
    'value: restart takes no, always, unless-stopped, on-failure or on-failure with a count like on-failure:3, not “Always”',
  ],
  [
    'a count for always',
    'restart: always:3',
    'value: restart takes no, always, unless-stopped, on-failure or on-failure with a count like on-failure:3, not “always:3”',
  ],
  [
    'a count below zero',
    'restart: on-failure:-1',
    'value: restart takes no, always, unless-stopped, on-failure or on-failure with a count like on-failure:3, not “on-failure:-1”',
  ],
  ...['no', '"no"', '""', 'none', 'any', 'always', 'unless-stopped', 'on-failure', 'on-failure:3'].map(
    (word) => [`the restart policy ${word}`, `restart: ${word}`] as const,
  ),
  ['a restart policy of a variable', 'restart: ${R}'],
  ['a restart policy that another replaces', 'restart: never\ndeploy: {restart_policy: {condition: any}}'],
  ['less than none', 'deploy: {replicas: -1}', 'value: a service cannot have less than no containers'],
  ['a place twice', 'tmpfs: /x\nvolumes: ["/x/"]', 'conflict: something is mounted at /x already'],
  [
    'a count and ids',
    'gpus: [{count: 1, device_ids: [a]}]',
    'conflict: “count” and “device_ids” exclude each other: leave one of them out',
  ],
  [
    'a watch',
    'develop: {watch: [{path: ., action: sync}]}',
    'missing-key: develop.watch needs “target” to sync: where the files go in the container',
  ],
  [
    'a long port',
    'ports: [{published: "80", host_ip: x}]',
    'missing-key: a port needs “target”: the port in the container',
    'value: “x” is no IP address',
  ],
  [
    'a long volume',
    'volumes: [{type: bind}]',
    'missing-key: a volume in its long form needs “target”',
    'missing-key: a bind mount in its long form needs “source”',
  ],
  ['a file of variables', 'env_file: broken.env', 'syntax: this quote is not closed: "x'],
];

const around = (lines: string): string => {
  const image = /^build:/m.test(lines) ? '' : '    image: x\n';
  return `services:\n  a:\n${image}${lines.replace(/^/gm, '    ')}\nnetworks: {front: }\nvolumes: {data: }\n`;
};

describe('what Compose refuses', () => {
  for (const [what, lines, ...wanted] of cases) {
    it(what, () => {
      const read = readFiles({ 'compose.yaml': around(lines), 'broken.env': 'A="x\n' });
      assert.deepEqual(
        read.problems.map(({ kind, message }) => `${kind}: ${message}`),
        wanted,
      );
      for (const { at, nearest } of read.problems) {
        assert.ok(at.span.end <= at.source.text.length);
        assert.notEqual(nearest, textAt(at));
      }
    });
  }

  /** what, file, problems with places. */
  const files: readonly (readonly [string, string, ...string[]])[] = [
    ['nothing', '', 'compose.yaml:1:1 missing-key: there is nothing in this Compose file'],
    ['comments only', '# a\n', 'compose.yaml:1:1 missing-key: there is nothing in this Compose file'],
    ['a list', '- a\n', 'compose.yaml:1:1 type: a Compose file is a mapping, with “services” and the like'],
    [
      'a version that is a number',
      'version: 3.8\nservices: {a: {image: x}}\n',
      'compose.yaml:1:10 type: version takes text, not 3.8: put it in quotes',
    ],
    [
      'services that are none',
      'services: [a]\n',
      'compose.yaml:1:11 type: services takes a mapping, and this is a list',
    ],
    [
      'a service that is none',
      'services: {a: x}\n',
      'compose.yaml:1:15 type: the service “a” takes a mapping, not “x”',
    ],
    [
      'a service without an image',
      'services:\n  a: {user: b}\n',
      'compose.yaml:2:3 missing-key: “a” has neither “image” nor “build”',
    ],
    [
      'a name',
      'services: {"a b": {image: x}}\n',
      'compose.yaml:1:12 key: “a b” is no name for a service: letters, digits, “.”, “_” and “-” are taken',
    ],
    [
      'a key of a file',
      'servcies: {a: {image: x}}\n',
      'compose.yaml:1:1 unknown-key: “servcies” is no key of a Compose file',
    ],
    [
      'a key of a service at the top',
      'services: {a: {image: x}}\nports: [80]\n',
      'compose.yaml:2:1 unknown-key: “ports” is no key of a Compose file; it is one of a service',
    ],
    [
      'a file of version 1',
      'web:\n  image: x\ndb:\n  build: .\n',
      'compose.yaml:1:1 unknown-key: this is a Compose file of version 1, with no “services”: Compose does not read it any more',
    ],
    [
      'a key twice',
      'services:\n  a: {image: x}\n  a: {image: y}\n',
      'compose.yaml:3:3 duplicate-key: the key “a” stands here twice',
    ],
    [
      'a merge twice',
      'x: &x {user: a}\nservices:\n  a: {image: x, <<: *x, <<: *x}\n',
      'compose.yaml:1:1 unknown-key: “x” is no key of a Compose file',
      'compose.yaml:3:25 duplicate-key: the key “<<” stands here twice',
    ],
    [
      'an anchor',
      'services: {a: *b}\n',
      'compose.yaml:1:15 syntax: the anchor *b is not defined',
      'compose.yaml:1:12 type: the service “a” takes a mapping, and has nothing here: give it a value or leave the key out',
    ],
    [
      'services in a circle',
      'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, links: [c]}\n  c: {image: x, pid: "service:a"}\n',
      'compose.yaml:4:22 cycle: these services wait for each other in a circle: a → b → c → a',
    ],
    [
      'a service that does not run',
      'services:\n  a: {image: x, depends_on: [b]}\n  b: {image: x, profiles: [dev]}\n',
      'compose.yaml:2:30 reference: “a” needs “b” (depends_on), which is there with the profile “dev” only: without it Compose refuses to start',
    ],
    [
      'one that need not run',
      'services:\n  a: {image: x, depends_on: {b: {condition: service_started, required: false}}}\n  b: {image: x, profiles: [dev]}\n',
    ],
    [
      'a secret without content',
      'services: {a: {image: x}}\nsecrets: {s: {name: t}}\n',
      'compose.yaml:2:11 missing-key: “s” needs one of “file”, “environment”, or “external: true”',
    ],
    [
      'a config with two',
      'services: {a: {image: x}}\nconfigs: {c: {file: a, content: b}}\n',
      'compose.yaml:2:24 conflict: “c” takes one of “file”, “environment”, “content”',
    ],
    [
      'a volume of others',
      'services: {a: {image: x}}\nvolumes: {v: {external: true, driver: local}}\n',
      'compose.yaml:2:31 conflict: “v” is external, so “driver” cannot be said of it',
    ],
    [
      'a volume of others, by name',
      'services: {a: {image: x}}\nvolumes: {v: {external: true, name: w}, old: {external: {name: w}}}\n',
    ],
    [
      'a job without a trigger',
      'services: {a: {image: x}}\njobs: {j: {image: x, triggers: {}}}\n',
      'compose.yaml:2:22 missing-key: triggers needs “manual” or “schedule”',
    ],
  ];
  for (const [what, text, ...wanted] of files) {
    it(what, () => {
      const told = problemsOf(readFiles(text)).toSorted();
      assert.deepEqual(told, wanted.toSorted());
    });
  }

  it('names the nearest word, for a repair', () => {
    const { problems } = readFiles(around('port: [80]\nnetworks: [frnt]'));
    assert.deepEqual(
      problems.map(({ at, nearest }) => [textAt(at), nearest]),
      [
        ['port', 'ports'],
        ['frnt', 'front'],
      ],
    );
  });

  it('tells what cannot be read, and that it is not seen', () => {
    const broken = readFiles('services:\n  a: [\n');
    assert.deepEqual(
      broken.problems.map(({ kind }) => kind),
      ['syntax'],
    );
    assert.match(broken.gaps[0]!.reason, /^line \d+, column \d+: /);
    assert.deepEqual(broken.project.services, []);
    const latin = readProject({
      files: [new Source('compose.yaml', '# \u00c3\u00a4\nservices: {a: {image: "\u00e4"}}\n', 'latin1')],
      folder: 'shop',
      read: () => undefined,
      env: {},
    });
    assert.deepEqual(problemsOf(latin), [
      'compose.yaml:2:24 syntax: this file is not in UTF-8, so Compose does not read it',
    ]);
    assert.equal(latin.gaps.length, 1);
    assert.equal(latin.project.services.length, 1);
  });

  it('looks at every file as it is merged, not at the outcome alone', () => {
    const read = readFiles(
      {
        'compose.yaml': 'services: {a: {image: x, ports: ["x"], user: 1}}\n',
        'over.yaml': 'services: {a: {ports: !reset [], user: b}}\n',
      },
      { use: ['compose.yaml', 'over.yaml'] },
    );
    assert.deepEqual(problemsOf(read), [
      'compose.yaml:1:34 value: “x” is no port: “x” is no port',
      'compose.yaml:1:46 type: user takes text, not 1: put it in quotes',
    ]);
  });

  it('tells a place once, however many services have it', () => {
    const text = 'x-a: &a {image: x, port: 1, networks: [n]}\nservices: {a: *a, b: *a, c: {<<: *a}}\n';
    assert.deepEqual(problemsOf(readFiles(text)), [
      'compose.yaml:1:20 unknown-key: “port” is no key of a service',
      'compose.yaml:1:40 reference: “a” uses the network “n”, and networks does not declare it',
    ]);
  });

  it('has an end', () => {
    const keys = Array.from({ length: 2000 }, (_, index) => `    q${index}: 1\n`).join('');
    const { problems, gaps } = readFiles(`services:\n  a:\n    image: x\n${keys}`);
    assert.equal(problems.length, 500);
    assert.match(gaps[0]!.reason, /more than 500 things are wrong/);
  });

  it('points with other places where it leans on them', () => {
    const [problem] = readFiles(around('network_mode: host\nnetworks: [front]')).problems;
    assert.deepEqual(problem!.also!.map(placeOf), ['compose.yaml:4:5']);
  });
});
