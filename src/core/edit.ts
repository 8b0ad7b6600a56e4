import type { Fact, ImageFacts } from './facts.ts';
import type { Span } from './span.ts';

/** Replaces the text of `span` with `text`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
  /** The file to edit when it is not the one that the finding is in. */
  readonly path?: string;
}

/** The facts that a fix may change; any other change of the predicted facts fails its proof. */
export type FactName = {
  [K in keyof ImageFacts]: ImageFacts[K] extends Fact<unknown> ? K : never;
}[keyof ImageFacts];

/** A repair as data. */
export interface Fix {
  /** What it does, as an order: “add USER 65532:65532 after line 101”. */
  readonly title: string;
  /** Safe: the built image behaves the same but for what `title` says. Otherwise applied with `--unsafe` only. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  /** The ImageFacts that this repair means to change. */
  readonly changes?: readonly FactName[];
}
