import type { PackageType } from '../../core/package.ts';
import type { Mark, SoftwareClass } from './class.ts';
import { CLASSES } from './classes.ts';

/** Software that a file is or holds. */
export interface Software {
  /** The name of its class. */
  readonly name: string;
  readonly version: string;
  /** What was read in the file. */
  readonly evidence: string;
}

/** How much is read behind an anchor, in bytes. */
const WINDOW = 160;
/** How many places of an anchor are tried; a hostile file has millions. */
const MOST_PLACES = 50_000;
const MOST_EVIDENCE = 80;

/**
 * The well-known software that a file is, by its name and the bytes of it; in time that is linear in its length.
 * @param name the last part of the path
 */
export function findSoftware(name: string, bytes: Buffer, classes = classesFor(name)): readonly Software[] {
  const found: Software[] = [];
  for (const one of classes) {
    const software = versionOf(one, bytes);
    if (software) found.push(software);
  }
  return found;
}

/** The classes whose files have such a name. */
export function classesFor(name: string): readonly SoftwareClass[] {
  const index = indexOnce();
  const names = new Set([name, withoutSo(name), stemOf(name)]);
  const exact = [...names].flatMap((one) => index.byName.get(one) ?? []);
  const likened = index.byPattern.filter(({ pattern }) => pattern.test(withoutSo(name)));
  return [...new Set([...exact, ...likened.map((one) => one.class)])];
}

function versionOf({ name, marks, usual }: SoftwareClass, bytes: Buffer): Software | undefined {
  for (const mark of marks) {
    const match = matchOf(mark, bytes);
    if (match) return { name, version: usual?.(match[1]!) ?? match[1]!, evidence: printable(match[0]) };
  }
  return undefined;
}

function matchOf(mark: Mark, bytes: Buffer): RegExpExecArray | undefined {
  const { anchor, orAnchors = [], beside } = mark;
  const [first, ...others] = [anchor, ...orAnchors]
    .map((one) => matchAt(one, mark, bytes))
    .filter((one) => one !== undefined);
  if (!first || first === AMBIGUOUS) return undefined;
  if (others.some((other) => other === AMBIGUOUS || other[1] !== first[1])) return undefined;
  return beside !== undefined && !bytes.includes(beside, 0, 'latin1') ? undefined : first;
}

/** Places say different things. */
const AMBIGUOUS = 'ambiguous';

function matchAt(
  anchor: string,
  { pattern, before, unanimous }: Mark,
  bytes: Buffer,
): RegExpExecArray | typeof AMBIGUOUS | undefined {
  let first: RegExpExecArray | undefined;
  let left = MOST_PLACES;
  for (let at = bytes.indexOf(anchor, 0, 'latin1'); at >= 0; at = bytes.indexOf(anchor, at + 1, 'latin1')) {
    if (left-- === 0) break;
    const window = bytes.toString('latin1', Math.max(0, at - before), at + anchor.length + WINDOW);
    const match = pattern.exec(window);
    if (!match) continue;
    if (first && first[1] !== match[1]) return AMBIGUOUS;
    first ??= match;
    if (!unanimous) break;
  }
  return first;
}

const printable = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, MOST_EVIDENCE);

const withoutSo = (name: string): string => name.replace(/\.so(?:\..{0,64})?$/, '');

/** A file's name without its version and its target. */
export function stemOf(name: string): string {
  return withoutSo(name)
    .replace(/^[a-z\d_]{1,16}-(?:[a-z]{1,16}-)?linux-(?:gnu|musl)[a-z\d]{0,16}-/, '')
    .replace(/[-_.]?\d[\d.]*$/, '');
}

/** Vendor and product of software by its name, as CPEs have them. */
export const cpeOfSoftware = (name: string): string | undefined =>
  CLASSES.find((one) => one.name === name)?.cpe ?? RELEASE_CPES[name];

/** The type of its package URL. */
export const typeOfSoftware = (name: string): PackageType =>
  CLASSES.find((one) => one.name === name)?.type ?? 'generic';

/** Of software that is known by its release files (`release-files.ts`). */
const RELEASE_CPES: Readonly<Record<string, string>> = {
  openjdk: 'oracle:openjdk',
  temurin: 'eclipse:temurin',
  graalvm: 'oracle:graalvm',
  corretto: 'amazon:corretto',
  zulu: 'azul:zulu',
  go: 'golang:go',
  'erlang-otp': 'erlang:erlang\\\\/otp',
  elixir: 'elixir-lang:elixir',
  r: 'r-project:r',
  thunderbird: 'mozilla:thunderbird',
};

interface Index {
  readonly byName: ReadonlyMap<string, readonly SoftwareClass[]>;
  readonly byPattern: readonly { readonly pattern: RegExp; readonly class: SoftwareClass }[];
}

let made: Index | undefined;

function indexOnce(): Index {
  if (made) return made;
  const byName = new Map<string, SoftwareClass[]>();
  const byPattern: { pattern: RegExp; class: SoftwareClass }[] = [];
  for (const one of CLASSES) {
    for (const file of one.files) {
      if (file.includes('*')) {
        const source = file.replace(/[.+]/g, '\\$&').replaceAll('*', '.*');
        byPattern.push({ pattern: new RegExp(`^${source}$`), class: one });
      } else byName.set(file, [...(byName.get(file) ?? []), one]);
    }
  }
  made = { byName, byPattern };
  return made;
}
