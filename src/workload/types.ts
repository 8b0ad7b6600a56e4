import type { Field, Site } from '../core/site.ts';
import type { Source } from '../core/source.ts';
import type { YamlMap, YamlNode } from '../yaml/types.ts';

/**
 * A value that was resolved once: its own, inherited from the pod, or what holds when nobody says.
 * `at` is where it is written; for a default, the place of the container, where it would be added.
 */
export interface Setting<T> extends Field<T> {
  readonly from: 'own' | 'pod' | 'default';
}

/** Containers as they will run together: a Compose service, or a Kubernetes object with a pod template. */
export interface Workload {
  readonly format: 'compose' | 'kubernetes';
  /** `service` (or `job`) for Compose; else the object's kind: `Pod`, `Deployment`, … */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: Field<string>;
  /** Where its name is written. */
  readonly at: Site;
  /** The service (all files merged), or the object. */
  readonly node: YamlMap;
  readonly pod: Pod;
  readonly containers: readonly Container[];
  readonly replicas?: Field<number>;
  /** Labels that its pods will have. */
  readonly labels: ReadonlyMap<string, Field<string>>;
  /** Of the object and of the pod template. */
  readonly annotations: ReadonlyMap<string, Field<string>>;
  /** For Compose: the project that the service belongs to. */
  readonly project?: ComposeProject;
  /** For Compose: the profiles that bring it; absent: it is always there. */
  readonly profiles?: readonly Field<string>[];
  /** For Compose: none of its profiles is asked for, so that it does not run. */
  readonly inactive?: true;
  /** For Kubernetes: the object that it was read from. */
  readonly object?: KubernetesObject;
}

/** What the containers of a workload share. A Compose service is the only one of its pod. */
export interface Pod {
  /** The pod's spec (`spec`, `spec.template.spec`, …), or the service. */
  readonly spec: YamlMap;
  /** The metadata of the pod template. */
  readonly metadata?: YamlMap;
  readonly os?: Field<string>;
  readonly hostNetwork: Setting<boolean>;
  readonly hostPid: Setting<boolean>;
  readonly hostIpc: Setting<boolean>;
  /** False: the containers run in a user namespace of their own. */
  readonly hostUsers: Setting<boolean>;
  readonly serviceAccount?: Field<string>;
  /** Kubernetes: whether the service account's token is mounted (its default is true). Compose: false. */
  readonly automountToken: Setting<boolean>;
  readonly volumes: readonly Volume[];
  readonly sysctls: readonly { readonly name: Field<string>; readonly value?: Field<string> }[];
  readonly fsGroup?: Field<number>;
  readonly supplementalGroups: readonly Field<number>[];
  readonly nodeSelector: ReadonlyMap<string, Field<string>>;
  /** Kubernetes: what `nodeSelector` and required affinity leave of the nodes; absent: no node is ruled out. */
  readonly nodes?: NodeUse;
  /** Kubernetes: what all containers of the pod have together. */
  readonly resources?: { readonly limits: Resources; readonly requests: Resources };
  readonly runtimeClass?: Field<string>;
  readonly restartPolicy: Setting<string>;
  /** Seconds between the stop signal and the kill. */
  readonly gracePeriod: Setting<number>;
}

/** The systems of the nodes that a pod may come to run on; absent: any. */
export interface NodeUse {
  /** `linux`, `windows`. */
  readonly os?: readonly Field<string>[];
  /** As Go names them: `amd64`, `arm64`. */
  readonly arch?: readonly Field<string>[];
}

/** What is mounted somewhere. */
export interface Volume {
  readonly name: string;
  readonly kind: VolumeKind;
  /** A path on the host, the name of a claim, secret, config map or named volume. */
  readonly source?: string;
  readonly at: Site;
  readonly node?: YamlNode;
  /** `source` holds a variable that has no value here. */
  readonly uncertain?: true;
}

/**
 * `hostPath`: a path of the node or host; `named`: a volume that the engine or a claim keeps; `empty`: emptyDir,
 * tmpfs or an anonymous volume; `config`, `secret`, `projected`, `downward`: files that the platform writes;
 * `image`: an image's files; `other`: any other type.
 */
export type VolumeKind =
  | 'hostPath'
  | 'named'
  | 'empty'
  | 'tmpfs'
  | 'config'
  | 'secret'
  | 'projected'
  | 'downward'
  | 'image'
  | 'other';

/** One container as it will run, everything resolved. */
export interface Container {
  readonly workload: Workload;
  readonly name: string;
  /** A `sidecar` is an init container that goes on (`restartPolicy: Always`). */
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
  /** Where its name is written. */
  readonly at: Site;
  /** The container's map; for Compose the service. */
  readonly node: YamlMap;
  readonly image?: Field<string>;
  readonly build?: BuildUse;
  readonly pullPolicy?: Field<string>;
  readonly platform?: Field<string>;
  /** Kubernetes `command`, Compose `entrypoint`: replaces the image's ENTRYPOINT (and with it its CMD). */
  readonly entrypoint?: CommandUse;
  /** Kubernetes `args`, Compose `command`: replaces the image's CMD. */
  readonly command?: CommandUse;
  readonly workdir?: Field<string>;
  /** Who it runs as, where the manifest says so; absent: as the image says. */
  readonly user?: Setting<UserUse>;
  readonly runAsNonRoot: Setting<boolean>;
  readonly privileged: Setting<boolean>;
  /** Kubernetes: `allowPrivilegeEscalation: false`; Compose: `no-new-privileges`. */
  readonly noNewPrivileges: Setting<boolean>;
  readonly readOnlyRoot: Setting<boolean>;
  readonly capabilities: {
    readonly add: readonly Field<string>[];
    readonly drop: readonly Field<string>[];
  };
  /** `RuntimeDefault`, `Unconfined`, `Localhost`, or a profile; the default is `Unconfined` on Kubernetes, `RuntimeDefault` in Compose. */
  readonly seccomp: Setting<string>;
  readonly apparmor: Setting<string>;
  readonly procMount?: Field<string>;
  /** Kubernetes: `windowsOptions`, where there are any. */
  readonly windows?: { readonly hostProcess: Setting<boolean>; readonly userName?: Setting<string> };
  /** SELinux options as Compose has them behind `label`: `disable`, `type:…`, `level:…`. */
  readonly selinux?: readonly Field<string>[];
  readonly ports: readonly PortUse[];
  readonly environment: readonly EnvironmentUse[];
  readonly mounts: readonly Mount[];
  readonly limits: Resources;
  readonly requests: Resources;
  readonly probes: {
    readonly liveness?: Probe;
    readonly readiness?: Probe;
    readonly startup?: Probe;
    /** Compose `healthcheck`. */
    readonly health?: Probe;
  };
  /** Compose `healthcheck: disable: true` or `test: NONE`. */
  readonly healthDisabled?: Site;
  readonly hooks: {
    readonly postStart?: Probe;
    readonly preStop?: Probe;
    /** Compose: further ones, in order. */
    readonly more?: readonly Probe[];
  };
  readonly stopSignal?: Field<string>;
  readonly devices: readonly Field<string>[];
  readonly groups: readonly Field<string>[];
  /** An init process reaps children and passes signals on (Compose `init: true`, `shareProcessNamespace`). */
  readonly init: Setting<boolean>;
  /** Names of other services that it waits for (Compose `depends_on`). */
  readonly dependsOn: readonly Field<string>[];
}

export interface UserUse {
  /** As written: `1000:1000`, `app`; for Kubernetes the numbers joined. */
  readonly text: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly name?: string;
}

export interface CommandUse {
  /** Every word, in order, with its place; shell form has one word and `shell`. */
  readonly words: readonly Field<string>[];
  /** Compose only: a string, split by the engine like a shell does, is `words`; `CMD-SHELL` is `shell`. */
  readonly shell: boolean;
  /** Compose only: what stands behind `;`, `&`, `|`, `<` or `>` in a string: no shell reads it, and it is dropped. */
  readonly dropped?: Field<string>;
  readonly at: Site;
}

export interface PortUse {
  /** The port in the container. */
  readonly port: number;
  readonly last?: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly name?: string;
  /** The port of the host or node that leads to it. */
  readonly host?: number;
  /** Where it leads to one of several: the last of them. */
  readonly hostLast?: number;
  /** The address that it is bound to on the host; absent: every one. */
  readonly address?: string;
  /** Compose `ports` and Kubernetes `hostPort`: it can be reached from outside. */
  readonly published: boolean;
  /** It holds a variable that has no value here. */
  readonly uncertain?: true;
  readonly at: Site;
}

export interface EnvironmentUse {
  readonly name: string;
  /** Absent: it comes from elsewhere, or from the caller's environment. */
  readonly value?: Field<string>;
  readonly from?: 'secret' | 'config' | 'field' | 'file' | 'caller';
  /** Kubernetes: the name of the secret or config map. */
  readonly source?: string;
  readonly at: Site;
}

export interface Mount {
  /** Absolute path in the container. */
  readonly path: string;
  readonly volume: Volume;
  readonly readOnly: boolean;
  readonly subPath?: string;
  readonly at: Site;
}

export interface Resources {
  readonly cpu?: Field<string>;
  readonly memory?: Field<string>;
  readonly pids?: Field<string>;
  readonly ephemeralStorage?: Field<string>;
  /** Devices by their resource name: `nvidia.com/gpu` → count as written. */
  readonly devices: ReadonlyMap<string, Field<string>>;
}

/** A probe, a health check or a lifecycle hook. */
export interface Probe {
  readonly kind: 'exec' | 'http' | 'tcp' | 'grpc' | 'sleep';
  readonly command?: CommandUse;
  /** A number, or the name of a container port. */
  readonly port?: Field<string>;
  /** What `port` comes to: the number, also where it was named. Absent: the container has no port of that name. */
  readonly number?: number;
  readonly host?: Field<string>;
  readonly path?: Field<string>;
  /** Of a probe of Kubernetes: when it asks, and how often it may fail; what nobody says is what the API sets. */
  readonly timing?: ProbeTiming;
  readonly at: Site;
  readonly node: YamlNode;
}

/** Seconds, and counts. */
export interface ProbeTiming {
  readonly initialDelay: Setting<number>;
  readonly period: Setting<number>;
  readonly timeout: Setting<number>;
  readonly successThreshold: Setting<number>;
  readonly failureThreshold: Setting<number>;
}

/** Compose `build`, and what it is built into. */
export interface BuildUse {
  /** Relative to the project's folder: as written, unless another folder's file says it. */
  readonly context: Field<string>;
  /** The context is no folder but what a URL leads to. */
  readonly remote?: true;
  readonly dockerfile?: Field<string>;
  readonly inline?: Field<string>;
  readonly target?: Field<string>;
  readonly args: ReadonlyMap<string, Field<string>>;
  readonly tags: readonly Field<string>[];
  readonly platforms?: readonly Field<string>[];
  /** Names of the project's secrets. */
  readonly secrets?: readonly Field<string>[];
  readonly ssh?: readonly Field<string>[];
  /** Further contexts, by name. */
  readonly contexts?: ReadonlyMap<string, Field<string>>;
  readonly at: Site;
}

/** Compose files that are merged into one. */
export interface ComposeProject {
  /** The first file, then what overrides it. */
  readonly files: readonly Source[];
  /** Every file that was read for it: these, what they include and extend, files of variables. */
  readonly sources?: readonly Source[];
  /** Its folder, as shown. */
  readonly folder?: string;
  readonly name?: string;
  /**
   * All of them merged, variables interpolated, forms as written. A merged map stands where the first file has it; an
   * entry that a later file adds or replaces stands there (`entry.source`), one that `extends` or `include` brings is
   * `merged`.
   */
  readonly root: YamlMap;
  readonly services: readonly Workload[];
  /** Variables that were not set and have no default: name → where they are used. */
  readonly unset: ReadonlyMap<string, readonly Site[]>;
}

/** What made an object of other files. */
export interface MadeBy {
  readonly tool: 'helm' | 'kustomize';
  /** The chart's or kustomization's folder, as shown. */
  readonly path: string;
  /** It was not rendered but put together from what values say: what is absent may be set by a template. */
  readonly partial?: true;
}

/** A Kubernetes object as it will be applied. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: Field<string>;
  readonly node: YamlMap;
  /** Where its name, else its kind, is written. */
  readonly at: Site;
  /** What made it: the chart's or kustomization's folder; absent for a plain file. */
  readonly madeBy?: MadeBy;
  readonly workload?: Workload;
  /** Those behind the first, of a custom resource with several pod templates. */
  readonly otherWorkloads?: readonly Workload[];
}

/** Everything of a delivery that says how images will run. */
export interface Delivery {
  readonly projects: readonly ComposeProject[];
  readonly objects: readonly KubernetesObject[];
  /** Of both, in order of file and place. */
  readonly workloads: readonly Workload[];
}
