import { bytesIn } from '../fit/quantity.ts';

/** What is wrong with a quantity that Kubernetes or Compose reads otherwise than it is meant. */
export interface OddQuantity {
  /** Behind “asks for `memory: 512m`, ”. */
  readonly why: string;
  /** What is most likely meant. */
  readonly meant?: string;
  /** The API server refuses it: it is no quantity at all. */
  readonly isRefused?: true;
}

/** A quantity of Kubernetes: digits, perhaps with a fraction, and a suffix or an exponent (apimachinery, resource.Quantity). */
const QUANTITY = /^[+-]?(?:\d{1,40}\.?\d{0,40}|\.\d{1,40})(?:[num]|[kMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,3})?$/;

/** `512MB`, `2 gb`, `1Gib`, `512mi`: what people write for a suffix of Kubernetes. */
const NEARLY = /^(\d{1,12}(?:\.\d{1,6})?) ?([kmgtp])(i?)b?$/i;

/** Nothing starts in less memory than this: the engine itself needs more. */
const LEAST_BYTES = 1024 ** 2;

/** No container asks for so many cores: the largest nodes have few more. */
const MOST_CORES = 100;

/** Whether memory is asked for in an amount that cannot be meant; undefined: it can, or a variable stands in it. */
export function oddMemory(text: string): OddQuantity | undefined {
  const value = text.trim();
  if (!QUANTITY.test(value)) return notOne(value);
  // A controller that computes with quantities writes 256Mi as 268435456000m.
  if (value.endsWith('m') && (bytesIn(value, 'kubernetes') ?? 0) < LEAST_BYTES)
    return {
      why: `${value.slice(0, -1)} thousandths of a byte: the m of Kubernetes is a thousandth, not a million`,
      meant: `${value.slice(0, -1)}Mi`,
    };
  const bytes = bytesIn(value, 'kubernetes');
  if (bytes === undefined || bytes <= 0 || bytes >= LEAST_BYTES) return undefined;
  return {
    why: `${bytes} bytes, in which nothing can run`,
    ...(/^\d+$/.test(value) ? { meant: `${value}Mi` } : {}),
  };
}

/** Whether processor time is asked for in an amount that cannot be meant. */
export function oddCpu(text: string): OddQuantity | undefined {
  const value = text.trim();
  if (!QUANTITY.test(value)) return notOne(value, true);
  if (!/^\d+$/.test(value) || Number(value) < MOST_CORES) return undefined;
  return { why: `${value} whole cores`, meant: `${value}m` };
}

/** What is no quantity; what is written by a template or variable is left alone. */
function notOne(value: string, isCpu = false): OddQuantity | undefined {
  if (/[${}]/.test(value) || value === '') return undefined;
  const [, digits, unit = '', binary] = (isCpu ? undefined : NEARLY.exec(value)) ?? [];
  const letter = unit.toLowerCase() === 'k' && !binary ? 'k' : unit.toUpperCase();
  return {
    why: 'which is no quantity: the API server refuses it',
    isRefused: true,
    ...(digits === undefined ? {} : { meant: `${digits}${letter}${binary ? 'i' : ''}` }),
  };
}

/** Cores of a quantity of Kubernetes: `500m`, `0.5`, `2`; undefined: it is none. */
export function coresIn(text: string): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{0,9})?)(m)?$/.exec(text.trim());
  return found ? Number(found[1]) * (found[2] ? 1e-3 : 1) : undefined;
}
