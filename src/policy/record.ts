import type { Finding } from '../core/finding.ts';

/** A decision record to be written. */
export interface DecisionRecord {
  /** Relative to the folder of the configuration, with `/`. */
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** What the record says beside the finding. */
export interface RecordDetails {
  readonly reason: string;
  readonly owner?: string;
  /** The last day on which the decision holds. */
  readonly until?: string;
  /** The day of the decision, as `2027-01-31`. */
  readonly today: string;
  /** Default: `docs/decisions`. */
  readonly folder?: string;
  /** The names that the folder has already. */
  readonly existing: readonly string[];
  /** The source line that the finding begins on. */
  readonly line?: string;
}

/** The decision record that accepts a finding, under the next free number. */
export const recordFor = (finding: Finding, details: RecordDetails): DecisionRecord => {
  const { folder = 'docs/decisions', existing } = details;
  const place =
    finding.at.target === undefined ? finding.at.path : `${finding.at.path} (${finding.at.target})`;
  const title = `Accept ${finding.rule} in ${place}`;
  const name = `${nextNumber(existing)}-${slug(title)}.md`;
  return { path: `${folder.replace(/\/+$/, '')}/${name}`, title, text: page(title, finding, details) };
};

const page = (title: string, finding: Finding, details: RecordDetails): string => {
  const { reason, owner, until, today, line } = details;
  const ids = finding.aliases.length > 0 ? ` (${finding.aliases.join(', ')})` : '';
  const facts = [
    '- Status: accepted',
    `- Date: ${today}`,
    ...(owner ? [`- Owner: ${owner}`] : []),
    ...(until ? [`- Holds until: ${until}`] : []),
  ];
  const code = line?.trim() ? ['', indented(line.trim())] : [];
  return [
    `# ${title}`,
    '',
    ...facts,
    '',
    '## What was found',
    '',
    `\`${finding.rule}\`${ids}, severity ${finding.severity}, at ${finding.at.path}:${finding.at.start.line}:`,
    '',
    `> ${finding.message.replace(/\s*\n\s*/g, '\n> ')}`,
    ...code,
    '',
    '## Decision',
    '',
    `The finding is accepted: ${reason.trim()}`,
    '',
    '## What would change it',
    '',
    `The repair, when it becomes possible: ${finding.help}`,
    ...(until ? ['', `After ${until} the finding counts again, and this decision has to be made anew.`] : []),
    '',
  ].join('\n');
};

/** One more than the highest number that a file name begins with, as wide as those that are there. */
const nextNumber = (existing: readonly string[]): string => {
  const numbers = existing.flatMap((name) => /^(\d{1,9})(?=[-_. ])/.exec(name)?.[1] ?? []);
  const highest = Math.max(0, ...numbers.map(Number));
  const width = numbers.length > 0 ? Math.max(...numbers.map((number) => number.length)) : 4;
  return String(highest + 1).padStart(width, '0');
};

/** A file name of the words of a title, cut at 60 characters. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 60)
    .replace(/-$/, '');

const indented = (line: string): string => `    ${line}`;
