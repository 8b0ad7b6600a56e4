import type { Dockerfile } from './tree.ts';

/** Writes a Dockerfile back: `print(parse(text)) === text` for any text. */
export function print({ source, items }: Dockerfile): string {
  const { text } = source;
  const pieces: string[] = [];
  let at = 0;
  for (const { span } of items) {
    pieces.push(text.slice(at, span.start), text.slice(span.start, span.end));
    at = span.end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
