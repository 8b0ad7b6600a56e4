import type { Severity } from '../core/severity.ts';
import { numeral } from '../core/words.ts';
import { columns } from './visible.ts';

/** Marks text for a terminal; every mark is the identity where colour is off. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  severity(severity: Severity, text: string): string;
}

/** The style of a report, with or without colour. The sixteen colours that every terminal has, so that its theme holds. */
export const styleOf = (color: boolean): Style => {
  const paint = (open: string, close = '39') =>
    color ? (text: string) => (text ? `\x1b[${open}m${text}\x1b[${close}m` : '') : (text: string) => text;
  const bold = paint('1', '22');
  const dim = paint('2', '22');
  const red = paint('31');
  const bySeverity: Record<Severity, (text: string) => string> = {
    critical: (text) => bold(red(text)),
    high: red,
    medium: paint('33'),
    low: paint('36'),
    info: dim,
  };
  return {
    bold,
    dim,
    good: paint('32'),
    bad: red,
    warn: paint('33'),
    severity: (severity, text) => bySeverity[severity](text),
  };
};

/**
 * Breaks a text at spaces into lines of at most `width` columns. A path or digest that is longer stays whole, so that it
 * can be copied; what has no spaces by its script, or no end, is broken where it must be.
 */
export const wrap = (text: string, width: number): string[] => {
  const room = Math.max(8, width);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ').flatMap((each) => pieces(each, room))) {
    const size = columns(word);
    if (line && used + 1 + size > room) {
      lines.push(line);
      line = '';
      used = 0;
    }
    line = line ? `${line} ${word}` : word;
    used += size + (line === word ? 0 : 1);
  }
  if (line || lines.length === 0) lines.push(line);
  return lines;
};

/** `1 file`, `3 files`, `1,204 files`. */
export const count = (number: number, noun = '', plural = `${noun}s`): string =>
  `${numeral(number)}${noun && ` ${number === 1 ? noun : plural}`}`;

function pieces(word: string, room: number): string[] {
  const size = columns(word);
  const chars = [...word];
  if (size <= room || (size === chars.length && size <= MOST_WHOLE)) return [word];
  const parts: string[] = [];
  // Half the room in characters always fits, whatever their width.
  const step = size === chars.length ? room : Math.max(1, room >> 1);
  for (let at = 0; at < chars.length; at += step) parts.push(chars.slice(at, at + step).join(''));
  return parts;
}

const MOST_WHOLE = 200;
