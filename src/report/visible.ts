/**
 * Text from files is hostile: it can hold terminal sequences, invisible characters and marks that reorder what is read.
 * These are shown, never emitted. What a reader cannot see becomes a control picture (`␛`) or its code (`<U+202E>`).
 */

/** Controls but tab and line feed; line separators; zero-width and direction-changing marks; lone surrogates (`u` leaves pairs alone); tags. */
const hidden =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** The text with every hidden character made visible. Tabs and line feeds stay. */
export const visible = (text: string): string => text.replace(hidden, shown);

/** The same as one line: every run of white space becomes a single space. */
export const oneLine = (text: string): string => visible(text.replace(/\s+/g, ' ').trim());

/** At most `limit` UTF-16 units of `text`, cut between characters and ended with `…` when something was left out. */
export const clip = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
};

/** How many terminal columns a text without tabs takes. */
export const columns = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let total = 0;
  for (const char of text) total += charColumns(char);
  return total;
};

/** The columns of one character: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1. */
export const charColumns = (char: string): 0 | 1 | 2 => {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^\p{M}$/u.test(char)) return 0;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
};

/** Unicode Standard Annex 11, the blocks that are wide throughout. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

function shown(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  if (code >= 0xd800 && code <= 0xdfff) return '�';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
