import { factNames } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { kindOf, type Oddity, oddities } from '../support/oddities.ts';

/** Characters that look like nothing, or like something else. */
export const invisibleCharacters = dockerfileRule({
  name: 'invisible-characters',
  title: 'Write no characters that look like others',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'type the character anew',
  fixable: true,

  *check(build) {
    for (const oddity of oddities(build)) yield problem(oddity, build);
  },
});

function problem({ span, text }: Oddity, build: Build): Problem {
  const kind = kindOf(text);
  const code = `U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  const fix = (title: string, replacement: string): Problem['fix'] & {} => ({
    title,
    safe: false,
    edits: [{ span, text: replacement }],
    changes: factNames,
  });
  if (kind === 'bidi') {
    return {
      at: span,
      severity: 'high',
      message: `the invisible ${code} changes the order in which this line is shown: it does something else than it says`,
      fix: fix('remove it', ''),
    };
  }
  if (kind === 'nothing') {
    return { at: span, message: `the invisible ${code} is a part of this word`, fix: fix('remove it', '') };
  }
  if (kind === 'space') {
    return {
      at: span,
      message: `${code} looks like a blank, but parts no words`,
      fix: fix('write a blank', ' '),
    };
  }
  const inner = text.slice(1, -1);
  const quote = '“”'.includes(text[0]!) ? '"' : "'";
  const closed = text.length > 1 && !inner.includes(quote) && build.source.slice(span) === text;
  return {
    at: span,
    message: 'typographic quotes are letters: nothing is quoted here',
    ...(closed ? { fix: fix(`write ${quote}`, quote + inner + quote) } : {}),
  };
}
