import type { Fix } from '../core/edit.ts';
import type { Disposition, Judged, Place } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import { hunksOf } from './hunks.ts';
import { count } from './layout.ts';
import { escapeHtml, inlineCode, link } from './markup.ts';
import { snippetOf } from './snippet.ts';
import type { ReportInput } from './types.ts';
import { clip, oneLine } from './visible.ts';

/** Findings that say the same, as one: what, where with its source, how to repair it, and what was decided on it. */
export const findingHtml = (input: ReportInput, same: readonly Judged[], id: string): string => {
  const finding = same[0]!;
  const { rule, severity, disposition, aliases, message, at, also } = finding;
  const url = input.rules.get(rule)?.url ?? '';
  const kind = disposition === 'over' ? ` class="over ${severity}"` : '';
  const state = disposition === 'under' ? '' : `<span class="state">${states[disposition]}</span>`;
  const peers = aliases.length > 0 ? `<span class="aliases">${escapeHtml(aliases.join(' · '))}</span>` : '';
  return `<article id="${id}"${kind} data-severity="${severity}" data-disposition="${disposition}" data-count="${same.length}" data-file="${escapeHtml(at.path)}">
<div class="top"><span class="badge ${severity}">${severity}</span><h4>${link(url, rule)}</h4>${state}${peers}</div>
<p>${words(message)}</p>
${sourceHtml(input, at, true)}
${also.map((place) => `${sourceHtml(input, place, false)}${factHtml(place)}`).join('')}${repairHtml(input, finding)}${decisionHtml(finding)}
${othersHtml(input, same.slice(1))}</article>`;
};

/** The other places, each with what is its own. */
function othersHtml(input: ReportInput, others: readonly Judged[]): string {
  if (others.length === 0) return '';
  const places = others.map(
    (finding) =>
      `${sourceHtml(input, finding.at, false)}${finding.fix ? diffHtml(input, finding.at.path, finding.fix) : ''}`,
  );
  return `<details><summary>and ${count(others.length)} more like it</summary>${places.join('')}</details>`;
}

/** The dispositions as a reviewer reads them. */
export const states: Readonly<Record<Disposition, string>> = {
  over: 'over the line',
  under: 'under the line',
  waived: 'waived',
  satisfied: 'satisfied elsewhere',
};

const words = (text: string): string => inlineCode(clip(oneLine(text), 2000));

const codeWidth = 240;
const mostLines = 8;

/** How the fact is known that the finding leans on there. */
const factHtml = ({ fact }: Place): string =>
  fact ? `<p class="soft">${escapeHtml(oneLine(`${fact.known}: ${fact.from}`))}</p>` : '';

function sourceHtml({ sources }: ReportInput, place: Place, context: boolean): string {
  const source = sources.get(place.path);
  if (!source) return `<p class="soft">${escapeHtml(place.path)}, line ${place.start.line}</p>`;
  const first = snippetOf(source, place, codeWidth);
  const last = first.lastLine ?? first.line;
  const shown = Math.min(last, first.line + mostLines - 1);
  const lines = [
    ...(context && first.line > 1 ? [nearLine(source, first.line - 1)] : []),
    ...range(first.line, shown).map((line) => markedLine(source, place, line)),
    ...(shown < last ? [`<div class="near"><i></i>… to line ${last}</div>`] : []),
    ...(context && hasText(source, last + 1) && shown === last ? [nearLine(source, last + 1)] : []),
  ];
  return `<div class="code" role="group" aria-label="${escapeHtml(place.path)}, line ${first.line}" tabindex="0">${lines.join('')}</div>`;
}

/** Behind a last line feed there is no line to show. */
const hasText = (source: Source, line: number): boolean =>
  (source.lineStarts[line - 1] ?? source.text.length) < source.text.length;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

function nearLine(source: Source, line: number): string {
  const { start } = source.lineSpan(line);
  const { after } = snippetOf(source, placeIn(source, start, start), codeWidth);
  return `<div class="near"><i>${line}</i>${escapeHtml(after)}</div>`;
}

function markedLine(source: Source, place: Place, line: number): string {
  const whole = source.lineSpan(line);
  const indent =
    line > place.start.line
      ? (/^\s*/.exec(source.text.slice(whole.start, whole.start + 200))?.[0].length ?? 0)
      : 0;
  const start = Math.max(place.span.start, whole.start + indent);
  const { before, marked, after } = snippetOf(
    source,
    placeIn(source, Math.min(start, whole.end), Math.max(start, Math.min(place.span.end, whole.end))),
    codeWidth,
  );
  return `<div><i>${line}</i><span>${escapeHtml(before)}<mark>${escapeHtml(marked)}</mark>${escapeHtml(after)}</span></div>`;
}

const placeIn = (source: Source, start: number, end: number): Place => ({
  path: source.path,
  span: { start, end },
  start: source.position(start),
  end: source.position(end),
});

function repairHtml(input: ReportInput, { fix, help, at }: Judged): string {
  if (!fix) return help ? `<p><strong>To repair:</strong> ${words(help)}</p>` : '';
  const how = fix.safe
    ? '<code>plimsoll fix</code> does this'
    : '<code>plimsoll fix --unsafe</code> does this; it may change behaviour';
  return `<details open><summary><strong>Fix:</strong> ${words(fix.title)} <span class="soft">(${how})</span></summary>${diffHtml(input, at.path, fix)}</details>`;
}

function diffHtml(input: ReportInput, path: string, fix: Fix): string {
  return hunksOf(input, path, fix)
    .map((hunk) => {
      const file = hunk.path === path ? '' : `<div class="near"><i></i>${escapeHtml(hunk.path)}</div>`;
      const lines = [
        ...hunk.removed.map((text, index) => diffLine('gone', '−', hunk.line + index, text)),
        ...hunk.added.map((text, index) => diffLine('come', '+', hunk.line + index, text)),
      ];
      const rest =
        lines.length > 60 ? [`<div class="near"><i></i>… ${lines.length - 60} more lines</div>`] : [];
      return `<div class="code" role="group" aria-label="Change" tabindex="0">${file}${lines.slice(0, 60).join('')}${rest.join('')}</div>`;
    })
    .join('');
}

const diffLine = (kind: 'gone' | 'come', sign: string, line: number, text: string): string =>
  `<div class="${kind}"><i>${line}</i><b>${sign}</b>${escapeHtml(clip(text, 400))}</div>`;

function decisionHtml({ disposition, waiver, evidence }: Judged): string {
  if (evidence) {
    const label = disposition === 'satisfied' ? 'Satisfied by' : 'But';
    return `<p class="note"><strong>${label}</strong> ${words(evidence)}</p>`;
  }
  if (!waiver) return '';
  const parts = [
    `<strong>Waived:</strong> ${words(waiver.reason)}`,
    ...(waiver.owner ? [`owner ${escapeHtml(waiver.owner)}`] : []),
    waiver.until ? `until ${escapeHtml(waiver.until)}` : 'no expiry',
    ...(waiver.record
      ? [`record ${escapeHtml(waiver.record.title)} (<code>${escapeHtml(waiver.record.path)}</code>)`]
      : []),
    `decided in <code>${escapeHtml(waiver.source)}</code>`,
  ];
  return `<p class="note">${parts.join(' · ')}</p>`;
}
