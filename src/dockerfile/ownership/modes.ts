import type { Rights } from './rights.ts';

type Mode = Rights['mode'];

/** What chmod, mkdir -m or --chmod does to permission bits. */
export type ModeChange = (before: Mode) => Mode;

/** Reads a mode: octal, or symbolic clauses (`u+rwX,g=u`); what is neither leaves a mode that is not known. */
export function readMode(text: string | undefined): ModeChange {
  if (text === undefined) return () => undefined;
  if (/^[0-7]{1,5}$/.test(text)) {
    const mode = Number.parseInt(text, 8) & 0o7777;
    return () => mode;
  }
  const clauses = text.split(',').map((clause) => /^([ugoa]*)([-+=])([rwxXst]*|[ugo])$/.exec(clause));
  if (clauses.some((clause) => clause === null)) return () => undefined;
  const apply = (mode: number): number =>
    clauses.reduce((bits, clause) => changed(bits, clause![1]!, clause![2]!, clause![3]!), mode);
  return (before) => {
    if (typeof before === 'number') return apply(before);
    if (before === 'copied') {
      const mode = apply(0o755);
      return (mode & 0o022) === 0 ? 'copied' : mode;
    }
    // Where all agree on who may write, whatever was before, the rest matters little.
    const least = apply(0);
    return (least & 0o222) === (apply(0o777) & 0o222) ? least : undefined;
  };
}

function changed(mode: number, who: string, operator: string, what: string): number {
  const classes = who === '' || who.includes('a') ? 'ugo' : who;
  let result = mode;
  for (const each of classes) {
    const shift = shifts[each]!;
    const bits = /^[ugo]$/.test(what)
      ? (mode >> shifts[what]!) & 7
      : (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (/[xX]/.test(what) ? 1 : 0);
    // Without a class, what the usual umask keeps from group and others is not given.
    const given = who === '' && operator !== '-' && each !== 'u' ? bits & ~2 : bits;
    if (operator === '=') result = (result & ~(7 << shift)) | (given << shift);
    else if (operator === '+') result |= given << shift;
    else result &= ~(given << shift);
  }
  return result;
}

const shifts: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };
