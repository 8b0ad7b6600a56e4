import type { Field, Site } from '../../core/site.ts';
import {
  asMap,
  at,
  booleanField,
  entryOf,
  itemsOf,
  keySite,
  numberField,
  siteOf,
  textField,
  textFields,
  textOf,
} from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import type {
  CommandUse,
  Container,
  EnvironmentUse,
  Mount,
  PortUse,
  Probe,
  Resources,
  Setting,
  UserUse,
  Volume,
  Workload,
} from '../types.ts';
import { setting, textEntries } from './settings.ts';

/** The containers of a pod, in the order in which they start. */
export function readContainers(workload: Workload, spec: YamlMap): Container[] {
  const read = (key: string, roleOf: (node: YamlMap) => Container['role']): Container[] =>
    itemsOf(at(spec, key)).flatMap((item) => {
      const node = asMap(item);
      return node ? [readContainer(workload, node, spec, roleOf(node))] : [];
    });
  return [
    ...read('initContainers', (node) =>
      textOf(at(node, 'restartPolicy')) === 'Always' ? 'sidecar' : 'init',
    ),
    ...read('containers', () => 'main'),
    ...read('ephemeralContainers', () => 'ephemeral'),
  ];
}

function readContainer(workload: Workload, node: YamlMap, spec: YamlMap, role: Container['role']): Container {
  const name = textField(at(node, 'name'));
  const where = name?.at ?? siteOf(node);
  const own = at(node, 'securityContext');
  const pod = at(spec, 'securityContext');
  /** The container's own, else the pod's, else what holds. */
  const inherited = <T>(
    read: (node: YamlNode | undefined) => Field<T> | undefined,
    otherwise: T,
  ): Setting<T> => {
    const ofPod = read(pod);
    return ofPod && !read(own) ? { ...ofPod, from: 'pod' } : setting(read(own), otherwise, where);
  };
  const user = readUser(own, pod);
  const ports = itemsOf(at(node, 'ports')).flatMap((item) => readPort(item) ?? []);
  const limits = at(node, 'resources', 'limits');
  const escalation = booleanField(at(own, 'allowPrivilegeEscalation'));
  const optional = {
    image: textField(at(node, 'image')),
    pullPolicy: textField(at(node, 'imagePullPolicy')),
    entrypoint: readWords(at(node, 'command')),
    command: readWords(at(node, 'args')),
    workdir: textField(at(node, 'workingDir')),
    user,
    procMount: textField(at(own, 'procMount')),
    stopSignal: textField(at(node, 'lifecycle', 'stopSignal')),
  };
  return {
    workload,
    name: name?.value ?? '',
    role,
    at: where,
    node,
    ...(present(optional) as Pick<Container, 'image'>),
    runAsNonRoot: inherited((context) => booleanField(at(context, 'runAsNonRoot')), false),
    privileged: setting(booleanField(at(own, 'privileged')), false, where),
    noNewPrivileges: setting(escalation && { ...escalation, value: !escalation.value }, false, where),
    readOnlyRoot: setting(booleanField(at(own, 'readOnlyRootFilesystem')), false, where),
    capabilities: {
      add: textFields(at(own, 'capabilities', 'add')),
      drop: textFields(at(own, 'capabilities', 'drop')),
    },
    seccomp: inherited(profileOf('seccompProfile'), 'Unconfined'),
    apparmor: apparmorOf(workload, name?.value, inherited(profileOf('appArmorProfile'), 'RuntimeDefault')),
    ports,
    environment: readEnvironment(node),
    mounts: itemsOf(at(node, 'volumeMounts')).flatMap((item) => readMount(item, workload.pod.volumes) ?? []),
    limits: readResources(limits),
    requests: readResources(at(node, 'resources', 'requests')),
    probes: present({
      liveness: readProbe(node, 'livenessProbe'),
      readiness: readProbe(node, 'readinessProbe'),
      startup: readProbe(node, 'startupProbe'),
    }),
    hooks: present({
      postStart: readProbe(at(node, 'lifecycle'), 'postStart'),
      preStop: readProbe(at(node, 'lifecycle'), 'preStop'),
    }),
    devices: [],
    groups: [],
    init: setting(booleanField(at(spec, 'shareProcessNamespace')), false, where),
    dependsOn: [],
  };
}

/** Without the entries that are undefined, as `exactOptionalPropertyTypes` wants it. */
function present<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** `type` of a profile; a local one with its name. */
const profileOf =
  (key: string) =>
  (context: YamlNode | undefined): Field<string> | undefined => {
    const type = textField(at(context, key, 'type'));
    const local = textOf(at(context, key, 'localhostProfile'));
    return type && local !== undefined ? { ...type, value: `${type.value}/${local}` } : type;
  };

const APPARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** The annotation of older manifests counts where no field says otherwise. */
function apparmorOf(workload: Workload, name: string | undefined, field: Setting<string>): Setting<string> {
  const written = name === undefined ? undefined : workload.annotations.get(APPARMOR + name);
  if (field.from !== 'default' || !written) return field;
  const value =
    written.value === 'unconfined'
      ? 'Unconfined'
      : written.value === 'runtime/default'
        ? 'RuntimeDefault'
        : written.value;
  return { value, at: written.at, from: 'own' };
}

/** User and group are inherited each on its own. */
function readUser(own: YamlNode | undefined, pod: YamlNode | undefined): Setting<UserUse> | undefined {
  const ownUser = numberField(at(own, 'runAsUser'));
  const user = ownUser ?? numberField(at(pod, 'runAsUser'));
  const ownGroup = numberField(at(own, 'runAsGroup'));
  const group = ownGroup ?? numberField(at(pod, 'runAsGroup'));
  const said = user ?? group;
  if (!said) return undefined;
  return {
    value: {
      text: [user ? `${user.value}` : '', ...(group ? [`${group.value}`] : [])].join(':'),
      ...(user ? { uid: user.value } : {}),
      ...(group ? { gid: group.value } : {}),
    },
    at: said.at,
    from: (user ? ownUser : ownGroup) ? 'own' : 'pod',
  };
}

/** A list of words; an empty one is as none. */
function readWords(node: YamlNode | undefined): CommandUse | undefined {
  const words = textFields(node);
  return node && words.length > 0 ? { words, shell: false, at: siteOf(node) } : undefined;
}

const PROTOCOLS: Readonly<Record<string, PortUse['protocol']>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };

function readPort(node: YamlNode): PortUse | undefined {
  const port = numberField(at(node, 'containerPort'));
  if (!port) return undefined;
  const name = textOf(at(node, 'name'));
  const host = numberField(at(node, 'hostPort'))?.value;
  const address = textOf(at(node, 'hostIP'));
  return {
    port: port.value,
    protocol: PROTOCOLS[textOf(at(node, 'protocol')) ?? 'TCP'] ?? 'tcp',
    ...(name === undefined ? {} : { name }),
    ...(host ? { host } : {}),
    ...(address === undefined ? {} : { address }),
    published: Boolean(host),
    at: port.at,
  };
}

function readEnvironment(container: YamlMap): EnvironmentUse[] {
  const single = itemsOf(at(container, 'env')).flatMap((item): EnvironmentUse[] => {
    const name = textField(at(item, 'name'));
    if (!name) return [];
    const value = textField(at(item, 'value'));
    const from = sourceOf(at(item, 'valueFrom'));
    return [{ name: name.value, at: name.at, ...(value ? { value } : {}), ...(from ? { from } : {}) }];
  });
  const whole = itemsOf(at(container, 'envFrom')).map(
    (item): EnvironmentUse => ({
      name: '*',
      at: siteOf(item),
      from: at(item, 'secretRef') ? 'secret' : 'config',
    }),
  );
  return [...single, ...whole];
}

function sourceOf(node: YamlNode | undefined): EnvironmentUse['from'] {
  if (!node) return undefined;
  if (at(node, 'secretKeyRef')) return 'secret';
  if (at(node, 'configMapKeyRef')) return 'config';
  return at(node, 'fileKeyRef') ? 'file' : 'field';
}

function readMount(node: YamlNode, volumes: readonly Volume[]): Mount | undefined {
  const path = textField(at(node, 'mountPath'));
  const name = textOf(at(node, 'name'));
  if (!path || name === undefined) return undefined;
  const subPath = textOf(at(node, 'subPath')) ?? textOf(at(node, 'subPathExpr'));
  const volume = volumes.find((one) => one.name === name);
  const where: Site = path.at;
  return {
    path: path.value,
    // Claims of a StatefulSet are not among the pod's volumes.
    volume: volume ?? { name, kind: 'named', source: name, at: siteOf(node) },
    readOnly: booleanField(at(node, 'readOnly'))?.value ?? isReadOnly(volume),
    ...(subPath === undefined ? {} : { subPath }),
    at: where,
  };
}

/** What the platform writes into is read-only, whatever the mount says. */
const isReadOnly = (volume: Volume | undefined): boolean =>
  volume !== undefined && ['config', 'secret', 'projected', 'downward', 'image'].includes(volume.kind);

function readResources(node: YamlNode | undefined): Resources {
  const cpu = textField(at(node, 'cpu'));
  const memory = textField(at(node, 'memory'));
  const ephemeralStorage = textField(at(node, 'ephemeral-storage'));
  const devices = new Map([...textEntries(node)].filter(([name]) => name.includes('/')));
  return {
    ...(cpu ? { cpu } : {}),
    ...(memory ? { memory } : {}),
    ...(ephemeralStorage ? { ephemeralStorage } : {}),
    devices,
  };
}

function readProbe(parent: YamlNode | undefined, key: string): Probe | undefined {
  const entry = entryOf(parent, key);
  const node = asMap(entry?.value);
  if (!entry || !node) return undefined;
  const base = { at: keySite(entry), node };
  const exec = at(node, 'exec');
  if (exec) {
    const command = readWords(at(exec, 'command'));
    return { kind: 'exec', ...(command ? { command } : {}), ...base };
  }
  for (const [field, kind] of [
    ['httpGet', 'http'],
    ['tcpSocket', 'tcp'],
    ['grpc', 'grpc'],
  ] as const) {
    const handler = at(node, field);
    if (!handler) continue;
    const port = textField(at(handler, 'port'));
    const host = textField(at(handler, 'host'));
    const path = textField(at(handler, 'path'));
    return { kind, ...(port ? { port } : {}), ...(host ? { host } : {}), ...(path ? { path } : {}), ...base };
  }
  return at(node, 'sleep') ? { kind: 'sleep', ...base } : undefined;
}
