import type { PackageType } from '../../core/package.ts';

/** A well-known program or library, and how it writes its version into its own files. */
export interface SoftwareClass {
  /** As in reports, and the name of its package URL: `nginx`. */
  readonly name: string;
  /**
   * Names of its files without version and `.so`: `libcrypto` for `libcrypto.so.3`, `php` for `php8.2`; `*` is for any
   * characters.
   */
  readonly files: readonly string[];
  /** Where the version stands; the first that is found tells it. */
  readonly marks: readonly Mark[];
  /** The version in the usual way of writing, where the file has another: `2.9.14` for `20914`. */
  readonly usual?: (version: string) => string;
  /** By default `generic`. */
  readonly type?: PackageType;
  /** Vendor and product of its CPE, as the National Vulnerability Database has them: `f5:nginx`. */
  readonly cpe?: string;
  /** The files on which the marks were tried, and what these said; or why they could not be tried. */
  readonly source: string;
}

/** Bytes that stand where a version is: `anchor` is looked for, and the version read about it. */
export interface Mark {
  readonly anchor: string;
  /** Other anchors of the same pattern. */
  readonly orAnchors?: readonly string[];
  /** Its first group is the version. It is tried on the bytes about the anchor, as Latin-1. */
  readonly pattern: RegExp;
  /** How many bytes before the anchor the pattern begins. */
  readonly before: number;
  /** The file must hold this too: a version alone says little. */
  readonly beside?: string;
  /** All places of the file must say the same, else none counts. */
  readonly unanimous?: true;
}

/** Numbers with dots: `1.2`, `1.22.1`. */
export const DOTTED = String.raw`\d{1,8}(?:\.\d{1,8}){1,3}`;
/** The same, and what may stand behind: `-rc1`, `b2`. */
export const WITH_PRE = String.raw`${DOTTED}(?:[-.]?(?:alpha|beta|rc|pre|dev|a|b)[-.]?\d{0,4})?`;

/** A version that stands behind a text: `nginx/1.22.1`. */
export const after = (anchor: string, version = DOTTED, then = ''): Mark => ({
  anchor,
  before: 0,
  pattern: new RegExp(`^${literal(anchor)}(${version})(?!\\w|\\.\\d)${then}`),
});

/** A version that stands before a text: `10.11.4-MariaDB`. */
export const before = (anchor: string, version = DOTTED): Mark => ({
  anchor,
  before: 32,
  pattern: new RegExp(`(?:^|[^\\w.])(${version})${literal(anchor)}`),
});

/**
 * A version between two zero bytes, as it stands for itself in a program that puts it in where it writes.
 * @param starts how it begins: `1.`, or one of several
 * @param beside a text of the same program
 * @param rest what may stand behind the version: a distribution's own mark
 */
export function alone(
  starts: string | readonly string[],
  beside: string,
  version = DOTTED,
  rest = '(?:[-+~][\\w.+~-]{0,40})?',
): Mark {
  const [anchor = '', ...others] = typeof starts === 'string' ? [starts] : starts;
  return {
    // Zero bytes are what binaries have most of: a search for what stands behind one is several times as fast.
    anchor,
    ...(others.length > 0 ? { orAnchors: others } : {}),
    before: 1,
    pattern: new RegExp(`^\0(${version})${rest}\0`),
    beside,
    unanimous: true,
  };
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
