import type { Fix } from '../../../core/edit.ts';
import type { Flag } from '../../../dockerfile/tree.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';

/** Times have units, and retries are a number. */
export const healthcheckOptionsValid = part({
  severity: 'high',
  aliases: [],
  help: 'write a time with its unit, such as 30s or 1m30s, and retries as a number',

  *check(build) {
    for (const { flags, none } of build.all('HEALTHCHECK')) {
      // Nothing reads the flags of HEALTHCHECK NONE.
      if (none) continue;
      for (const flag of flags) {
        const text = flag.value?.text;
        if (!text) continue;
        if (TIMES.has(flag.name)) {
          const wrong = wrongTime(text);
          if (wrong === undefined) continue;
          const fix = /^\d+$/.test(flag.value!.text) ? addSeconds(flag) : undefined;
          yield {
            at: flag.value!.span,
            message: `--${flag.name}=${show(text).slice(1, -1)} ${wrong}`,
            ...(fix ? { fix } : {}),
          };
        } else if (flag.name === 'retries' && !isCount(text)) {
          yield { at: flag.value!.span, message: `--retries takes a number, not ${show(text)}` };
        }
      }
    }
  },
});

const TIMES: ReadonlySet<string> = new Set(['interval', 'timeout', 'start-period', 'start-interval']);

/** A whole number of Go's, 32 bits wide. */
const isCount = (text: string): boolean => /^(?:\+?\d+|-0+)$/.test(text) && Number(text) < 2 ** 31;

/** What is wrong with a duration of Go; below a millisecond the builder refuses it, except 0. */
function wrongTime(text: string): string | undefined {
  if (/^[+-]?0$/.test(text)) return undefined;
  if (text.length > 64) return 'is no time';
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  const read = parts.map(([whole]) => whole).join('');
  if (read !== text.replace(/^[+-]/, '') || read === '') {
    return /^\d+$/.test(text) ? 'has no unit' : 'is no time';
  }
  if (text.startsWith('-')) return 'is negative';
  const milliseconds = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * MILLISECONDS[unit!]!,
    0,
  );
  if (milliseconds > LONGEST) return 'is longer than the builder can count';
  return milliseconds > 0 && milliseconds < 1 ? 'is less than a millisecond' : undefined;
}

/** 63 bits of nanoseconds. */
const LONGEST = 2 ** 63 / 1e6;

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

function addSeconds({ value }: Flag): Fix {
  const { end } = value!.span;
  return {
    title: `write ${value!.text}s`,
    safe: false,
    edits: [{ span: { start: end, end }, text: 's' }],
    changes: ['health'],
  };
}
