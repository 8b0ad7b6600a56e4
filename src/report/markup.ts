import { visible } from './visible.ts';

/** Text as HTML, in elements and in quoted attributes; hidden characters are shown. */
export const escapeHtml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (char) => entities[char] ?? char);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A sentence in which backticks mark code. */
export const inlineCode = (text: string): string =>
  text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
    .join('');

/** A link where the address is one of the web, else the text alone. */
export const link = (url: string, text: string): string =>
  /^https?:\/\//.test(url) && URL.canParse(url)
    ? `<a href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(text)}</a>`
    : escapeHtml(text);

/**
 * The Markdown of rule pages as HTML: headings, paragraphs, lists, fenced code, tables as they are written, and
 * code, strong text and links within. Anything else is text; no HTML passes through. Headings begin at `level`.
 */
export const pageHtml = (markdown: string, level: number): string => {
  const lines = visible(markdown.replace(/\r\n?/g, '\n')).split('\n');
  const blocks: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const taken = blockAt(lines, at, level);
    if (taken.html) blocks.push(taken.html);
    at = taken.next;
  }
  return blocks.join('\n');
};

interface Block {
  readonly html: string;
  readonly next: number;
}

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^(#{1,6}) +(.+)$/;
const bullet = /^ {0,3}(?:[-*]|\d{1,9}[.)]) +/;

function blockAt(lines: readonly string[], at: number, level: number): Block {
  const line = lines[at]!;
  const fenced = fence.exec(line)?.[1];
  if (fenced) return fencedAt(lines, at, fenced);
  const title = heading.exec(line);
  if (title) {
    const depth = Math.min(6, level - 1 + title[1]!.length);
    return { html: `<h${depth}>${inline(title[2]!)}</h${depth}>`, next: at + 1 };
  }
  if (line.trim() === '') return { html: '', next: at + 1 };
  if (line.startsWith('|')) return tableAt(lines, at);
  return bullet.test(line) ? listAt(lines, at) : paragraphAt(lines, at);
}

function fencedAt(lines: readonly string[], at: number, opening: string): Block {
  let end = at + 1;
  while (end < lines.length && !lines[end]!.trim().startsWith(opening)) end++;
  return {
    html: `<pre><code>${escapeHtml(lines.slice(at + 1, end).join('\n'))}</code></pre>`,
    next: end + 1,
  };
}

function tableAt(lines: readonly string[], at: number): Block {
  let end = at;
  while (lines[end]?.startsWith('|')) end++;
  return { html: `<pre>${escapeHtml(lines.slice(at, end).join('\n'))}</pre>`, next: end };
}

function listAt(lines: readonly string[], at: number): Block {
  const tag = /^ *\d/.test(lines[at]!) ? 'ol' : 'ul';
  const items: string[] = [];
  let end = at;
  for (; end < lines.length && lines[end]!.trim() !== '' && !fence.test(lines[end]!); end++) {
    const line = lines[end]!;
    if (bullet.test(line)) items.push(line.replace(bullet, ''));
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return { html: `<${tag}>${items.map((item) => `<li>${inline(item)}</li>`).join('')}</${tag}>`, next: end };
}

function paragraphAt(lines: readonly string[], at: number): Block {
  let end = at + 1;
  const goesOn = (line: string | undefined): line is string =>
    line !== undefined &&
    line.trim() !== '' &&
    !fence.test(line) &&
    !heading.test(line) &&
    !bullet.test(line);
  while (goesOn(lines[end])) end++;
  return { html: `<p>${inline(lines.slice(at, end).join(' '))}</p>`, next: end };
}

/** Code first, so that nothing within it is read as anything else. */
function inline(text: string): string {
  return text
    .split(/`([^`]*)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : linked(part)))
    .join('');
}

function linked(text: string): string {
  return text
    .split(/\[([^[\]]*)\]\(([^()\s]*)\)/)
    .map((part, index, parts) => {
      if (index % 3 === 2) return '';
      return index % 3 === 1 ? link(parts[index + 1] ?? '', part) : strong(part);
    })
    .join('');
}

const strong = (text: string): string => escapeHtml(text).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
