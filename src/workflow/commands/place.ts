import type { Field } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { argumentsOf, type GivenArguments, type OptionGrammar } from '../../shell/options.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../../shell/types.ts';
import type { Act, ImageBuild, Step } from '../types.ts';

/** Where commands stand: what their words mean there. */
export interface CommandPlace {
  readonly source: Source;
  readonly step?: Step;
  /** All commands of the script, in order. */
  readonly commands: readonly ShellCommand[];
  /** A text with the variables filled in that are known; the others stay as they are written. */
  expand(text: string): string;
  /** The targets of bake files, where those are at hand. */
  bake?(files: readonly string[], targets: readonly string[]): readonly ImageBuild[] | undefined;
}

/** Says what a command does, from the words behind its name. */
export type CommandReader = (
  command: ShellCommand,
  words: readonly ShellWord[],
  place: CommandPlace,
) => readonly Act[];

/** A command taken apart: options by name, operands, all with variables filled in. */
export class Arguments {
  readonly #given: GivenArguments;
  readonly #place: CommandPlace;

  constructor(words: readonly ShellWord[], grammar: OptionGrammar, place: CommandPlace) {
    this.#given = argumentsOf(words, grammar);
    this.#place = place;
  }

  get operands(): readonly Field<string>[] {
    return this.words.map((word) => fieldOf(word, this.#place));
  }

  /** The operands as written, but for variables that stand for options, several words, or nothing. */
  get words(): readonly ShellWord[] {
    return this.#given.operands.filter((word) => {
      if (word.quoted || !word.value.startsWith('$') || word.value.startsWith('${{')) return true;
      const value = this.#place.expand(word.value);
      return !/^-|^$|\s/.test(value) || value === word.value;
    });
  }

  /** Whether an option is there, and not turned off by `=false`. */
  has(...names: readonly string[]): boolean {
    return this.#given.options.some(({ name, value }) => names.includes(name) && value !== 'false');
  }

  /** The last value of an option. */
  value(...names: readonly string[]): Field<string> | undefined {
    return this.values(...names).at(-1);
  }

  /** Every value of an option, in order. */
  values(...names: readonly string[]): readonly Field<string>[] {
    return this.#given.options.flatMap(({ name, value, valueWord, word }) =>
      names.includes(name) && value !== undefined && value.length <= longest
        ? [
            {
              value: this.#place.expand(value),
              at: { source: this.#place.source, span: (valueWord ?? word).span },
            },
          ]
        : [],
    );
  }
}

/** A word with its variables filled in, and its place. */
export const fieldOf = (word: ShellWord, place: CommandPlace): Field<string> => ({
  value: place.expand(word.value),
  at: { source: place.source, span: word.span },
});

/** What every act of a command has. */
export const doing = (tool: string, command: ShellCommand, place: CommandPlace) => ({
  tool,
  at: { source: place.source, span: command.span },
  command,
  ...(place.step ? { step: place.step } : {}),
});

/** Option names of a grammar, from a text. */
export const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Parts a comma-separated value, each part with the place of the whole. */
export const parted = ({ value, at }: Field<string>): Field<string>[] =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ value: part, at }));

/**
 * Fills variables in: those that the script assigns once, then those of `outer`. What is assigned twice, in a loop or
 * by a command, stays as it is written.
 */
export function expander(
  script: ShellScript,
  outer: (name: string) => string | undefined,
): (text: string) => string {
  const own = new Map<string, string | undefined>();
  for (const { assignments, words, depth } of script.commands) {
    // `A=1 program` sets it for that program alone.
    if (words.length > 0 && words[0]?.value !== 'export') continue;
    for (const { name, value } of assignments)
      own.set(name, own.has(name) || depth > 0 ? undefined : (value?.value ?? ''));
  }
  for (const name of script.assigned) if (!own.has(name)) own.set(name, undefined);
  const valueOf = (name: string): string | undefined => {
    const value = own.has(name) ? own.get(name) : outer(name);
    return value === undefined || /[`]|\$\(/.test(value) ? undefined : value;
  };
  const expand = (text: string, depth: number): string => {
    if (!text.includes('$') || text.length > longest || depth > 5) return text;
    return text.replace(
      variable,
      (written, expression?: string, braced?: string, fallback?: string, bare?: string) => {
        if (expression !== undefined) return written;
        const value = valueOf((braced ?? bare)!) ?? fallback;
        return value === undefined || value.length > longest ? written : expand(value, depth + 1);
      },
    );
  };
  return (text) => expand(text, 0);
}

/** Names are short; what is longer is a text that nobody takes for one. */
const longest = 4000;

const variable = /(\$\{\{[^}]*\}\})|\$\{([A-Za-z_]\w*)(?::?-([^}$]*))?\}|\$([A-Za-z_]\w*)/g;
