import { hash } from 'node:crypto';
import type { Container, Workload } from '../../workload/types.ts';
import { asMap, at } from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';

/**
 * What the manifest says of a container and its workload beyond the parts that are told apart, as one short text: it
 * changes when anything of it does.
 */
export function restOf(container: Container): string {
  const { workload, node } = container;
  if (workload.format === 'compose')
    return without(node, {
      ...SERVICE,
      deploy: { resources: ALL, restart_policy: ALL },
      build: { target: ALL },
    });
  const { pod } = workload;
  return [
    without(node, CONTAINER),
    without(pod.spec, POD),
    // Of the object only what is about its pods, without these: how many, how they are replaced.
    objectRest(workload),
  ].join();
}

const ALL = 'all';
/** Keys to leave out: whole, or some below them. */
interface Keys {
  readonly [key: string]: typeof ALL | Keys;
}

const keys = (words: string): Keys => Object.fromEntries(words.split(' ').map((word) => [word, ALL]));

const SERVICE = keys(
  'image platform entrypoint command working_dir user group_add privileged security_opt read_only cap_add cap_drop network_mode pid ipc uts cgroup userns_mode ports environment env_file volumes tmpfs secrets configs cpus mem_limit mem_reservation pids_limit healthcheck post_start pre_stop devices restart stop_signal stop_grace_period sysctls scale',
);

const CONTAINER: Keys = {
  ...keys(
    'name image command args workingDir ports env envFrom volumeMounts resources livenessProbe readinessProbe startupProbe lifecycle',
  ),
  securityContext: keys(
    'runAsUser runAsGroup runAsNonRoot privileged allowPrivilegeEscalation readOnlyRootFilesystem capabilities seccompProfile appArmorProfile',
  ),
};

const POD: Keys = {
  ...keys(
    'containers initContainers ephemeralContainers volumes hostNetwork hostPID hostIPC hostUsers restartPolicy terminationGracePeriodSeconds automountServiceAccountToken serviceAccountName serviceAccount',
  ),
  securityContext: keys(
    'runAsUser runAsGroup runAsNonRoot fsGroup supplementalGroups seccompProfile appArmorProfile sysctls',
  ),
};

function objectRest({ node, pod, object }: Workload): string {
  const spec = asMap(at(node, 'spec'));
  if (!spec || spec === pod.spec) return '';
  if (TEMPLATES.some((key) => at(spec, key) !== undefined))
    return without(spec, keys('replicas template jobTemplate'));
  // A custom resource has its pods' templates anywhere, and several.
  const own = [object?.workload, ...(object?.otherWorkloads ?? [])].flatMap((one) => one?.pod.spec ?? []);
  return outside(spec, new Set([pod.spec, ...own]));
}

const TEMPLATES = ['template', 'jobTemplate'];

/** A digest of what a value says outside of some maps in it. */
function outside(node: YamlNode, left: ReadonlySet<YamlNode>): string {
  if (left.has(node)) return '';
  if (node.kind === 'scalar') return digest(node);
  const parts =
    node.kind === 'list'
      ? node.items.map((item) => outside(item, left))
      : node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${outside(value, left)}`).sort();
  return short(parts.join());
}

/** A digest of a map without some of its keys; of maps that have nothing else, that of an empty one. */
function without(map: YamlMap, left: Keys): string {
  const parts = map.entries.flatMap(({ key, value }) => {
    const inner = Object.hasOwn(left, key) ? left[key] : undefined;
    if (inner === ALL) return [];
    const below = asMap(value);
    // A key without a value says as little as one that is not there.
    if (inner !== undefined && value.kind === 'scalar' && value.value === null) return [];
    if (inner === undefined || !below) return [`${JSON.stringify(key)}:${digest(value)}`];
    const rest = without(below, inner);
    return rest === '' ? [] : [`${JSON.stringify(key)}:${rest}`];
  });
  return parts.length === 0 ? '' : short(parts.sort().join());
}

const digests = new WeakMap<YamlNode, string>();

/** A digest of what a value says. Once for each node: what aliases repeat costs nothing. */
export function digest(node: YamlNode): string {
  const known = digests.get(node);
  if (known !== undefined) return known;
  const made =
    node.kind === 'scalar'
      ? `${typeof node.value}:${node.value}`
      : node.kind === 'list'
        ? `[${node.items.map(digest).join()}]`
        : `{${node.entries
            .map(({ key, value }) => `${JSON.stringify(key)}:${digest(value)}`)
            .sort()
            .join()}}`;
  const text = short(made);
  digests.set(node, text);
  return text;
}

const short = (text: string): string => hash('sha256', text).slice(0, 32);
