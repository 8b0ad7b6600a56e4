type Json = Readonly<Record<string, unknown>>;

/** What stands as an attribute in XML, and not as an element of its own. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['bom-ref', 'type', 'alg', 'ref', 'name@property']);

/** What is a list in JSON, by the name of its items in XML. Lists of dependencies lie within each other. */
const ITEMS: Readonly<Record<string, string>> = {
  components: 'component',
  hashes: 'hash',
  externalReferences: 'reference',
  properties: 'property',
  methods: 'method',
  occurrences: 'occurrence',
};

/** A bill as CycloneDX XML, from what it is in JSON (the members are in the order that the schema wants). */
export function cyclonedxXml(bom: Json): string {
  const { specVersion, serialNumber, version, metadata, components, dependencies } = bom as {
    readonly specVersion: string;
    readonly serialNumber: string;
    readonly version: number;
    readonly metadata: Json;
    readonly components: readonly Json[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
  };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<bom xmlns="http://cyclonedx.org/schema/bom/${specVersion}" serialNumber="${serialNumber}" version="${version}">`,
    ...element('metadata', metadata, 1),
    ...element('components', components, 1),
    '  <dependencies>',
    ...dependencies.flatMap(({ ref, dependsOn = [] }) => [
      `    <dependency ref="${escaped(ref)}">`,
      ...dependsOn.map((needed) => `      <dependency ref="${escaped(needed)}"/>`),
      '    </dependency>',
    ]),
    '  </dependencies>',
    '</bom>',
  ];
  return `${lines.join('\n')}\n`;
}

function element(name: string, value: unknown, depth: number): string[] {
  const pad = '  '.repeat(depth);
  if (Array.isArray(value)) return listElement(name, value, depth);
  if (typeof value !== 'object' || value === null)
    return [`${pad}<${name}>${escaped(String(value))}</${name}>`];
  const members = Object.entries(value as Json);
  if (name === 'property')
    return [
      `${pad}<property name="${escaped((value as { name: string }).name)}">${escaped((value as { value: string }).value)}</property>`,
    ];
  if (name === 'hash')
    return [
      `${pad}<hash alg="${(value as { alg: string }).alg}">${(value as { content: string }).content}</hash>`,
    ];
  const attributes = members
    .filter(([key]) => ATTRIBUTES.has(key))
    .map(([key, text]) => ` ${key}="${escaped(String(text))}"`);
  const inner = members
    .filter(([key]) => !ATTRIBUTES.has(key))
    .flatMap(([key, member]) => element(key, member, depth + 1));
  return inner.length === 0
    ? [`${pad}<${name}${attributes.join('')}/>`]
    : [`${pad}<${name}${attributes.join('')}>`, ...inner, `${pad}</${name}>`];
}

function listElement(name: string, items: readonly unknown[], depth: number): string[] {
  const pad = '  '.repeat(depth);
  // Licences and expressions stand beside each other; an identity is repeated.
  if (name === 'licenses')
    return [
      `${pad}<licenses>`,
      ...items.flatMap((item) =>
        Object.entries(item as Json).flatMap(([key, value]) => element(key, value, depth + 1)),
      ),
      `${pad}</licenses>`,
    ];
  if (name === 'identity') return items.flatMap((item) => element('identity', item, depth));
  if (items.length === 0) return [`${pad}<${name}/>`];
  return [
    `${pad}<${name}>`,
    ...items.flatMap((item) => element(ITEMS[name] ?? name, item, depth + 1)),
    `${pad}</${name}>`,
  ];
}

/** Characters that XML has no place for are left out. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
