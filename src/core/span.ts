/** A half-open range of UTF-16 offsets into one source text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place a person can go to: both numbers count from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Whether `inner` lies wholly within `outer`. */
export const contains = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** Whether two spans share at least one offset, are the same empty place, or one is an empty place within the other. */
export const overlaps = (a: Span, b: Span): boolean =>
  a.start === b.start && a.end === b.end ? true : a.start < b.end && b.start < a.end;
