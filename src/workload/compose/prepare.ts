import { clip } from '../../core/clip.ts';
import type { Span } from '../../core/span.ts';
import { keySite, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import type { Environment } from './environment.ts';
import { partsOf, withItems, withValues } from './nodes.ts';
import { isNoWord, typed } from './scalars.ts';
import type { Session } from './session.ts';
import { type Cast, type Shape, shapeAt } from './shape.ts';
import { type MissingVariable, substitute } from './variables.ts';

/**
 * A document as Compose goes on with it: variables are put into every text (not into keys), texts are made into the
 * types that their place has, keys have to be words. Values that stay as they are are the same nodes.
 */
export function prepare(node: YamlNode, shape: Shape, env: Environment, session: Session): YamlNode {
  return new Preparer(env, session).node(node, shape, '');
}

class Preparer {
  readonly #env: Environment;
  readonly #session: Session;

  constructor(env: Environment, session: Session) {
    this.#env = env;
    this.#session = session;
  }

  node(node: YamlNode, shape: Shape | undefined, key: string): YamlNode {
    // What is taken out is not read.
    if (node.tag === '!reset') return node;
    if (node.kind === 'scalar') return this.#scalar(node, shape?.cast, key);
    if (node.kind === 'map') return this.#map(node, shape);
    return withItems(node, (item) => this.node(item, shape?.each, key));
  }

  #map(node: YamlMap, shape: Shape | undefined): YamlMap {
    return withValues(node, (entry) => {
      this.#key(entry);
      return this.node(entry.value, shapeAt(shape, entry.key), entry.key);
    });
  }

  #key(entry: YamlEntry): void {
    const { source, keySpan, key } = entry;
    // Only words that begin like a number, a sign, `~`, null, true or false can be something else than a word.
    if (!/^[-+.~0-9ntfNTF]|^$/.test(key) || !isNoWord(key)) return;
    if (/["']/.test(source.text[keySpan.start] ?? '')) return;
    this.#session.problem('key', keySite(entry), `“${key}” is no text here: put the key in quotes`);
  }

  #scalar(node: YamlScalar, cast: Cast | undefined, key: string): YamlScalar {
    const given = typed(node);
    if (typeof given.value !== 'string') return given;
    const filled = given.value.includes('$') ? this.#fill(given, given.value) : given;
    return cast ? this.#cast(filled, cast, key) : filled;
  }

  #fill(node: YamlScalar, text: string): YamlScalar {
    let uncertain = false;
    const { value, missing, error } = substitute(text, (name) => {
      const variable = this.#env.get(name);
      if (variable?.uncertain) uncertain = true;
      return variable?.value;
    });
    if (error) {
      const at = { source: node.source, span: partsOf(node)(error.start, error.end) };
      this.#session.problem('interpolation', at, error.message);
      return { ...node, interpolated: true, uncertain: true };
    }
    this.#missing(node, missing);
    if (value === text && missing.length === 0) return node;
    return {
      ...node,
      value,
      text: value,
      interpolated: true,
      ...(uncertain || missing.length > 0 ? { uncertain: true } : {}),
    };
  }

  /** Tells what has no value, at its own place as far as it can be told. */
  #missing(node: YamlScalar, missing: readonly MissingVariable[]): void {
    const part = partsOf(node);
    let search: ReferenceSearch | undefined;
    for (const { name, start, end } of missing) {
      let span = part(start, end);
      if (span === node.span) {
        search ??= new ReferenceSearch(node);
        span = search.next(name) ?? span;
      }
      this.#session.missing(name, { source: node.source, span });
    }
  }

  #cast(node: YamlScalar, cast: Cast, key: string): YamlScalar {
    const value = castTo(cast, node.value as string);
    if (value !== undefined) return { ...node, value, text: String(value) };
    if (!node.uncertain)
      this.#session.problem('type', siteOf(node), `${key} takes ${casts[cast]}, not “${clip(node.text)}”`);
    // An empty text of which nobody knows what it will be is no mistake: what is read from it is nothing.
    return node.uncertain ? { ...node, value: null } : node;
  }
}

/** Finds references in the text of a scalar that is not written as it is read, one behind the other. */
class ReferenceSearch {
  readonly #start: number;
  readonly #text: string;
  #at = 0;

  constructor({ source, span }: YamlScalar) {
    this.#start = span.start;
    this.#text = source.slice(span);
  }

  next(name: string): Span | undefined {
    const pattern = new RegExp(`\\$\\{?${name}(?![A-Za-z0-9_])`, 'g');
    pattern.lastIndex = this.#at;
    const found = this.#at === -1 ? null : pattern.exec(this.#text);
    this.#at = found ? pattern.lastIndex : -1;
    if (!found) return undefined;
    const start = this.#start + found.index;
    return { start, end: start + found[0].length };
  }
}

function castTo(cast: Cast, text: string): boolean | number | undefined {
  switch (cast) {
    case 'boolean':
      if (/^(?:true|y|yes|on)$/i.test(text)) return true;
      return /^(?:false|n|no|off)$/i.test(text) ? false : undefined;
    case 'integer':
      return /^[-+]?\d+$/.test(text) ? Number(text) : undefined;
    case 'umask':
      if (/^0o?[0-7]+$/.test(text)) return Number.parseInt(text.replace('o', ''), 8);
      return /^(?:\d+|0x[0-9a-f]+|0b[01]+)$/i.test(text) ? Number(text) : undefined;
    case 'number':
      return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
  }
}

const casts: Readonly<Record<Cast, string>> = {
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  umask: 'a number',
};
