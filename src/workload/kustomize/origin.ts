import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { asMap, at, entryOf, itemsOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlEntry, YamlFile, YamlMap, YamlNode } from '../../yaml/types.ts';
import { type Found, isSame, siteOfFound } from '../origin/found.ts';
import { graft } from '../origin/graft.ts';
import { follow, isName, type Step, type Target, targetAt } from '../origin/target.ts';
import type { Origin } from '../origin/types.ts';
import type { Patch } from './patches.ts';
import type { Layer, Tree } from './tree.ts';

/** Carries places of what was built back to the patches and resources that it was built of. */
export class Origins {
  readonly #built: Source;
  readonly #tree: Tree;
  /** The file that the objects are from, as shown; undefined: that is not known, or they were generated. */
  readonly #path: string | undefined;
  #file: YamlFile | undefined;

  constructor(built: Source, tree: Tree, path: string | undefined) {
    this.#built = built;
    this.#tree = tree;
    this.#path = path;
  }

  origin({ span }: Site): Origin {
    this.#file ??= readYaml(this.#built);
    const target = targetAt(this.#file, span);
    const object = asMap(target?.root);
    return (target && object && this.#ofObject(target, object)) ?? this.#nowhere();
  }

  /** What was built with every part that is written somewhere in place of itself, as `graft` says. */
  grafted(): YamlFile {
    this.#file ??= readYaml(this.#built);
    const documents = this.#file.documents.map(({ root, span }) => {
      const object = asMap(root);
      if (!root || !object) return root ? { root, span } : { span };
      const base = this.#base(object);
      const found = (target: Target): Found | undefined => this.#found(target, object, base);
      return { root: graft(root, { found, literal: () => undefined }), span };
    });
    return { ...this.#file, documents };
  }

  /** The value of a file that a built one is: of the patch that goes over all others, else of the resource. */
  #found(target: Target, object: YamlMap, base: YamlMap | undefined): Found | undefined {
    if (target.steps.length === 0) return base && { node: base };
    for (const layer of this.#tree.layers) {
      const found = foundIn(layer, target, object);
      if (found) return found;
    }
    return base && follow({ node: base }, target.steps);
  }

  #ofObject(target: Target, object: YamlMap): Origin | undefined {
    const base = this.#base(object);
    const before = base && inBase(base, target);
    // A patch names what it is for: that is not where it is from.
    if (before?.how === 'literal' && isIdentity(target)) return before;
    for (const layer of this.#tree.layers) {
      const origin = inLayer(layer, target, object);
      if (origin) return origin;
    }
    return before ?? generated(this.#tree, object);
  }

  /** The object before it was changed: of the same kind, its name part of the new one. */
  #base(object: YamlMap): YamlMap | undefined {
    const files = this.#tree.layers.flatMap(({ resources }) => resources);
    const own = files.filter(({ source }) => this.#path === undefined || source.path === this.#path);
    const alike = own
      .flatMap(({ objects }) => objects)
      .filter((one) => isAlike(one, object))
      .sort((a, b) => nameOf(b).length - nameOf(a).length);
    return alike[0];
  }

  #nowhere(): Origin {
    const { source, root } = this.#tree.layers[0]!;
    return {
      source,
      span: { start: root.span.start, end: source.lineSpan(source.lineOf(root.span.start)).end },
      how: 'near',
    };
  }
}

const nameOf = (object: YamlNode): string => textOf(at(object, 'metadata', 'name')) ?? '';
const kindOf = (object: YamlNode): string | undefined => textOf(at(object, 'kind'));

/** Of the same kind, and of a name that a prefix or suffix may have made the other's. */
const isAlike = (before: YamlNode, after: YamlNode): boolean =>
  kindOf(before) === kindOf(after) && nameOf(after).includes(nameOf(before));

const isIdentity = (target: Target): boolean =>
  isName(target) || (target.steps.length === 1 && /^(?:apiVersion|kind)$/.test(target.steps[0]?.key ?? ''));

/** What a kustomization itself puts into an object. */
function inLayer(layer: Layer, target: Target, object: YamlMap): Origin | undefined {
  for (const patch of layer.patches) {
    const found = inPatch(patch, target, object);
    if (!found) continue;
    const { source, place } = patch;
    return { ...(place ?? { ...siteOfFound(found, target.isKey), source }), how: 'literal' };
  }
  const found = byTransformer(layer.root, target, object);
  return found && { ...siteOfFound(found, target.isKey), how: 'value' };
}

/** As `inLayer`, but only what has a place of its own. */
function foundIn(layer: Layer, target: Target, object: YamlMap): Found | undefined {
  for (const patch of layer.patches) {
    const found = inPatch(patch, target, object);
    if (found) return patch.place ? undefined : found;
  }
  return byTransformer(layer.root, target, object);
}

function inPatch(
  { merges, operations, target: selector }: Patch,
  target: Target,
  object: YamlMap,
): Found | undefined {
  if (!selectorFits(selector, object)) return undefined;
  for (const merge of merges) {
    if (!selector && !isAlike(merge, object)) continue;
    const found = follow({ node: merge }, target.steps);
    // Its name only says which object it is for.
    const isHead = target.steps[0]?.key === 'metadata' && target.steps.at(-1)?.key === 'name';
    const isThere =
      found && (isSame(found.node, target.node) || (target.isKey && isWhole(found.node, target)));
    if (isThere && !isHead) return found;
  }
  for (const { path, value } of operations.toReversed()) {
    const rest = below(path, target.steps);
    const found = rest && follow({ node: value }, rest);
    if (found && isSame(found.node, target.node)) return found;
  }
  return undefined;
}

/** A map of a patch that has every key of what was built: the object had none before. */
const isWhole = (node: YamlNode, { node: built }: Target): boolean =>
  node.kind === 'map' && built.kind === 'map' && built.entries.every(({ key }) => entryOf(node, key));

const selectorFits = (selector: YamlMap | undefined, object: YamlMap): boolean => {
  if (!selector) return true;
  const [kind, name] = [textOf(at(selector, 'kind')), textOf(at(selector, 'name'))];
  return (
    (kind === undefined || kind === kindOf(object)) && (name === undefined || nameFits(name, nameOf(object)))
  );
};

/** Names of selectors are expressions; one that is more than a word is taken to fit. */
const nameFits = (name: string, built: string): boolean => !/^[\w-]+$/.test(name) || built.includes(name);

/** What of the way to a value lies below a pointer's. */
function below(path: readonly string[], steps: readonly Step[]): readonly Step[] | undefined {
  const fits = path.every((key, index) => {
    const step = steps[index];
    return step !== undefined && (step.key === undefined ? /^(?:\d+|-)$/.test(key) : step.key === key);
  });
  return fits ? steps.slice(path.length) : undefined;
}

/** What `images`, `replicas`, `namespace`, labels and annotations of a kustomization say. */
function byTransformer(root: YamlMap, target: Target, object: YamlMap): Found | undefined {
  const { steps, node } = target;
  const [parent, last] = [steps.at(-2)?.key, steps.at(-1)?.key];
  if (last === 'image' && node.kind === 'scalar') return imageIn(root, String(node.value));
  if (last === 'replicas' && parent === 'spec') {
    const entry = itemsOf(at(root, 'replicas')).find((item) =>
      nameOf(object).includes(textOf(at(item, 'name')) ?? '\0'),
    );
    return same(entryOf(entry, 'count'), node);
  }
  if (last === 'namespace' && parent === 'metadata') return same(entryOf(root, 'namespace'), node);
  if (last === undefined || parent === undefined) return undefined;
  const maps = LABELS.get(parent)?.(root) ?? [];
  for (const map of maps) {
    const found = same(entryOf(map, last), node);
    if (found) return found;
  }
  return undefined;
}

const labels = (root: YamlMap): (YamlNode | undefined)[] => [
  at(root, 'commonLabels'),
  ...itemsOf(at(root, 'labels')).map((item) => at(item, 'pairs')),
];

const LABELS: ReadonlyMap<string, (root: YamlMap) => (YamlNode | undefined)[]> = new Map([
  ['labels', labels],
  ['matchLabels', labels],
  ['selector', labels],
  ['annotations', (root: YamlMap) => [at(root, 'commonAnnotations')]],
]);

const same = (entry: YamlEntry | undefined, node: YamlNode): Found | undefined =>
  entry && isSame(entry.value, node) ? { node: entry.value, entry } : undefined;

/** The entry of `images` that made an image's name, told where its version is. */
function imageIn(root: YamlMap, image: string): Found | undefined {
  for (const item of itemsOf(at(root, 'images'))) {
    const name = textOf(at(item, 'newName')) ?? textOf(at(item, 'name'));
    if (!name || !(image === name || image.startsWith(`${name}:`) || image.startsWith(`${name}@`))) continue;
    for (const key of ['digest', 'newTag', 'newName']) {
      const entry = entryOf(item, key);
      if (entry && image.includes(textOf(entry.value) ?? '\0')) return { node: entry.value, entry };
    }
  }
  return undefined;
}

/** The value in the object as it was, else the nearest around it. */
function inBase(base: YamlMap, target: Target): Origin {
  const { steps } = target;
  for (let length = steps.length; length > 0; length--) {
    const found = follow({ node: base }, steps.slice(0, length));
    if (!found) continue;
    const isExact = length === steps.length && (target.isKey || isSame(found.node, target.node));
    return {
      ...siteOfFound(found, target.isKey || length < steps.length),
      how: isExact ? 'literal' : 'near',
    };
  }
  const kind = entryOf(base, 'kind');
  return { ...(kind ? keySite(kind) : siteOf(base)), how: 'near' };
}

/** Where a config map or secret is generated. */
function generated({ layers }: Tree, object: YamlMap): Origin | undefined {
  const key = kindOf(object) === 'Secret' ? 'secretGenerator' : 'configMapGenerator';
  for (const { root } of layers)
    for (const item of itemsOf(at(root, key))) {
      const name = at(item, 'name');
      if (name && nameOf(object).includes(textOf(name) ?? '\0')) return { ...siteOf(name), how: 'near' };
    }
  return undefined;
}
