import { strayByte } from '../../core/encoding.ts';
import type { Finding } from '../../core/finding.ts';
import type { Gap } from '../../core/gap.ts';
import { type Site, whereIs } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';

/** Something that is wrong with a text, as what could not be seen. */
export const gapOf = ({ at, message }: { readonly at: Site; readonly message: string }): Gap => ({
  path: at.source.path,
  reason: `${whereIs(at)}: ${message}`,
});

/** As `gapOf`, of what never counts as unseen. */
export const infoOf = (told: Parameters<typeof gapOf>[0]): Gap => ({ ...gapOf(told), kind: 'info' });

/** What is to be told of texts that are not in UTF-8; whoever runs them may refuse them. */
export const strayGaps = (sources: readonly Source[]): Gap[] =>
  sources
    .filter(({ encoding }) => encoding !== 'utf8')
    .map((source) => {
      const start = strayByte(source.text);
      const at = { source, span: { start, end: start + 1 } };
      return gapOf({
        at,
        message: 'it is not in UTF-8: other letters than those of ASCII may be read wrong',
      });
    });

/** Each gap once, and none that a finding tells at the same place. */
export function toldOnce(gaps: readonly Gap[], findings: readonly Finding[]): Gap[] {
  const told = new Set(
    findings.map(({ at, message }) =>
      keyOf({ path: at.path, reason: `line ${at.start.line}, column ${at.start.column}: ${message}` }),
    ),
  );
  return gaps.filter((gap) => {
    const key = keyOf(gap);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  });
}

const keyOf = ({ path, reason, kind = 'gap' }: Gap): string => `${kind}\0${path}\0${reason}`;
