/**
 * What a profile asks of a delivery: rules that run whatever set they are in, and whose repairs are made together, also
 * those that are not safe by themselves.
 */
export interface Profile {
  readonly name: string;
  /** What it comes to, in a few words. */
  readonly title: string;
  readonly rules: readonly string[];
}

/** Who a container runs as decides what else it needs, so that it is settled first. */
export const whoItRunsAs = ['run-as-root', 'user-not-numeric', 'run-as-non-root', 'user-not-verifiable'];

/** The checklist for containers as they run: what a manifest and its image can say against a break-in. */
const hardened: Profile = {
  name: 'hardened',
  title: 'the whole runtime checklist',
  rules: [
    ...whoItRunsAs,
    'no-privilege-escalation',
    // What the kernel lets it do.
    'no-privileged',
    'drop-capabilities',
    'needed-capabilities',
    'add-no-capabilities',
    'port-needs-root',
    'seccomp-profile',
    'access-control-profile',
    // What it can write.
    'read-only-root',
    'read-only-writes',
    'writable-owner',
    'user-cannot-write',
    'volume-not-writable',
    // What of the host and the cluster it has.
    'no-host-namespaces',
    'no-host-ports',
    'no-host-path',
    'no-engine-socket',
    'token-automount',
    'published-ports',
    // How much of it.
    'memory-limit',
    'resource-requests',
    'process-limit',
  ],
};

export const profiles: readonly Profile[] = [hardened];
