import { siteOf } from '../../yaml/look.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { EnvironmentUse } from '../types.ts';
import type { Typed } from './typed.ts';

/**
 * The environment of a container: first what comes whole from elsewhere, under the name `*` behind its prefix, as what
 * is named singly takes its place. `$(VAR)` is left as it is written.
 */
export function readEnvironment(container: YamlMap, typed: Typed): EnvironmentUse[] {
  const whole = typed.maps(container, 'envFrom').map((node): EnvironmentUse => {
    const isSecret = typed.map(node, 'secretRef') !== undefined;
    const source = typed.text(node, isSecret ? 'secretRef' : 'configMapRef', 'name');
    return {
      name: `${typed.text(node, 'prefix')?.value ?? ''}*`,
      from: isSecret ? 'secret' : 'config',
      ...(source ? { source: source.value } : {}),
      at: siteOf(node),
    };
  });
  return [...whole, ...typed.maps(container, 'env').flatMap((node) => variableOf(node, typed) ?? [])];
}

function variableOf(node: YamlMap, typed: Typed): EnvironmentUse | undefined {
  const name = typed.text(node, 'name');
  if (!name) return undefined;
  const base = { name: name.value, at: name.at };
  const elsewhere = typed.map(node, 'valueFrom');
  if (!elsewhere) return { ...base, value: typed.text(node, 'value') ?? { value: '', at: name.at } };
  for (const [key, from] of SOURCES) {
    const reference = typed.map(elsewhere, key);
    if (!reference) continue;
    const source = from === 'field' || from === 'file' ? undefined : typed.text(reference, 'name');
    return { ...base, from, ...(source ? { source: source.value } : {}) };
  }
  return { ...base, from: 'field' };
}

const SOURCES = [
  ['secretKeyRef', 'secret'],
  ['configMapKeyRef', 'config'],
  ['fileKeyRef', 'file'],
  ['fieldRef', 'field'],
  ['resourceFieldRef', 'field'],
] as const;
