import type { Span } from './span.ts';

/** A comment of a source with what it stands above, so that pragmas can be read without knowing the language. */
export interface Comment {
  /** The text behind `#`, untrimmed. */
  readonly text: string;
  readonly span: Span;
  /** The instruction that follows it (further comments and blank lines between are passed over). */
  readonly next?: Span;
  /** The whole stage that it stands in, or, above a FROM, the stage that this FROM begins. */
  readonly stage?: Span;
  /** It stands before the first instruction of the file. */
  readonly head: boolean;
}
