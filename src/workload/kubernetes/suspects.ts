import { at, itemsOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../../yaml/types.ts';
import { groupOf } from './templates.ts';

/** Where a map has `containers`, a list with an item that has an `image`: the first, in order of place. */
export function containersIn(object: YamlMap): YamlEntry | undefined {
  const left: (YamlNode | YamlEntry)[] = [object];
  // What an alias stands for is looked at once, however often it is named.
  const seen = new Set<YamlNode>();
  for (let next = left.pop(); next; next = left.pop()) {
    if (!('kind' in next) && isContainers(next)) return next;
    const node = 'kind' in next ? next : next.value;
    if (node.kind === 'scalar' || seen.has(node)) continue;
    seen.add(node);
    left.push(...(node.kind === 'map' ? node.entries : node.items).toReversed());
  }
  return undefined;
}

const isContainers = ({ key, value }: YamlEntry): boolean =>
  key === 'containers' && itemsOf(value).some((item) => at(item, 'image')?.kind === 'scalar');

/** Kinds that speak of pods, and run none: patterns of policies, schemas, records, requests. */
export function isAboutPods(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  return (
    kind === 'CustomResourceDefinition' ||
    kind === 'ControllerRevision' ||
    ABOUT_PODS.some((one) => group === one || group.endsWith(`.${one}`))
  );
}

const ABOUT_PODS = ['kyverno.io', 'gatekeeper.sh', 'admission.k8s.io', 'admissionregistration.k8s.io'];
