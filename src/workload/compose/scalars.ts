import type { YamlNode, YamlScalar } from '../../yaml/types.ts';

/**
 * A plain scalar with the type that Compose's YAML reader gives it, which knows some forms of YAML 1.1: `0777` is
 * octal, `1_000` and `0b11` are numbers. Anything else is returned as it is.
 */
export function typed(node: YamlScalar): YamlScalar {
  if (node.style !== 'plain' || node.tag) return node;
  const number = otherNumber(node);
  return number === undefined ? node : { ...node, value: number };
}

function otherNumber({ value, text }: YamlScalar): number | undefined {
  if (typeof value === 'number') {
    if (!/^[-+]?0[0-7]+$/.test(text)) return undefined;
    return Number.parseInt(text, 8);
  }
  if (typeof value !== 'string' || text.length > 40 || !/^[-+]?[0-9]/.test(text)) return undefined;
  const bare = text.replaceAll('_', '');
  const sign = bare.startsWith('-') ? -1 : 1;
  const digits = bare.replace(/^[-+]/, '');
  if (/^0b[01]+$/i.test(digits)) return sign * Number.parseInt(digits.slice(2), 2);
  if (!text.includes('_')) return undefined;
  if (/^0x[0-9a-f]+$/i.test(digits)) return sign * Number.parseInt(digits, 16);
  if (/^0o?[0-7]+$/.test(digits)) return sign * Number.parseInt(digits.replace('o', ''), 8);
  return /^[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/.test(digits) ? sign * Number(digits) : undefined;
}

/** A scalar as text, as Compose hands it on: `1.10` is `1.1`, `True` is `true`, a date has hours. Null: undefined. */
export function printed(node: YamlNode | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  const { value, text } = node;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return printedNumber(value, text);
  return dateOf(node) ?? value;
}

/** A text without quotes that Compose's reader makes a time, as it is printed then; undefined: it is none. */
export const dateOf = ({ style, tag, interpolated, text }: YamlScalar): string | undefined =>
  style === 'plain' && !tag && !interpolated ? printedDate(text) : undefined;

/** Whether a number is written as one with a fraction or exponent, so that Compose's reader makes it no integer. */
export const isFraction = ({ value, text }: YamlScalar): boolean =>
  typeof value === 'number' && !isInteger(text);

/** As Go prints it: integers in full, other numbers with an exponent from a million on. */
function printedNumber(value: number, text: string): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (isInteger(text) && Math.abs(value) < 2 ** 64)
    return Number.isSafeInteger(value) ? String(value) : text.replaceAll(/[+_]/g, '');
  if (Object.is(value, -0)) return '-0';
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
}

const isInteger = (text: string): boolean =>
  /^[-+]?(?:0[box]?[0-9a-f_]+|[1-9][0-9_]*|0)$/i.test(text) && text !== '-0';

/** A date of YAML 1.1, which Compose's reader makes a time in UTC. */
function printedDate(text: string): string | undefined {
  const date = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ](\d\d?):(\d\d?):(\d\d?)Z?)?$/.exec(text);
  if (!date) return undefined;
  const [year, month, day, hour, minute, second] = date.slice(1).map((part) => Number(part ?? 0)) as number[];
  const time = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
  if (time.getUTCMonth() !== month! - 1 || time.getUTCDate() !== day || time.getUTCHours() !== hour)
    return undefined;
  return time.toISOString().replace(/^(.*)T(.*)\.000Z$/, '$1 $2 +0000 UTC');
}

/** Whether a key that is written without quotes is one that Compose's YAML reader takes for no text. */
export function isNoWord(key: string): boolean {
  return (
    /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))?$/.test(
      key,
    ) ||
    /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)$/.test(
      key,
    ) ||
    printedDate(key) !== undefined
  );
}
