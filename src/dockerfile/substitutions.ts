import { expand } from './expand.ts';
import { expansionSites } from './expansion-sites.ts';
import { show } from './instructions.ts';
import type { Instruction, SyntaxProblem, Word } from './tree.ts';

/**
 * The first word of an instruction in which BuildKit would replace variables and cannot: a quote or brace that stays
 * open, a modifier that is none. What depends on values (`${X:?}`) is not among them.
 */
export function substitutionProblem(instruction: Instruction, escape: string): SyntaxProblem | undefined {
  if (!mayFail(instruction)) return undefined;
  for (const word of wordsOf(instruction)) {
    const text = 'value' in word ? (word.value as string) : word.text;
    const { error } = expand(text, () => ({ kind: 'unknown' }), escape);
    if (error !== undefined) {
      return { code: 'bad-substitution', message: `${show(text)} cannot be read: ${error}`, span: word.span };
    }
  }
  return undefined;
}

/** A look at the text that spares nearly all instructions the rest. */
function mayFail({ keyword, body, flags }: Instruction): boolean {
  return (
    (keyword !== 'RUN' && SPECIAL.test(body.text)) ||
    flags.some(({ value }) => value !== undefined && SPECIAL.test(value.text))
  );
}

/** A brace, or a quote. */
const SPECIAL = /\$\{|["']/;

function wordsOf(instruction: Instruction): Word[] {
  // A list that is not quite JSON was meant to be one: its pieces are no words.
  if ('json' in instruction && !instruction.json && instruction.body.text.startsWith('[')) return [];
  if (instruction.keyword !== 'FROM') return expansionSites(instruction).map(({ word }) => word);
  const { image, platform } = instruction;
  return [...(image ? [image] : []), ...(platform?.value ? [platform.value] : [])];
}
