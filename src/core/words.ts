/** A number for people: `12,345`. */
export const numeral = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/**
 * Names for a sentence: `a, b, c and 9 more`. One more than `most` are written out: “and 1 more” is no shorter than it.
 */
export const listed = (names: readonly (string | number)[], most = 3): string =>
  names.length > most + 1
    ? `${names.slice(0, most).join(', ')} and ${numeral(names.length - most)} more`
    : names.join(', ');
