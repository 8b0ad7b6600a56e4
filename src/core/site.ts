import type { Source } from './source.ts';
import type { Span } from './span.ts';

/** A place in one of several sources. */
export interface Site {
  readonly source: Source;
  readonly span: Span;
}

/** A value with the place where it is written. */
export interface Field<T> {
  readonly value: T;
  readonly at: Site;
}
