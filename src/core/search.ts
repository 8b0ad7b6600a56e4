/**
 * How many of the indices from 0 to `length` hold, where all that hold stand before all that do not: by halving.
 * `countLeading(starts.length, (i) => starts[i]! <= offset) - 1` is the last start that is not past `offset`.
 */
export function countLeading(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
