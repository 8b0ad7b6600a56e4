import type { Judged } from '../core/finding.ts';
import { type Gap, isUnseen } from '../core/gap.ts';
import { type Severity, severities } from '../core/severity.ts';
import { unseenGroups, waivedGroups } from './decisions.ts';
import { findingHtml, states } from './html-finding.ts';
import { pageFrame } from './html-page.ts';
import { count } from './layout.ts';
import { escapeHtml, inlineCode, link, pageHtml } from './markup.ts';
import { alike, groupBy, having, isNote, questionsInWords, summaryOf, targetName } from './summary.ts';
import type { Reporter, ReportInput } from './types.ts';
import { clip, oneLine } from './visible.ts';

/** One self-contained page for a reviewer: no network, light and dark, works without script, prints. */
export const reporter: Reporter = {
  id: 'html',
  render(input) {
    const { word } = summaryOf(input);
    const body = [
      '<a class="skip" href="#findings">Skip to the findings</a>',
      headerHtml(input),
      '<main>',
      findingsHtml(input),
      waiversHtml(input),
      gapsHtml(input),
      filesHtml(input),
      rulesHtml(input),
      '</main>',
      footerHtml(input),
    ];
    return pageFrame(`${word}: ${escapeHtml(input.tool.name)} report`, body.filter(Boolean).join('\n'));
  },
};

function headerHtml(input: ReportInput): string {
  const { word, parts, why, repair } = summaryOf(input);
  return `<header>
<div>
<p class="brand"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="7.5"/><path d="M0 12h24"/></svg>${escapeHtml(input.tool.name)} ${escapeHtml(input.tool.version)}</p>
<h1 class="${word}">${word}</h1>
<p class="lede">${parts.map((part) => `<span>${escapeHtml(part)}</span>`).join(' · ')}</p>
${[...(why ? [`It ${why}.`] : []), ...(repair ? [repair] : [])].map((text) => `<p class="soft">${escapeHtml(text)}</p>`).join('\n')}
</div>
${scaleHtml(input)}
</header>`;
}

/** The severities as a scale with the line drawn where it lies. */
function scaleHtml({ verdict: { findings, line } }: ReportInput): string {
  const counts = severities.map((severity) => {
    const of = findings.filter((finding) => finding.severity === severity);
    return {
      severity,
      over: of.filter(({ disposition }) => disposition === 'over').length,
      all: of.filter(({ disposition }) => disposition === 'over' || disposition === 'under').length,
    };
  });
  const most = Math.max(1, ...counts.map(({ all }) => all));
  const rows = counts.map(({ severity, over, all }) => {
    const share = (number: number) => ((100 * number) / most).toFixed(1);
    return `<tr class="${severity}"><th scope="row">${severity}</th><td><svg aria-hidden="true"><rect class="faint" width="${share(all)}%" height="100%"/><rect width="${share(over)}%" height="100%"/></svg></td><td>${count(all)}</td></tr>${
      severity === line ? '<tr class="line"><td colspan="3"><span>the line</span></td></tr>' : ''
    }`;
  });
  return `<table class="scale"><caption>Open findings by severity${line === 'none' ? '; no line is set' : ''}</caption><tbody>${rows.join('')}</tbody></table>`;
}

function findingsHtml(input: ReportInput): string {
  const { findings } = input.verdict;
  if (findings.length === 0) return '<h2 id="findings">Findings</h2><p>Nothing was found.</p>';
  const groups = groupBy(findings, ({ at }) => JSON.stringify([at.path, at.target]));
  const isOver = (group: readonly Judged[]) =>
    Number(group.some(({ disposition }) => disposition === 'over'));
  let number = 0;
  const sections = groups
    .sort((a, b) => isOver(b) - isOver(a))
    .map((group) => {
      const { path, target } = group[0]!.at;
      const title = `${escapeHtml(path)}${target ? ` → ${escapeHtml(targetName(target))}` : ''}`;
      const articles = alike(group).map((same) => findingHtml(input, same, `f${++number}`));
      return `<section class="group"><h3>${title}</h3>${articles.join('\n')}</section>`;
    });
  return `<h2 id="findings">Findings</h2>
${filterHtml(findings)}
${sections.join('\n')}`;
}

/** Shown by the script, for without it nothing can be filtered. */
function filterHtml(findings: readonly Judged[]): string {
  const files = [...new Set(findings.map(({ at }) => at.path))];
  const box = (name: string, value: string, label: string, checked: boolean) =>
    `<label><input type="checkbox" name="${name}" value="${value}"${checked ? ' checked' : ''}>${label}</label>`;
  const present = (of: Severity) => findings.some(({ severity }) => severity === of);
  const dispositions = Object.entries(states).filter(([of]) =>
    findings.some(({ disposition }) => disposition === of),
  );
  const open = dispositions.some(([of]) => of === 'over' || of === 'under');
  return `<form class="filter" role="search" aria-label="Filter the findings" hidden>
<input type="search" placeholder="Search (press /)" aria-label="Search the findings">
<select aria-label="File"><option value="">all files</option>${files.map((path) => `<option value="${escapeHtml(path)}">${escapeHtml(path)}</option>`).join('')}</select>
<fieldset><legend class="hide">Severity</legend>${severities
    .filter(present)
    .map((severity) => box('severity', severity, severity, true))
    .join('')}</fieldset>
<fieldset><legend class="hide">Disposition</legend>${dispositions
    .map(([of, label]) => box('disposition', of, label, !open || of === 'over' || of === 'under'))
    .join('')}</fieldset>
<output role="status"></output>
</form>`;
}

function waiversHtml({ verdict }: ReportInput): string {
  const groups = waivedGroups(having(verdict, 'waived'));
  if (groups.length === 0) return '';
  const rows = groups.map(({ where, rules, note }) =>
    [
      `<strong>${escapeHtml(where)}</strong><br>${escapeHtml(rules)}`,
      `${inlineCode(clip(oneLine(note.reason), 2000))}${
        note.record
          ? `<br>${escapeHtml(note.record.title)} (<code>${escapeHtml(note.record.path)}</code>)`
          : ''
      }`,
      escapeHtml(note.owner ?? '–'),
      escapeHtml(note.until ?? 'no expiry'),
      `<code>${escapeHtml(note.source)}</code>`,
    ]
      .map((cell) => `<td>${cell}</td>`)
      .join(''),
  );
  const titles = ['Findings', 'Reason', 'Owner', 'Until', 'Decided in'];
  return `<h2>Waived</h2>
<div class="table" role="group" aria-label="Waivers" tabindex="0"><table><thead><tr>${titles.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row}</tr>`).join('')}</tbody></table></div>`;
}

function gapsHtml({ verdict }: ReportInput): string {
  const list = (title: string, isOf: (gap: Gap) => boolean) => {
    const groups = unseenGroups(verdict.gaps.filter(isOf));
    if (groups.length === 0) return '';
    const items = groups.map(
      ({ paths, reason }) =>
        `<li>${paths.map((path) => `<code>${escapeHtml(path)}</code>`).join(', ')}${paths.length > 0 ? ': ' : ''}${inlineCode(oneLine(reason))}</li>`,
    );
    return `<h2>${title}</h2>\n<ul class="list">${items.join('')}</ul>`;
  };
  return [
    list('Not seen', isUnseen),
    list('Notes', isNote),
    list(questionsInWords(verdict.gaps) ?? '', ({ kind }) => kind === 'question'),
  ]
    .filter(Boolean)
    .join('\n');
}

function filesHtml({ verdict: { files, findings } }: ReportInput): string {
  const found = new Set(findings.map(({ at }) => at.path));
  const items = files.map(
    (path) =>
      `<li><code>${escapeHtml(path)}</code>${found.has(path) ? '' : ' <span class="soft">nothing found</span>'}</li>`,
  );
  return `<h2>Judged</h2>
<details><summary>${count(files.length, 'file')}</summary><ul class="list">${items.join('')}</ul></details>`;
}

/** The rules that have findings, with their pages where the caller has loaded them. */
function rulesHtml({ verdict, rules }: ReportInput): string {
  const names = [...new Set(verdict.findings.map(({ rule }) => rule))].sort();
  const entries = names.flatMap((name) => {
    const rule = rules.get(name);
    if (!rule) return [];
    const peers =
      rule.aliases.length > 0
        ? `<p class="soft">Also known as ${escapeHtml(rule.aliases.join(', '))}</p>`
        : '';
    const page = rule.page ? pageHtml(rule.page, 4) : `<p>${inlineCode(oneLine(rule.help))}</p>`;
    return [
      `<details class="rule"><summary><strong>${escapeHtml(name)}</strong> <span>${escapeHtml(rule.title)}</span></summary><div class="page">${page}${peers}<p>${link(rule.url, rule.url)}</p></div></details>`,
    ];
  });
  return entries.length > 0 ? `<h2>Rules</h2>\n${entries.join('\n')}` : '';
}

function footerHtml({ tool, now, elapsedMs }: ReportInput): string {
  const parts = [
    `${escapeHtml(tool.name)} ${escapeHtml(tool.version)}`,
    ...(now
      ? [
          `<time datetime="${now.toISOString()}">${now.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`,
        ]
      : []),
    ...(elapsedMs !== undefined ? [`${(elapsedMs / 1000).toFixed(2)} s`] : []),
  ];
  return `<footer>${parts.join(' · ')}</footer>`;
}
