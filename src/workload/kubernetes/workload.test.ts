import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from '../../core/site.ts';
import { Source } from '../../core/source.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Container, Setting, Workload } from '../types.ts';
import { readObjects } from './index.ts';

function workloadOf(text: string): Workload {
  const { objects, problems } = readObjects(readYaml(new Source('a.yaml', text)));
  assert.deepEqual(problems, []);
  return objects[0]!.workload!;
}

/** A pod with these lines in its spec. */
const podOf = (spec: string, metadata = '{name: p}'): Workload =>
  workloadOf(
    `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec:\n${spec.trim().replace(/^ {6}/gm, '  ').replace(/^/, '  ')}\n`,
  );

/** A container with these lines in it, in a pod with the lines before. */
const containerOf = (node: string, spec = ''): Container =>
  podOf(`${spec}\n      containers: [${node}]`).containers[0]!;

const slice = ({ source, span }: Site): string => source.slice(span);

/** A setting as value, where it is from, and what stands at its place. */
const told = ({ value, from, at }: Setting<unknown>): unknown => [value, from, slice(at)];

describe('containers of a pod', () => {
  it('come in the order in which they start, each with its role', () => {
    const { containers } = podOf(`
      ephemeralContainers: [{name: debug, image: d}]
      containers: [{name: web, image: a}, {image: b}]
      initContainers:
        - {name: migrate, image: c}
        - {name: proxy, image: e, restartPolicy: Always}
    `);
    assert.deepEqual(
      containers.map(({ name, role, image, at }) => [name, role, image?.value, slice(at)]),
      [
        ['migrate', 'init', 'c', 'migrate'],
        ['proxy', 'sidecar', 'e', 'proxy'],
        ['web', 'main', 'a', 'web'],
        ['', 'main', 'b', '{image: b}'],
        ['debug', 'ephemeral', 'd', 'debug'],
      ],
    );
  });

  it('take what they do not say from the pod, and say where each value is from', () => {
    const { containers } = podOf(`
      securityContext:
        runAsUser: 1000
        runAsGroup: 3000
        runAsNonRoot: true
        seccompProfile: {type: RuntimeDefault}
        seLinuxOptions: {level: "s0:c1", type: spc_t}
        windowsOptions: {hostProcess: true, runAsUserName: ContainerUser}
      containers:
        - {name: a}
        - name: b
          securityContext:
            runAsUser: 0
            runAsNonRoot: false
            allowPrivilegeEscalation: false
            privileged: false
            readOnlyRootFilesystem: true
            seccompProfile: {type: Localhost, localhostProfile: x.json}
            seLinuxOptions: {user: u}
            capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
            procMount: Unmasked
            windowsOptions: {hostProcess: false}
    `);
    const [a, b] = containers as [Container, Container];
    assert.deepEqual(told(a.runAsNonRoot), [true, 'pod', 'true']);
    assert.deepEqual(told(a.seccomp), ['RuntimeDefault', 'pod', 'RuntimeDefault']);
    assert.deepEqual(told(a.user!), [{ text: '1000:3000', uid: 1000, gid: 3000 }, 'pod', '1000']);
    assert.deepEqual(told(a.privileged), [false, 'default', 'a']);
    assert.deepEqual(told(a.noNewPrivileges), [false, 'default', 'a']);
    assert.deepEqual(
      a.selinux?.map(({ value }) => value),
      ['type:spc_t', 'level:s0:c1'],
    );
    assert.deepEqual(told(a.windows!.hostProcess), [true, 'pod', 'true']);

    assert.deepEqual(told(b.runAsNonRoot), [false, 'own', 'false']);
    assert.deepEqual(told(b.seccomp), ['Localhost/x.json', 'own', 'Localhost']);
    assert.deepEqual(told(b.user!), [{ text: '0:3000', uid: 0, gid: 3000 }, 'own', '0']);
    assert.deepEqual(told(b.noNewPrivileges), [true, 'own', 'false']);
    assert.deepEqual(told(b.readOnlyRoot), [true, 'own', 'true']);
    assert.deepEqual(told(b.privileged), [false, 'own', 'false']);
    assert.equal(b.procMount?.value, 'Unmasked');
    assert.deepEqual(
      [...b.capabilities.drop, ...b.capabilities.add].map(({ value }) => value),
      ['ALL', 'NET_BIND_SERVICE'],
    );
    // SELinux options are taken over together or not at all, Windows options each on its own.
    assert.deepEqual(
      b.selinux?.map(({ value }) => value),
      ['user:u'],
    );
    assert.deepEqual(told(b.windows!.hostProcess), [false, 'own', 'false']);
    assert.deepEqual(told(b.windows!.userName!), ['ContainerUser', 'pod', 'ContainerUser']);
  });

  it('have the defaults of Kubernetes where nobody says', () => {
    const workload = podOf('containers: [{name: a}]');
    const [a] = workload.containers as [Container];
    assert.equal(a.user, undefined);
    assert.deepEqual(told(a.seccomp), ['Unconfined', 'default', 'a']);
    assert.deepEqual(told(a.apparmor), ['RuntimeDefault', 'default', 'a']);
    assert.deepEqual(told(a.runAsNonRoot), [false, 'default', 'a']);
    const { pod } = workload;
    for (const one of [pod.hostNetwork, pod.hostPid, pod.hostIpc])
      assert.deepEqual(told(one), [false, 'default', 'p']);
    assert.deepEqual(told(pod.hostUsers), [true, 'default', 'p']);
    assert.deepEqual(told(pod.automountToken), [true, 'default', 'p']);
    assert.deepEqual(told(pod.restartPolicy), ['Always', 'default', 'p']);
    assert.deepEqual(told(pod.gracePeriod), [30, 'default', 'p']);
    assert.equal(pod.nodes, undefined);
  });

  it('have a group alone where only a group is said', () => {
    const { user } = containerOf(
      '{name: a, securityContext: {runAsGroup: 5}}',
      '  terminationGracePeriodSeconds: 1',
    );
    assert.deepEqual(told(user!), [{ text: ':5', gid: 5 }, 'own', '5']);
  });

  it('have the AppArmor profile of their own field, else of the annotation, else of the pod', () => {
    const key = 'container.apparmor.security.beta.kubernetes.io/';
    const metadata = `{name: p, annotations: {${key}a: localhost/x, ${key}b: unconfined, ${key}d: runtime/default}}`;
    const { containers } = podOf(
      `
      securityContext: {appArmorProfile: {type: Unconfined}}
      containers:
        - {name: a, securityContext: {appArmorProfile: {type: RuntimeDefault}}}
        - {name: b}
        - {name: c}
        - {name: d}
    `,
      metadata,
    );
    assert.deepEqual(
      containers.map(({ apparmor }) => [apparmor.value, apparmor.from]),
      [
        ['RuntimeDefault', 'own'],
        ['Unconfined', 'own'],
        ['Unconfined', 'pod'],
        ['RuntimeDefault', 'own'],
      ],
    );
  });

  it('have commands as they are written, and none where the list is empty', () => {
    const a = containerOf('{name: a, command: [], args: ["$(HOST):$$(X)", ""]}');
    assert.equal(a.entrypoint, undefined);
    assert.deepEqual(
      a.command?.words.map(({ value }) => value),
      ['$(HOST):$$(X)', ''],
    );
    assert.equal(slice(a.command!.at), '["$(HOST):$$(X)", ""]');
  });

  it('request what they limit and do not say', () => {
    const { limits, requests } = containerOf(
      '{name: a, resources: {limits: {cpu: 2, memory: 1Gi, nvidia.com/gpu: 1}, requests: {cpu: 500m, ephemeral-storage: 1Gi}}}',
    );
    assert.deepEqual(
      [limits.cpu, limits.memory, limits.ephemeralStorage, limits.devices.get('nvidia.com/gpu')].map(
        (field) => field?.value,
      ),
      ['2', '1Gi', undefined, '1'],
    );
    assert.deepEqual(
      [requests.cpu, requests.memory, requests.ephemeralStorage, requests.devices.get('nvidia.com/gpu')].map(
        (field) => field?.value,
      ),
      ['500m', '1Gi', '1Gi', '1'],
    );
    const workload = podOf('resources: {limits: {memory: 1Gi}}\n      containers: [{name: a}]');
    assert.equal(workload.pod.resources?.requests.memory?.value, '1Gi');
    assert.equal(workload.containers[0]!.limits.memory, undefined);
  });

  it('know the environment by where it comes from', () => {
    const { environment } = containerOf(`{name: a,
          env: [
            {name: PLAIN, value: "x $(OTHER)"}, {name: EMPTY}, {name: VOID, value: null},
            {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}},
            {name: CONFIG, valueFrom: {configMapKeyRef: {name: c, key: k}}},
            {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}},
            {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}},
            {name: FILE, valueFrom: {fileKeyRef: {volumeName: v, path: p, key: k}}},
          ],
          envFrom: [{secretRef: {name: all}}, {prefix: P_, configMapRef: {name: more}}]}`);
    assert.deepEqual(
      environment.map(({ name, value, from, source }) => [name, value?.value, from, source]),
      [
        ['*', undefined, 'secret', 'all'],
        ['P_*', undefined, 'config', 'more'],
        ['PLAIN', 'x $(OTHER)', undefined, undefined],
        ['EMPTY', '', undefined, undefined],
        ['VOID', '', undefined, undefined],
        ['KEY', undefined, 'secret', 's'],
        ['CONFIG', undefined, 'config', 'c'],
        ['NODE', undefined, 'field', undefined],
        ['CPU', undefined, 'field', undefined],
        ['FILE', undefined, 'file', undefined],
      ],
    );
  });

  it('have ports, and those of the node in its network', () => {
    const ports =
      '[{containerPort: 80, name: http}, {containerPort: 53, protocol: UDP, hostPort: 5353, hostIP: 127.0.0.1}]';
    const shown = ({ ports }: Container) =>
      ports.map(({ port, protocol, name, host, address, published }) => [
        port,
        protocol,
        name,
        host,
        address,
        published,
      ]);
    assert.deepEqual(shown(containerOf(`{name: a, ports: ${ports}}`)), [
      [80, 'tcp', 'http', undefined, undefined, false],
      [53, 'udp', undefined, 5353, '127.0.0.1', true],
    ]);
    assert.deepEqual(shown(containerOf(`{name: a, ports: ${ports}}`, '  hostNetwork: true')), [
      [80, 'tcp', 'http', 80, undefined, true],
      [53, 'udp', undefined, 5353, '127.0.0.1', true],
    ]);
  });

  it('have probes and hooks, with the number of a named port', () => {
    const { probes, hooks, stopSignal } = containerOf(`{name: a,
          ports: [{containerPort: 8080, name: http}],
          livenessProbe: {httpGet: {path: /live, port: http, host: ""}, periodSeconds: 5},
          readinessProbe: {tcpSocket: {port: 9000, host: 10.0.0.1}},
          startupProbe: {grpc: {port: 50051}},
          lifecycle: {stopSignal: SIGQUIT, postStart: {exec: {command: [sh, -c, x]}}, preStop: {sleep: {seconds: 5}}}}`);
    const shown = (one: (typeof probes)['liveness']) =>
      one && [one.kind, one.port?.value, one.number, one.path?.value, one.host?.value, slice(one.at)];
    assert.deepEqual(shown(probes.liveness), ['http', 'http', 8080, '/live', undefined, 'livenessProbe']);
    assert.deepEqual(shown(probes.readiness), ['tcp', '9000', 9000, undefined, '10.0.0.1', 'readinessProbe']);
    assert.deepEqual(shown(probes.startup), ['grpc', '50051', 50051, undefined, undefined, 'startupProbe']);
    assert.deepEqual(
      hooks.postStart?.command?.words.map(({ value }) => value),
      ['sh', '-c', 'x'],
    );
    assert.equal(hooks.preStop?.kind, 'sleep');
    assert.equal(stopSignal?.value, 'SIGQUIT');
    const lost = containerOf(
      '{name: a, livenessProbe: {httpGet: {port: web}}, readinessProbe: {httpGet: {port: "80"}}, startupProbe: {periodSeconds: 1}}',
    );
    assert.equal(lost.probes.liveness?.number, undefined);
    assert.equal(lost.probes.readiness?.number, 80);
    assert.equal(lost.probes.startup, undefined);
  });

  it('ask in times that the API sets where nobody says, or says 0', () => {
    const { probes, hooks } = containerOf(`{name: a,
          livenessProbe: {exec: {command: [x]}, periodSeconds: 5, timeoutSeconds: 0, failureThreshold: 6, successThreshold: 2},
          readinessProbe: {exec: {command: [x]}, initialDelaySeconds: 7},
          lifecycle: {preStop: {exec: {command: [x]}}}}`);
    const shown = (one: (typeof probes)['liveness']) =>
      Object.values(one?.timing ?? {}).map(({ value, from }) =>
        from === 'own' ? value : `${value} by default`,
      );
    assert.deepEqual(shown(probes.liveness), ['0 by default', 5, '1 by default', 2, 6]);
    assert.deepEqual(shown(probes.readiness), [
      7,
      '10 by default',
      '1 by default',
      '1 by default',
      '3 by default',
    ]);
    assert.equal(hooks.preStop?.timing, undefined);
  });
});

describe('volumes of a pod', () => {
  it('are of a kind each', () => {
    const { pod, containers } = podOf(`
      volumes:
        - {name: host, hostPath: {path: /var/run/docker.sock, type: Socket}}
        - {name: claim, persistentVolumeClaim: {claimName: data, readOnly: true}}
        - {name: each, ephemeral: {volumeClaimTemplate: {spec: {}}}}
        - {name: scratch, emptyDir: {}}
        - {name: memory, emptyDir: {medium: Memory}}
        - {name: config, configMap: {name: settings}}
        - {name: secret, secret: {secretName: keys}}
        - {name: mixed, projected: {sources: []}}
        - {name: self, downwardAPI: {items: []}}
        - {name: files, image: {reference: "example.com/a:1"}}
        - {name: share, nfs: {server: s, path: /x, readOnly: true}}
        - {name: driver, csi: {driver: d}}
        - {name: nothing}
      containers:
        - name: a
          volumeMounts:
            - {name: scratch, mountPath: /tmp}
            - {name: scratch, mountPath: cache, subPath: c, readOnly: true}
            - {name: config, mountPath: /etc/a}
            - {name: claim, mountPath: /data, subPathExpr: $(POD)}
            - {name: share, mountPath: /share}
            - {name: lost, mountPath: /lost}
          volumeDevices: [{name: disk, devicePath: /dev/xvda}]
    `);
    assert.deepEqual(
      pod.volumes.map(({ name, kind, source }) => [name, kind, source]),
      [
        ['host', 'hostPath', '/var/run/docker.sock'],
        ['claim', 'named', 'data'],
        ['each', 'named', undefined],
        ['scratch', 'empty', undefined],
        ['memory', 'tmpfs', undefined],
        ['config', 'config', 'settings'],
        ['secret', 'secret', 'keys'],
        ['mixed', 'projected', undefined],
        ['self', 'downward', undefined],
        ['files', 'image', 'example.com/a:1'],
        ['share', 'other', undefined],
        ['driver', 'other', undefined],
        ['nothing', 'empty', undefined],
      ],
    );
    assert.deepEqual(
      containers[0]!.mounts.map(({ path, volume, readOnly, subPath }) => [
        path,
        volume.kind,
        readOnly,
        subPath,
      ]),
      [
        ['/tmp', 'empty', false, undefined],
        ['/cache', 'empty', true, 'c'],
        ['/etc/a', 'config', true, undefined],
        ['/data', 'named', true, '$(POD)'],
        ['/share', 'other', true, undefined],
        ['/lost', 'other', false, undefined],
      ],
    );
    assert.equal(containers[0]!.mounts[0]!.volume, pod.volumes[3]);
    assert.deepEqual(
      containers[0]!.devices.map(({ value }) => value),
      ['/dev/xvda'],
    );
  });

  it('are those that a StatefulSet claims for each pod as well, before the pod’s own', () => {
    const workload = workloadOf(`
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 3
  volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]
  template:
    metadata: {labels: {app: db}, annotations: {a: b}}
    spec:
      volumes: [{name: data, emptyDir: {}}]
      containers: [{name: a, volumeMounts: [{name: data, mountPath: /data}]}]
`);
    assert.deepEqual(
      workload.containers[0]!.mounts.map(({ volume }) => [volume.kind, volume.source]),
      [['named', 'data']],
    );
    assert.equal(workload.replicas?.value, 3);
    assert.equal(workload.namespace?.value, 'shop');
    assert.equal(workload.labels.get('app')?.value, 'db');
    assert.equal(workload.annotations.get('a')?.value, 'b');
  });
});

describe('a pod as a whole', () => {
  it('is read with everything that its containers share', () => {
    const { pod, containers } = podOf(`
      hostNetwork: true
      hostUsers: false
      automountServiceAccountToken: false
      serviceAccount: old
      serviceAccountName: shop
      shareProcessNamespace: true
      runtimeClassName: gvisor
      os: {name: linux}
      terminationGracePeriodSeconds: 5
      restartPolicy: Never
      nodeSelector: {disk: ssd}
      securityContext:
        fsGroup: 2000
        supplementalGroups: [1, 0200]
        sysctls: [{name: net.ipv4.tcp_syncookies, value: "1"}, {name: kernel.msgmax}]
      containers: [{name: a}]
    `);
    assert.deepEqual(told(pod.hostNetwork), [true, 'own', 'true']);
    assert.deepEqual(told(pod.hostUsers), [false, 'own', 'false']);
    assert.deepEqual(told(pod.automountToken), [false, 'own', 'false']);
    assert.equal(pod.serviceAccount?.value, 'shop');
    assert.equal(pod.runtimeClass?.value, 'gvisor');
    assert.equal(pod.os?.value, 'linux');
    assert.deepEqual(told(pod.gracePeriod), [5, 'own', '5']);
    assert.deepEqual(told(pod.restartPolicy), ['Never', 'own', 'Never']);
    assert.equal(pod.nodeSelector.get('disk')?.value, 'ssd');
    assert.equal(pod.fsGroup?.value, 2000);
    // YAML 1.1, which Kubernetes reads, has octal numbers.
    assert.deepEqual(
      pod.supplementalGroups.map(({ value }) => value),
      [1, 128],
    );
    assert.deepEqual(
      pod.sysctls.map(({ name, value }) => [name.value, value?.value]),
      [
        ['net.ipv4.tcp_syncookies', '1'],
        ['kernel.msgmax', undefined],
      ],
    );
    assert.deepEqual(told(containers[0]!.init), [true, 'pod', 'true']);
  });

  it('knows which nodes its selector and affinity leave', () => {
    const nodes = (spec: string) => {
      const { os, arch } = podOf(`${spec}\n      containers: [{name: a}]`).pod.nodes ?? {};
      return [os?.map(({ value }) => value), arch?.map(({ value }) => value)];
    };
    const affinity = (...terms: string[]) =>
      `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${terms.join(', ')}]}}}`;
    const isIn = (key: string, values: string) => `{key: ${key}, operator: In, values: [${values}]}`;
    const arch = 'kubernetes.io/arch';
    assert.deepEqual(nodes('nodeSelector: {kubernetes.io/os: windows, kubernetes.io/arch: arm64}'), [
      ['windows'],
      ['arm64'],
    ]);
    assert.deepEqual(nodes(affinity(`{matchExpressions: [${isIn(arch, 'amd64, arm64')}]}`)), [
      undefined,
      ['amd64', 'arm64'],
    ]);
    // Expressions of a term have to hold together, one of the terms suffices.
    assert.deepEqual(
      nodes(affinity(`{matchExpressions: [${isIn(arch, 'amd64, arm64')}, ${isIn(arch, 'arm64')}]}`)),
      [undefined, ['arm64']],
    );
    assert.deepEqual(
      nodes(
        affinity(
          `{matchExpressions: [${isIn(arch, 'amd64')}]}`,
          `{matchExpressions: [${isIn(arch, 'arm64')}]}`,
        ),
      ),
      [undefined, ['amd64', 'arm64']],
    );
    assert.deepEqual(
      nodes(
        affinity(
          `{matchExpressions: [${isIn(arch, 'amd64')}]}`,
          `{matchExpressions: [${isIn('zone', 'a')}]}`,
        ),
      ),
      [undefined, undefined],
    );
    assert.deepEqual(
      nodes(affinity(`{matchExpressions: [{key: ${arch}, operator: NotIn, values: [arm64]}]}`)),
      [undefined, undefined],
    );
  });
});
