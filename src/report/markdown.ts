import type { Judged } from '../core/finding.ts';
import { type Gap, isUnseen } from '../core/gap.ts';
import { listed } from '../core/words.ts';
import { unseenGroups, waivedGroups, waiverInWords } from './decisions.ts';
import { count } from './layout.ts';
import { alike, bySeverity, having, isNote, questionsInWords, summaryOf, targetName } from './summary.ts';
import type { Reporter, ReportInput } from './types.ts';
import { clip, oneLine } from './visible.ts';

/** A comment for a pull request: what is over the line as a table, the rest folded away. Never longer than a comment may be. */
export const reporter: Reporter = {
  id: 'markdown',
  render(input) {
    const head = headOf(input);
    const sections = sectionsOf(input);
    const texts = new Map<Section, string>();
    let left = longest - head.length;
    const queue = sections.toSorted((a, b) => a.turn - b.turn);
    for (const [index, section] of queue.entries()) {
      // What comes later keeps enough for its title and the number of what was left out.
      const text = sectionText(section, left - leastRoom * (queue.length - index - 1));
      texts.set(section, text);
      left -= text.length;
    }
    return `${head}${sections.map((section) => texts.get(section)).join('')}`;
  },
};

/** A comment on GitHub holds 65,536 characters. */
const longest = 65_000;
const leastRoom = 600;

/** One part of the comment; `turn` is its place in the queue for room. */
interface Section {
  readonly turn: number;
  readonly open: string;
  readonly rows: readonly { readonly text: string; readonly findings: number }[];
  readonly close: string;
}

function headOf(input: ReportInput): string {
  const { word, parts, why, repair, elapsed } = summaryOf(input);
  // The comment that is not seen lets a bot find and replace its own comment.
  return [
    `<!-- ${input.tool.name.replace(/[^\w-]/g, '')} -->`,
    `**${word}** · ${parts.join(' · ')}${elapsed ? ` · ${elapsed}` : ''}`,
    ...(why ? ['', `It ${why}.`] : []),
    ...(repair ? ['', repair.replace(/plimsoll fix(?: --unsafe)?/, '`$&`')] : []),
    '',
  ].join('\n');
}

function sectionsOf(input: ReportInput): Section[] {
  const { verdict } = input;
  const table = '| Severity | Rule | Place | Finding |\n| --- | --- | --- | --- |\n';
  const rows = (findings: readonly Judged[]) =>
    alike(findings).map((group) => ({ text: rowOf(input, group), findings: group.length }));
  const over = rows(having(verdict, 'over').toSorted(bySeverity));
  const under = rows(having(verdict, 'under').toSorted(bySeverity));
  const satisfied = rows(having(verdict, 'satisfied'));
  const waived = waivedGroups(having(verdict, 'waived')).map(({ where, rules, note, findings }) => ({
    text: `- ${code(where)} ${escape(rules)}: ${prose(waiverInWords(note))}\n`,
    findings: findings.length,
  }));
  const unseen = gapRows(input, isUnseen);
  const notes = gapRows(input, isNote);
  const asked = questionsInWords(verdict.gaps);
  const questions = asked === undefined ? [] : [{ text: `${prose(asked)}\n`, findings: 1 }];
  return [
    { turn: 0, open: `\n${table}`, rows: over, close: '' },
    { turn: 1, open: '\n**Not seen**\n\n', rows: unseen, close: '' },
    { turn: 5, open: folded(`${count(verdict.under)} under the line`, table), rows: under, close: unfolded },
    { turn: 2, open: folded(`${count(verdict.waived)} waived`), rows: waived, close: unfolded },
    {
      turn: 3,
      open: folded(`${count(verdict.satisfied)} satisfied elsewhere`, table),
      rows: satisfied,
      close: unfolded,
    },
    { turn: 4, open: folded('Notes'), rows: notes, close: unfolded },
    { turn: 6, open: '\n', rows: questions, close: '' },
  ].filter((section) => section.rows.length > 0);
}

const folded = (title: string, table = ''): string => `\n<details><summary>${title}</summary>\n\n${table}`;
const unfolded = '\n</details>\n';

/** The section in at most `limit` characters. */
function sectionText({ open, rows, close }: Section, limit: number): string {
  let text = open;
  let left = rows.reduce((sum, row) => sum + row.findings, 0);
  for (const row of rows) {
    if (text.length + row.text.length + close.length + 120 > limit) break;
    text += row.text;
    left -= row.findings;
  }
  const rest =
    left > 0 ? `\n${count(left)} more did not fit into this comment; \`plimsoll check\` shows all.\n` : '';
  return `${text}${rest}${close}`;
}

function rowOf(input: ReportInput, findings: readonly Judged[]): string {
  const { severity, rule, aliases, at, message, fix, help, evidence } = findings[0]!;
  const lines = listed(
    findings.map((finding) => String(finding.at.start.line)),
    6,
  );
  const cells = [
    severity,
    `${ruleLink(input, rule)}${aliases.length > 0 ? `<br><sub>${escape(clip(aliases.join(' · '), 200))}</sub>` : ''}`,
    `${code(clip(at.path, 300))}:${lines}${at.target !== undefined ? ` → ${escape(clip(targetName(at.target), 100))}` : ''}`,
    [
      prose(message),
      ...(evidence ? [`← ${prose(evidence)}`] : []),
      ...(!evidence && (fix || help) ? [`**${fix ? 'fix' : 'help'}** ${prose(fix?.title ?? help)}`] : []),
    ].join('<br>'),
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function gapRows({ verdict }: ReportInput, isOf: (gap: Gap) => boolean) {
  return unseenGroups(verdict.gaps.filter(isOf)).map(({ paths, reason }) => ({
    text: `- ${paths.length > 0 ? `${code(clip(listed(paths), 600))}: ` : ''}${prose(reason)}\n`,
    findings: Math.max(1, paths.length),
  }));
}

function ruleLink({ rules }: ReportInput, rule: string): string {
  const url = rules.get(rule)?.url;
  if (!url || !/^https?:/.test(url) || !URL.canParse(url)) return escape(rule);
  return `[${escape(rule)}](${new URL(url).href.replace(/[()|]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)})`;
}

const code = (text: string): string => `<code>${escape(text)}</code>`;

/** Text in which backticks mark code. */
const prose = (text: string): string =>
  clip(oneLine(text), 600)
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${inert(part)}</code>` : inert(part)))
    .join('');

const escape = (text: string): string => inert(oneLine(text));

/** No character of the text is markup, and the text mentions nobody and links to nothing. */
function inert(text: string): string {
  return text
    .replace(
      /[\\`*[\]!|~<>&$@]|(?<!\w)_|_(?!\w)|^[-+#]|#(?=\d)|:(?=\/\/)|(?<=www)\.|(?<=^\d{1,9})[.)]/gi,
      entity,
    )
    .replace(/&#(?:64|35);/g, '$&&#8203;');
}

const entity = (char: string): string => `&#${char.charCodeAt(0)};`;
