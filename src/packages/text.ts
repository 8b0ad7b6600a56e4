/** The text of a file; bytes that are not UTF-8 are replaced. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** A block of `Key: value` lines; lines that begin with a blank go on with the value above (deb822(5), RFC 822). */
export type Fields = ReadonlyMap<string, string>;

/**
 * The blocks of a control file, one at a time. Names of fields are in lower case.
 * @param wanted only these fields are kept
 */
export function* controlBlocks(text: string, wanted: ReadonlySet<string>): Generator<Fields> {
  let fields = new Map<string, string>();
  let current: string | undefined;
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    let last = end;
    while (last > at && isBlank(text.charCodeAt(last - 1))) last--;
    if (last === at) {
      if (fields.size > 0) yield fields;
      fields = new Map();
      current = undefined;
    } else if (isBlank(text.charCodeAt(at))) {
      if (current !== undefined)
        fields.set(current, `${fields.get(current)}\n${text.slice(at, last).trim()}`);
    } else {
      const colon = text.indexOf(':', at);
      const name = colon === -1 || colon > last ? '' : text.slice(at, colon).toLowerCase();
      current = wanted.has(name) ? name : undefined;
      if (current !== undefined) fields.set(current, text.slice(colon + 1, last).trim());
    }
    at = end + 1;
  }
  if (fields.size > 0) yield fields;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09 || code === 0x0d;
