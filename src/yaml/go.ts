import { countLeading } from '../core/search.ts';
import type { Span } from '../core/span.ts';
import type { YamlFile, YamlList, YamlMap, YamlNode, YamlProblem, YamlScalar } from './types.ts';

/**
 * What YAML readers written in Go (Compose, Kubernetes and Helm have the same) refuse, and YAML 1.2 takes: characters
 * that cannot be seen, another version of YAML, tabs behind a dash and in blank lines below a text.
 */
export function goProblems({ source, documents }: YamlFile): YamlProblem[] {
  const { text } = source;
  const problems: YamlProblem[] = [];
  const tell = (at: Span, message: string): void => {
    problems.push({ at, message, kind: 'syntax' });
  };
  const control = controlProblem(text);
  if (control) problems.push(control);
  const version = /^%YAML[ \t]+(?!1\.1[ \t\r\n])\S+/m.exec(text);
  if (version && text.slice(0, version.index).search(/^[^#%\s]/m) === -1)
    tell({ start: version.index, end: version.index + version[0].length }, 'only YAML 1.1 is read');
  if (text.includes('\t')) {
    new TabFinder(text, tell).find(documents.flatMap(({ root }) => root ?? []));
  }
  return problems;
}

/** The first character that YAML takes in no version (YAML 1.2.2, 5.1), as written. */
export function controlProblem(text: string): YamlProblem | undefined {
  const start = text.search(UNSEEN);
  if (start === -1) return undefined;
  const code = text.charCodeAt(start).toString(16).toUpperCase().padStart(4, '0');
  const message = `the character U+${code} cannot stand in YAML`;
  return { at: { start, end: start + 1 }, message, kind: 'syntax' };
}

const UNSEEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;

/**
 * In blocks a tab is no indentation, not even in a line that is blank otherwise. It may stand there within quotes, in
 * a collection in brackets, and, deeper than its key, below a text without quotes, which goes on there.
 */
class TabFinder {
  readonly #text: string;
  readonly #tell: (at: Span, message: string) => void;
  /** Where tabs are allowed from which column on; in order. */
  readonly #allowed: { readonly span: Span; readonly column: number }[] = [];

  constructor(text: string, tell: (at: Span, message: string) => void) {
    this.#text = text;
    this.#tell = tell;
  }

  find(roots: readonly YamlNode[]): void {
    for (const root of roots) this.#look(root, -1);
    const line = /^ *\t[ \t]*(?:#.*)?\r?$/gm;
    for (let found = line.exec(this.#text); found; found = line.exec(this.#text)) {
      const at = this.#text.indexOf('\t', found.index);
      if (!this.#mayStand(at, at - found.index))
        this.#tell({ start: at, end: at + 1 }, 'a tab stands where only blanks may indent: take it out');
    }
  }

  #mayStand(at: number, column: number): boolean {
    const index = countLeading(this.#allowed.length, (one) => this.#allowed[one]!.span.start <= at) - 1;
    const last = this.#allowed[index];
    return last !== undefined && at < last.span.end && column >= last.column;
  }

  /** `indent` is the column of the keys or dashes that the value belongs to. */
  #look(node: YamlNode, indent: number): void {
    if (node.alias) return;
    if (node.kind === 'scalar') this.#scalar(node, indent);
    else if (node.flow) this.#allowed.push({ span: node.span, column: 0 });
    else if (node.kind === 'map') this.#map(node);
    else this.#list(node);
  }

  #map(map: YamlMap): void {
    for (const { merged, value, keySpan } of map.entries)
      if (!merged) this.#look(value, columnOf(this.#text, keySpan.start));
  }

  #list(list: YamlList): void {
    for (const item of list.items) {
      let at = (item.alias ?? item.span).start - 1;
      let tab = -1;
      for (; this.#text[at] === ' ' || this.#text[at] === '\t'; at--) if (this.#text[at] === '\t') tab = at;
      if (tab !== -1 && this.#text[at] === '-')
        this.#tell({ start: tab, end: tab + 1 }, 'a tab stands behind this dash: write a blank');
      this.#look(item, columnOf(this.#text, list.span.start));
    }
  }

  #scalar({ style, span }: YamlScalar, indent: number): void {
    if (style !== 'plain') this.#allowed.push({ span, column: 0 });
    else if (span.start < span.end) {
      let { end } = span;
      while (/\s/.test(this.#text[end] ?? '')) end++;
      this.#allowed.push({ span: { start: span.start, end }, column: indent + 1 });
    }
  }
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);
