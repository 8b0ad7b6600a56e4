import type { Field } from '../../../core/site.ts';
import { at, entryOf, itemsOf, keySite } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../../yaml/types.ts';
import type { BuildUse } from '../../types.ts';
import type { Environment } from '../environment.ts';
import { isRemote } from '../paths.ts';
import { labels, pairs, text, textAt, texts } from './values.ts';

/** `build`: a context, or all about it (Compose Build Specification). */
export function buildOf(service: YamlMap, env: Environment): BuildUse | undefined {
  const entry = entryOf(service, 'build');
  if (!entry || entry.value.kind === 'list') return undefined;
  const place = keySite(entry);
  const node = entry.value;
  if (node.kind === 'scalar') {
    const context = text(node);
    return context && { context, ...remoteness(context), args: new Map(), tags: [], at: place };
  }
  const context = textAt(node, 'context') ?? { value: '.', at: place };
  const optional = {
    dockerfile: textAt(node, 'dockerfile'),
    inline: textAt(node, 'dockerfile_inline'),
    target: textAt(node, 'target'),
  };
  return {
    context,
    ...remoteness(context),
    ...present(optional),
    args: argsOf(at(node, 'args'), env),
    tags: texts(at(node, 'tags')),
    platforms: texts(at(node, 'platforms')),
    secrets: itemsOf(at(node, 'secrets')).flatMap((item) => secretOf(item) ?? []),
    ssh: [...pairs(at(node, 'ssh'))].map(([, { name }]) => name),
    contexts: labels(at(node, 'additional_contexts')),
    at: place,
  };
}

const remoteness = ({ value }: Field<string>): { readonly remote?: true } =>
  isRemote(value) ? { remote: true } : {};

const secretOf = (item: YamlNode): Field<string> | undefined =>
  item.kind === 'map' ? textAt(item, 'source') : text(item);

/** An argument without a value is the caller's variable, or not given. */
function argsOf(node: YamlNode | undefined, env: Environment): Map<string, Field<string>> {
  return new Map(
    [...pairs(node)].map(([key, { name, value }]) => {
      if (value) return [key, value];
      const given = env.get(key);
      return [
        key,
        given ? { value: given.value, at: given.at ?? name.at } : { value: '', at: name.at, uncertain: true },
      ];
    }),
  );
}

function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
