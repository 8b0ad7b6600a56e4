import type { PodSecurityControl } from '../../core/pod-security.ts';
import type { Site } from '../../core/site.ts';
import { asMap, at, booleanField, entriesOf, itemsOf, numberField, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';

/** What Kubernetes' Pod Security admission refuses a pod for. */
export interface Violation {
  /** The control; a violation at both levels is told once, with the control of each. */
  readonly controls: readonly PodSecurityControl[];
  /** What is refused, in the manifest's words. */
  readonly what: string;
  /** The value that is refused, or, where something is missing, the container or pod that lacks it. */
  readonly at: Site;
  readonly missing: boolean;
  /** The container that it is about; absent: the pod. */
  readonly container?: YamlMap;
}

/**
 * Judges a pod by every control of the Pod Security Standards, as the admission of Kubernetes 1.37 does
 * (k8s.io/pod-security-admission 0.37, package policy). A pod passes a level when no control of it is violated.
 * Values of a wrong type, which the API server would not take at all, count as absent.
 */
export function* admit(spec: YamlMap, metadata: YamlMap | undefined): Generator<Violation> {
  const pod: Pod = {
    spec,
    metadata,
    context: asMap(at(spec, 'securityContext')),
    containers: containersOf(spec),
    isWindows: textOf(at(spec, 'os', 'name')) === 'windows',
    isUserNamespaced: booleanField(at(spec, 'hostUsers'))?.value === false,
  };
  for (const control of CONTROLS) yield* control(pod);
}

interface Pod {
  readonly spec: YamlMap;
  readonly metadata: YamlMap | undefined;
  readonly context: YamlMap | undefined;
  readonly containers: readonly YamlMap[];
  readonly isWindows: boolean;
  /** `hostUsers: false`: what it runs as root is no root of the node (KEP-127). */
  readonly isUserNamespaced: boolean;
}

type Control = (pod: Pod) => Generator<Violation>;

const containersOf = (spec: YamlMap): YamlMap[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((key) =>
    itemsOf(at(spec, key)).flatMap((item) => asMap(item) ?? []),
  );

const contextOf = (container: YamlMap, ...keys: readonly string[]): YamlNode | undefined =>
  at(container, 'securityContext', ...keys);

/** A value of the pod's or a container's security context. */
function* settings(pod: Pod, ...keys: readonly string[]): Generator<{ node: YamlNode; container?: YamlMap }> {
  const own = at(pod.context, ...keys);
  if (own) yield { node: own };
  for (const container of pod.containers) {
    const node = contextOf(container, ...keys);
    if (node) yield { node, container };
  }
}

const refused = (
  controls: readonly PodSecurityControl[],
  what: string,
  node: YamlNode,
  container?: YamlMap,
): Violation => ({ controls, what, at: siteOf(node), missing: false, ...(container ? { container } : {}) });

const lacking = (controls: readonly PodSecurityControl[], what: string, container: YamlMap): Violation => ({
  controls,
  what,
  at: siteOf(at(container, 'name') ?? container),
  missing: true,
  container,
});

const privileged: Control = function* ({ containers }) {
  for (const container of containers) {
    const node = contextOf(container, 'privileged');
    if (booleanField(node)?.value === true)
      yield refused(['privileged'], 'privileged: true', node!, container);
  }
};

const hostNamespaces: Control = function* ({ spec }) {
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC']) {
    const node = at(spec, key);
    if (booleanField(node)?.value === true) yield refused(['hostNamespaces'], `${key}: true`, node!);
  }
};

/** The volume sources that the restricted level allows (check_restrictedVolumes.go). */
const ALLOWED_VOLUMES: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const volumes: Control = function* ({ spec }) {
  for (const volume of itemsOf(at(spec, 'volumes'))) {
    const sources = entriesOf(volume).filter(({ key, value }) => key !== 'name' && !isNull(value));
    const host = sources.find(({ key }) => key === 'hostPath');
    const isAllowed = sources.some(({ key }) => ALLOWED_VOLUMES.has(key));
    const [source] = host ? [host] : sources;
    const at = { source: (source ?? volume).source, span: source?.keySpan ?? volume.span };
    const controls: PodSecurityControl[] = [
      ...(host ? (['hostPathVolumes'] as const) : []),
      ...(isAllowed ? [] : (['restrictedVolumes'] as const)),
    ];
    const what = source ? `a volume of type ${source.key}` : 'a volume without a type';
    // A volume of nothing at all gets an emptyDir by default, before admission sees it.
    if (controls.length > 0 && source) yield { controls, what, at, missing: false };
  }
};

const hostPorts: Control = function* ({ containers }) {
  for (const container of containers) {
    for (const port of itemsOf(at(container, 'ports'))) {
      const node = at(port, 'hostPort');
      const number = numberField(node)?.value ?? 0;
      if (number !== 0) yield refused(['hostPorts'], `hostPort: ${number}`, node!, container);
    }
  }
};

/**
 * What a container may add at the baseline level (check_capabilities_baseline.go): what engines give by default, but for
 * NET_RAW.
 */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const capabilities: Control = function* ({ containers, isWindows }) {
  for (const container of containers) {
    for (const node of itemsOf(contextOf(container, 'capabilities', 'add'))) {
      const name = textOf(node) ?? '';
      const controls: PodSecurityControl[] = [
        ...(BASELINE_CAPABILITIES.has(name) ? [] : (['capabilities_baseline'] as const)),
        ...(isWindows || name === 'NET_BIND_SERVICE' ? [] : (['capabilities_restricted'] as const)),
      ];
      if (controls.length > 0) yield refused(controls, `the capability ${name}`, node, container);
    }
    const drops = itemsOf(contextOf(container, 'capabilities', 'drop')).map(textOf);
    if (!isWindows && !drops.includes('ALL'))
      yield lacking(['capabilities_restricted'], 'capabilities.drop: ["ALL"]', container);
  }
};

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

const appArmorProfile: Control = function* (pod) {
  for (const { node, container } of settings(pod, 'appArmorProfile')) {
    if (isNull(node)) continue;
    const type = textOf(at(node, 'type')) ?? '';
    if (type !== 'RuntimeDefault' && type !== 'Localhost')
      yield refused(
        ['appArmorProfile'],
        `appArmorProfile.type: ${type || 'nothing'}`,
        at(node, 'type') ?? node,
        container,
      );
  }
  for (const { key, value } of entriesOf(at(pod.metadata, 'annotations'))) {
    const profile = textOf(value) ?? '';
    if (!key.startsWith(APPARMOR_ANNOTATION)) continue;
    if (profile !== '' && profile !== 'runtime/default' && !profile.startsWith('localhost/'))
      yield refused(['appArmorProfile'], `the AppArmor profile ${profile}`, value);
  }
};

const SELINUX_TYPES: ReadonlySet<string> = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]);

const seLinuxOptions: Control = function* (pod) {
  for (const { node, container } of settings(pod, 'seLinuxOptions')) {
    const type = at(node, 'type');
    const name = textOf(type) ?? '';
    if (!SELINUX_TYPES.has(name))
      yield refused(['seLinuxOptions'], `seLinuxOptions.type: ${name}`, type!, container);
    for (const key of ['user', 'role']) {
      const value = at(node, key);
      if (textOf(value)) yield refused(['seLinuxOptions'], `seLinuxOptions.${key}`, value!, container);
    }
  }
};

const isProfile = (type: string | undefined): boolean => type === 'RuntimeDefault' || type === 'Localhost';

const seccompProfile: Control = function* (pod) {
  let isSetForAll = pod.isWindows;
  for (const { node, container } of settings(pod, 'seccompProfile')) {
    if (isNull(node)) continue;
    const type = textOf(at(node, 'type'));
    const controls: PodSecurityControl[] = pod.isWindows
      ? ['seccompProfile_baseline']
      : ['seccompProfile_baseline', 'seccompProfile_restricted'];
    if (!isProfile(type))
      yield refused(
        controls,
        `seccompProfile.type: ${type ?? 'nothing'}`,
        at(node, 'type') ?? node,
        container,
      );
    else if (!container) isSetForAll = true;
  }
  for (const container of isSetForAll ? [] : pod.containers) {
    const own = contextOf(container, 'seccompProfile');
    if (!own || isNull(own)) yield lacking(['seccompProfile_restricted'], 'a seccompProfile', container);
  }
};

/** The sysctls that are safe (check_sysctls.go). */
const SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

const sysctls: Control = function* ({ context }) {
  for (const sysctl of itemsOf(at(context, 'sysctls'))) {
    const node = at(sysctl, 'name');
    const name = textOf(node) ?? '';
    if (!SYSCTLS.has(name)) yield refused(['sysctls'], `the sysctl ${name}`, node ?? sysctl);
  }
};

const procMount: Control = function* ({ containers, isUserNamespaced }) {
  for (const container of containers) {
    const node = contextOf(container, 'procMount');
    const value = textOf(node);
    const controls: PodSecurityControl[] = isUserNamespaced
      ? ['procMount_restricted']
      : ['procMount', 'procMount_restricted'];
    if (value !== undefined && value !== 'Default')
      yield refused(controls, `procMount: ${value}`, node!, container);
  }
};

const windowsHostProcess: Control = function* (pod) {
  for (const { node, container } of settings(pod, 'windowsOptions', 'hostProcess'))
    if (booleanField(node)?.value === true)
      yield refused(['windowsHostProcess'], 'windowsOptions.hostProcess: true', node, container);
};

const hostProbes: Control = function* ({ containers }) {
  for (const container of containers) {
    const handlers = [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => at(container, key)),
      ...['postStart', 'preStop'].map((key) => at(container, 'lifecycle', key)),
    ];
    for (const handler of handlers) {
      for (const kind of ['httpGet', 'tcpSocket']) {
        const node = at(handler, kind, 'host');
        if (textOf(node))
          yield refused(['hostProbesAndHostLifecycle'], `${kind}.host: ${textOf(node)}`, node!, container);
      }
    }
  }
};

const allowPrivilegeEscalation: Control = function* ({ containers, isWindows }) {
  for (const container of isWindows ? [] : containers) {
    const node = contextOf(container, 'allowPrivilegeEscalation');
    const value = booleanField(node)?.value;
    if (value === true)
      yield refused(['allowPrivilegeEscalation'], 'allowPrivilegeEscalation: true', node!, container);
    if (value === undefined)
      yield lacking(['allowPrivilegeEscalation'], 'allowPrivilegeEscalation: false', container);
  }
};

const runAsNonRoot: Control = function* (pod) {
  if (pod.isUserNamespaced) return;
  for (const { node, container } of settings(pod, 'runAsNonRoot'))
    if (booleanField(node)?.value === false)
      yield refused(['runAsNonRoot'], 'runAsNonRoot: false', node, container);
  const ofPod = booleanField(at(pod.context, 'runAsNonRoot'))?.value === true;
  for (const container of ofPod ? [] : pod.containers)
    if (booleanField(contextOf(container, 'runAsNonRoot')) === undefined)
      yield lacking(['runAsNonRoot'], 'runAsNonRoot: true', container);
};

const runAsUser: Control = function* (pod) {
  if (pod.isUserNamespaced) return;
  for (const { node, container } of settings(pod, 'runAsUser'))
    if (numberField(node)?.value === 0) yield refused(['runAsUser'], 'runAsUser: 0', node, container);
};

const CONTROLS: readonly Control[] = [
  privileged,
  hostNamespaces,
  volumes,
  hostPorts,
  capabilities,
  appArmorProfile,
  seLinuxOptions,
  seccompProfile,
  sysctls,
  procMount,
  windowsHostProcess,
  hostProbes,
  allowPrivilegeEscalation,
  runAsNonRoot,
  runAsUser,
];

const isNull = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;
