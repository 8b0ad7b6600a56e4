import { clip } from '../../core/clip.ts';
import type { Site } from '../../core/site.ts';
import { goProblems } from '../../yaml/go.ts';
import { asMap, at, entryOf, itemsOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlFile, YamlMap, YamlNode } from '../../yaml/types.ts';
import type { KubernetesObject, MadeBy } from '../types.ts';
import { present } from './settings.ts';
import { containersIn, isAboutPods } from './suspects.ts';
import { groupOf, type PodTemplateKind, templatePaths, templatesOf } from './templates.ts';
import { type ObjectProblem, Typed } from './typed.ts';
import { readWorkload } from './workload.ts';

export interface ObjectsRead {
  /** In order of place. */
  readonly objects: readonly KubernetesObject[];
  /** What is wrong with the text, and values of a type that the API does not take. */
  readonly problems: readonly ObjectProblem[];
  /** What looks like a pod in an object of a kind that is not known to hold any: the first of each kind. */
  readonly unknown: readonly ObjectProblem[];
}

export interface ObjectsHow {
  /** Where further kinds keep their pod templates; they go before those that are known. */
  readonly podTemplates?: readonly PodTemplateKind[];
  /** What made the file: a chart's or kustomization's folder. */
  readonly madeBy?: MadeBy;
}

/**
 * Reads the Kubernetes objects of a file, of every kind, lists taken apart, workloads with everything resolved that
 * pods and containers take over or default to. A document without `apiVersion` and `kind` is none of them. Never throws.
 */
export function readObjects(file: YamlFile, how: ObjectsHow = {}): ObjectsRead {
  const { source } = file;
  const reader = new ObjectReader(how);
  for (const { root } of file.documents) reader.collect(root, {});
  const mistakes = how.madeBy ? file.problems : [...file.problems, ...goProblems(file)];
  const wrong = mistakes.map(({ at: span, message }) => ({ at: { source, span }, message }));
  const problems = [...wrong, ...reader.typed.problems];
  return {
    objects: reader.objects,
    problems: problems.sort((a, b) => a.at.span.start - b.at.span.start),
    unknown: [...reader.unknown.values()],
  };
}

/** What the items of a list are when they do not say so themselves. */
interface Implied {
  readonly apiVersion?: string;
  readonly kind?: string;
}

/** Lists in lists, no deeper. */
const DEEPEST = 5;

class ObjectReader {
  readonly objects: KubernetesObject[] = [];
  readonly typed = new Typed();
  /** By group and kind. */
  readonly unknown = new Map<string, ObjectProblem>();
  readonly #how: ObjectsHow;

  constructor(how: ObjectsHow) {
    this.#how = how;
  }

  collect(node: YamlNode | undefined, implied: Implied, depth = 0): void {
    if (node?.kind === 'list' && depth === 0) {
      for (const item of node.items) this.collect(item, {}, 1);
      return;
    }
    const map = asMap(node);
    const apiVersion = textOf(at(map, 'apiVersion')) ?? implied.apiVersion;
    const kind = textOf(at(map, 'kind')) ?? implied.kind;
    if (!map || !apiVersion || !kind) return;
    const items = kind.endsWith('List') ? at(map, 'items') : undefined;
    if (items?.kind !== 'list' || depth >= DEEPEST) {
      this.#take(map, apiVersion, kind);
      return;
    }
    // `List` holds objects of any kind, `PodList` only pods, which need not say that they are pods.
    const of = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
    for (const item of itemsOf(items)) this.collect(item, of, depth + 1);
  }

  #take(node: YamlMap, apiVersion: string, kind: string): void {
    const { typed } = this;
    const { podTemplates = [], madeBy } = this.#how;
    const metadata = typed.map(node, 'metadata');
    const name = typed.text(metadata, 'name') ?? typed.text(metadata, 'generateName');
    const object: { -readonly [K in keyof KubernetesObject]: KubernetesObject[K] } = {
      apiVersion,
      kind,
      name: name?.value ?? '',
      node,
      at: name?.at ?? kindSite(node),
      ...present({ namespace: typed.text(metadata, 'namespace'), madeBy }),
    };
    this.objects.push(object);
    const paths = templatePaths(apiVersion, kind, podTemplates);
    if (!paths) {
      this.#suspect(node, apiVersion, kind);
      return;
    }
    const [first, ...others] = templatesOf(node, paths, typed).flatMap(
      (template) => readWorkload(object, template, typed) ?? [],
    );
    if (first) object.workload = first;
    if (others.length > 0) object.otherWorkloads = others;
  }

  #suspect(node: YamlMap, apiVersion: string, kind: string): void {
    const key = `${groupOf(apiVersion)}/${kind}`;
    if (this.unknown.has(key) || isAboutPods(apiVersion, kind)) return;
    const containers = containersIn(node);
    if (!containers) return;
    const message = `${clip(kind)} (${clip(apiVersion)}) is not known to hold a pod template, so these containers are not judged: pod-templates: in plimsoll.yaml can say where it does`;
    this.unknown.set(key, { at: keySite(containers), message });
  }
}

function kindSite(node: YamlMap): Site {
  const entry = entryOf(node, 'kind');
  return entry ? keySite(entry) : siteOf(node);
}
