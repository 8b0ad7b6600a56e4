import type { Field } from '../../core/site.ts';
import { booleanField, entriesOf, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap } from '../../yaml/types.ts';
import type { Mount, Volume, VolumeKind } from '../types.ts';
import { isNull, type Typed } from './typed.ts';

const KINDS: Readonly<Record<string, VolumeKind>> = {
  hostPath: 'hostPath',
  persistentVolumeClaim: 'named',
  ephemeral: 'named',
  emptyDir: 'empty',
  configMap: 'config',
  secret: 'secret',
  projected: 'projected',
  downwardAPI: 'downward',
  image: 'image',
};

/** What a volume of each type is made of: the key that names it. */
const SOURCES: Readonly<Record<string, string>> = {
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
  configMap: 'name',
  secret: 'secretName',
  image: 'reference',
};

/** The volumes of a pod. One that says nothing of its type is an `emptyDir`. */
export function readVolumes(spec: YamlMap, typed: Typed): Volume[] {
  return typed.maps(spec, 'volumes').flatMap((node) => {
    const name = typed.text(node, 'name');
    return name ? [volumeOf(name.value, node, typed)] : [];
  });
}

function volumeOf(name: string, node: YamlMap, typed: Typed): Volume {
  const type = typeOf(node);
  const kind: VolumeKind = type ? (Object.hasOwn(KINDS, type.key) && KINDS[type.key]) || 'other' : 'empty';
  const isMemory = kind === 'empty' && typed.text(node, 'emptyDir', 'medium')?.value === 'Memory';
  const key = type && SOURCES[type.key];
  const source = type && key ? typed.text(node, type.key, key) : undefined;
  return {
    name,
    kind: isMemory ? 'tmpfs' : kind,
    ...(source ? { source: source.value } : {}),
    at: siteOf(node),
    node,
  };
}

const typeOf = (node: YamlMap): YamlEntry | undefined =>
  entriesOf(node).find(({ key, value }) => key !== 'name' && !isNull(value));

/** The claims that a StatefulSet makes for each of its pods: volumes of these names. */
export function readClaims(object: YamlMap, typed: Typed): Volume[] {
  return typed.maps(object, 'spec', 'volumeClaimTemplates').flatMap((node): Volume[] => {
    const name = typed.text(node, 'metadata', 'name');
    return name ? [{ name: name.value, kind: 'named', source: name.value, at: siteOf(node), node }] : [];
  });
}

/** What is mounted into a container. A mount whose volume is not there has one of kind `other`. */
export function readMounts(
  container: YamlMap,
  volumes: ReadonlyMap<string, Volume>,
  isWindows: boolean,
  typed: Typed,
): Mount[] {
  return typed.maps(container, 'volumeMounts').flatMap((node): Mount[] => {
    const path = typed.text(node, 'mountPath');
    const name = typed.text(node, 'name');
    if (!path || !name) return [];
    const volume = volumes.get(name.value) ?? { name: name.value, kind: 'other', at: siteOf(node) };
    const subPath = typed.text(node, 'subPath') ?? typed.text(node, 'subPathExpr');
    const readOnly = typed.flag(node, 'readOnly')?.value ?? false;
    return [
      {
        path: isWindows ? path.value : absolute(path.value),
        volume,
        readOnly: readOnly || isReadOnly(volume),
        ...(subPath?.value ? { subPath: subPath.value } : {}),
        at: path.at,
      },
    ];
  });
}

/** The kubelet puts a slash before a path that has none. */
const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

/** What the platform writes is read-only whatever the mount says, and so is a source that says so itself. */
function isReadOnly({ kind, node }: Volume): boolean {
  if (['config', 'secret', 'projected', 'downward', 'image'].includes(kind)) return true;
  const type = node?.kind === 'map' ? typeOf(node) : undefined;
  return entriesOf(type?.value).some(
    ({ key, value }) => key === 'readOnly' && booleanField(value)?.value === true,
  );
}

/** Raw block devices: `devicePath` of each. */
export const readDevices = (container: YamlMap, typed: Typed): Field<string>[] =>
  typed.maps(container, 'volumeDevices').flatMap((node) => typed.text(node, 'devicePath') ?? []);
