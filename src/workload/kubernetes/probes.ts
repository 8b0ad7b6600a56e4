import type { Field, Site } from '../../core/site.ts';
import { entryOf, keySite, siteOf } from '../../yaml/look.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { CommandUse, PortUse, Probe, ProbeTiming } from '../types.ts';
import { setting } from './settings.ts';
import type { Typed } from './typed.ts';

const HANDLERS = [
  ['httpGet', 'http'],
  ['tcpSocket', 'tcp'],
  ['grpc', 'grpc'],
] as const;

/** A probe or a hook below a key, where it does something; its port by the ports of the container. */
export function readProbe(
  parent: YamlMap | undefined,
  key: string,
  ports: readonly PortUse[],
  typed: Typed,
): Probe | undefined {
  const node = typed.map(parent, key);
  const entry = entryOf(parent, key);
  if (!node || !entry) return undefined;
  const where = keySite(entry);
  const base = {
    at: where,
    node,
    ...(key.endsWith('Probe') ? { timing: readTiming(node, where, typed) } : {}),
  };
  const exec = typed.map(node, 'exec');
  if (exec) {
    const command = readWords(exec, 'command', typed);
    return { kind: 'exec', ...(command ? { command } : {}), ...base };
  }
  for (const [field, kind] of HANDLERS) {
    const handler = typed.map(node, field);
    if (!handler) continue;
    const port = typed.textOrNumber(handler, 'port');
    const number = port && numberOf(port, ports);
    const host = typed.text(handler, 'host');
    const path = typed.text(handler, 'path');
    return {
      kind,
      ...(port ? { port } : {}),
      ...(number === undefined ? {} : { number }),
      ...(host?.value ? { host } : {}),
      ...(path ? { path } : {}),
      ...base,
    };
  }
  return typed.map(node, 'sleep') ? { kind: 'sleep', ...base } : undefined;
}

/** The API puts its defaults in the place of a zero as well. */
function readTiming(node: YamlMap, where: Site, typed: Typed): ProbeTiming {
  const of = (key: string, otherwise: number) => {
    const own = typed.integer(node, key);
    return setting(own?.value === 0 ? undefined : own, otherwise, where);
  };
  return {
    initialDelay: of('initialDelaySeconds', 0),
    period: of('periodSeconds', 10),
    timeout: of('timeoutSeconds', 1),
    successThreshold: of('successThreshold', 1),
    failureThreshold: of('failureThreshold', 3),
  };
}

/** Digits are a number even in quotes, as the kubelet takes them when no port has that name. */
function numberOf({ value }: Field<string>, ports: readonly PortUse[]): number | undefined {
  const named = ports.find(({ name }) => name === value)?.port;
  return named ?? (/^\d{1,5}$/.test(value) ? Number(value) : undefined);
}

/** A list of words; an empty one is as none. */
export function readWords(parent: YamlMap, key: string, typed: Typed): CommandUse | undefined {
  const words = typed.texts(parent, key);
  const node = typed.value(parent, key);
  return node && words.length > 0 ? { words, shell: false, at: siteOf(node) } : undefined;
}
