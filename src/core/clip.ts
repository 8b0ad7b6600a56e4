/** A text cut to what a message has room for. */
export const clip = (text: string, most = 60): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
