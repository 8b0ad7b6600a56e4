/**
 * What Compose does to values at which place of a file, beside what its schema says: the types that texts are made
 * into, how two files are merged, what stands in a list once, which values are paths or have a form of their own.
 * (Compose Specification, “Interpolation”, “Merge”, “Extends”, “Include”.)
 */
export interface Shape {
  /** A text is made into this type, after variables are put in. */
  readonly cast?: Cast;
  readonly merge?: MergeRule;
  /** Which items of a list are the same: the last of them stands in the place of the first. */
  readonly unique?: UniqueRule;
  readonly path?: PathRule;
  readonly form?: Form;
  readonly keys?: ReadonlyMap<string, Shape>;
  /** Every other key, and every item. */
  readonly each?: Shape;
}

export type Cast = 'boolean' | 'integer' | 'number' | 'umask';

/**
 * `replace`: the later value alone; `pairs`: NAME=value lists or maps, by name; `sequence`: texts or lists, one behind
 * the other; `mapping`: lists of names or maps; `dependencies`: the same with a condition; `build`: a context or map;
 * `logging`: options of one driver; `ulimit`: a number or map; `subnets`: address pools by their subnet.
 */
export type MergeRule =
  | 'replace'
  | 'pairs'
  | 'sequence'
  | 'mapping'
  | 'dependencies'
  | 'build'
  | 'logging'
  | 'ulimit'
  | 'subnets';

/** By what items are the same: a name before `=`, a path in the container, a published port, … */
export type UniqueRule = 'pair' | 'mount' | 'device' | 'config' | 'secret' | 'port' | 'expose' | 'env-file';

/**
 * `host`: a path of the host; `context`: one of a build, or a URL; `contexts`: by name; `mount`: that of a volume;
 * `file`: env_file and the like; `driver`: what a volume's driver may be told.
 */
export type PathRule = 'host' | 'context' | 'contexts' | 'mount' | 'file' | 'driver';

/** A form that a text has to have. */
export type Form =
  | 'duration'
  | 'bytes'
  | 'cpus'
  | 'count'
  | 'port'
  | 'mount'
  | 'device'
  | 'pairs'
  | 'hosts'
  | 'ssh'
  | 'command';

const shape = (own: Omit<Shape, 'keys'>, keys: Readonly<Record<string, Shape>> = {}): Shape => ({
  ...own,
  keys: new Map(Object.entries(keys)),
});

const boolean: Shape = { cast: 'boolean' };
const integer: Shape = { cast: 'integer' };
const number: Shape = { cast: 'number' };
const bytes: Shape = { form: 'bytes' };
const duration: Shape = { form: 'duration' };
const pairs: Shape = { merge: 'pairs' };
const labels: Shape = { merge: 'pairs', unique: 'pair' };
const words: Shape = { unique: 'pair' };
const sequence: Shape = { merge: 'sequence', unique: 'pair' };
const ulimits = shape({
  each: shape({ merge: 'ulimit', cast: 'integer' }, { soft: integer, hard: integer }),
});
const hosts: Shape = { merge: 'sequence', form: 'hosts' };
const gpus: Shape = { each: shape({}, { count: { form: 'count' } }) };

/** What declares a container: a service, a job, an init container. */
const container = {
  annotations: labels,
  cap_add: words,
  cap_drop: words,
  command: { merge: 'replace', form: 'command' },
  configs: { unique: 'config' },
  cpu_count: integer,
  cpu_percent: number,
  cpu_period: integer,
  cpu_quota: integer,
  cpu_rt_period: integer,
  cpu_rt_runtime: integer,
  cpu_shares: integer,
  cpus: number,
  devices: { unique: 'device', each: { form: 'device' } },
  dns: sequence,
  dns_opt: sequence,
  dns_search: sequence,
  entrypoint: { merge: 'replace', form: 'command' },
  env_file: { merge: 'sequence', unique: 'env-file', path: 'file', each: shape({}, { required: boolean }) },
  environment: { merge: 'pairs', unique: 'pair', form: 'pairs' },
  extra_hosts: hosts,
  gpus,
  init: boolean,
  label_file: { merge: 'sequence', path: 'file' },
  labels,
  logging: { merge: 'logging' },
  mem_limit: bytes,
  mem_reservation: bytes,
  mem_swappiness: bytes,
  memswap_limit: bytes,
  models: { merge: 'mapping' },
  networks: shape({
    merge: 'mapping',
    each: shape({}, { aliases: words, link_local_ips: words, use_service_name_alias: boolean }),
  }),
  oom_kill_disable: boolean,
  oom_score_adj: integer,
  pids_limit: integer,
  privileged: boolean,
  read_only: boolean,
  secrets: { unique: 'secret' },
  shm_size: bytes,
  stop_grace_period: duration,
  sysctls: labels,
  tmpfs: sequence,
  ulimits,
  umask: { cast: 'umask' },
  volumes: {
    unique: 'mount',
    each: shape(
      { form: 'mount', path: 'mount' },
      {
        read_only: boolean,
        volume: shape({}, { labels: pairs, nocopy: boolean }),
        tmpfs: shape({}, { size: bytes }),
      },
    ),
  },
} satisfies Readonly<Record<string, Shape>>;

/** What services and jobs have beside. */
const workload = {
  build: shape(
    { merge: 'build', path: 'context' },
    {
      context: { path: 'context' },
      additional_contexts: { merge: 'pairs', unique: 'pair', path: 'contexts' },
      args: labels,
      extra_hosts: hosts,
      labels,
      shm_size: bytes,
      ssh: { form: 'ssh' },
      tags: words,
      ulimits,
    },
  ),
  depends_on: { merge: 'dependencies', each: shape({}, { required: boolean, restart: boolean }) },
  expose: { unique: 'expose' },
  healthcheck: shape(
    {},
    {
      disable: boolean,
      interval: duration,
      retries: integer,
      start_interval: duration,
      start_period: duration,
      test: { merge: 'replace' },
      timeout: duration,
    },
  ),
  ports: { unique: 'port', each: shape({ form: 'port' }, { target: integer }) },
  profiles: words,
  stdin_open: boolean,
  tty: boolean,
} satisfies Readonly<Record<string, Shape>>;

const update = shape(
  {},
  { delay: duration, max_failure_ratio: number, monitor: duration, parallelism: integer },
);

const deploy = shape(
  {},
  {
    labels,
    placement: shape({}, { max_replicas_per_node: integer }),
    replicas: integer,
    resources: shape(
      {},
      {
        limits: shape({}, { cpus: { form: 'cpus' }, memory: bytes }),
        reservations: shape({}, { cpus: { form: 'cpus' }, devices: gpus, memory: bytes }),
      },
    ),
    restart_policy: shape({}, { delay: duration, max_attempts: integer, window: duration }),
    rollback_config: update,
    update_config: update,
  },
);

/** A service. */
export const serviceShape: Shape = shape(
  {},
  {
    ...container,
    ...workload,
    deploy,
    develop: shape({}, { watch: { each: shape({}, { path: { path: 'host' } }) } }),
    extends: shape({}, { file: { path: 'host' } }),
    links: words,
    pre_start: { each: shape({}, container) },
    scale: integer,
  },
);

/** A whole file. */
export const rootShape: Shape = shape(
  {},
  {
    services: { each: serviceShape },
    jobs: { each: shape({}, { ...container, ...workload }) },
    networks: {
      each: shape(
        {},
        {
          attachable: boolean,
          enable_ipv4: boolean,
          enable_ipv6: boolean,
          external: boolean,
          internal: boolean,
          ipam: shape({}, { config: { merge: 'subnets' }, options: words }),
          labels,
        },
      ),
    },
    volumes: { each: shape({ path: 'driver' }, { external: boolean, labels: pairs }) },
    secrets: { each: shape({}, { external: boolean, file: { path: 'host' }, labels: pairs }) },
    configs: { each: shape({}, { external: boolean, file: { path: 'host' }, labels: pairs }) },
  },
);

/** The keys that an init container takes over from its service. */
export const containerKeys: ReadonlySet<string> = new Set([
  ...Object.keys(container),
  'blkio_config',
  'cgroup',
  'cgroup_parent',
  'cpuset',
  'credential_spec',
  'device_cgroup_rules',
  'domainname',
  'group_add',
  'hostname',
  'image',
  'ipc',
  'isolation',
  'mac_address',
  'network_mode',
  'pid',
  'platform',
  'pull_policy',
  'pull_refresh_after',
  'runtime',
  'security_opt',
  'stop_signal',
  'storage_opt',
  'use_api_socket',
  'user',
  'userns_mode',
  'uts',
  'volumes_from',
  'working_dir',
]);

/** The shape of what stands at a key, or of an item. */
export const shapeAt = (parent: Shape | undefined, key?: string): Shape | undefined =>
  (key === undefined ? undefined : parent?.keys?.get(key)) ?? parent?.each;
