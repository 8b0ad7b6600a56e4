/** The kinds of value that a label can be asked to have, and the peer's id for each. */
export const labelKinds = ['text', 'rawtext', 'url', 'rfc3339', 'spdx', 'hash', 'semver', 'email'] as const;

export type LabelKind = (typeof labelKinds)[number];

export interface LabelFormat {
  /** For people: “a URL”. */
  readonly title: string;
  readonly alias?: string;
  matches(value: string): boolean;
}

const anything: LabelFormat = { title: 'a text', matches: () => true };

export const labelFormats: Readonly<Record<LabelKind, LabelFormat>> = {
  text: anything,
  rawtext: anything,
  url: { title: 'a URL', alias: 'DL3052', matches: isUrl },
  rfc3339: { title: 'a time as RFC 3339 writes it', alias: 'DL3053', matches: isTime },
  spdx: { title: 'an SPDX licence expression', alias: 'DL3054', matches: isLicence },
  hash: {
    title: 'a Git commit',
    alias: 'DL3055',
    matches: (value) => /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/.test(value),
  },
  semver: {
    title: 'a semantic version',
    alias: 'DL3056',
    matches: (value) =>
      /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(
        value,
      ),
  },
  email: {
    title: 'an e-mail address',
    alias: 'DL3058',
    matches: (value) => /^[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/.test(value),
  },
};

/** What the OCI image specification says of its own annotation keys (annotations.md, “Pre-Defined Annotation Keys”). */
export const ociLabels: Readonly<Record<string, LabelKind>> = {
  'org.opencontainers.image.created': 'rfc3339',
  'org.opencontainers.image.url': 'url',
  'org.opencontainers.image.documentation': 'url',
  'org.opencontainers.image.source': 'url',
  'org.opencontainers.image.licenses': 'spdx',
};

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(value) && URL.canParse(value) && !/\s/.test(value);
}

/** RFC 3339, section 5.6, `date-time`, with a day that exists. */
function isTime(value: string): boolean {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(
      value,
    );
  if (!match) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= last && hour < 24 && minute < 60 && second <= 60;
}

/** The form of SPDX licence expressions (SPDX specification, annex D): ids, `+`, `WITH`, `AND`, `OR`, parentheses. */
function isLicence(value: string): boolean {
  const tokens = value.match(/\(|\)|[^\s()]+/g) ?? [];
  let depth = 0;
  let wantsId = true;
  for (const token of tokens) {
    if (token === '(') {
      if (!wantsId) return false;
      depth++;
    } else if (token === ')') {
      if (wantsId || --depth < 0) return false;
    } else if (token === 'AND' || token === 'OR' || token === 'WITH') {
      if (wantsId) return false;
      wantsId = true;
    } else {
      if (!wantsId || !isLicenceId(token)) return false;
      wantsId = false;
    }
  }
  return !wantsId && depth === 0;
}

/** Families of ids on the SPDX list; the list itself grows every quarter, so the form decides within a family. */
function isLicenceId(token: string): boolean {
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(token)) return true;
  const id = token.replace(/\+$/, '');
  if (/^(?:[AL]?GPL|GFDL)-\d\.\d(?:-(?:only|or-later|invariants-only|no-invariants-only))?$/.test(id))
    return true;
  return (
    SINGLE.has(id) ||
    /^(?:Apache|AFL|APSL|Artistic|BSD|BSL|BUSL|CC|CC0|CDDL|CECILL|CPAL|CPL|ECL|EFL|EPL|EUPL|ErlPL|LPL|LPPL|LiLiQ|MIT|MPL|MulanPSL|NPL|OFL|OGL|OLDAP|OSL|PHP|Python|PSF|QPL|RPL|SGI|SISSL|SPL|SSPL|Sleepycat|SSH|UPL|Unicode|W3C|WTFPL|YPL|ZPL|Zend|zlib|ICU|HPND|IJG|OpenSSL|Ruby|Vim|X11|curl|NCSA|PostgreSQL|Elastic|ODbL|PDDL|TCL|TOSL)-[A-Za-z0-9.-]+$/.test(
      id,
    )
  );
}

const SINGLE = new Set([
  '0BSD',
  'AAL',
  'Beerware',
  'Fair',
  'FTL',
  'HPND',
  'ICU',
  'IJG',
  'Info-ZIP',
  'Intel',
  'IPA',
  'ISC',
  'JSON',
  'Libpng',
  'libtiff',
  'MirOS',
  'MIT',
  'MITNFA',
  'Motosoto',
  'MS-PL',
  'MS-RL',
  'Multics',
  'Naumen',
  'NCSA',
  'NGPL',
  'Nokia',
  'NTP',
  'OpenSSL',
  'PostgreSQL',
  'QPL-1.0',
  'Ruby',
  'Sendmail',
  'Sleepycat',
  'TCL',
  'Unlicense',
  'UPL-1.0',
  'Vim',
  'VSL-1.0',
  'W3C',
  'WTFPL',
  'X11',
  'Xnet',
  'Zlib',
  'zlib-acknowledgement',
  'curl',
  'blessing',
  'bzip2-1.0.6',
  'NONE',
  'NOASSERTION',
]);
