import type { Instruction, Word } from '../../dockerfile/build-types.ts';
import type { Heredoc } from '../../dockerfile/tree.ts';

/** The variables that BuildKit replaces in the here-documents of COPY and ADD: quotes mean nothing there. */
export function heredocVariables(instruction: Instruction): { name: string; word: Word }[] {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
  return instruction.heredocs.filter(({ expand }) => expand).flatMap(variablesIn);
}

const variablesIn = ({ content, body }: Heredoc): { name: string; word: Word }[] =>
  [...content.matchAll(/\\.|\$\{?([A-Za-z_]\w*)/gs)].flatMap((match) => {
    const name = match[1];
    if (name === undefined) return [];
    const end = body.start + match.index + match[0].length;
    return [{ name, word: { text: name, span: { start: end - name.length, end } } }];
  });
