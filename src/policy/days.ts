/** Days are written as `2027-01-31` and are days in UTC, so that every machine agrees on them. */

/** Whether a text is a day that the calendar has. */
export const isDay = (word: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(word)) return false;
  const date = new Date(`${word}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dayOf(date) === word;
};

/** The day that a moment falls on. */
export const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** Whether `until` has passed: it is itself the last day that counts. */
export const isExpired = (until: string | undefined, today: string): boolean =>
  until !== undefined && today > until;

/** Whole days from one day to a later one. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayLength);

/** The day before a day: Trivy's expiry names the first day on which an exception no longer holds. */
export const dayBefore = (day: string): string => dayOf(new Date(Date.parse(day) - dayLength));

const dayLength = 86_400_000;
