import type { Host, Lexeme } from './state.ts';
import type { ShellAssignment, ShellWord } from './types.ts';

/** The word as an assignment (`A=b`, `A+=b`, `A[1]=b`), if it is one. */
export function assignmentOf(host: Host, { word, start, end }: Lexeme): ShellAssignment | undefined {
  const bare = head.exec(word.raw);
  const match = bare ?? (word.quoted ? head.exec(word.value) : undefined);
  if (!match) return undefined;
  const [before, name] = match as unknown as [string, string];
  const value = word.value.slice(before.length);
  if (!bare) return { name, value: { ...word, value }, span: word.span };
  if (before.length === word.raw.length) return { name, span: word.span };
  const raw = word.raw.slice(before.length);
  return {
    name,
    value: { ...word, raw, value, span: host.span(start + before.length, end) },
    span: word.span,
  };
}

/** The variables that a builtin sets; 'declares' when its arguments are assignments; undefined for other commands. */
export function assignedNames(
  name: string,
  words: readonly ShellWord[],
): readonly string[] | 'declares' | undefined {
  switch (name) {
    case 'export':
    case 'declare':
    case 'typeset':
    case 'local':
    case 'readonly':
      return 'declares';
    case 'read':
      return names(words, 'dinNptu');
    case 'mapfile':
    case 'readarray':
      return names(words, 'dnOsuCc');
    case 'getopts':
      return literal(words[2]);
    case 'printf':
      return words[1]?.raw === '-v' ? literal(words[2]) : undefined;
    default:
      return undefined;
  }
}

/** The arguments that are names, options of a separate value left out. */
function names(words: readonly ShellWord[], values: string): string[] {
  const found: string[] = [];
  for (let i = 1; i < words.length; i++) {
    const { raw } = words[i]!;
    if (raw.startsWith('-')) {
      if (values.includes(raw.at(-1)!)) i++;
    } else found.push(...literal(words[i]));
  }
  return found;
}

const literal = (word: ShellWord | undefined): string[] =>
  word && /^[A-Za-z_]\w*$/.test(word.value) ? [word.value] : [];

const head = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/;
