import type { Fix } from '../../core/edit.ts';
import type { Span } from '../../core/span.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import type { CommentLine } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';
import { removeLines } from '../support/edits.ts';

/** A directive counts in the first lines of the file only. */
export const directiveIgnored = dockerfileRule({
  name: 'directive-ignored',
  title: 'Put directives before everything else',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'move the line to the top of the file',
  fixable: true,

  *check(build) {
    for (const item of build.dockerfile.items) {
      if (item.kind !== 'comment') continue;
      const match = DIRECTIVE.exec(item.text);
      const name = (match?.[1] ?? match?.[2])?.toLowerCase();
      if (name === undefined) continue;
      const given = build.dockerfile.directives.some((directive) => directive.name === name);
      yield {
        at: item.span,
        message: given
          ? `this ${name}= is a comment: the one at the top counts`
          : `this ${name}= is a comment, as something stands above it`,
        ...(given || name !== 'syntax' ? {} : { fix: moveUp(item, build) }),
      };
    }
  },
});

/** With a value that such a directive has, so that prose is left alone. */
const DIRECTIVE = /^[ \t]*(?:(syntax)[ \t]*=[ \t]*[\w.-]+[/:]\S+|(escape)[ \t]*=[ \t]*[\\`])[ \t]*$/i;

function moveUp(item: CommentLine, { source }: Build): Fix {
  const start = source.text.startsWith('\uFEFF') ? 1 : 0;
  return {
    title: 'move it to the top',
    safe: false,
    edits: [
      { span: { start, end: start }, text: source.slice(item.span) + source.eol },
      removeLines(source, withBlankBelow(source.text, item.span)),
    ],
  };
}

/** A blank line below goes along where there is one above as well. */
function withBlankBelow(text: string, { start, end }: Span): Span {
  const above = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(Math.max(0, start - 200), start));
  const below = /^\r?\n[ \t]*(?=\r?\n)/.exec(text.slice(end, end + 200));
  return above && below ? { start, end: end + below[0].length } : { start, end };
}
