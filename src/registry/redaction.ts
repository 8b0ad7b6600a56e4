/** What was given to us in confidence, and taken out of all that is told. */
export class Secrets {
  readonly #known = new Set<string>();

  add(secret: string | undefined): void {
    if (secret && secret.length >= SHORTEST) this.#known.add(secret);
  }

  /** Text of others, fit for people: without secrets, without control characters, of bounded length. */
  clean(text: string, most = 300): string {
    let clean = text;
    for (const secret of this.#known)
      for (const form of [secret, encodeURIComponent(secret)]) clean = clean.replaceAll(form, '***');
    clean = clean.replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
    return clean.length > most ? `${clean.slice(0, most)}…` : clean;
  }
}

/** Shorter ones would blot out words. */
const SHORTEST = 4;

/** An address as it may be told: query and user may hold secrets. */
export const shownUrl = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;
