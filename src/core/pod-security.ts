/** A level of the Pod Security Standards; `restricted` holds all of `baseline`. */
export type PodSecurityLevel = 'baseline' | 'restricted';

export const podSecurityLevels = ['baseline', 'restricted'] as const satisfies readonly PodSecurityLevel[];

/**
 * The controls by the names that Kubernetes' own admission gives them, with the level from which on they are asked for.
 * Findings that admission would refuse a pod for have the alias `PSS-<control>`.
 * Source: kubernetes.io, “Pod Security Standards”; k8s.io/pod-security-admission, package policy.
 */
export const podSecurityControls = {
  appArmorProfile: 'baseline',
  capabilities_baseline: 'baseline',
  hostNamespaces: 'baseline',
  hostPathVolumes: 'baseline',
  hostPorts: 'baseline',
  hostProbesAndHostLifecycle: 'baseline',
  privileged: 'baseline',
  procMount: 'baseline',
  procMount_restricted: 'restricted',
  seLinuxOptions: 'baseline',
  seccompProfile_baseline: 'baseline',
  sysctls: 'baseline',
  windowsHostProcess: 'baseline',
  allowPrivilegeEscalation: 'restricted',
  capabilities_restricted: 'restricted',
  restrictedVolumes: 'restricted',
  runAsNonRoot: 'restricted',
  runAsUser: 'restricted',
  seccompProfile_restricted: 'restricted',
} as const satisfies Readonly<Record<string, PodSecurityLevel>>;

export type PodSecurityControl = keyof typeof podSecurityControls;

/** `PSS-privileged`: how findings name a control. */
export const podSecurityId = <C extends PodSecurityControl>(control: C): `PSS-${C}` => `PSS-${control}`;

/** The ids of everything that a level asks for. */
export const podSecurityIds = (level: PodSecurityLevel): string[] =>
  (Object.keys(podSecurityControls) as PodSecurityControl[])
    .filter((control) => level === 'restricted' || podSecurityControls[control] === 'baseline')
    .map(podSecurityId);
