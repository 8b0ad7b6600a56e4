import type { Site } from '../../core/site.ts';
import { asMap, at, entryOf, itemsOf, keySite, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';

/** Manifests that values suggest, without the templates that would make them. */
export interface Presumed {
  /** JSON documents. */
  readonly text: string;
  /** Where a part of the text is written; undefined: nobody wrote it. */
  origin(span: Site['span']): Site | undefined;
}

/**
 * Puts workloads together from what values say of containers by the names that charts use: `image`, `securityContext`,
 * `resources`, probes, … at the top, and below the name of each component. What the values do not say is absent, though
 * a template may say it.
 * @param name of the chart
 * @param version `appVersion`, which stands for a tag that is not given
 * @returns undefined when they say nothing of containers
 */
export function presume(
  values: YamlNode | undefined,
  name: string,
  version: string | undefined,
): Presumed | undefined {
  const root = asMap(values);
  if (!root) return undefined;
  const components: [name: string, node: YamlMap][] = [[name, root]];
  for (const { key, value } of root.entries) {
    const node = asMap(value);
    if (!node || key === 'global') continue;
    components.push([key, node]);
    for (const { key: inner, value } of node.entries)
      if (value.kind === 'map') components.push([`${key}-${inner}`, value]);
  }
  const writer = new Writer();
  for (const [component, node] of components)
    if (imageOf(node, version)) writeWorkload(writer, component, node, version);
  return writer.text === '' ? undefined : writer;
}

/** Text, with where each part of it is from. */
class Writer implements Presumed {
  text = '';
  readonly #parts: { readonly start: number; readonly end: number; readonly site: Site }[] = [];

  raw(text: string): this {
    this.text += text;
    return this;
  }

  /** Text that stands for what is written elsewhere. */
  part(text: string, site: Site): void {
    const start = this.text.length;
    this.text += text;
    this.#parts.push({ start, end: this.text.length, site });
  }

  node(node: YamlNode): void {
    if (node.kind === 'scalar') {
      // What is a template itself comes to something else.
      const isTemplate = typeof node.value === 'string' && node.value.includes('{{');
      this.part(isTemplate ? 'null' : JSON.stringify(node.value), siteOf(node));
      return;
    }
    if (node.kind === 'list') {
      this.raw('[');
      for (const [index, item] of node.items.entries()) {
        this.raw(index === 0 ? '' : ', ');
        this.node(item);
      }
      this.raw(']');
      return;
    }
    this.raw('{');
    // Charts have a switch among the values of a context or probe that is no part of it.
    for (const [index, entry] of node.entries.filter(({ key }) => key !== 'enabled').entries()) {
      this.raw(index === 0 ? '' : ', ');
      this.part(JSON.stringify(entry.key), keySite(entry));
      this.raw(': ').node(entry.value);
    }
    this.raw('}');
  }

  origin({ start, end }: Site['span']): Site | undefined {
    return this.#parts.find((part) => part.start <= start && end <= part.end)?.site;
  }
}

function writeWorkload(writer: Writer, name: string, node: YamlMap, version: string | undefined): void {
  writer.raw(`${writer.text === '' ? '' : '---\n'}{"apiVersion": "apps/v1", "kind": "Deployment", `);
  writer.raw(`"metadata": {"name": ${JSON.stringify(name)}}, "spec": {"template": {"spec": {`);
  const context = at(node, 'securityContext');
  const isPods = entryOf(context, 'fsGroup') !== undefined;
  write(writer, 'securityContext', at(node, 'podSecurityContext') ?? (isPods ? context : undefined));
  for (const key of ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers', 'nodeSelector'])
    write(writer, key, at(node, key));
  write(writer, 'volumes', first(node, ['volumes', 'extraVolumes']));
  const token = at(node, 'automountServiceAccountToken') ?? at(node, 'serviceAccount', 'automount');
  write(writer, 'automountServiceAccountToken', token);
  writer.raw(`"containers": [{"name": ${JSON.stringify(name)}, `);
  const image = imageOf(node, version);
  if (image?.text !== undefined) {
    writer.raw('"image": ').part(JSON.stringify(image.text), image.site);
    writer.raw(', ');
  }
  const own = at(node, 'containerSecurityContext') ?? (isPods ? undefined : context);
  write(writer, 'securityContext', own);
  for (const key of [
    'resources',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'command',
    'args',
    'lifecycle',
  ])
    write(writer, key, at(node, key));
  write(writer, 'env', first(node, ['env', 'extraEnv', 'extraEnvVars']));
  write(writer, 'volumeMounts', first(node, ['volumeMounts', 'extraVolumeMounts']));
  writePorts(writer, node);
  // A last entry, so that each before may end with a comma.
  writer.raw('"terminationMessagePath": "/dev/termination-log"}]}}}}\n');
}

/** An entry, when its value says anything and is of a form that manifests have. */
function write(writer: Writer, key: string, node: YamlNode | undefined): void {
  if (!node || isEmpty(node)) return;
  if (LISTS.has(key) && node.kind !== 'list') return;
  if (MAPS.has(key) && node.kind !== 'map') return;
  if (!LISTS.has(key) && !MAPS.has(key) && typeof (node.kind === 'scalar' && node.value) !== 'boolean')
    return;
  writer.raw(`${JSON.stringify(key)}: `).node(node);
  writer.raw(', ');
}

const LISTS: ReadonlySet<string> = new Set(['command', 'args', 'env', 'volumes', 'volumeMounts']);
const MAPS: ReadonlySet<string> = new Set([
  ...[
    'securityContext',
    'resources',
    'livenessProbe',
    'readinessProbe',
    'startupProbe',
    'lifecycle',
    'nodeSelector',
  ],
]);

const isEmpty = (node: YamlNode): boolean =>
  node.kind === 'scalar'
    ? node.value === null || node.value === ''
    : node.kind === 'list'
      ? node.items.length === 0
      : node.entries.length === 0;

/** The first that is a list with items. */
const first = (node: YamlMap, keys: readonly string[]): YamlNode | undefined =>
  keys.map((key) => at(node, key)).find((value) => itemsOf(value).length > 0);

/** `containerPorts: {http: 8080}`, or `containerPort: 8080`. */
function writePorts(writer: Writer, node: YamlMap): void {
  const single = at(node, 'containerPort');
  const named = asMap(at(node, 'containerPorts'));
  const ports = [...(single ? [single] : []), ...(named?.entries ?? []).map(({ value }) => value)].filter(
    (port) => port.kind === 'scalar' && typeof port.value === 'number',
  );
  if (ports.length === 0) return;
  writer.raw('"ports": [');
  for (const [index, port] of ports.entries()) {
    writer.raw(`${index === 0 ? '' : ', '}{"containerPort": `).node(port);
    writer.raw('}');
  }
  writer.raw('], ');
}

/** The image that values name, told where its version is. Without a version the text is not known. */
function imageOf(node: YamlMap, version: string | undefined): { text?: string; site: Site } | undefined {
  const image = at(node, 'image');
  if (image?.kind === 'scalar' && typeof image.value === 'string' && image.value !== '')
    return { text: image.value, site: siteOf(image) };
  const repository = at(image, 'repository') ?? at(image, 'name');
  const path = textOf(repository);
  if (!repository || !path) return undefined;
  const registry = textOf(at(image, 'registry'));
  const whole = registry ? `${registry}/${path}` : path;
  const [tag, digest] = [at(image, 'tag'), at(image, 'digest')];
  const mark = textOf(tag) || version;
  const site = siteOf(textOf(digest) ? digest! : textOf(tag) ? tag! : repository);
  if (textOf(digest)) return { text: `${whole}${mark ? `:${mark}` : ''}@${textOf(digest)}`, site };
  return mark ? { text: `${whole}:${mark}`, site } : { site };
}
