import type { Fix } from '../core/edit.ts';
import type { Judged, Place } from '../core/finding.ts';
import { type Gap, isUnseen } from '../core/gap.ts';
import type { Severity } from '../core/severity.ts';
import { waiverInWords } from './decisions.ts';
import { editPlace, uriOf } from './places.ts';
import { groupBy, targetName } from './summary.ts';
import type { Reporter, ReportInput, RuleInfo } from './types.ts';

/**
 * SARIF 2.1.0 (OASIS Standard with errata 01), for code scanning. Regions are half-open as the standard has them
 * (3.30.8: `endColumn` is one behind the last), columns count UTF-16 units.
 */
export const reporter: Reporter = {
  id: 'sarif',
  render: (input) => `${JSON.stringify(logOf(input), null, 2)}\n`,
};

/** The base that relative paths are relative to; what it is on this machine is nobody's concern. */
const root = '%SRCROOT%';
const longestSnippet = 4000;

const logOf = (input: ReportInput) => {
  const { verdict, tool } = input;
  const rules = rulesOf(input);
  const ruleIndex = new Map(rules.map((rule, index) => [rule.id, index]));
  // 3.27.23: either every result of a run says whether it is suppressed, or none does.
  const suppressing = verdict.findings.some(isSuppressed);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            semanticVersion: tool.version,
            version: tool.version,
            rules,
            notifications,
          },
        },
        invocations: [invocationOf(input)],
        originalUriBaseIds: { [root]: { description: { text: 'The working directory of the check.' } } },
        columnKind: 'utf16CodeUnits',
        artifacts: verdict.files.map((path) => ({ location: artifactOf(path), roles: ['analysisTarget'] })),
        results: verdict.findings.map((finding) => ({
          ...resultOf(input, finding, ruleIndex.get(finding.rule) ?? -1),
          ...(suppressing && { suppressions: suppressionsOf(finding) }),
        })),
      },
    ],
  };
};

const notifications = [
  {
    id: 'not-seen',
    shortDescription: { text: 'Something could not be examined' },
    defaultConfiguration: { level: 'warning' },
  },
  {
    id: 'note',
    shortDescription: { text: 'Information on the run' },
    defaultConfiguration: { level: 'note' },
  },
];

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** Code scanning shows these as critical (over 9), high (7 to 8.9), medium (4 to 6.9) and low. */
const scores: Record<Severity, string> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.0',
};

/** The rules that have findings, by name. */
function rulesOf({ verdict, rules }: ReportInput) {
  return groupBy(verdict.findings, (finding) => finding.rule)
    .map((findings) => descriptorOf(findings[0]!, rules.get(findings[0]!.rule)))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function descriptorOf(finding: Judged, info: RuleInfo | undefined) {
  const severity = info?.severity ?? finding.severity;
  const help = info?.help || finding.help || finding.message;
  const title = info?.title ?? finding.rule;
  return {
    id: finding.rule,
    name: finding.rule.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]|$)/g, (_, letter: string) =>
      letter.toUpperCase(),
    ),
    shortDescription: { text: sentence(title) },
    fullDescription: { text: `${sentence(title)} ${sentence(help)}` },
    help: { text: help, markdown: info?.page ?? help },
    ...(info && URL.canParse(info.url) && { helpUri: info.url }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ['security', 'container', ...(info ? [info.set, ...(info.tags ?? [])] : [])],
      precision: 'high',
      severity,
      'security-severity': scores[severity],
      aliases: info?.aliases ?? finding.aliases,
    },
  };
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** In a message `[text](target)` is a link (3.11.6); what a file says never becomes one. */
const plain = (text: string): string => text.replace(/\[(?=[^[\]]*\]\()/g, '\\[');

function resultOf(input: ReportInput, finding: Judged, ruleIndex: number) {
  const { rule, severity, message, at, also, fix, fingerprint, disposition, aliases, evidence } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: plain(message) },
    locations: [
      {
        physicalLocation: physicalOf(input, at),
        ...(at.target !== undefined && {
          logicalLocations: [{ name: targetName(at.target), fullyQualifiedName: `${at.path}#${at.target}` }],
        }),
      },
    ],
    ...(also.length > 0 && {
      relatedLocations: also.map((place, index) => ({
        id: index + 1,
        physicalLocation: physicalOf(input, place),
        message: { text: place.fact ? `${place.fact.known} by ${plain(place.fact.from)}` : 'See also here' },
      })),
    }),
    partialFingerprints: { 'plimsoll/v1': fingerprint },
    ...(fix && fix.edits.length > 0 && { fixes: [fixOf(input, at.path, fix)] }),
    properties: { severity, disposition, aliases, ...(evidence !== undefined && { evidence }) },
  };
}

function artifactOf(path: string) {
  const uri = uriOf(path);
  return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: root };
}

function physicalOf({ sources }: ReportInput, place: Place) {
  const snippet = sources.get(place.path)?.slice(place.span);
  return {
    artifactLocation: artifactOf(place.path),
    region: {
      ...regionOf(place),
      ...(snippet && snippet.length <= longestSnippet && { snippet: { text: snippet } }),
    },
  };
}

const regionOf = ({ start, end }: Place) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

function fixOf(input: ReportInput, path: string, { title, safe, edits }: Fix) {
  return {
    description: { text: title },
    artifactChanges: groupBy(edits, (edit) => edit.path ?? path).map((group) => ({
      artifactLocation: artifactOf(group[0]!.path ?? path),
      replacements: group.map((edit) => ({
        deletedRegion: regionOf(editPlace(input, path, edit)),
        ...(edit.text && { insertedContent: { text: edit.text } }),
      })),
    })),
    properties: { safe },
  };
}

const isSuppressed = ({ disposition }: Judged): boolean =>
  disposition === 'waived' || disposition === 'satisfied';

function suppressionsOf(finding: Judged) {
  if (!isSuppressed(finding)) return [];
  const { waiver, evidence } = finding;
  return [
    {
      kind: waiver?.kind === 'pragma' ? 'inSource' : 'external',
      status: 'accepted',
      justification: waiver ? waiverInWords(waiver) : (evidence ?? 'satisfied elsewhere'),
      ...(waiver && { properties: { source: waiver.source } }),
    },
  ];
}

function invocationOf({ verdict, now, elapsedMs }: ReportInput) {
  return {
    executionSuccessful: true,
    exitCode: verdict.exit,
    ...(now && {
      startTimeUtc: new Date(now.getTime() - (elapsedMs ?? 0)).toISOString(),
      endTimeUtc: now.toISOString(),
    }),
    toolExecutionNotifications: verdict.gaps.map(notificationOf),
  };
}

function notificationOf(gap: Gap) {
  const unseen = isUnseen(gap);
  return {
    descriptor: { id: unseen ? 'not-seen' : 'note', index: unseen ? 0 : 1 },
    level: unseen ? 'warning' : 'note',
    message: { text: plain(gap.path ? `${gap.path}: ${gap.reason}` : gap.reason) },
    ...(gap.path && { locations: [{ physicalLocation: { artifactLocation: artifactOf(gap.path) } }] }),
  };
}
