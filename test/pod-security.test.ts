import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'valibot';
import { podSecurityIds } from '../src/core/pod-security.ts';
import { deliveryRules } from '../src/rules/delivery.ts';
import type { AnySitedRule, WorkloadSubject } from '../src/rules/rule.ts';
import { partsOf } from '../src/testing/check-delivery-page.ts';
import { admit } from '../src/workload/admission/admit.ts';
import type { Container } from '../src/workload/types.ts';

// What admission refuses, some rule tells, under the id of the control; and no rule gives such an id to anything else.
// That `admit` decides as Kubernetes does is compared by bench/pod-security.ts.

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const profile = fc.record({ type: fc.constantFrom('RuntimeDefault', 'Localhost', 'Unconfined') });
const shared = {
  runAsNonRoot: optional(fc.boolean()),
  runAsUser: optional(fc.constantFrom(0, 1000)),
  seccompProfile: optional(profile),
  appArmorProfile: optional(profile),
  seLinuxOptions: optional(fc.record({ type: fc.constantFrom('container_t', 'spc_t') })),
  windowsOptions: optional(fc.record({ hostProcess: fc.boolean() })),
};
const container = fc.record({
  name: fc.constant('a'),
  image: fc.constant('ghcr.io/acme/a:1'),
  securityContext: optional(
    fc.record({
      ...shared,
      privileged: optional(fc.boolean()),
      allowPrivilegeEscalation: optional(fc.boolean()),
      procMount: optional(fc.constantFrom('Default', 'Unmasked')),
      capabilities: optional(
        fc.record({
          drop: optional(fc.constantFrom(['ALL'], ['NET_RAW'])),
          add: optional(fc.constantFrom(['NET_BIND_SERVICE'], ['CHOWN'], ['SYS_ADMIN', 'CHOWN'])),
        }),
      ),
    }),
  ),
  ports: optional(fc.constant([{ containerPort: 80, hostPort: 80 }])),
  livenessProbe: optional(fc.constant({ httpGet: { port: 80, host: 'example.com' } })),
});
const volume = fc.constantFrom<Record<string, unknown>>(
  { emptyDir: {} },
  { hostPath: { path: '/var/run/docker.sock' } },
  { hostPath: { path: '/srv' } },
  { nfs: { server: 'a', path: '/' } },
);
const pod = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.constant({ name: 'a' }),
  spec: fc.record({
    os: optional(fc.record({ name: fc.constantFrom('linux', 'windows') })),
    hostUsers: optional(fc.boolean()),
    hostNetwork: optional(fc.boolean()),
    hostPID: optional(fc.boolean()),
    securityContext: optional(
      fc.record({ ...shared, sysctls: optional(fc.constant([{ name: 'kernel.msgmax', value: '1' }])) }),
    ),
    initContainers: optional(fc.array(container, { maxLength: 1 })),
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    ephemeralContainers: optional(fc.array(container, { maxLength: 1 })),
    volumes: optional(volume.map((one) => [{ name: 'v', ...one }])),
  }),
});

/** The options of a rule to which nobody gives any. */
const plainOptions = ({ options }: AnySitedRule): unknown => (options ? parse(options, {}) : {});

test('rules refuse what admission refuses, and nothing else, at both levels', () => {
  let refused = 0;
  fc.assert(
    fc.property(pod, (one) => {
      const parts = partsOf({ 'pod.yaml': JSON.stringify(one) });
      const [workload] = parts.delivery.workloads;
      assert.ok(workload);
      const controls = new Set(
        [...admit(workload.pod.spec, workload.pod.metadata)].flatMap((violation) =>
          violation.controls.map((control) => `PSS-${control}`),
        ),
      );
      const told = new Set<string>();
      const fitOf = (container: Container) => parts.fits.find((fit) => fit.container === container);
      const subject: WorkloadSubject = { workload, delivery: parts.delivery, fitOf };
      for (const rule of deliveryRules.workload)
        for (const problem of rule.check(subject as never, plainOptions(rule) as never))
          for (const id of problem.aliases ?? rule.aliases) if (id.startsWith('PSS-')) told.add(id);
      for (const level of ['baseline', 'restricted'] as const) {
        const ids = podSecurityIds(level);
        const of = (all: ReadonlySet<string>) => ids.filter((id) => all.has(id));
        assert.deepEqual(of(told), of(controls), level);
        refused += of(controls).length > 0 ? 1 : 0;
      }
    }),
    { numRuns: 1500 },
  );
  assert.ok(refused > 1000, `${refused}`);
});
