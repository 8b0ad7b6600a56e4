/**
 * Why what was read is no text, in words; undefined when it is. Takes the text that a reader of UTF-8 or Latin-1 makes of
 * it, or its beginning: UTF-16 is told by its byte-order mark or by a NUL in every other place.
 */
export function whyNotText(text: string): string | undefined {
  if (/^(?:\uFFFD\uFFFD|\xFF\xFE|\xFE\xFF)|^(?:[^\0]\0){2}|^(?:\0[^\0]){2}/.test(text))
    return 'it is UTF-16, which is not read: save it as UTF-8';
  return text.includes('\0') ? 'it is a binary file: it holds NUL bytes' : undefined;
}

/** The first byte that is none of UTF-8, in a text that has a letter for each byte. */
export function strayByte(text: string): number {
  const high = /[\x80-\xFF]/g;
  const letter =
    /[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}/y;
  for (let found = high.exec(text); found; found = high.exec(text)) {
    letter.lastIndex = found.index;
    if (!letter.test(text)) return found.index;
    high.lastIndex = letter.lastIndex;
  }
  return 0;
}
