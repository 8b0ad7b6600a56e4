import type { Severity } from '../core/severity.ts';
import { lastLineOf } from './places.ts';
import type { Reporter } from './types.ts';
import { clip, oneLine } from './visible.ts';

/** GitLab's code quality report. Waived and satisfied findings are left out: the format has no word for them. */
export const reporter: Reporter = {
  id: 'gitlab',
  render({ verdict }) {
    const seen = new Map<string, number>();
    const entries = verdict.findings
      .filter(({ disposition }) => disposition === 'over' || disposition === 'under')
      .map(({ rule, severity, message, fix, help, fingerprint, at }) => ({
        description: clip(oneLine(message), 1000),
        check_name: rule,
        fingerprint: unique(fingerprint, seen),
        severity: severities[severity],
        categories: ['Security'],
        content: { body: oneLine(fix?.title ?? help) },
        location: { path: at.path, lines: { begin: at.start.line, end: lastLineOf(at) } },
      }));
    return `${JSON.stringify(entries, null, 2)}\n`;
  },
};

const severities: Record<Severity, string> = {
  critical: 'blocker',
  high: 'critical',
  medium: 'major',
  low: 'minor',
  info: 'info',
};

/** GitLab shows only the first entry of a fingerprint. */
function unique(fingerprint: string, seen: Map<string, number>): string {
  const times = (seen.get(fingerprint) ?? 0) + 1;
  seen.set(fingerprint, times);
  return times === 1 ? fingerprint : `${fingerprint}-${times}`;
}
