/**
 * Why what was read is no text, in words; undefined when it is. Takes the text that a reader of UTF-8 or Latin-1 makes of
 * it, or its beginning: UTF-16 is told by its byte-order mark or by a NUL in every other place.
 */
export function whyNotText(text: string): string | undefined {
  if (/^(?:\uFFFD\uFFFD|\xFF\xFE|\xFE\xFF)|^(?:[^\0]\0){2}|^(?:\0[^\0]){2}/.test(text))
    return 'it is UTF-16, which is not read: save it as UTF-8';
  return text.includes('\0') ? 'it is a binary file: it holds NUL bytes' : undefined;
}
