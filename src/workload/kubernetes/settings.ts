import type { Field, Site } from '../../core/site.ts';
import type { YamlNode } from '../../yaml/types.ts';
import type { Setting } from '../types.ts';

/** What is said, else what holds when nobody says, told at `where`. */
export const setting = <T>(own: Field<T> | undefined, otherwise: T, where: Site): Setting<T> =>
  own ? { ...own, from: 'own' } : { value: otherwise, at: where, from: 'default' };

/** Security contexts of a container and of its pod: a value is the container's own, else the pod's. */
export class Contexts {
  readonly own: YamlNode | undefined;
  readonly pod: YamlNode | undefined;

  constructor(own: YamlNode | undefined, pod: YamlNode | undefined) {
    this.own = own;
    this.pod = pod;
  }

  /** Undefined: neither says. */
  inherited<T>(read: (context: YamlNode | undefined) => Field<T> | undefined): Setting<T> | undefined {
    const own = read(this.own);
    if (own) return { ...own, from: 'own' };
    const pod = read(this.pod);
    return pod && { ...pod, from: 'pod' };
  }
}

/** Without the entries that are undefined, as `exactOptionalPropertyTypes` wants it. */
export function present<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
