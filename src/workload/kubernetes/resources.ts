import type { Field } from '../../core/site.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { Resources } from '../types.ts';
import type { Typed } from './typed.ts';

/** Limits, and requests with what they take over from these: what has a limit and no request requests its limit. */
export interface ResourceUse {
  readonly limits: Resources;
  readonly requests: Resources;
}

/** Reads `resources` of a container or a pod. */
export function readResources(node: YamlMap, typed: Typed): ResourceUse {
  const resources = typed.map(node, 'resources');
  const limits = typed.quantities(resources, 'limits');
  const requests = typed.quantities(resources, 'requests');
  return { limits: resourcesOf(limits), requests: resourcesOf(new Map([...limits, ...requests])) };
}

function resourcesOf(quantities: ReadonlyMap<string, Field<string>>): Resources {
  const cpu = quantities.get('cpu');
  const memory = quantities.get('memory');
  const ephemeralStorage = quantities.get('ephemeral-storage');
  return {
    ...(cpu ? { cpu } : {}),
    ...(memory ? { memory } : {}),
    ...(ephemeralStorage ? { ephemeralStorage } : {}),
    devices: new Map([...quantities].filter(([name]) => name.includes('/'))),
  };
}
