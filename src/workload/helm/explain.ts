import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';
import type { YamlFile, YamlNode } from '../../yaml/types.ts';
import { type Found, isSame, textOf } from '../origin/found.ts';
import { accounts } from '../origin/graft.ts';
import { follow, type Target, targetAt } from '../origin/target.ts';
import { type Alignment, align, trimmed } from './align.ts';
import { type Call, type Ref, refsOf } from './meaning.ts';
import type { Define, Template } from './types.ts';
import { type Values, walk } from './values.ts';
import { type Written, type WrittenLine, writtenBy } from './written.ts';

/** What a chart's templates are made with. */
export interface Making {
  readonly values: Values;
  /** Chart.yaml. */
  readonly chart: YamlNode | undefined;
  readonly defines: ReadonlyMap<string, NamedTemplate>;
}

export interface NamedTemplate {
  readonly template: Template;
  readonly define: Define;
}

/** A line of a template, or of a named one, that a rendered line has come of. */
export interface Cause {
  readonly written: Written;
  readonly line: WrittenLine;
  readonly alignment: Alignment | undefined;
  /** How well it accounts for the rendered line; below `SURE` it only looks like it. */
  readonly score: number;
  /** The line whose action called for this one within its own text. */
  readonly outer?: Cause;
}

/** A rendered line, or what of it an action has written. */
interface Part {
  readonly number: number;
  readonly span: Span;
  readonly isInline?: boolean;
  /** How many named templates lead there. */
  readonly depth: number;
}

/** From here on, values or literal text account for all of a line. */
const SURE = 300;
/** Named templates within named templates, no deeper. */
const DEEPEST = 8;
/** So many lines of named templates are compared for one text. */
const MOST_LINES = 500_000;

/** Finds what each line of a rendered text has come of. */
export class Explanation {
  readonly #rendered: Source;
  readonly #file: YamlFile;
  readonly #making: Making;
  readonly #written = new Map<Call, Written | undefined>();
  readonly #known = new Map<Call, Map<number, Cause | undefined>>();
  readonly #targets = new Map<number, Target | undefined>();
  #budget = MOST_LINES;

  constructor(rendered: Source, file: YamlFile, making: Making) {
    this.#rendered = rendered;
    this.#file = file;
    this.#making = making;
  }

  /**
   * What a rendered line has come of, when it has come of a line of a template: that line, or, where it calls named
   * templates, the line of these.
   * @param number of the rendered line, from 1
   */
  cause(written: Written, line: WrittenLine, number: number): Cause {
    return this.#cause(written, line, { number, span: this.#rendered.lineSpan(number), depth: 0 });
  }

  #cause(written: Written, line: WrittenLine, part: Part): Cause {
    const alignment = this.#align(written.source, line, part);
    const literal = alignment?.score ?? 0;
    const own: Cause = { written, line, alignment, score: literal };
    if (alignment?.isWhole) return { ...own, score: literal === 0 ? 0 : 1000 + literal };
    const value = this.value(line.refs, this.#target(part.number));
    const isInner = !alignment || (literal === 0 && !part.isInline);
    // An inner line of what an action writes over several lies below the value that it writes.
    if (value && (!isInner || value.depth > 0)) return { ...own, score: SURE + literal + value.depth };
    const within = alignment && literal > 0 ? { ...part, span: alignment.open, isInline: true } : part;
    const called = this.#called(line.calls, within);
    if (called && called.score >= SURE)
      return { ...called, score: called.score + literal, ...(literal > 0 ? { outer: own } : {}) };
    return literal > 0 || !called ? own : called;
  }

  /** The best of what named templates have. */
  #called(calls: readonly Call[], part: Part): Cause | undefined {
    let best: Cause | undefined;
    for (const call of part.depth < DEEPEST ? calls : []) {
      const known = this.#known.get(call) ?? new Map<number, Cause | undefined>();
      this.#known.set(call, known);
      if (!known.has(part.number)) {
        known.set(part.number, undefined);
        known.set(part.number, this.#within(call, { ...part, depth: part.depth + 1 }));
      }
      const cause = known.get(part.number);
      if (cause && cause.score > (best?.score ?? 0)) best = cause;
    }
    return best;
  }

  #within(call: Call, part: Part): Cause | undefined {
    const written = this.#writtenBy(call);
    let best: Cause | undefined;
    for (const line of written?.lines ?? []) {
      if (this.#budget-- < 0) break;
      if (!this.#align(written!.source, line, part) && line.refs.length + line.calls.length === 0) continue;
      const cause = this.#cause(written!, line, part);
      if (cause.score > (best?.score ?? 0)) best = cause;
      if (cause.score > 1000) break;
    }
    return best;
  }

  #writtenBy(call: Call): Written | undefined {
    if (this.#written.has(call)) return this.#written.get(call);
    const named = this.#making.defines.get(call.name);
    const written =
      named &&
      writtenBy(
        named.template.source,
        named.define.body,
        actionsOf(named.template, named.define.span),
        named.define.span,
        call.dot,
      );
    this.#written.set(call, written);
    return written;
  }

  #align(source: Source, { span, actions }: WrittenLine, part: Part): Alignment | undefined {
    return align(source.text, span, actions, this.#rendered.text, part.span);
  }

  /** What a rendered line says: the value that ends on it, else the key that begins on it. */
  #target(number: number): Target | undefined {
    if (!this.#targets.has(number)) {
      const { text } = this.#rendered;
      const { start, end } = trimmed(text, this.#rendered.lineSpan(number));
      const last = end > start ? targetAt(this.#file, { start: end - 1, end }) : undefined;
      const isOwn = last?.node.kind === 'scalar' && last.node.span.start >= start;
      const dash = text.startsWith('- ', start) ? 2 : 0;
      const first = { start: start + dash, end: start + dash + 1 };
      this.#targets.set(number, isOwn ? last : targetAt(this.#file, first));
    }
    return this.#targets.get(number);
  }

  /** The values key that gave a value, of those that an action may write. */
  value(refs: readonly Ref[], target: Target | undefined): Match | undefined {
    let best: Match | undefined;
    for (const [index, ref] of refs.entries()) {
      for (const found of target ? this.#at(ref) : []) {
        const match = ref.isKey ? keyMatch(found, target!) : matchOf(found, target!);
        const score = match && match.score - index / 1000;
        if (match && score! > (best?.score ?? 0)) best = { ...match, score: score! };
      }
    }
    return best;
  }

  /** The value of a file that a rendered one is: the same, or a map with more; the one that is written with most around it. */
  exact(refs: readonly Ref[], { steps, node }: Target): Found | undefined {
    for (let from = Math.max(0, steps.length - MOST_STEPS); from <= steps.length; from++)
      for (const ref of refs) {
        if (ref.of !== 'values' || ref.isKey) continue;
        for (const found of this.#at(ref)) {
          const below = follow(found, steps.slice(from));
          if (below && accounts(below.node, node)) return below;
        }
      }
    return undefined;
  }

  /** Values that an action may write and that say nothing: an empty map or list. */
  empty(refs: readonly Ref[]): Found | undefined {
    const values = refs.filter(({ of, isKey }) => of === 'values' && !isKey).flatMap((ref) => this.#at(ref));
    return values.find(
      ({ node }) =>
        (node.kind === 'map' && node.entries.length === 0) ||
        (node.kind === 'list' && node.items.length === 0),
    );
  }

  /** As `value`, for named templates that are not at hand: of what they are given. */
  given(calls: readonly Call[], target: Target | undefined): Match | undefined {
    const refs = calls
      .filter(({ name }) => !this.#making.defines.has(name))
      .flatMap(({ dot }) => refsOf(dot));
    return this.value(refs, target);
  }

  #at({ of, path }: Ref): Found[] {
    if (of === 'values') return this.#making.values.at(path);
    const { chart } = this.#making;
    const [key = ''] = path;
    // Helm gives the keys of Chart.yaml with a capital.
    return chart && path.length === 1
      ? walk({ node: chart }, [`${key.slice(0, 1).toLowerCase()}${key.slice(1)}`])
      : [];
  }
}

const actionsOf = ({ parts }: Template, within: Span): Span[] =>
  parts
    .filter(({ kind, span }) => kind !== 'text' && within.start <= span.start && span.end <= within.end)
    .map(({ span }) => span);

/** A value of a file that accounts for a rendered one. */
export interface Match {
  readonly found: Found;
  readonly score: number;
  /** How many keys it lies below what the action writes. */
  readonly depth: number;
  /** The key itself is what was written. */
  readonly isKey?: true;
}

/** How well a value of a file accounts for a rendered one, and which part of it does. */
function matchOf(found: Found, target: Target): Match | undefined {
  const { steps, node, isKey, entry } = target;
  for (let from = Math.max(0, steps.length - MOST_STEPS); from <= steps.length; from++) {
    const below = follow(found, steps.slice(from));
    if (!below) continue;
    const depth = steps.length - from;
    if (isSame(below.node, node)) {
      // `true` stands in many places: what goes by the same key is likelier.
      const isNamed = depth > 0 || below.entry?.key.toLowerCase() === entry?.key.toLowerCase();
      return { found: below, score: 100 + depth + (isNamed ? 50 : 0), depth };
    }
    // A template itself, or a map that has more than is written.
    const isOther = isKey || textOf(below.node).includes('{{');
    if (isOther && depth > 0) return { found: below, score: 60 + depth, depth };
  }
  return partOf(found, node);
}

const MOST_STEPS = 12;

/** A part of a text that is put together: of an image's name, the last part says which version it is. */
function partOf(found: Found, node: YamlNode): Match | undefined {
  const [part, whole] = [textOf(found.node), textOf(node)];
  const at = part === '' ? -1 : whole.lastIndexOf(part);
  if (at === -1) return undefined;
  return { found, score: 20 + (20 * (at + part.length)) / whole.length, depth: 0 };
}

/** `range $key, $value := …`: the key itself is written. */
const keyMatch = (found: Found, { node }: Target): Match | undefined =>
  found.entry && found.entry.key === textOf(node) ? { found, score: 100, depth: 0, isKey: true } : undefined;
