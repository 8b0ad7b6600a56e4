import type { Judged } from '../core/finding.ts';
import { isUnseen } from '../core/gap.ts';
import { isNote, questionsInWords, summaryOf, targetName } from './summary.ts';
import type { Reporter, ReportInput } from './types.ts';
import { clip, oneLine, visible } from './visible.ts';

/**
 * Workflow commands of GitHub Actions, which become annotations on the lines. The service shows ten of each kind for
 * a step, so what is over the line comes first. Waived and satisfied findings are left out.
 */
export const reporter: Reporter = {
  id: 'github',
  render(input) {
    const { findings, gaps } = input.verdict;
    const of = (disposition: string) => findings.filter((finding) => finding.disposition === disposition);
    const lines = [
      ...of('over').map((finding) => annotation('error', finding)),
      ...(input.quiet
        ? []
        : [
            ...of('under').map((finding) => annotation(kindOf(finding), finding)),
            ...gaps
              .filter((gap) => isUnseen(gap) || isNote(gap))
              .map((gap) =>
                command(
                  isUnseen(gap) ? 'warning' : 'notice',
                  { title: isUnseen(gap) ? 'Not seen' : 'Note' },
                  gap.path ? `${gap.path}: ${gap.reason}` : gap.reason,
                ),
              ),
            ...[questionsInWords(gaps)].flatMap((text) =>
              text === undefined ? [] : [command('notice', { title: 'Not decided' }, text)],
            ),
          ]),
      lastLine(input),
    ];
    return `${lines.join('\n')}\n`;
  },
};

type Kind = 'error' | 'warning' | 'notice';

const kindOf = ({ severity }: Judged): Kind =>
  severity === 'low' || severity === 'info' ? 'notice' : 'warning';

function annotation(kind: Kind, { at, rule, severity, message, fix, help, aliases }: Judged): string {
  const oneLined = at.start.line === at.end.line;
  return command(
    kind,
    {
      file: at.path,
      line: at.start.line,
      endLine: at.end.line,
      // Columns are for places within one line only.
      ...(oneLined && { col: at.start.column, endColumn: at.end.column }),
      title: `${severity}: ${rule}${at.target ? ` (${targetName(at.target)})` : ''}`,
    },
    [
      oneLine(message),
      ...(fix || help ? [`To repair: ${oneLine(fix?.title ?? help)}`] : []),
      ...(aliases.length > 0 ? [`Also known as ${oneLine(aliases.join(', '))}`] : []),
    ].join('\n'),
  );
}

function command(kind: Kind, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escapeProperty(visible(String(value)))}`,
  );
  return `::${kind} ${list.join(',')}::${escapeData(clip(visible(message), 4000))}`;
}

function lastLine(input: ReportInput): string {
  const { word, parts, why, repair } = summaryOf(input);
  return [`${word}  ${parts.join(' · ')}`, ...(why ? [why] : []), ...(repair ? [repair] : [])].join(' · ');
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
