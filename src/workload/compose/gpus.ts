import type { YamlNode } from '../../yaml/types.ts';
import { entryLike, listLike, mapLike, withValues } from './nodes.ts';

/**
 * Services whose `gpus: all` is written out as a list: Compose does so when a file is read, so that a later file can
 * only add to the list.
 */
export const withGpuLists = (services: YamlNode): YamlNode =>
  services.kind === 'map' ? withValues(services, ({ value }) => withGpuList(value)) : services;

const withGpuList = (service: YamlNode): YamlNode =>
  service.kind === 'map'
    ? withValues(service, ({ key, value }) => (key === 'gpus' ? gpuList(value) : value))
    : service;

const gpuList = (node: YamlNode): YamlNode =>
  node.kind === 'scalar' && node.value !== null
    ? listLike(node, [mapLike(node, [entryLike(node, 'count', node.span, node)])])
    : node;
