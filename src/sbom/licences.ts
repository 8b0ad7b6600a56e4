import { licenceIds } from './licence-ids.ts';

/** What a package says of its licences, as SPDX has it. */
export interface Licences {
  /** An expression of known identifiers and of references (`LicenseRef-…`); undefined where nothing is said. */
  readonly expression?: string;
  /** One for each statement that is no more than one licence: an identifier, or a name that SPDX does not know. */
  readonly single?: readonly { readonly id?: string; readonly name?: string }[];
  /** The names behind the references of the expression. */
  readonly references: ReadonlyMap<string, string>;
}

const byLowerCase = new Map<string, string>();

/** The identifier that a word is, whatever its case. */
function idOf(text: string): string | undefined {
  if (byLowerCase.size === 0) for (const id of licenceIds) byLowerCase.set(id.toLowerCase(), id);
  const key = text.toLowerCase();
  return (
    byLowerCase.get(key) ?? ALIASES.get(key.replace(/^the /, '').replace(/ licen[cs]e$/, '')) ?? gnu(key)
  );
}

/** Names that packages give to licences which SPDX has under another, in lower case, without “the” and “license”. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    expat: 'MIT',
    'mit/x11': 'MIT',
    'mit-x11': 'MIT',
    x11: 'X11',
    apache: 'Apache-2.0',
    'apache 2': 'Apache-2.0',
    'apache-2': 'Apache-2.0',
    'apache 2.0': 'Apache-2.0',
    'apache license 2.0': 'Apache-2.0',
    'apache license, version 2.0': 'Apache-2.0',
    'apache software license, version 2.0': 'Apache-2.0',
    'asl 2.0': 'Apache-2.0',
    'http://www.apache.org/licenses/license-2.0': 'Apache-2.0',
    'http://www.apache.org/licenses/license-2.0.txt': 'Apache-2.0',
    'https://www.apache.org/licenses/license-2.0.txt': 'Apache-2.0',
    'bsd 2-clause': 'BSD-2-Clause',
    'simplified bsd': 'BSD-2-Clause',
    'bsd 3-clause': 'BSD-3-Clause',
    'new bsd': 'BSD-3-Clause',
    'modified bsd': 'BSD-3-Clause',
    '3-clause bsd': 'BSD-3-Clause',
    'bsd-3': 'BSD-3-Clause',
    'bsd-2': 'BSD-2-Clause',
    'isc license (iscl)': 'ISC',
    'mozilla public license 2.0 (mpl 2.0)': 'MPL-2.0',
    'mpl 2.0': 'MPL-2.0',
    mplv2: 'MPL-2.0',
    'mplv2.0': 'MPL-2.0',
    'mpl-1': 'MPL-1.0',
    psf: 'PSF-2.0',
    'python software foundation': 'PSF-2.0',
    'gnu general public license v2 (gplv2)': 'GPL-2.0-only',
    'gnu general public license v3 (gplv3)': 'GPL-3.0-only',
    'gnu general public license v3 or later (gplv3+)': 'GPL-3.0-or-later',
    'gnu general public license v2 or later (gplv2+)': 'GPL-2.0-or-later',
    'gnu lesser general public license v2 or later (lgplv2+)': 'LGPL-2.1-or-later',
    'gnu lesser general public license v3 (lgplv3)': 'LGPL-3.0-only',
    'eclipse public license 2.0': 'EPL-2.0',
    'epl 2.0': 'EPL-2.0',
    'epl 1.0': 'EPL-1.0',
    'cddl 1.0': 'CDDL-1.0',
    boost: 'BSL-1.0',
    'boost-1.0': 'BSL-1.0',
    unicode: 'Unicode-DFS-2016',
    'universal permissive license, version 1.0': 'UPL-1.0',
    'ofl-1.1': 'OFL-1.1',
    cc0: 'CC0-1.0',
    'cc0-1': 'CC0-1.0',
    zlib: 'Zlib',
    openssl: 'OpenSSL',
    perl: 'Artistic-1.0-Perl OR GPL-1.0-or-later',
    artistic: 'Artistic-1.0',
    'artistic-1': 'Artistic-1.0',
    'artistic-2': 'Artistic-2.0',
    unlicense: 'Unlicense',
    vim: 'Vim',
    curl: 'curl',
    postgresql: 'PostgreSQL',
    php: 'PHP-3.01',
    ruby: 'Ruby',
  }),
);

/** `GPL-2+`, `GPLv2+`, `LGPL-2.1`, `GFDL-1.3+`: Debian's and Red Hat's names of the GNU licences. */
function gnu(key: string): string | undefined {
  const match = /^(a?l?gpl|gfdl)-?v?(\d)(?:\.(\d))?(?:\.0)?(\+|-only|-or-later| or later)?$/.exec(key);
  if (!match) return undefined;
  const [, family, major, minor = '0', later] = match;
  const id = `${family!.toUpperCase()}-${major}.${minor}-${later === '+' || later?.endsWith('later') ? 'or-later' : 'only'}`;
  return licenceIds.has(id) ? id : undefined;
}

/** Longer statements are texts of licences, not names. */
const LONGEST = 200;

/** What statements of a package come to. Each holds, so that they are joined by AND. */
export function licencesOf(declared: readonly string[]): Licences {
  const references = new Map<string, string>();
  const said = [
    ...new Set(declared.map((one) => one.trim()).filter((one) => one !== '' && one.length <= LONGEST)),
  ];
  if (said.length === 0) return { references };
  const parts = said.map((one) => expressionIn(one, references));
  const isSingle = parts.every((part) => !/\s/.test(part));
  const joined = [...new Set(parts)].map((part) =>
    parts.length > 1 && /\sOR\s/.test(part) ? `(${part})` : part,
  );
  return {
    expression: joined.join(' AND '),
    ...(isSingle
      ? {
          single: [...new Set(parts)].map((part) =>
            references.has(part) ? { name: references.get(part)! } : { id: part },
          ),
        }
      : {}),
    references,
  };
}

/** `GPL-2+ and MIT`, `Artistic or GPL-1+`, `(MIT OR Apache-2.0)`, `GPL-2.0-only WITH Classpath-exception-2.0`. */
function expressionIn(text: string, references: Map<string, string>): string {
  const whole = idOf(text);
  if (whole) return whole;
  const words = text
    .replaceAll('/', ' OR ')
    .replace(/,\s*(?:and|or)?\s*/gi, ' AND ')
    .split(/\s+(and|or|with|AND|OR|WITH|\|\||&&)\s+|([()])/);
  const pieces = words.map((word) => word?.trim()).filter((word): word is string => !!word);
  if (pieces.length < 3 && !/[()]/.test(text)) return reference(text, references);
  const made: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (/^[()]$/.test(piece)) made.push(piece);
    else if (/^(?:and|&&)$/i.test(piece)) made.push('AND');
    else if (/^(?:or|\|\|)$/i.test(piece)) made.push('OR');
    else if (/^with$/i.test(piece)) made.push('WITH');
    else if (pieces[index - 1]?.toLowerCase() === 'with')
      made.push(/^[\w.-]+-exception[\w.-]*$/i.test(piece) ? piece : '');
    else made.push(idOf(piece) ?? reference(piece, references));
  }
  const expression = made.join(' ').replaceAll('( ', '(').replaceAll(' )', ')');
  return isExpression(expression) ? expression : reference(text, references);
}

/** Operands and operators by turns, brackets in pairs. */
function isExpression(text: string): boolean {
  const flat = text.replace(/\S+ WITH \S+/g, 'X').replace(/\b(?!AND\b|OR\b)[A-Za-z0-9.+-]+/g, 'X');
  let reduced = flat;
  for (let before = ''; before !== reduced; ) {
    before = reduced;
    reduced = reduced.replace(/\(X(?: (?:AND|OR) X)*\)/g, 'X');
  }
  return /^X(?: (?:AND|OR) X)*$/.test(reduced);
}

/** A name that SPDX does not know gets one of ours (SPDX 2.3, clause 10.1). */
function reference(name: string, references: Map<string, string>): string {
  const id = `LicenseRef-${name.replace(/[^A-Za-z0-9.]+/g, '-').replace(/^-+|-+$/g, '') || 'unnamed'}`;
  references.set(id, name);
  return id;
}
