import type { Site } from '../../../core/site.ts';
import type { Container } from '../../../workload/types.ts';
import { at, itemsOf, siteOf, textOf } from '../../../yaml/look.ts';
import { nameOf } from './refusals.ts';

/** A device that a container asks its platform for: an extended resource, or a claim of the pod's. */
export interface RequestedDevice {
  /** `nvidia.com/gpu`; of a claim the name that the pod has for it. */
  readonly name: string;
  readonly at: Site;
  readonly isClaim?: true;
}

/**
 * What a container asks for by name: limits and requests of extended resources, claims; a service's `gpus`, reserved devices,
 * and the runtime that brings graphics cards.
 */
export function requestedDevices({ limits, requests, node, workload }: Container): RequestedDevice[] {
  const counted = new Map([...limits.devices, ...requests.devices]);
  const claims = workload.format === 'kubernetes' ? itemsOf(at(node, 'resources', 'claims')) : [];
  const { runtimeClass } = workload.pod;
  const runtime = workload.format === 'compose' && runtimeClass?.value === 'nvidia' ? [runtimeClass] : [];
  return [
    ...runtime.map(({ at: place }) => ({ name: 'nvidia.com/gpu', at: place })),
    ...[...counted].filter(([, { value }]) => value !== '0').map(([name, field]) => ({ name, at: field.at })),
    ...claims.map((claim) => ({
      name: textOf(at(claim, 'name')) ?? '',
      at: siteOf(claim),
      isClaim: true as const,
    })),
  ];
}

/** Paths of device nodes, and the extended resources whose plugins bring them. */
const NODES: readonly { readonly path: RegExp; readonly resource: RegExp; readonly usual: string }[] = [
  {
    path: /^\/dev\/(?:kfd|dri)(?:\/|$)/,
    resource: /^(?:amd\.com|gpu\.intel\.com|nvidia\.com)\//,
    usual: 'amd.com/gpu or gpu.intel.com/i915',
  },
  { path: /^\/dev\/nvidia/, resource: /^nvidia\.com\//, usual: 'nvidia.com/gpu' },
  { path: /^\/dev\/infiniband(?:\/|$)/, resource: /rdma|infiniband|hca/, usual: 'rdma/hca' },
  { path: /^\/dev\/neuron\d*$/, resource: /^aws\.amazon\.com\/neuron/, usual: 'aws.amazon.com/neuron' },
  {
    path: /^\/dev\/accel(?:\/|\d|$)/,
    resource: /^(?:google\.com\/tpu|habana\.ai\/)/,
    usual: 'google.com/tpu',
  },
  {
    path: /^\/dev\/(?:kvm|net\/tun|vhost-net)$/,
    resource: /^devices\.kubevirt\.io\//,
    usual: 'devices.kubevirt.io/kvm',
  },
];

/** Whether a path of the host is a device that platforms hand out by name, with the name that is usual. */
export function plugged(path: string): string | undefined {
  return NODES.find((node) => node.path.test(path))?.usual;
}

/**
 * Why containers may have a device of the host under a path: each of them asks the platform for it.
 * @returns in words, with places; undefined when one does not
 */
export function requestsOf(path: string, containers: readonly Container[]): string | undefined {
  const known = NODES.find((node) => node.path.test(path));
  const base = path.slice(path.lastIndexOf('/') + 1);
  if (!path.startsWith('/dev/') || base === '') return undefined;
  const evidence = containers.map((container) => {
    const found = requestedDevices(container).find(
      ({ name, isClaim }) =>
        (isClaim && known) || known?.resource.test(name) || name.slice(name.indexOf('/') + 1) === base,
    );
    return found && evidenceOf(container, found);
  });
  return evidence.length > 0 && evidence.every((one) => one !== undefined) ? evidence.join('; ') : undefined;
}

/** That a container asks for a device, in words with the place. */
export const evidenceOf = (
  container: Container,
  { name, at: { source, span }, isClaim }: RequestedDevice,
): string =>
  `${nameOf(container)} ${isClaim ? 'claims' : 'requests'} ${name} in ${source.path}:${source.lineOf(span.start)}`;
