import type { FactName } from './facts.ts';
import type { Span } from './span.ts';

/** Replaces the text of `span` with `text`; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
  /** The file to edit when it is not the one that the finding is in. */
  readonly path?: string;
}

/** A repair as data. */
export interface Fix {
  /** What it does, as an order: “add USER 65532:65532 after line 101”. */
  readonly title: string;
  /** Safe: the built image behaves the same but for what `title` says. Otherwise applied with `--unsafe` only. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  /** The ImageFacts that this repair means to change; any other change fails its proof. */
  readonly changes?: readonly FactName[];
}
