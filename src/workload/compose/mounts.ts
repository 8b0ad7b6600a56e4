/** A volume in its short form. */
export interface ShortMount {
  readonly source?: string;
  readonly target: string;
  readonly options: readonly string[];
}

/**
 * Reads `[SOURCE:]TARGET[:OPTIONS]` (Compose Specification, “volumes, short syntax”). A drive letter of Windows keeps
 * its colon.
 */
export function parseMount(text: string): ShortMount | { readonly error: string } {
  if (text === '') return { error: 'it is empty' };
  // Two bytes are not looked into.
  if (text.length <= 2 && Buffer.byteLength(text) <= 2) return { target: text, options: [] };
  const parts = splitMount(text);
  if (parts.some((part) => part === '')) return { error: 'there is nothing between two of its colons' };
  if (parts.length > 3) return { error: 'it has too many colons' };
  const [first, target, options] = parts as [string, string?, string?];
  return target === undefined
    ? { target: first, options: [] }
    : { source: first, target, options: options === undefined ? [] : options.split(',') };
}

/** At its colons, but not behind a drive letter. */
function splitMount(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== ':') continue;
    if (at === start + 1 && /\p{L}/u.test(text[start]!)) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  parts.push(text.slice(start));
  return parts;
}

/** Whether the source of a short form is a path of the host rather than the name of a volume. */
export const isHostPath = (source: string): boolean => /^[./~]|^\\\\|^\p{L}:/u.test(source);
