import { groupBy } from './summary.ts';
import type { Reporter } from './types.ts';
import { oneLine } from './visible.ts';
import { document, element } from './xml.ts';

/** Checkstyle's XML, for the many tools that read it. Findings over the line are errors; waived and satisfied ones are left out. */
export const reporter: Reporter = {
  id: 'checkstyle',
  render({ verdict, tool }) {
    const open = verdict.findings.filter(
      ({ disposition }) => disposition === 'over' || disposition === 'under',
    );
    const files = groupBy(open, ({ at }) => at.path).map((findings) =>
      element(
        'file',
        { name: findings[0]!.at.path },
        findings.map(({ at, severity, disposition, message, rule }) =>
          element('error', {
            line: at.start.line,
            column: at.start.column,
            severity:
              disposition === 'over'
                ? 'error'
                : severity === 'info' || severity === 'low'
                  ? 'info'
                  : 'warning',
            message: oneLine(message),
            source: `${tool.name}.${rule}`,
          }),
        ),
      ),
    );
    return document(element('checkstyle', { version: '8.0' }, files));
  },
};
