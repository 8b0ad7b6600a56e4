import type { ShellWord } from './types.ts';

/** How a program reads its options. */
export interface OptionGrammar {
  /** Letters whose value is the rest of the word, or the next word. */
  readonly values: string;
  /** Long options whose value may be the next word, without their dashes. */
  readonly longs: ReadonlySet<string>;
  /** Letters that are the first of two: wget's `-nv`. */
  readonly pairs?: string;
  /** Nothing behind the first operand is an option: `docker run IMAGE --version`. */
  readonly stops?: boolean;
}

/** One option as given. */
export interface GivenOption {
  /** `-o`, `--output`. */
  readonly name: string;
  readonly word: ShellWord;
  /** The word that holds the value: the option's own word or the one behind it. */
  readonly valueWord?: ShellWord;
  /** The value, quotes taken off. */
  readonly value?: string;
}

export interface GivenArguments {
  readonly options: readonly GivenOption[];
  readonly operands: readonly ShellWord[];
}

/**
 * Parts the words behind a program's name into options and operands, by the conventions of GNU's `getopt_long`:
 * letters may be bundled, `--name=value`, `--` ends the options.
 */
export function argumentsOf(words: readonly ShellWord[], grammar: OptionGrammar): GivenArguments {
  const options: GivenOption[] = [];
  const operands: ShellWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const { value } = word;
    if (value === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (grammar.stops && (!value.startsWith('-') || value === '-')) {
      operands.push(...words.slice(at));
      break;
    }
    if (!value.startsWith('-') || value === '-') operands.push(word);
    else if (value.startsWith('--')) at += readLong(word, words[at + 1], grammar, options);
    else at += readBundle(word, words[at + 1], grammar, options);
  }
  return { options, operands };
}

/** Reads `--name`, `--name=value`, `--name value`; gives how many more words it took. */
function readLong(
  word: ShellWord,
  next: ShellWord | undefined,
  { longs }: OptionGrammar,
  options: GivenOption[],
): 0 | 1 {
  const equals = word.value.indexOf('=');
  if (equals !== -1) {
    const name = word.value.slice(0, equals);
    options.push({ name, word, valueWord: word, value: word.value.slice(equals + 1) });
    return 0;
  }
  const takes = next !== undefined && longs.has(word.value.slice(2));
  options.push({ name: word.value, word, ...(takes ? { valueWord: next, value: next.value } : {}) });
  return takes ? 1 : 0;
}

/** Reads `-abc`, in which the value of `c` may follow; gives how many more words it took. */
function readBundle(
  word: ShellWord,
  next: ShellWord | undefined,
  { values, pairs = '' }: OptionGrammar,
  options: GivenOption[],
): 0 | 1 {
  const { value } = word;
  for (let at = 1; at < value.length; at++) {
    const letter = value[at]!;
    if (values.includes(letter)) {
      const rest = value.slice(at + 1);
      if (rest !== '') options.push({ name: `-${letter}`, word, valueWord: word, value: rest });
      else if (next) options.push({ name: `-${letter}`, word, valueWord: next, value: next.value });
      return rest === '' && next ? 1 : 0;
    }
    const pair = pairs.includes(letter) ? (value[++at] ?? '') : '';
    options.push({ name: `-${letter}${pair}`, word });
  }
  return 0;
}
