import { bytesOf } from '../../../workload/compose/quantities.ts';

/** Bytes of a quantity as the format has it: Kubernetes' `512Mi`, Compose's `512m`. Undefined: it is none. */
export function bytesIn(text: string, format: 'compose' | 'kubernetes'): number | undefined {
  if (format === 'compose') return bytesOf(text);
  const found = /^(\d{1,18}(?:\.\d{1,9})?)(m|k|[MGTP]|[KMGTP]i)?$/.exec(text.trim());
  if (!found) return undefined;
  const [, digits = '', unit = ''] = found;
  return Number(digits) * (unit === '' ? 1 : UNITS[unit]!);
}

/** A thousandth has its letter too. */
const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

/** Bytes for people: `512 MiB`, `1.5 GiB`. */
export function shownBytes(bytes: number): string {
  const gib = bytes / 1024 ** 3;
  if (gib >= 1 && Number.isInteger(gib * 4)) return `${gib} GiB`;
  const mib = bytes / 1024 ** 2;
  return `${mib >= 10 ? Math.round(mib) : Math.round(mib * 10) / 10} MiB`;
}
