/**
 * Compares what we say of random pods with Kubernetes' own admission, control by control and level by level:
 *   cd bench/pod-security-oracle && go build -o /opt/peers/pod-security-oracle . && cd ../.. && npx node bench/pod-security.ts
 */
import { spawnSync } from 'node:child_process';
import { type PodSecurityControl, podSecurityControls } from '../src/core/pod-security.ts';
import { Source } from '../src/core/source.ts';
import { admit } from '../src/workload/admission/admit.ts';
import { asMap, at } from '../src/yaml/look.ts';
import { readYaml } from '../src/yaml/read.ts';
import { findProgram } from './peers.ts';
import { Random } from './random.ts';

const COUNT = Number(process.argv[2] ?? 20_000);
const random = new Random(7);
const chance = (share: number): boolean => random.next() < share;
const one = <T>(...values: readonly T[]): T => values[Math.floor(random.next() * values.length)]!;
const maybe = <T>(share: number, make: () => T): T | undefined => (chance(share) ? make() : undefined);

const profile = () => ({ type: one('RuntimeDefault', 'Localhost', 'Unconfined', ''), localhostProfile: 'x' });
const selinux = () => ({
  type: maybe(0.6, () => one('container_t', 'container_kvm_t', 'container_engine_t', 'spc_t', '')),
  user: maybe(0.2, () => one('u', '')),
  role: maybe(0.2, () => one('r', '')),
});
const shared = () => ({
  runAsNonRoot: maybe(0.5, () => chance(0.7)),
  runAsUser: maybe(0.4, () => one(0, 1000, 65532)),
  seccompProfile: maybe(0.5, profile),
  appArmorProfile: maybe(0.2, profile),
  seLinuxOptions: maybe(0.2, selinux),
  windowsOptions: maybe(0.1, () => ({ hostProcess: maybe(0.8, () => chance(0.5)) })),
});
const context = () => ({
  ...shared(),
  privileged: maybe(0.2, () => chance(0.5)),
  allowPrivilegeEscalation: maybe(0.7, () => chance(0.3)),
  procMount: maybe(0.15, () => one('Default', 'Unmasked')),
  capabilities: maybe(0.7, () => ({
    drop: maybe(0.8, () => [one('ALL', 'NET_RAW', 'all'), ...(chance(0.3) ? ['ALL'] : [])]),
    add: maybe(0.4, () => [one('NET_BIND_SERVICE', 'CHOWN', 'SYS_ADMIN', 'NET_RAW', 'CAP_CHOWN', 'ALL')]),
  })),
});
const handler = () => ({
  httpGet: maybe(0.5, () => ({ port: 80, host: maybe(0.4, () => one('', '127.0.0.1', 'example.com')) })),
  tcpSocket: maybe(0.3, () => ({ port: 80, host: maybe(0.4, () => one('', '10.0.0.1')) })),
});
const container = (name: string) => ({
  name,
  image: 'a:1',
  securityContext: maybe(0.8, context),
  ports: maybe(0.3, () => [{ containerPort: 80, hostPort: maybe(0.5, () => one(0, 80)) }]),
  livenessProbe: maybe(0.2, handler),
  startupProbe: maybe(0.1, handler),
  lifecycle: maybe(0.1, () => ({ preStop: maybe(0.6, handler), postStart: maybe(0.4, handler) })),
});
const volume = () =>
  one<Record<string, unknown>>(
    { emptyDir: {} },
    { hostPath: { path: '/' } },
    { nfs: { server: 'a', path: '/' } },
    { configMap: { name: 'a' } },
    { secret: { secretName: 'a' } },
    { projected: { sources: [] } },
    { persistentVolumeClaim: { claimName: 'a' } },
    { image: { reference: 'a:1' } },
    { iscsi: { targetPortal: 'a', iqn: 'b', lun: 0 } },
    { ephemeral: {} },
    { downwardAPI: {} },
    { csi: { driver: 'a' } },
  );
const pod = () => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'a',
    annotations: maybe(0.2, () => ({
      'container.apparmor.security.beta.kubernetes.io/a': one(
        'runtime/default',
        'localhost/x',
        'unconfined',
        '',
      ),
    })),
  },
  spec: {
    os: maybe(0.15, () => ({ name: one('linux', 'windows') })),
    hostUsers: maybe(0.2, () => chance(0.5)),
    hostNetwork: maybe(0.15, () => chance(0.5)),
    hostPID: maybe(0.1, () => chance(0.5)),
    hostIPC: maybe(0.1, () => chance(0.5)),
    securityContext: maybe(0.6, () => ({
      ...shared(),
      sysctls: maybe(0.15, () => [
        {
          name: one(
            'net.ipv4.tcp_rmem',
            'kernel.msgmax',
            'net.ipv4.tcp_notsent_lowat',
            'kernel.shm_rmid_forced',
          ),
          value: '1',
        },
      ]),
    })),
    initContainers: maybe(0.2, () => [container('i')]),
    containers: [container('a'), ...(chance(0.3) ? [container('b')] : [])],
    ephemeralContainers: maybe(0.1, () => [container('e')]),
    volumes: maybe(0.4, () => [{ name: 'v', ...volume() }]),
  },
});

/** Checks of the restricted level that take the place of one of the baseline. */
const OVERRIDES: Readonly<Record<string, PodSecurityControl>> = {
  capabilities_baseline: 'capabilities_restricted',
  seccompProfile_baseline: 'seccompProfile_restricted',
  hostPathVolumes: 'restrictedVolumes',
  procMount: 'procMount_restricted',
};

function ours(text: string, level: 'baseline' | 'restricted'): string[] {
  const root = readYaml(new Source('pod.json', text)).documents[0]!.root!;
  const found = new Set<string>();
  for (const { controls } of admit(asMap(at(root, 'spec'))!, asMap(at(root, 'metadata'))))
    for (const control of controls)
      if (level === 'restricted' ? !(control in OVERRIDES) : podSecurityControls[control] === 'baseline')
        found.add(control);
  return [...found].sort();
}

const program = findProgram('pod-security-oracle');
if (!program) {
  console.error('pod-security-oracle was not found: build bench/pod-security-oracle first');
  process.exit(2);
}
const pods = Array.from({ length: COUNT }, () => JSON.stringify(pod()));
const run = spawnSync(program, { input: `${pods.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 30 });
const answers = run.stdout
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, string[]>);
let differ = 0;
const refused = { baseline: 0, restricted: 0 };
for (const [i, text] of pods.entries()) {
  for (const level of ['baseline', 'restricted'] as const) {
    const theirs = answers[i]![level];
    if (!theirs) throw new Error(`${JSON.stringify(answers[i])}: ${text}`);
    if (theirs.length > 0) refused[level]++;
    const mine = ours(text, level);
    if (JSON.stringify(mine) === JSON.stringify(theirs)) continue;
    if (differ++ < 5) console.log(`${level}\n  admission ${theirs}\n  ours      ${mine}\n  ${text}`);
  }
}
console.log(
  `${COUNT} pods: admission refuses ${refused.baseline} at baseline and ${refused.restricted} at restricted; we differ on ${differ}`,
);
process.exitCode = differ > 0 ? 1 : 0;
