import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { main } from '../../src/commands/main.ts';
import { makeTree } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

const pod = (resources: string) => `apiVersion: v1
kind: Pod
metadata: { name: train }
spec:
  containers:
    - name: app
      image: ghcr.io/acme/train:1.0.0
      resources: ${resources}
      volumeMounts: [{ name: dri, mountPath: /dev/dri }]
  volumes:
    - name: dri
      hostPath: { path: /dev/dri }
`;

async function dispositions(text: string, ...flags: readonly string[]): Promise<string[]> {
  const world = fakeWorld(makeTree({ 'pod.yaml': text }));
  await main(['check', '--format', 'json', '--rule', 'no-host-path', ...flags, '.'], world);
  const { findings } = JSON.parse(world.out()) as { findings: { disposition: string; evidence?: string }[] };
  return findings.map(({ disposition, evidence }) => `${disposition}: ${evidence ?? ''}`);
}

describe('a device of the node that a pod mounts', () => {
  test('is satisfied by the request of the container, and back without it', async () => {
    assert.deepEqual(await dispositions(pod('{ limits: { amd.com/gpu: 1 } }')), [
      'satisfied: container app requests amd.com/gpu in pod.yaml:8',
    ]);
    assert.deepEqual(await dispositions(pod('{ limits: { cpu: 1 } }')), ['under: ']);
  });

  test('is refused at a level of the Pod Security Standards whatever is requested', async () => {
    const [told] = await dispositions(pod('{ limits: { amd.com/gpu: 1 } }'), '--level', 'baseline');
    assert.match(told ?? '', /^over: /);
  });
});
