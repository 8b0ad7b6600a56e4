import type { Span } from '../core/span.ts';
import type {
  ShellAssignment,
  ShellCommand,
  ShellCompound,
  ShellRedirect,
  ShellScript,
  ShellWord,
} from './types.ts';

/** The text of a script and the way back from its offsets to the source. The `Logical` of a Dockerfile is one. */
export interface Script {
  readonly text: string;
  span(start: number, end: number): Span;
  /** What the shell outside puts in place of parts of this script before it is read, in order. */
  readonly opaque?: readonly Part[];
  /** The text with these parts as they are written; in `text` each is `$xx…`, which nothing can end or leave open. */
  readonly written?: string;
}

/** A variable or substitution inside a word: its range in the script, and the variables that it reads. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

/** A word with what is needed to read it again as a script: its range, and what is replaced in it. */
export interface Lexeme {
  readonly word: ShellWord;
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Part[] | undefined;
}

export type Language = 'posix' | 'powershell' | 'cmd';
export type Within = ShellCommand['within'];
export type Joint = ShellCommand['before'];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type RedirectDraft = Mutable<ShellRedirect>;

/** A compound that is still being read. */
export interface CompoundDraft extends Mutable<Omit<ShellCompound, 'redirects'>> {
  readonly redirects: RedirectDraft[];
}

/** A command that is still being read. */
export interface Draft extends Mutable<Omit<ShellCommand, 'pipeline' | 'assignments' | 'redirects'>> {
  pipeline: Mutable<ShellCommand['pipeline']>;
  assignments: ShellAssignment[];
  redirects: RedirectDraft[];
}

/** Where in the whole a script stands that is about to be read. */
export interface Surroundings {
  readonly within: Within;
  readonly depth: number;
  /** How many scripts in strings hold it. */
  readonly nesting: number;
  /** How deep the reading is, compounds and expansions counted. */
  readonly level: number;
  readonly compound?: ShellCompound | undefined;
}

/** Everything that the reading of one script gathers, scripts inside its strings included. */
export class Gathered implements ShellScript {
  readonly commands: Draft[] = [];
  readonly compounds: CompoundDraft[] = [];
  readonly assigned = new Set<string>();
  readonly functions = new Set<string>();
  readonly reads: { name: string; span: Span; guarded: boolean }[] = [];
  readonly problems: { message: string; span: Span }[] = [];
  pipelines = 0;
  chains = 0;
  /** Characters looked at. */
  work = 0;
  /** Reads a script in a language: the knot that lets a command's reader reach the readers of whole scripts. */
  readonly read: (script: Script, language: Language, out: Gathered, where: Surroundings) => void;

  constructor(read: Gathered['read']) {
    this.read = read;
  }

  /** Puts a new, empty command in its place in the order. */
  draft(
    where: { within: Within; depth: number; compound?: ShellCompound | undefined },
    chain: number,
    before: Joint,
  ): Draft {
    const draft: Draft = {
      name: '',
      words: none,
      prefixes: none,
      assignments: [],
      redirects: [],
      span: nowhere,
      pipeline: { id: 0, index: 0, length: 1 },
      chain,
      before,
      after: '',
      within: where.within,
      depth: where.depth,
      ...(where.compound ? { inside: where.compound } : {}),
    };
    this.commands.push(draft);
    return draft;
  }
}

/** What finishing a command needs of the one who read it. */
export interface Host {
  readonly out: Gathered;
  readonly nesting: number;
  readonly level: number;
  /** Programs are named as Windows names them: folders with `\`, a suffix. */
  readonly windows: boolean;
  span(start: number, end: number): Span;
  /** Words [from, to) as a script: quotes taken off, joined by blanks. */
  scriptOf(lexemes: readonly Lexeme[], from: number, to: number): Script;
}

/** How deep compounds and expansions may nest, and scripts in strings. Real scripts stay far below. */
export const deepest = 64;
export const deepestNesting = 6;

export const none: readonly never[] = [];
const nowhere: Span = { start: 0, end: 0 };
