import type { Span } from '../../core/span.ts';
import type { Build, Instruction } from '../../dockerfile/build-types.ts';

/** An instruction that a continuation mark has made a part of the one above it. */
export interface Swallowed {
  readonly by: Instruction;
  readonly keyword: Span;
  /** From behind the last word that belongs to the instruction above to the end of that line. */
  readonly mark: Span;
  /** Blank lines stand between the two. */
  readonly blank: boolean;
}

/**
 * Lines inside continuations that begin with a keyword in capitals and what that keyword takes, outside of quotes.
 * `HEALTHCHECK … CMD` and the trigger of an ONBUILD stand there by right.
 */
export const swallowed = (build: Build): readonly Swallowed[] => build.once(findSwallowed);

const findSwallowed = (build: Build): readonly Swallowed[] =>
  build.dockerfile.instructions.flatMap((instruction) =>
    instruction.keyword !== 'UNKNOWN' && MAYBE.test(build.source.slice(instruction.head))
      ? swallowedBy(instruction, build)
      : [],
  );

/** Some line but the first begins as an instruction: a look that spares nearly all the others. */
const MAYBE =
  /\n[ \t]*(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)[ \t]/;

function swallowedBy(instruction: Instruction, { source, dockerfile }: Build): Swallowed[] {
  const found: Swallowed[] = [];
  const comments = new Set(instruction.inner.map(({ span }) => source.lineOf(span.start)));
  const first = source.lineOf(instruction.head.start);
  const last = source.lineOf(instruction.head.end);
  let quote = '';
  let before: Span | undefined;
  let blank = false;
  for (let number = first; number <= last; number++) {
    const line = source.lineSpan(number);
    const text = source.slice(line);
    if (comments.has(number)) continue;
    if (text.trim() === '') {
      blank = true;
      continue;
    }
    const keyword = quote === '' && before ? keywordOf(text, instruction, number === first + 1) : undefined;
    if (keyword && before) {
      const start = line.start + text.indexOf(keyword);
      found.push({
        by: instruction,
        keyword: { start, end: start + keyword.length },
        mark: markOf(before, source.text, dockerfile.escape),
        blank,
      });
    }
    quote = quoteBehind(text, quote, dockerfile.escape);
    before = line;
    blank = false;
  }
  return found;
}

const LINE =
  /^[ \t]*(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)[ \t]+(\S.*)$/;

function keywordOf(text: string, by: Instruction, second: boolean): string | undefined {
  const match = LINE.exec(text);
  if (!match) return undefined;
  const [, keyword, rest] = match as unknown as [string, string, string];
  if (by.keyword === 'HEALTHCHECK' && keyword === 'CMD') return undefined;
  if (by.keyword === 'ONBUILD' && second) return undefined;
  const end = rest.trimEnd();
  return plausible(keyword, /[\\`]$/.test(end) ? end.slice(0, -1).trimEnd() : end) ? keyword : undefined;
}

/** Whether `rest` is what the keyword takes, so that a word in capitals is not mistaken for an instruction. */
function plausible(keyword: string, rest: string): boolean {
  const words = rest.split(/[ \t]+/);
  if (keyword === 'FROM') return /^(--platform=\S+ +)?[\w$][\w$./:@{}-]*( +AS +\S+)?$/i.test(words.join(' '));
  if (keyword === 'COPY' || keyword === 'ADD') return words.length > 1;
  if (keyword === 'ENV' || keyword === 'LABEL') return words[0]!.includes('=') || words.length === 2;
  if (keyword === 'EXPOSE') return words.every((word) => /^[\d$]/.test(word));
  if (keyword === 'USER') return words.length === 1 && !/^[-=<>]/.test(rest);
  if (keyword === 'WORKDIR' || keyword === 'VOLUME') return /^["'[]?[/$]|^\[/.test(rest);
  if (keyword === 'SHELL') return rest.startsWith('[');
  return !/^[=<>]/.test(rest);
}

/** The quote that is open behind a line. */
function quoteBehind(text: string, open: string, escape: string): string {
  let quote = open;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === escape && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
  }
  return quote;
}

/** The continuation mark at the end of a line, with the operator and the blanks before it. */
function markOf(line: Span, text: string, escape: string): Span {
  let start = line.end;
  const back = (chars: string) => {
    while (start > line.start && chars.includes(text[start - 1]!)) start--;
  };
  back(' \t');
  if (text[start - 1] === escape) start--;
  back(' \t');
  back('&|;');
  back(' \t');
  return { start, end: line.end };
}
