import { finishCommand } from './command.ts';
import { Excerpt } from './excerpt.ts';
import { type Gathered, type Host, type Lexeme, none, type Script } from './state.ts';
import type { ExecWord } from './types.ts';

/** Reads the elements of an exec form as one command. */
export function finishExec(out: Gathered, args: readonly ExecWord[]): void {
  if (args.length === 0) return;
  const draft = out.draft({ within: 'top', depth: 0 }, out.chains++, '');
  draft.pipeline.id = out.pipelines++;
  draft.span = { start: args[0]!.span.start, end: args.at(-1)!.span.end };
  const lexemes = args.map(({ text, value, span }, i): Lexeme => {
    const word = { raw: text, value, literal: true, quoted: true, variables: none, span };
    return { word, start: i, end: i + 1, parts: undefined };
  });
  const host: Host = {
    out,
    nesting: 0,
    level: 0,
    windows: false,
    span: (start, end) => ({ start: args[start]!.span.start, end: args[end - 1]!.span.end }),
    scriptOf: (words, from, to) => jsonScript(args.slice(words[from]!.start, words[to - 1]!.end)),
  };
  finishCommand(host, draft, lexemes);
}

/** JSON strings as a script, joined by blanks. One that does not stand in one piece is told by its whole place. */
function jsonScript(args: readonly ExecWord[]): Script {
  const whole = { start: args[0]!.span.start, end: args.at(-1)!.span.end };
  const value = args.map((arg) => arg.value).join(' ');
  const arg = args[0]!;
  if (args.length > 1 || arg.span.end - arg.span.start !== arg.text.length)
    return { text: value, span: () => whole };
  const excerpt = new Excerpt({
    text: arg.text,
    span: (start, end) => ({ start: whole.start + start, end: whole.start + end }),
  });
  unescapeJson(arg.text, excerpt);
  return excerpt.text === value ? excerpt : { text: value, span: () => whole };
}

/** Takes quotes and escapes off a JSON string. Source: RFC 8259, 7. */
function unescapeJson(text: string, to: Excerpt): void {
  let from = 1;
  const end = text.length - 1;
  for (let at = text.indexOf('\\', 1); at !== -1 && at < end; at = text.indexOf('\\', from)) {
    to.run(from, at);
    const length = text[at + 1] === 'u' ? 6 : 2;
    to.escape(
      at,
      at + length,
      letters[text[at + 1]!] ?? String.fromCharCode(Number.parseInt(text.slice(at + 2, at + 6), 16)),
    );
    from = at + length;
  }
  to.run(from, end);
}

const letters: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};
