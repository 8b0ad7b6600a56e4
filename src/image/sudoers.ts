import type { FileReader } from './reader.ts';

/** Who may become somebody else without a password, by a line of a sudoers file (sudoers(5)). */
export interface SudoGrant {
  /** From 1; of an entry over several lines the first. */
  readonly line: number;
  /** As written: `app`, `%wheel`, `ALL`. */
  readonly who: string;
}

const MOST = 1024 * 1024;
const MOST_GRANTS = 100;

export const sudoersReader: FileReader<readonly SudoGrant[]> = {
  name: 'sudoers',
  version: 1,
  most: MOST,
  // sudo reads no file of the folder whose name has a dot or ends with ~.
  wants: ({ path }) => path === '/etc/sudoers' || /^\/etc\/sudoers\.d\/[^./~]+$/.test(path),
  read(_, bytes) {
    const grants = grantsIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
    return grants.length > 0 ? grants.slice(0, MOST_GRANTS) : undefined;
  },
};

function grantsIn(text: string): SudoGrant[] {
  const found: SudoGrant[] = [];
  let entry = '';
  let first = 1;
  for (const [index, raw] of text.split('\n').entries()) {
    if (entry === '') first = index + 1;
    if (raw.endsWith('\\')) {
      entry += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = `${entry}${raw}`.replace(/(?:^|\s)#(?!\d).*$/, '').trim();
    entry = '';
    const who = /^(\S+)\s/.exec(line)?.[1];
    if (!who) continue;
    if (/^Defaults\b/.test(line)) {
      if (/!authenticate\b/.test(line)) found.push({ line: first, who: 'ALL' });
    } else if (/\bNOPASSWD\s*:/.test(line) && who !== 'root' && !/^\w+_Alias$/.test(who)) {
      found.push({ line: first, who });
    }
  }
  return found;
}
