import type { Finding } from '../core/finding.ts';

/** A decision record to be written. */
export interface DecisionRecord {
  /** Relative to the folder of the configuration, with `/`. */
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** A finding that is accepted, with the source line that it begins on. */
export interface Accepted {
  readonly finding: Finding;
  readonly line?: string;
}

/** What the record says beside the findings. */
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
}

/** The decision record that accepts these findings of one rule, one at least, under the next free number. */
export const recordFor = (accepted: readonly Accepted[], details: RecordDetails): DecisionRecord => {
  const { folder = 'docs/decisions', existing } = details;
  const title = `Accept ${accepted[0]!.finding.rule} in ${placeOf(accepted.map(({ finding }) => finding))}`;
  const name = `${nextNumber(existing)}-${slug(title)}.md`;
  return { path: `${folder.replace(/\/+$/, '')}/${name}`, title, text: page(title, accepted, details) };
};

/** What all of them share: the target, or else the file. */
const placeOf = (findings: readonly Finding[]): string => {
  const [path, ...others] = new Set(findings.map(({ at }) => at.path));
  if (others.length > 0) return `${path} and ${others.length} more file${others.length === 1 ? '' : 's'}`;
  const [target, ...more] = new Set(findings.map(({ at }) => at.target));
  return target === undefined || more.length > 0 ? path! : `${path} (${target})`;
};

const page = (title: string, accepted: readonly Accepted[], details: RecordDetails): string => {
  const { reason, owner, until, today } = details;
  const isOne = accepted.length === 1;
  const facts = [
    '- Status: accepted',
    `- Date: ${today}`,
    ...(owner ? [`- Owner: ${owner}`] : []),
    ...(until ? [`- Holds until: ${until}`] : []),
  ];
  const repairs = new Set(accepted.map(({ finding }) => finding.help));
  return [
    `# ${title}`,
    '',
    ...facts,
    '',
    '## What was found',
    ...accepted.slice(0, LISTED).flatMap(found),
    ...(accepted.length > LISTED ? ['', `And ${accepted.length - LISTED} more.`] : []),
    '',
    '## Decision',
    '',
    `${isOne ? 'The finding is' : `These ${accepted.length} findings are`} accepted: ${reason.trim()}`,
    '',
    '## What would change it',
    '',
    `The repair, when it becomes possible: ${[...repairs].join('; ')}`,
    ...(until
      ? [
          '',
          `After ${until} ${isOne ? 'the finding counts' : 'they count'} again, and this decision has to be made anew.`,
        ]
      : []),
    '',
  ].join('\n');
};

/** A record is for people: the configuration says what the waiver holds for. */
const LISTED = 20;

const found = ({ finding, line }: Accepted): string[] => {
  const { rule, aliases, severity, at, message } = finding;
  const ids = aliases.length > 0 ? ` (${aliases.join(', ')})` : '';
  const place = `${at.path}:${at.start.line}${at.target === undefined ? '' : ` (${at.target})`}`;
  return [
    '',
    `\`${rule}\`${ids}, severity ${severity}, at ${place}:`,
    '',
    `> ${message.replace(/\s*\n\s*/g, '\n> ')}`,
    ...(line?.trim() ? ['', indented(line.trim())] : []),
  ];
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
