/** What a server asks for: RFC 9110, 11.6.1. */
export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The challenges of `WWW-Authenticate` (RFC 9110, 11.6.1; for Bearer RFC 6750, 3). Several may stand in one header, divided
 * by the commas that divide parameters, too. Linear; what does not fit the grammar is passed over.
 */
export function readChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  const pattern = /[\s,]*([!#$%&'*+.^_`|~\w-]+)(?:\s*(=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/y;
  for (let at = 0; at < header.length && challenges.length < MOST; ) {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (!found) {
      at++;
      continue;
    }
    at = pattern.lastIndex;
    const [, name = '', equals, quoted, token] = found;
    if (!equals) challenges.push({ scheme: name.toLowerCase(), parameters: {} });
    else {
      const last = challenges.at(-1);
      if (last) last.parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token ?? '';
    }
  }
  return challenges;
}

const MOST = 16;
