import type { KnownFact } from '../core/facts.ts';
import type { Judged, Place } from '../core/finding.ts';
import { isUnseen } from '../core/gap.ts';
import { listed } from '../core/words.ts';
import { unseenGroups, waivedGroups, waiverInWords } from './decisions.ts';
import { count, type Style, styleOf, wrap } from './layout.ts';
import { snippetOf } from './snippet.ts';
import {
  alike,
  common,
  groupBy,
  having,
  isNote,
  questionsInWords,
  summaryOf,
  targetName,
} from './summary.ts';
import type { Reporter, ReportInput } from './types.ts';
import { clip, columns, oneLine } from './visible.ts';

/** For people at a terminal: findings by file and target with their source lines, then what was decided, then the verdict. */
export const reporter: Reporter = {
  id: 'text',
  render(input) {
    const page = pageOf(input);
    const blocks = [
      ...findingBlocks(page),
      ...(input.quiet ? [] : [...satisfiedBlock(page), ...waivedBlock(page), ...unseenBlock(page)]),
      lastLines(page),
    ];
    return inert(`${blocks.map((block) => block.join('\n')).join('\n\n')}\n`);
  },
};

/** Build services read commands out of logs: `::name::` at the head of a line, `##[name]` and `##vso[…]` anywhere. */
const inert = (text: string): string =>
  text.replace(/^([ \t]*)::/gm, '$1: :').replace(/##(?=[A-Za-z]*\[)/g, '# #');

/** The column at which messages begin; severity, line numbers and labels stand before it. */
const indent = 12;
/** Identical findings are shown at this many places, then counted. */
const shownPlaces = 3;
const longestMessage = 600;

interface Page {
  readonly input: ReportInput;
  readonly style: Style;
  readonly width: number;
}

const pageOf = (input: ReportInput): Page => ({
  input,
  style: styleOf(input.color),
  width: Math.max(40, Math.min(120, input.width ?? 80)),
});

function findingBlocks(page: Page): string[][] {
  const shown = page.input.verdict.findings.filter(
    ({ disposition }) => disposition === 'over' || (disposition === 'under' && !page.input.quiet),
  );
  const told = page.input.verbose ? [] : common(shown);
  const isTold = new Set(told.flat());
  const toldOf = Map.groupBy(told, ([first]) => first!.at.path);
  return groupBy(shown, ({ at }) => at.path).flatMap((ofFile) => {
    const { path } = ofFile[0]!.at;
    return [
      ...groupBy(toldOf.get(path) ?? [], targetsOf).flatMap((groups) => [
        [page.style.bold(`${oneLine(path)} → ${targetsOf(groups[0]!)}`)],
        ...groups.map((findings) => findingBlock(page, findings, 1)),
      ]),
      ...groupBy(
        ofFile.filter((finding) => !isTold.has(finding)),
        ({ at }) => at.target ?? '',
      ).flatMap((group) => targetBlocks(page, group)),
    ];
  });
}

/** `web, api and 2 more`. */
const targetsOf = (findings: readonly Judged[]): string =>
  listed([...new Set(findings.map(({ at }) => oneLine(targetName(at.target!))))], shownPlaces);

function targetBlocks(page: Page, group: readonly Judged[]): string[][] {
  const { path, target } = group[0]!.at;
  const title = target ? `${oneLine(path)} → ${oneLine(targetName(target))}` : oneLine(path);
  const blocks = page.input.verbose ? group.map((finding) => [finding]) : alike(group);
  return [[page.style.bold(title)], ...blocks.map((findings) => findingBlock(page, findings))];
}

function findingBlock(page: Page, findings: readonly Judged[], most = shownPlaces): string[] {
  const first = findings[0]!;
  const shown = findings.length > most + 1 ? findings.slice(0, most) : findings;
  const rest = findings.slice(shown.length);
  const oneRepair = findings.every((finding) => repairOf(finding) === repairOf(first));
  return [
    ...titleLines(page, first),
    ...body(page, clip(oneLine(first.message), page.input.verbose ? 20_000 : longestMessage)),
    ...shown.flatMap((finding) => [
      ...placeLines(page, finding),
      ...(oneRepair ? [] : repairLines(page, finding)),
    ]),
    ...(rest.length > 0
      ? body(page, `and ${count(rest.length)} more like it: ${lineList(rest)}`, page.style.dim)
      : []),
    ...(oneRepair ? repairLines(page, first) : []),
    ...evidenceLines(page, first),
    ...(page.input.verbose ? verboseLines(page, first) : []),
  ];
}

/** `● high      run-as-root            DL3002 · DS-0002`; the dot says “over the line” where there is no colour. */
function titleLines({ style, width }: Page, { severity, rule, aliases, disposition }: Judged): string[] {
  const over = disposition === 'over';
  const mark = over ? `${style.severity(severity, '●')} ` : '  ';
  const name = over ? style.bold(oneLine(rule)) : oneLine(rule);
  const title = `${mark}${style.severity(severity, severity.padEnd(8))}  ${name}`;
  const peers = aliases.map(oneLine).join(' · ');
  if (!peers) return [title];
  const room = width - indent - columns(oneLine(rule)) - columns(peers);
  if (room >= 2) return [`${title}${' '.repeat(room)}${style.dim(peers)}`];
  return [title, ...wrap(peers, width - indent).map((line) => `${' '.repeat(indent)}${style.dim(line)}`)];
}

/** Wrapped text at the message's column, with a label before its first line. */
function body({ style, width }: Page, text: string, paint = (line: string) => line, label = ''): string[] {
  return wrap(text, width - indent).map((line, index) => {
    const shown = index === 0 ? label : '';
    return `${' '.repeat(indent - 2 - shown.length)}${style.dim(shown)}  ${paint(line)}`;
  });
}

/** The line of the place with its mark, and the lines that the finding leans on. */
function placeLines(page: Page, finding: Judged): string[] {
  const { at, also } = finding;
  if (at.image && at.image.config === undefined)
    return [at, ...also].flatMap((place) => imageLines(page, place));
  const leans = also.slice(0, page.input.verbose ? also.length : 2);
  const lines = new Map(leans.map((place) => [`${place.path}:${place.start.line}`, place]));
  lines.delete(`${at.path}:${at.start.line}`);
  const sameFile = [...lines.values()]
    .filter((place) => place.path === at.path)
    .sort((a, b) => a.start.line - b.start.line);
  const elsewhere = [...lines.values()].filter((place) => place.path !== at.path);
  const before = sameFile.filter((place) => place.start.line < at.start.line);
  const after = sameFile.filter((place) => place.start.line > at.start.line);
  return [
    ...before.flatMap((place) => sourceLine(page, place)),
    ...sourceLine(page, at),
    ...markLine(page, finding),
    ...after.flatMap((place) => sourceLine(page, place)),
    ...elsewhere.flatMap((place) =>
      body(
        page,
        `${oneLine(place.path)}:${place.start.line}${place.fact ? `, ${knownBy(place.fact)}` : ''}`,
        page.style.dim,
        'see',
      ),
    ),
    ...sameFile.flatMap((place) =>
      place.fact ? body(page, knownBy(place.fact), page.style.dim, 'fact') : [],
    ),
  ];
}

/** The file of an image with the layer that it comes from, and the instruction that made that. */
function imageLines(page: Page, { path: image, image: place, start }: Place): string[] {
  if (!place) return body(page, `${oneLine(image)}:${start.line}`, page.style.dim, 'see');
  const { path, layer } = place;
  const from =
    layer && `layer ${layer.index + 1}${layer.createdBy === undefined ? '' : `: ${layer.createdBy}`}`;
  return [
    ...(path === undefined ? [] : body(page, oneLine(path), undefined, 'file')),
    ...(from === undefined ? [] : body(page, clip(oneLine(from), codeWidth(page)), page.style.dim, 'from')),
  ];
}

/** `predicted by USER at line 12`; a base image by its name is known, and not read. */
const knownBy = ({ known, from }: KnownFact): string =>
  oneLine(known === 'unknown' ? `not known: ${from}` : from ? `${known} by ${from}` : known);

const codeWidth = (page: Page): number => page.width - indent - 2;

function sourceLine(page: Page, place: Place): string[] {
  const source = page.input.sources.get(place.path);
  const { style } = page;
  if (!source) return body(page, `${place.start.line}`, style.dim, 'line');
  const { line, before, marked, after } = snippetOf(source, place, codeWidth(page));
  const code = `${before}${marked}${after}`;
  return [`${style.dim(`${line}`.padStart(indent - 1))} ${style.dim('│')}${code && ` ${code}`}`];
}

function markLine(page: Page, { at: place, severity }: Judged): string[] {
  const source = page.input.sources.get(place.path);
  if (!source) return [];
  const { style } = page;
  const { before, marked, lastLine } = snippetOf(source, place, codeWidth(page));
  const run = '^'.repeat(Math.max(1, columns(marked)));
  const note = lastLine ? ` to line ${lastLine}` : '';
  const fits = columns(before) + run.length + note.length <= codeWidth(page);
  const mark = `${style.severity(severity, run)}${fits ? style.dim(note) : ''}`;
  return [`${' '.repeat(indent)}${style.dim('│')} ${' '.repeat(columns(before))}${mark}`];
}

const repairOf = ({ fix, help }: Judged): string => (fix ? fix.title : help);

function repairLines(page: Page, { fix, help }: Judged): string[] {
  if (fix) {
    const title = clip(oneLine(fix.title), longestMessage);
    return body(page, fix.safe ? title : `${title} (with --unsafe)`, page.style.good, 'fix');
  }
  return help ? body(page, clip(oneLine(help), longestMessage), undefined, 'help') : [];
}

function evidenceLines(page: Page, { evidence }: Judged): string[] {
  return evidence ? body(page, oneLine(evidence), undefined, 'but') : [];
}

function verboseLines(page: Page, { fix, help, rule }: Judged): string[] {
  const url = page.input.rules.get(rule)?.url;
  return [
    ...(fix && help ? body(page, oneLine(help), undefined, 'help') : []),
    ...(url ? body(page, oneLine(url), page.style.dim, 'page') : []),
  ];
}

/** `lines 3, 9, 14`, or the files of an image, at most forty of them. */
function lineList(findings: readonly Judged[]): string {
  const paths = findings.flatMap(({ at }) => at.image?.path ?? []);
  if (paths.length > 0) return listed(paths.map(oneLine), 40);
  const lines = findings.map((finding) => finding.at.start.line);
  return `${lines.length === 1 ? 'line' : 'lines'} ${lines.slice(0, 40).join(', ')}${lines.length > 40 ? ', …' : ''}`;
}

function satisfiedBlock(page: Page): string[][] {
  const satisfied = having(page.input.verdict, 'satisfied');
  return section(
    page,
    'Satisfied elsewhere',
    satisfied.map(({ at, rule, message, evidence }) => ({
      head: `${oneLine(at.path)}${at.target ? ` → ${oneLine(targetName(at.target))}` : ''}  ${oneLine(rule)}`,
      text: `${oneLine(message)}${evidence ? ` ← ${oneLine(evidence)}` : ''}`,
    })),
  );
}

function waivedBlock(page: Page): string[][] {
  return section(
    page,
    'Waived',
    waivedGroups(having(page.input.verdict, 'waived')).map(({ where, rules, note }) => ({
      head: `${oneLine(where)}  ${oneLine(rules)}`,
      text: `${oneLine(waiverInWords(note))}${page.input.verbose ? ` [${oneLine(note.source)}]` : ''}`,
    })),
  );
}

function unseenBlock(page: Page): string[][] {
  const { gaps } = page.input.verdict;
  const entries = (some: typeof gaps) =>
    unseenGroups(some).map(({ paths, reason }) => ({
      head: listed(paths.map(oneLine), page.input.verbose ? paths.length : 3),
      text: oneLine(reason),
    }));
  return [
    ...section(page, 'Not seen', entries(gaps.filter(isUnseen))),
    ...section(page, 'Note', entries(gaps.filter(isNote))),
    ...questionsBlock(page),
  ];
}

/** What rules could not decide: how much of it, and with --verbose each. */
function questionsBlock(page: Page): string[][] {
  const { gaps } = page.input.verdict;
  const told = questionsInWords(gaps);
  if (told === undefined) return [];
  const width = page.width;
  if (!page.input.verbose) return [wrap(`${told} (--verbose says why)`, width).map(page.style.dim)];
  return section(
    page,
    oneLine(told),
    gaps
      .filter(({ kind }) => kind === 'question')
      .map(({ path, reason }) => ({ head: '', text: `${oneLine(path)}, ${oneLine(reason)}` })),
  );
}

interface Entry {
  readonly head: string;
  readonly text: string;
}

/** A titled list: what it is about on the first line, what is to say of it below. */
function section({ style, width }: Page, title: string, entries: readonly Entry[]): string[][] {
  if (entries.length === 0) return [];
  const lines = entries.flatMap(({ head, text }) => [
    ...(head ? wrap(head, width - 2).map((line) => `  ${line}`) : []),
    ...wrap(clip(text, longestMessage), width - 4).map((line) => `${head ? '    ' : '  '}${style.dim(line)}`),
  ]);
  return [[style.bold(title), ...lines]];
}

/** The verdict; what does not fit beside it moves to the lines below. */
function lastLines({ input, style, width }: Page): string[] {
  const { word, parts, why, repair, elapsed } = summaryOf(input);
  const paint = { PASS: style.good, FAIL: style.bad, UNSEEN: style.warn }[word];
  const lead = ' '.repeat(word.length + 2);
  const counts = joined(parts, width - lead.length);
  const repairs = repair && !input.quiet ? wrap(repair, width - lead.length) : [];
  const lines = [...counts, ...(why ? wrap(why, width - lead.length) : []), ...repairs];
  const room = width - lead.length - (elapsed?.length ?? 0) - 3;
  const timed = lines.findIndex((line, index) => index >= counts.length - 1 && columns(line) <= room);
  return lines.map((line, index) => {
    const text = repairs.includes(line) ? style.dim(line) : line;
    const time =
      elapsed && index === (timed < 0 ? counts.length - 1 : timed) ? `   ${style.dim(elapsed)}` : '';
    return `${index === 0 ? `${style.bold(paint(word))}  ` : lead}${text}${time}`;
  });
}

/** Parts with dots between, broken only between parts. */
function joined(parts: readonly string[], room: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && columns(last) + columns(part) + 3 <= room)
      lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(part);
  }
  return lines;
}
