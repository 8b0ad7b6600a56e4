import type { Site } from '../../core/site.ts';
import { Source } from '../../core/source.ts';
import { asMap, at, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';

/** What a kustomization changes of objects. Places of its nodes are those of `source`. */
export interface Patch {
  /** The file that it stands in: its own, or the kustomization. */
  readonly source: Source;
  /** Its own file, which is no manifest by itself. */
  readonly file?: Source;
  /** Where all of it is told, when it stands in quotes so that its parts have no places of their own. */
  readonly place?: Site;
  /** Parts of objects that are laid over these. */
  readonly merges: readonly YamlMap[];
  /** Operations of RFC 6902 that add or put something. */
  readonly operations: readonly Operation[];
  /** Which objects it is for, when that is said beside it. */
  readonly target?: YamlMap;
}

export interface Operation {
  readonly path: readonly string[];
  readonly value: YamlNode;
}

/** Reads `patches`, `patchesStrategicMerge` and `patchesJson6902`. */
export function readPatches(root: YamlMap, read: (path: string) => Source | undefined): Patch[] {
  const patches: Patch[] = [];
  const add = (patch: Patch | undefined) => {
    if (patch) patches.push(patch);
  };
  for (const item of itemsOf(at(root, 'patchesStrategicMerge'))) add(written(item, read));
  for (const key of ['patchesJson6902', 'patches'])
    for (const item of itemsOf(at(root, key))) {
      const target = asMap(at(item, 'target'));
      const patch = at(item, 'patch') ? inline(at(item, 'patch')) : fromFile(textOf(at(item, 'path')), read);
      add(patch && { ...patch, ...(target ? { target } : {}) });
    }
  // What stands further down goes over what stands before.
  return patches.reverse();
}

/** A path, or the patch itself. */
const written = (node: YamlNode, read: (path: string) => Source | undefined): Patch | undefined =>
  textOf(node)?.includes('\n') ? inline(node) : fromFile(textOf(node), read);

function fromFile(path: string | undefined, read: (path: string) => Source | undefined): Patch | undefined {
  const source = path === undefined ? undefined : read(path);
  return source && { ...patchIn(source, source), file: source };
}

/** A patch that stands in the kustomization, as a text within it. */
function inline(node: YamlNode | undefined): Patch | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  if (node.style === 'block') return patchIn(laidBare(node), node.source);
  return { ...patchIn(new Source(node.source.path, node.value), node.source), place: siteOf(node) };
}

/** Everything of the file but the block's lines as blanks, so that what is read of it has its place in the file. */
function laidBare({ source, span }: YamlScalar): Source {
  const { text } = source;
  const head = text.indexOf('\n', span.start);
  const start = head === -1 ? span.end : head;
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return new Source(
    source.path,
    blank(text.slice(0, start)) + text.slice(start, span.end) + blank(text.slice(span.end)),
  );
}

function patchIn(text: Source, source: Source): Patch {
  const roots = readYaml(text).documents.flatMap(({ root }) => root ?? []);
  return {
    source,
    merges: roots.flatMap((root) => asMap(root) ?? []),
    operations: roots.flatMap(itemsOf).flatMap(operationOf),
  };
}

function operationOf(node: YamlNode): Operation[] {
  const [op, path, value] = [textOf(at(node, 'op')), textOf(at(node, 'path')), at(node, 'value')];
  if ((op !== 'add' && op !== 'replace') || !path?.startsWith('/') || !value) return [];
  const keys = path.slice(1).split('/');
  return [{ path: keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')), value }];
}
