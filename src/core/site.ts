import type { KnownFact } from './facts.ts';
import type { Source } from './source.ts';
import type { Span } from './span.ts';

/** A place in one of several sources. */
export interface Site {
  readonly source: Source;
  readonly span: Span;
  /** The fact of an image that the place stands for, where it does. */
  readonly fact?: KnownFact;
}

/** Whether two places are the same. */
export const isSameSite = (a: Site, b: Site): boolean =>
  a.source === b.source && a.span.start === b.span.start && a.span.end === b.span.end;

/** A value with the place where it is written. */
export interface Field<T> {
  readonly value: T;
  readonly at: Site;
  /** `value` is not what is written at `at` but made from it: variables were put in, a path was led back to the project. */
  readonly interpolated?: true;
  /** At least one of these variables has no value here, so that `value` is another where it has one. */
  readonly uncertain?: true;
}

/** The marks of a field or node, to be handed on to what is made of it. */
export const marksOf = ({
  interpolated,
  uncertain,
}: Pick<Field<unknown>, 'interpolated' | 'uncertain'>): Pick<
  Field<unknown>,
  'interpolated' | 'uncertain'
> => ({
  ...(interpolated ? { interpolated } : {}),
  ...(uncertain ? { uncertain } : {}),
});

/** `line 3, column 7`: with what a reason begins that has a place. */
export function whereIs({ source, span }: Site): string {
  const { line, column } = source.position(span.start);
  return `line ${line}, column ${column}`;
}
