import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, Instruction, Word } from '../../../dockerfile/build-types.ts';
import { nearest } from '../../support/nearest.ts';
import { show } from '../../support/show.ts';

/** The value that a word has where it stands; undefined when a variable of it is not known. What nothing declares is empty. */
export function valueOf({ text }: Pick<Word, 'text'>, at: Instruction, build: Build): string | undefined {
  if (!/[$"'\\`]/.test(text)) return text;
  const { value, complete, used, undeclared, error } = build.expand(text, at);
  if (error !== undefined) return undefined;
  return complete || used.every((name) => undeclared.includes(name)) ? value : undefined;
}

/** A word that must be one of a few, with the nearest as a repair. */
export function choice(
  word: Pick<Word, 'span'>,
  option: string,
  text: string,
  known: readonly string[],
): Problem {
  const near = nearest(text, known);
  return {
    at: word.span,
    message: `${option} takes ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, not ${show(text)}`,
    ...(near === undefined ? {} : { fix: write(word.span, near) }),
  };
}

export const write = (span: Word['span'], text: string): NonNullable<Problem['fix']> => ({
  title: `write ${text}`,
  safe: false,
  edits: [{ span, text }],
  changes: factNames,
});

/** What Go reads as true or false. */
export const BOOLEAN = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
