import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlFile } from '../../yaml/types.ts';
import { siteOfFound } from '../origin/found.ts';
import { graft, type Stock } from '../origin/graft.ts';
import { isName, targetAt } from '../origin/target.ts';
import type { Origin } from '../origin/types.ts';
import { type Alignment, trimmed } from './align.ts';
import { type Cause, Explanation, type Making } from './explain.ts';
import { frameOf } from './frame.ts';
import { ROOT } from './meaning.ts';
import type { Template } from './types.ts';
import { type Written, writtenBy } from './written.ts';

/** Carries places of one rendered text back. */
export class Origins {
  readonly #rendered: Source;
  readonly #template: Template;
  readonly #lines: readonly (number | undefined)[];
  readonly #making: Making;
  readonly #causes = new Map<number, Cause>();
  #read: { file: YamlFile; top: Written; explanation: Explanation } | undefined;

  /** @param lines by line of the text from 0, the template's line from 1 that it is from */
  constructor(rendered: Source, template: Template, lines: readonly (number | undefined)[], making: Making) {
    this.#rendered = rendered;
    this.#template = template;
    this.#lines = lines;
    this.#making = making;
  }

  origin({ span }: Site): Origin {
    const { source } = this.#template;
    const number = this.#rendered.lineOf(span.start);
    const cause = this.#causeOf(number);
    if (!cause) return near(source, trimmed(source.text, source.lineSpan(1)));
    const { file, explanation } = this.#reading();
    const lineEnd = trimmed(this.#rendered.text, this.#rendered.lineSpan(number)).end;
    const target = targetAt(file, span);
    for (const { alignment, written, line } of cause.outer ? [cause.outer, cause] : [cause]) {
      const literal = alignment && literalOf(written.source, alignment, span, lineEnd);
      if (literal) return literal;
      // What names a container is told where the container is written, wherever its name is from.
      if (target && isName(target) && alignment && alignment.score > 0)
        return { source: written.source, span: trimmed(written.source.text, line.span), how: 'literal' };
    }
    const value = explanation.value(cause.line.refs, target) ?? explanation.given(cause.line.calls, target);
    if (!value) {
      const { written, line } = cause;
      return near(written.source, trimmed(written.source.text, line.span));
    }
    const { found } = value;
    const isKey = target?.isKey === true || value.isKey === true;
    return { ...siteOfFound(found, isKey), how: 'value' };
  }

  /** The rendered text with every part that is written somewhere in place of itself, as `graft` says. */
  grafted(): YamlFile {
    const { file, explanation } = this.#reading();
    const stock: Stock = {
      found: (target) => {
        const cause = this.#causeOf(this.#rendered.lineOf(target.node.span.start));
        return cause && explanation.exact(cause.line.refs, target);
      },
      literal: (span) => {
        const { source, span: own, how } = this.origin({ source: this.#rendered, span });
        const isSame = source.slice(own) === this.#rendered.slice(span);
        return how === 'literal' && isSame ? { source, span: own } : undefined;
      },
      frame: (map) => {
        const cause = this.#causeOf(this.#rendered.lineOf(map.entries[0]!.keySpan.start));
        const own = cause?.outer ?? cause;
        return own?.alignment && own.alignment.score > 0
          ? frameOf(map, own.written, own.line.line, explanation)
          : undefined;
      },
    };
    const documents = file.documents.map(({ root, span }) =>
      root ? { root: graft(root, stock), span } : { span },
    );
    return { ...file, documents };
  }

  /** What a rendered line has come of; undefined: that is not known. */
  #causeOf(number: number): Cause | undefined {
    const line = this.#lines[number - 1];
    if (line === undefined) return undefined;
    const known = this.#causes.get(number) ?? this.#cause(line, number);
    this.#causes.set(number, known);
    return known;
  }

  /** The line as marked; where its text cannot be from there, a line before whose actions have written it. */
  #cause(line: number, number: number): Cause {
    const { top, explanation } = this.#reading();
    const marked = explanation.cause(top, top.line(line), number);
    let best = marked;
    for (let before = line - 1; best.score === 0 && before > 0 && before > line - 10; before--)
      best = explanation.cause(top, top.line(before), number);
    return best.score > 0 ? best : marked;
  }

  #reading() {
    if (!this.#read) {
      const file = readYaml(this.#rendered);
      const explanation = new Explanation(this.#rendered, file, this.#making);
      this.#read = { file, explanation, top: topOf(this.#template) };
    }
    return this.#read;
  }
}

const near = (source: Source, span: Site['span']): Origin => ({ source, span, how: 'near' });

const topOf = ({ source, body, parts }: Template): Written =>
  writtenBy(
    source,
    body,
    parts.filter(({ kind }) => kind !== 'text').map(({ span }) => span),
    { start: 0, end: source.text.length },
    ROOT,
  );

/** The place in the template, when it is literal there, as far as it is on the line. */
function literalOf(
  source: Source,
  { pieces }: Alignment,
  span: Site['span'],
  lineEnd: number,
): Origin | undefined {
  const piece = pieces.find(({ to, length }) => to <= span.start && span.start < to + length);
  if (!piece || Math.min(span.end, lineEnd) > piece.to + piece.length) return undefined;
  const start = piece.from + (span.start - piece.to);
  const end = Math.min(start + (span.end - span.start), piece.from + piece.length);
  return { source, span: { start, end }, how: 'literal' };
}
