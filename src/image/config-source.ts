import { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { Image } from './types.ts';

/** An image's configuration as a text that findings can point at: one line for each value, in the order that it has. */
export interface ConfigSource {
  readonly source: Source;
  /**
   * Where a value stands, by its keys: `config`, `User`. Of one that is not there, the place of the nearest above it.
   */
  at(...keys: readonly (string | number)[]): Span;
  /** The keys of the value that stands at an offset, with dots: `config.User`. */
  keyAt(offset: number): string;
}

/** As deep as configurations are; what lies deeper is written on one line. */
const DEEPEST = 4;

/**
 * @param image its configuration is read again, as it is written, so that nothing of it is lost
 * @returns the text under the image's name
 */
export function configSource({ name, configText }: Pick<Image, 'name' | 'configText'>): ConfigSource {
  const writer = new Writer();
  writer.value(JSON.parse(configText), '', 0);
  const source = new Source(name, `${writer.text}\n`);
  return {
    source,
    at(...keys) {
      for (let length = keys.length; length > 0; length--) {
        const span = writer.spans.get(keyOf(keys.slice(0, length)));
        if (span) return span;
      }
      return { start: 0, end: 1 };
    },
    keyAt(offset) {
      // Within the value that holds it, the last one is the innermost.
      let found = '';
      for (const [key, { start, end }] of writer.spans)
        if (start <= offset && offset < end && key.length > found.length) found = key;
      return found.slice(1).replaceAll('/', '.');
    },
  };
}

const keyOf = (keys: readonly (string | number)[]): string => keys.map((key) => `/${key}`).join('');

/** Writes JSON as `JSON.stringify` with an indent of 2 does, and keeps where each member is. */
class Writer {
  text = '';
  readonly spans = new Map<string, Span>();

  value(value: unknown, key: string, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) {
      this.text += JSON.stringify(value);
      return;
    }
    const isList = Array.isArray(value);
    const members = Object.entries(value);
    const [open, close] = isList ? '[]' : '{}';
    this.text += open;
    for (const [index, [name, member]] of members.entries()) {
      this.text += `${index > 0 ? ',' : ''}\n${'  '.repeat(depth + 1)}`;
      const start = this.text.length;
      if (!isList) this.text += `${JSON.stringify(name)}: `;
      const path = `${key}/${name}`;
      this.value(member, path, depth + 1);
      this.spans.set(path, { start, end: this.text.length });
    }
    this.text += members.length > 0 ? `\n${'  '.repeat(depth)}${close}` : close!;
  }
}
