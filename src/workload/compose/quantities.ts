/** Seconds of a duration as Compose reads it: `1m30s`, `1.5h`, `500ms`, `2d`, `1w`; undefined: it is none. */
export function secondsOf(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[-+]/, '');
  if (body === '0') return 0;
  if (body === '' || body.length > LONGEST) return undefined;
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/y;
  let seconds = 0;
  while (part.lastIndex < body.length) {
    const found = part.exec(body);
    if (!found) return undefined;
    // A unit ends where digits begin.
    if (/[^\d.]/.test(body[part.lastIndex] ?? '0')) return undefined;
    seconds += Number(found[1]) * units[found[2]!]!;
  }
  return sign * seconds;
}

/** No quantity that is meant is longer. */
const LONGEST = 100;

const units: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** Bytes of a size as Compose reads it: `512m`, `1.5 GB`, `64kib`; undefined: it is none. */
export function bytesOf(text: string): number | undefined {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text.length > LONGEST) return undefined;
  const plain = text.replaceAll(/(\d)_(?=\d)/g, '$1');
  const found = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?) ?([a-z]*)$/i.exec(plain);
  if (!found || Number(found[1]) < 0) return undefined;
  const suffix = found[2]!.toLowerCase();
  if (suffix === '' || suffix === 'b') return Math.trunc(Number(found[1]));
  if (!/^[kmgtp](?:i?b)?$/.test(suffix)) return undefined;
  return Math.trunc(Number(found[1]) * 1024 ** ('kmgtp'.indexOf(suffix[0]!) + 1));
}
