import { PlimsollError } from '../../core/errors.ts';
import type { Json } from './json.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Deeper than any bill is. */
const DEEPEST = 200;

/** Elements that hold a list of others. */
const LISTS: Readonly<Record<string, string>> = {
  components: 'component',
  properties: 'property',
  occurrences: 'occurrence',
  methods: 'method',
  hashes: 'hash',
  externalReferences: 'reference',
};

/**
 * A bill of CycloneDX in XML, as its JSON has it; of what is read here.
 * @throws PlimsollError `malformed`, also where it has a document type: entities of its own are not expanded
 */
export function cyclonedxFromXml(text: string, name: string): Json {
  const root = parse(text, name);
  const version = /\/bom\/(\d\.\d+)/.exec(root.attributes.xmlns ?? '')?.[1];
  if (root.name !== 'bom' || version === undefined)
    throw new PlimsollError(
      'malformed',
      `${name} is no bill of materials: its XML is <${root.name}>, not CycloneDX’s <bom>`,
    );
  return { ...(jsonOf(root) as Json), specVersion: version };
}

function jsonOf({ name, attributes, children, text }: Element): unknown {
  if (name === 'property') return { name: attributes.name, value: text };
  if (name === 'hash') return { alg: attributes.alg, content: text };
  const item = LISTS[name];
  if (item !== undefined) return children.filter((child) => child.name === item).map(jsonOf);
  if (name === 'licenses') return children.map((child) => ({ [child.name]: jsonOf(child) }));
  if (children.length === 0 && Object.keys(attributes).length === 0) return text;
  const made: Record<string, unknown> = { ...attributes };
  for (const child of children) {
    if (child.name === 'identity') made.identity = [...((made.identity as unknown[]) ?? []), jsonOf(child)];
    else made[child.name] = jsonOf(child);
  }
  return made;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/)?([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/)?>|([^<]+)|</g;

/** The elements of an XML text, without namespaces. @throws PlimsollError `malformed` */
function parse(text: string, name: string): Element {
  if (/<!DOCTYPE/i.test(text.slice(0, 10_000)))
    throw new PlimsollError('malformed', `${name} has a document type of its own, which is not read`);
  const broken = (why: string): PlimsollError =>
    new PlimsollError('malformed', `${name} is broken XML: ${why}`);
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const stack = [top];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, cdata, closing, tag, attributes, alone, plain] = match;
    const current = stack.at(-1)!;
    if (cdata !== undefined) current.text += cdata;
    else if (plain !== undefined) current.text += entities(plain);
    else if (tag === undefined) {
      if (whole === '<') throw broken(`a < that opens nothing, at character ${match.index}`);
    } else if (closing) {
      if (current.name !== local(tag)) throw broken(`</${tag}> closes <${current.name}>`);
      stack.pop();
    } else {
      const element: Element = {
        name: local(tag),
        attributes: attributesIn(attributes ?? ''),
        children: [],
        text: '',
      };
      current.children.push(element);
      if (!alone) stack.push(element);
      if (stack.length > DEEPEST) throw broken(`elements within elements, deeper than ${DEEPEST}`);
    }
  }
  if (stack.length > 1) throw broken(`<${stack.at(-1)!.name}> is not closed`);
  const [root] = top.children;
  if (!root) throw broken('there is nothing in it');
  return root;
}

const local = (tag: string): string => tag.slice(tag.indexOf(':') + 1);

function attributesIn(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, key, double, single] of text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    found[key!] = entities(double ?? single ?? '');
  return found;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

const entities = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi, (whole, hex, decimal, named) => {
    if (named) return NAMED[named] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
