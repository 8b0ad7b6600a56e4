import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { partsOf } from '../../../testing/check-delivery-page.ts';
import { requestedDevices, requestsOf } from './requested-devices.ts';

const containers = (text: string) => partsOf({ 'manifest.yaml': text }).delivery.workloads[0]!.containers;

const pod = (...resources: readonly string[]) =>
  containers(
    `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n  containers:\n${resources
      .map((each, at) => `    - { name: c${at}, image: a/b:1, resources: ${each} }\n`)
      .join('')}`,
  );

describe('a device of the node', () => {
  test('is evident where each container that mounts it requests it', () => {
    const both = pod('{ limits: { amd.com/gpu: 1 } }', '{ requests: { amd.com/gpu: 2 } }');
    assert.equal(
      requestsOf('/dev/kfd', both),
      'container c0 requests amd.com/gpu in manifest.yaml:6; container c1 requests amd.com/gpu in manifest.yaml:7',
    );
    assert.equal(requestsOf('/dev/kfd', pod('{ limits: { amd.com/gpu: 1 } }', '{}')), undefined);
    assert.equal(requestsOf('/dev/kfd', []), undefined);
  });

  test('is not, where another is requested, none of it, or what is no device', () => {
    const other = pod('{ limits: { nvidia.com/gpu: 1 } }');
    assert.equal(requestsOf('/dev/infiniband', other), undefined);
    assert.equal(requestsOf('/dev/sda', other), undefined);
    assert.equal(requestsOf('/etc', other), undefined);
    assert.equal(requestsOf('/dev', other), undefined);
    assert.equal(requestsOf('/dev/nvidia0', pod('{ limits: { nvidia.com/gpu: 0 } }')), undefined);
    assert.equal(requestsOf('/dev/nvidia0', pod('{ limits: { cpu: 1 } }')), undefined);
  });

  test('goes by the name of its resource, or a claim of the pod', () => {
    assert.ok(requestsOf('/dev/fuse', pod('{ limits: { smarter-devices/fuse: 1 } }')));
    const claim = pod('{ claims: [{ name: card }] }');
    assert.match(requestsOf('/dev/dri/renderD128', claim) ?? '', /claims card in/);
    assert.equal(requestsOf('/dev/sda', claim), undefined);
  });

  test('in Compose by gpus and by reservations', () => {
    const of = (more: string) =>
      requestedDevices(containers(`services:\n  a:\n    image: a/b:1\n${more}`)[0]!).map(({ name }) => name);
    assert.deepEqual(of('    gpus: all\n'), ['nvidia.com/gpu']);
    const reserved =
      '    deploy:\n      resources:\n        reservations:\n          devices: [{ driver: nvidia, count: 1, capabilities: [gpu] }]\n';
    assert.deepEqual(of(reserved), ['nvidia.com/gpu']);
    assert.deepEqual(of('    runtime: nvidia\n'), ['nvidia.com/gpu']);
    assert.deepEqual(of('    runtime: runc\n'), []);
  });
});
