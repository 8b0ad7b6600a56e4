import type { Judged } from '../core/finding.ts';
import { isUnseen } from '../core/gap.ts';
import { unseenGroups, waiverInWords } from './decisions.ts';
import { snippetOf } from './snippet.ts';
import { groupBy, targetName } from './summary.ts';
import type { Reporter, ReportInput } from './types.ts';
import { oneLine } from './visible.ts';
import { document, element, textElement } from './xml.ts';

/**
 * JUnit's XML: a suite for each judged file and a case for each finding. Over the line is a failure, waived and
 * satisfied are skipped with their reasons, under the line passes and says what was found. A file without findings
 * is one passed case, and what was not seen is skipped, or an error where the policy does not allow it.
 */
export const reporter: Reporter = {
  id: 'junit',
  render(input) {
    const suites = suitesOf(input);
    const total = (key: 'tests' | 'failures' | 'errors' | 'skipped') =>
      suites.reduce((sum, suite) => sum + suite[key], 0);
    const attributes = {
      name: input.tool.name,
      tests: total('tests'),
      failures: total('failures'),
      errors: total('errors'),
      skipped: total('skipped'),
      time: ((input.elapsedMs ?? 0) / 1000).toFixed(3),
      timestamp: input.now?.toISOString().slice(0, 19),
    };
    return document(
      element(
        'testsuites',
        attributes,
        suites.map(({ cases, ...suite }) => element('testsuite', { ...suite, time: '0.000' }, cases)),
      ),
    );
  },
};

interface Suite {
  readonly name: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly cases: readonly string[];
}

function suitesOf(input: ReportInput): Suite[] {
  const { findings, files, gaps } = input.verdict;
  const byPath = new Map(groupBy(findings, ({ at }) => at.path).map((group) => [group[0]!.at.path, group]));
  const paths = [...new Set([...files, ...byPath.keys()])];
  const unseen = unseenGroups(gaps.filter(isUnseen));
  return [
    ...paths.map((path) => fileSuite(input, path, byPath.get(path) ?? [])),
    ...(unseen.length > 0 ? [unseenSuite(unseen, input.verdict.exit >= 3)] : []),
  ];
}

function fileSuite(input: ReportInput, path: string, findings: readonly Judged[]): Suite {
  const number = (...dispositions: readonly string[]) =>
    findings.filter(({ disposition }) => dispositions.includes(disposition)).length;
  const names = new Map<string, number>();
  return {
    name: path,
    tests: Math.max(1, findings.length),
    failures: number('over'),
    errors: 0,
    skipped: number('waived', 'satisfied'),
    cases:
      findings.length === 0
        ? [element('testcase', { name: 'no findings', classname: path, file: path, time: '0.000' })]
        : findings.map((finding) => caseOf(input, finding, names)),
  };
}

function caseOf(input: ReportInput, finding: Judged, names: Map<string, number>): string {
  const { rule, severity, at, message, disposition, waiver, evidence } = finding;
  const base = `${rule} at ${at.start.line}:${at.start.column}${at.target ? ` in ${targetName(at.target)}` : ''}`;
  // Readers of JUnit take two cases of one name for the same.
  const seen = (names.get(base) ?? 0) + 1;
  names.set(base, seen);
  const attributes = {
    name: seen > 1 ? `${base} (${seen})` : base,
    classname: at.path,
    file: at.path,
    time: '0.000',
  };
  const inner = {
    over: () => textElement('failure', { message: oneLine(message), type: severity }, detail(input, finding)),
    under: () => textElement('system-out', {}, detail(input, finding)),
    waived: () =>
      element('skipped', { message: oneLine(`waived: ${waiver ? waiverInWords(waiver) : message}`) }),
    satisfied: () => element('skipped', { message: oneLine(`satisfied: ${evidence ?? message}`) }),
  };
  return element('testcase', attributes, [inner[disposition]()]);
}

function detail(
  { sources }: ReportInput,
  { severity, rule, aliases, at, message, fix, help }: Judged,
): string {
  const source = sources.get(at.path);
  const shown = source && snippetOf(source, at, 200);
  return [
    `${at.path}:${at.start.line}:${at.start.column}`,
    `${severity} ${rule}${aliases.length > 0 ? ` (${aliases.join(', ')})` : ''}: ${oneLine(message)}`,
    ...(shown ? [`${shown.line} | ${shown.before}${shown.marked}${shown.after}`] : []),
    ...(fix || help ? [`To repair: ${oneLine(fix?.title ?? help)}`] : []),
  ].join('\n');
}

function unseenSuite(gaps: ReturnType<typeof unseenGroups>, failing: boolean): Suite {
  const cases = gaps.flatMap(({ paths, reason }) =>
    (paths.length > 0 ? paths : ['not seen']).map((path) =>
      element('testcase', { name: path, classname: 'not seen', time: '0.000' }, [
        element(failing ? 'error' : 'skipped', {
          message: oneLine(reason),
          type: failing ? 'not-seen' : undefined,
        }),
      ]),
    ),
  );
  return {
    name: 'not seen',
    tests: cases.length,
    failures: 0,
    errors: failing ? cases.length : 0,
    skipped: failing ? 0 : cases.length,
    cases,
  };
}
