import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Field } from '../../core/site.ts';
import { containerOf, placeOf, problemsOf, readFiles, serviceOf, textAt } from '../../testing/compose.ts';
import type { CommandUse } from '../types.ts';

const service = (body: string, rest = '') => {
  const read = readFiles(`services:\n  a:\n    image: x\n${body.replace(/^/gm, '    ')}\n${rest}`);
  assert.deepEqual(problemsOf(read), [], body);
  return containerOf(read, 'a');
};
const pod = (body: string) => service(body).workload.pod;
const values = (fields: readonly Field<unknown>[]) => fields.map(({ value }) => value);
const words = (command: CommandUse | undefined) => command && values(command.words);

describe('what runs', () => {
  it('commands as lists and as texts, with every word in its place', () => {
    const { command, entrypoint } = service('entrypoint: ["/e", -x]\ncommand: run "a b" && rm x');
    assert.deepEqual(words(entrypoint), ['/e', '-x']);
    assert.deepEqual(words(command), ['run', 'a b']);
    assert.equal(textAt(command!.words[1]!.at), '"a b"');
    assert.equal(command!.dropped!.value, '&& rm x');
    assert.equal(textAt(command!.dropped!.at), '&& rm x');
    assert.equal(service('command: null').command, undefined);
    assert.deepEqual(words(service('command: []').command), []);
    assert.deepEqual(words(service("command: ''").command), []);
  });

  it('health checks', () => {
    const health = (body: string) => service(body).probes.health;
    assert.deepEqual(words(health('healthcheck: {test: [CMD, a, b]}')!.command), ['a', 'b']);
    const shell = health('healthcheck: {test: a | b}')!.command!;
    assert.deepEqual([shell.shell, words(shell)], [true, ['a | b']]);
    assert.equal(health('healthcheck: {test: [CMD-SHELL, a]}')!.command!.shell, true);
    assert.equal(health('healthcheck: {interval: 5s}')!.command, undefined);
    assert.equal(health('user: a'), undefined);
    for (const body of [
      'healthcheck: {test: [NONE]}',
      'healthcheck: {disable: true}',
      'healthcheck: {disable: "yes"}',
    ]) {
      const container = service(body);
      assert.ok(container.healthDisabled && !container.probes.health, body);
    }
    assert.equal(service('healthcheck: {disable: false}').healthDisabled, undefined);
  });

  it('hooks, and init containers with what their service has', () => {
    const read = readFiles(`services:
  a:
    image: x
    user: app
    environment: {A: 1}
    volumes: [/data]
    ports: [80]
    pre_start:
      - command: migrate all
        environment: {B: 2}
    post_start: [{command: [one]}, {command: two}]
    pre_stop: [{command: bye}]
`);
    assert.deepEqual(problemsOf(read), []);
    const { hooks } = containerOf(read, 'a');
    assert.deepEqual(
      [hooks.postStart, hooks.preStop, ...(hooks.more ?? [])].map((hook) => words(hook?.command)),
      [['one'], ['bye'], ['two']],
    );
    const [init] = serviceOf(read, 'a').containers;
    assert.equal(init!.role, 'init');
    assert.deepEqual(words(init!.command), ['migrate', 'all']);
    assert.equal(init!.user!.value.text, 'app');
    assert.deepEqual([init!.mounts, init!.ports], [[], []]);
    assert.deepEqual(
      init!.environment.map(({ name }) => name),
      ['A', 'B'],
    );
  });

  it('build', () => {
    const { build } = service(
      `build:
  context: ./app
  dockerfile: D
  target: prod
  args: [A=1, B, C]
  tags: [x:1]
  platforms: [linux/arm64]
  secrets: [s, {source: t}]
  ssh: [default, k=./key]
  additional_contexts: {lib: ./lib}`,
      'secrets: {s: {file: a}, t: {file: b}}\n',
    );
    assert.equal(build!.context.value, './app');
    assert.deepEqual([build!.dockerfile?.value, build!.target?.value], ['D', 'prod']);
    assert.deepEqual(
      [...build!.args].map(([name, field]) => [name, field.value, field.uncertain]),
      [
        ['A', '1', undefined],
        ['B', '', true],
        ['C', '', true],
      ],
    );
    assert.deepEqual(
      [build!.tags, build!.platforms, build!.secrets, build!.ssh].map((list) => values(list!)),
      [['x:1'], ['linux/arm64'], ['s', 't'], ['default', 'k']],
    );
    assert.equal(build!.contexts!.get('lib')!.value, './lib');
    assert.equal(service('build: .').build!.context.value, '.');
    assert.equal(service('build: {dockerfile_inline: FROM x}').build!.inline!.value, 'FROM x');
    assert.equal(service('build: https://example.com/x.git').build!.remote, true);
  });
});

describe('what it may do', () => {
  it('users', () => {
    const user = (text: string) => service(`user: ${text}`).user?.value;
    assert.deepEqual(user('"1000:50"'), { text: '1000:50', uid: 1000, gid: 50 });
    assert.deepEqual(user('app:root'), { text: 'app:root', name: 'app' });
    assert.deepEqual(user('"0"'), { text: '0', uid: 0 });
    assert.equal(user('""'), undefined);
  });

  it('privileges', () => {
    const plain = service('user: a');
    assert.deepEqual(
      [
        plain.privileged,
        plain.readOnlyRoot,
        plain.noNewPrivileges,
        plain.seccomp,
        plain.apparmor,
        plain.init,
      ].map(({ value, from }) => [value, from]),
      [
        [false, 'default'],
        [false, 'default'],
        [false, 'default'],
        ['RuntimeDefault', 'default'],
        ['RuntimeDefault', 'default'],
        [false, 'default'],
      ],
    );
    assert.equal(placeOf(plain.privileged.at), 'compose.yaml:2:3');
    const own = service('privileged: yes\nread_only: true\ninit: "true"\ncap_add: [A]\ncap_drop: [ALL]');
    assert.deepEqual([own.privileged.value, own.readOnlyRoot.value, own.init.value], [true, true, true]);
    assert.deepEqual([values(own.capabilities.add), values(own.capabilities.drop)], [['A'], ['ALL']]);
  });

  it('security options, however they are written', () => {
    const options = (text: string) => service(`security_opt: ${text}`);
    for (const text of ['[no-new-privileges]', '["no-new-privileges:true"]', '["no-new-privileges=true"]'])
      assert.equal(options(text).noNewPrivileges.value, true, text);
    assert.equal(options('["no-new-privileges:false"]').noNewPrivileges.value, false);
    assert.equal(options('["seccomp:unconfined"]').seccomp.value, 'Unconfined');
    assert.equal(options('[seccomp=./p.json]').seccomp.value, './p.json');
    assert.equal(options('["apparmor:unconfined"]').apparmor.value, 'Unconfined');
    assert.equal(options('[systempaths=unconfined]').procMount!.value, 'Unmasked');
    assert.deepEqual(values(options('["label:disable", "label=type:x"]').selinux!), ['disable', 'type:x']);
  });

  it('namespaces of the host', () => {
    const { hostNetwork, hostPid, hostIpc, hostUsers } = pod(
      'network_mode: host\npid: host\nipc: host\nuserns_mode: host',
    );
    for (const one of [hostNetwork, hostPid, hostIpc, hostUsers])
      assert.deepEqual([one.value, one.from], [true, 'own']);
    const plain = pod('ipc: shareable');
    assert.deepEqual(
      [plain.hostNetwork, plain.hostPid, plain.hostIpc].map(({ value, from }) => [value, from]),
      [
        [false, 'default'],
        [false, 'default'],
        [false, 'own'],
      ],
    );
    assert.deepEqual([plain.hostUsers.value, plain.hostUsers.from], [true, 'default']);
  });

  it('limits and reservations, by their own keys and by deploy', () => {
    const { limits, requests } = service(`deploy:
  resources:
    limits: {cpus: "0.5", memory: 1g, pids: 9}
    reservations: {cpus: "0.1", memory: 64m, devices: [{driver: nvidia, count: 2, capabilities: [gpu]}]}`);
    assert.deepEqual(
      [limits.cpu, limits.memory, limits.pids].map((field) => field?.value),
      ['0.5', '1g', '9'],
    );
    assert.deepEqual(
      [requests.cpu, requests.memory].map((field) => field?.value),
      ['0.1', '64m'],
    );
    assert.deepEqual(
      [...requests.devices].map(([name, field]) => [name, field.value]),
      [['nvidia.com/gpu', '2']],
    );
    const own = service('cpus: 1.5\nmem_limit: 512m\npids_limit: 100\nmem_reservation: 1m\ngpus: all');
    assert.deepEqual(
      [own.limits.cpu, own.limits.memory, own.limits.pids].map((field) => field?.value),
      ['1.5', '512m', '100'],
    );
    assert.deepEqual([...own.requests.devices.keys()], ['nvidia.com/gpu']);
    // One that a variable will give is there.
    const open = service('cpus: ${CPUS}\npids_limit: ${PIDS}');
    assert.deepEqual([open.limits.cpu?.uncertain, open.limits.pids?.uncertain], [true, true]);
    // No limit at all, whatever it looks like.
    assert.equal(service('mem_limit: 1e9').limits.memory, undefined);
    assert.equal(service('mem_limit: 0').limits.memory, undefined);
  });

  it('restart policies and grace periods', () => {
    assert.deepEqual([pod('user: a').restartPolicy.value, pod('user: a').gracePeriod.value], ['no', 10]);
    assert.equal(pod('restart: on-failure:3').restartPolicy.value, 'on-failure:3');
    assert.equal(pod('deploy: {restart_policy: {condition: any}}').restartPolicy.value, 'always');
    assert.equal(
      pod('restart: always\ndeploy: {restart_policy: {condition: on-failure, max_attempts: 4}}').restartPolicy
        .value,
      'on-failure:4',
    );
    assert.equal(pod('deploy: {restart_policy: {delay: 5s}}').restartPolicy.value, 'no');
    const odd = 'deploy: {restart_policy: {condition: constructor}}';
    assert.equal(pod(odd).restartPolicy.value, 'constructor');
    assert.equal(pod('stop_grace_period: 1m30s').gracePeriod.value, 90);
  });
});

describe('what it reaches', () => {
  it('ports', () => {
    const { ports } = service(`ports:
  - 80
  - "127.0.0.1:8000-8001:9000-9001/udp"
  - "7000-7009:7000"
  - {target: 443, published: "8443", host_ip: "::1", protocol: tcp, name: tls}
expose: ["53/udp", 3000]`);
    assert.deepEqual(
      ports.map(({ at: _, ...port }) => port),
      [
        { port: 80, protocol: 'tcp', published: true },
        { port: 9000, last: 9001, protocol: 'udp', host: 8000, address: '127.0.0.1', published: true },
        { port: 7000, protocol: 'tcp', host: 7000, hostLast: 7009, published: true },
        { port: 443, protocol: 'tcp', name: 'tls', host: 8443, address: '::1', published: true },
        { port: 53, protocol: 'udp', published: false },
        { port: 3000, protocol: 'tcp', published: false },
      ],
    );
  });

  it('mounts', () => {
    const { mounts } = service(
      `volumes:
  - ./a:/a:ro
  - data:/data/
  - /anonymous
  - ~/home:/h
  - C:\\w:/w
  - {type: tmpfs, target: /t}
  - {type: volume, source: data, target: /sub, volume: {subpath: s}}
  - {type: image, source: i, target: /i}
tmpfs: ["/run:size=1m", "/ro:ro"]
secrets: [s, {source: s, target: other}]
configs: [c, {source: c, target: /etc/c}]
use_api_socket: true`,
      'volumes: {data: }\nsecrets: {s: {file: a}}\nconfigs: {c: {file: b}}\n',
    );
    assert.deepEqual(
      mounts.map(({ path, readOnly, subPath, volume }) => [
        path,
        volume.kind,
        volume.source,
        readOnly,
        subPath,
      ]),
      [
        ['/a', 'hostPath', './a', true, undefined],
        ['/data', 'named', 'data', false, undefined],
        ['/anonymous', 'empty', undefined, false, undefined],
        ['/h', 'hostPath', '~/home', false, undefined],
        ['/w', 'hostPath', 'C:\\w', false, undefined],
        ['/t', 'tmpfs', undefined, false, undefined],
        ['/sub', 'named', 'data', false, 's'],
        ['/i', 'image', 'i', true, undefined],
        ['/run', 'tmpfs', undefined, false, undefined],
        ['/ro', 'tmpfs', undefined, true, undefined],
        ['/run/secrets/s', 'secret', 's', true, undefined],
        ['/run/secrets/other', 'secret', 's', true, undefined],
        ['/c', 'config', 'c', true, undefined],
        ['/etc/c', 'config', 'c', true, undefined],
        ['/var/run/docker.sock', 'hostPath', '/var/run/docker.sock', false, undefined],
      ],
    );
  });

  it('devices, groups, sysctls', () => {
    const container = service(
      'devices: ["/dev/a:/dev/b:r", {source: /dev/c, target: /dev/d}]\ngroup_add: [docker, 44]\nsysctls: [a.b=1]',
    );
    assert.deepEqual(values(container.devices), ['/dev/a:/dev/b:r', '/dev/c:/dev/d:rwm']);
    assert.deepEqual(values(container.groups), ['docker', '44']);
    assert.deepEqual(values(container.workload.pod.supplementalGroups), [44]);
    assert.deepEqual(
      container.workload.pod.sysctls.map(({ name, value }) => [name.value, value?.value]),
      [['a.b', '1']],
    );
  });

  it('services that it waits for, named or not', () => {
    const read = readFiles(`services:
  a: {image: x, depends_on: {b: {condition: service_started}}, links: ["c:d"], network_mode: "service:e", volumes_from: ["f:ro", "container:g"]}
  ${['b', 'c', 'e', 'f'].map((name) => `${name}: {image: x}`).join('\n  ')}
`);
    assert.deepEqual(problemsOf(read), []);
    assert.deepEqual(values(containerOf(read, 'a').dependsOn), ['b', 'c', 'e', 'f']);
  });
});

describe('variables of containers', () => {
  it('come from files and from the service, which goes first', () => {
    const read = readFiles(
      {
        'compose.yaml': `services:
  a:
    image: x
    env_file:
      - one.env
      - {path: raw.env, format: raw}
      - {path: gone.env, required: false}
    environment: [A=own, CALLER, DOTENV, UNKNOWN]
`,
        'one.env': 'A=1\nB=${A}-${DOTENV}\nCALLER\n',
        'raw.env': 'C="$x"\n',
        '.env': 'DOTENV=d\n',
      },
      { env: { CALLER: 'c' } },
    );
    assert.deepEqual(problemsOf(read), []);
    assert.deepEqual(
      containerOf(read, 'a').environment.map(({ name, value, from, at }) => [
        name,
        value?.value,
        from,
        placeOf(at),
        value && placeOf(value.at),
      ]),
      [
        ['A', 'own', undefined, 'compose.yaml:8:19', 'compose.yaml:8:21'],
        ['B', 'own-d', 'file', 'one.env:2:1', 'one.env:2:3'],
        ['CALLER', 'c', 'caller', 'compose.yaml:8:26', 'compose.yaml:8:26'],
        ['C', '"$x"', 'file', 'raw.env:1:1', 'raw.env:1:3'],
        ['DOTENV', 'd', 'caller', 'compose.yaml:8:34', '.env:1:8'],
        ['UNKNOWN', undefined, 'caller', 'compose.yaml:8:42', undefined],
      ],
    );
    assert.deepEqual(read.gaps, [
      {
        path: 'compose.yaml',
        reason: 'line 7, column 16: gone.env is not there, so the variables that it sets are not seen',
        kind: 'info',
      },
    ]);
  });

  it('says which file is missing, and what it sets is not seen', () => {
    const { gaps } = readFiles('services: {a: {image: x, env_file: .env}}\n');
    assert.deepEqual(gaps, [
      {
        path: 'compose.yaml',
        reason: 'line 1, column 36: .env is not there, so the variables that it sets are not seen',
      },
    ]);
  });

  it('takes labels from files as well', () => {
    const read = readFiles({
      'compose.yaml': 'services: {a: {image: x, label_file: l.env, labels: {b: 2, c: , d: true}}}\n',
      'l.env': 'a=1\nb=1\n',
    });
    assert.deepEqual(
      [...serviceOf(read, 'a').labels].map(([name, field]) => [name, field.value]),
      [
        ['a', '1'],
        ['b', '2'],
        ['c', ''],
        ['d', 'true'],
      ],
    );
  });
});

describe('projects', () => {
  it('put variables in, and know what they cannot tell', () => {
    const read = readFiles(
      {
        'compose.yaml': `name: My-\${WHO:-Shop}
services:
  a:
    image: "x:\${TAG}"
    user: \${USER_ID:-1000}
    privileged: \${P}
    ports: ["\${PORT}:80"]
    volumes: ["\${DATA}:/data", "\${NAME:-data}:/n"]
    command: echo \${COMPOSE_PROJECT_NAME} $$HOME
volumes: {data: }
`,
        '.env': 'TAG=1\nUSED=x\n',
      },
      { env: { TAG: '2' } },
    );
    assert.deepEqual(problemsOf(read), []);
    assert.equal(read.project.name, 'my-shop');
    const a = containerOf(read, 'a');
    assert.deepEqual([a.image!.value, a.image!.interpolated, a.image!.uncertain], ['x:2', true, undefined]);
    assert.deepEqual([a.user!.value.uid, a.user!.interpolated], [1000, true]);
    assert.deepEqual([a.privileged.value, a.privileged.uncertain], [false, true]);
    assert.deepEqual([a.ports[0]!.port, a.ports[0]!.host, a.ports[0]!.uncertain], [80, undefined, true]);
    assert.deepEqual(
      a.mounts.map(({ path, volume }) => [path, volume.kind, volume.source, volume.uncertain]),
      [
        ['/data', 'other', undefined, true],
        ['/n', 'named', 'data', undefined],
      ],
    );
    assert.deepEqual(words(a.command), ['echo', 'my-shop', '$HOME']);
    assert.deepEqual(
      [...read.project.unset].map(([name, places]) => [name, ...places.map(textAt)]),
      [
        ['P', '${P}'],
        ['PORT', '${PORT}'],
        ['DATA', '${DATA}'],
      ],
    );
  });

  it('say nothing against what a variable will decide', () => {
    const read = readFiles(`services:
  a:
    image: "\${IMAGE}"
    restart: "\${R}"
    mem_limit: "\${M}"
    stop_grace_period: "\${T}"
    networks: ["\${N}"]
    volumes: ["v\${V}:/v"]
    pull_policy: "\${Q}"
    command: "'\${C}"
    ports: ["\${A}:\${B}"]
    depends_on: ["\${D}"]
  b: {image: "\${IMAGE:?say which}"}
`);
    assert.deepEqual(problemsOf(read), []);
    assert.equal(containerOf(read, 'b').image!.uncertain, true);
    assert.equal(read.project.unset.get('IMAGE')!.length, 2);
  });

  it('are called as they are told, as they say, or as their folder', () => {
    const name = (text: string, env = {}) => readFiles(text, { env }).project.name;
    assert.equal(name('services: {a: {image: x}}\n'), 'shop');
    assert.equal(name('name: "Web 2"\nservices: {a: {image: x}}\n'), 'web2');
    assert.equal(name('name: web\nservices: {a: {image: x}}\n', { COMPOSE_PROJECT_NAME: 'other' }), 'other');
  });

  it('know which services run', () => {
    const text = 'services: {a: {image: x}, b: {image: x, profiles: [dev, test]}}\n';
    const inactive = (options: object) =>
      readFiles(text, options)
        .project.services.filter((one) => one.inactive)
        .map(({ name }) => name);
    assert.deepEqual(inactive({}), ['b']);
    assert.deepEqual(inactive({ profiles: ['test'] }), []);
    assert.deepEqual(inactive({ profiles: ['*'] }), []);
    assert.deepEqual(inactive({ env: { COMPOSE_PROFILES: 'x, dev' } }), []);
    const b = serviceOf(readFiles(text), 'b');
    assert.deepEqual(values(b.profiles!), ['dev', 'test']);
  });

  it('hold services, jobs, and what a provider makes', () => {
    const read = readFiles(`services:
  db: {provider: {type: x, options: {a: 1}}}
  web: {image: x, scale: 3, annotations: [a=b], depends_on: [db]}
jobs:
  nightly: {image: y, triggers: {manual: true}}
`);
    assert.deepEqual(problemsOf(read), []);
    assert.deepEqual(
      read.project.services.map(({ name, kind, containers, replicas }) => [
        name,
        kind,
        containers.length,
        replicas?.value,
      ]),
      [
        ['db', 'service', 0, undefined],
        ['web', 'service', 1, 3],
        ['nightly', 'job', 1, undefined],
      ],
    );
    assert.equal(serviceOf(read, 'web').annotations.get('a')!.value, 'b');
    assert.equal(serviceOf(read, 'web').project, read.project);
  });
});
