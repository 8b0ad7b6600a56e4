import { crc32 } from 'node:zlib';
import type { FileReader } from '../image/reader.ts';
import { fileKindOf } from './files.ts';
import { Finder } from './finder.ts';
import { isExample, secretPatterns } from './patterns.ts';
import { settingPatterns } from './providers.ts';
import { secretValue } from './values.ts';

/** A secret in a file of an image. The value itself is never carried on. */
export interface FileSecret {
  /** The kind: the id of a pattern, or of a file. */
  readonly id: string;
  /** For people: “an AWS access key”. */
  readonly title: string;
  /** From 1. */
  readonly line: number;
  /** `form`: nothing else looks so; `file`: the file is kept for it; `name`: what stands beside it says so. */
  readonly by: 'form' | 'file' | 'name';
  /** Tells one from another without saying either: eight hexadecimal digits. */
  readonly mark: string;
}

/** Longer files are data. */
const MOST = 4 * 1024 * 1024;
/** Of one file. */
const MOST_FOUND = 50;

const patterns = [...secretPatterns, ...settingPatterns];
const anchors = patterns.flatMap(({ hints }, pattern) => hints.map((text) => ({ text, pattern })));
let finder: Finder | undefined;

/**
 * Documentation, translations, fixtures and tables, which hold examples of everything. (They are somebody’s, so that the
 * inventory tells of them all the same.)
 */
const SKIPPED =
  /^\/usr\/(?:share\/(?:doc|man|info|locale|i18n|zoneinfo|icons|fonts|mime|X11|terminfo|perl5?|common-licenses|bash-completion|vim|unicode)|include|lib\/(?:locale|gconv|firmware))\/|^\/usr\/(?:local\/)?lib\/(?:python[\d.]+\/(?:test|idlelib|lib2to3|ensurepip)|ruby\/[\d.]+|perl|go\/(?:src|test))\/|\/(?:__tests__|tests?|testdata|spec|fixtures?|examples?|docs?|samples?|mocks?)\/(?=.*\.(?:js|ts|py|rb|go|json|ya?ml|md|txt|pem|key|java|php)$)(?<=\/(?:node_modules|site-packages|dist-packages|vendor|gems)\/.*)|\.(?:d\.ts|map|min\.js|po|mo|pyc|html?|css|svg|md|rst)$/;

/** The code of others, which came as it is: a secret in there is its maker’s, and known to the world. */
const VENDORED =
  /^\/usr\/(?:share\/nodejs|lib\/ruby|share\/ruby|lib\/R|share\/R)\/|\/(?:node_modules|site-packages|dist-packages)\/.*\.(?:[cm]?[jt]sx?|json|py|pyi|rb)$/;

export const secretReader: FileReader<readonly FileSecret[]> = {
  name: 'secrets',
  version: 1,
  most: Number.MAX_SAFE_INTEGER,
  wants: ({ path, size }, magic) =>
    size >= 16 && size <= MOST && !magic.includes(0) && !SKIPPED.test(path) && !VENDORED.test(path),
  read(file, bytes) {
    // What has zeros further down is no text either.
    if (bytes.indexOf(0) !== -1) return undefined;
    const found = [...byForm(bytes), ...byFile(file.path, bytes)];
    const once = new Map(found.map((one) => [`${one.id} ${one.line} ${one.mark}`, one]));
    return once.size === 0 ? undefined : [...once.values()].slice(0, MOST_FOUND);
  },
};

/** Credentials of known forms. */
function* byForm(bytes: Uint8Array): Generator<FileSecret> {
  finder ??= new Finder(anchors.map(({ text }) => text));
  const hits = finder.find(bytes);
  if (hits.size === 0) return;
  const text = latin1(bytes);
  const wanted = new Set([...hits].map((anchor) => anchors[anchor]!.pattern));
  for (const index of wanted) {
    const { id, title, pattern } = patterns[index]!;
    let left = MOST_FOUND;
    for (const match of text.matchAll(pattern)) {
      if (isExample(match[0]) || isFlat(match[0])) continue;
      if (left-- === 0) break;
      yield { id, title, line: lineOf(text, match.index), by: 'form', mark: markOf(match[0]) };
    }
  }
}

/** Files that programs keep their credentials in, and settings with a secret's name. */
function* byFile(path: string, bytes: Uint8Array): Generator<FileSecret> {
  const kind = fileKindOf(path);
  if (!kind) return;
  const text = latin1(bytes);
  for (const match of text.matchAll(kind.pattern)) {
    const { name, value = match[0] } = match.groups ?? {};
    // Where only the name tells, the value has to look like one.
    if (kind.by === 'name' && (!secretValue(name ?? '', value) || isFlat(value))) continue;
    yield {
      id: kind.id,
      title: kind.title,
      line: lineOf(text, match.index),
      by: kind.by,
      mark: markOf(value),
    };
  }
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const markOf = (value: string): string => crc32(value).toString(16).padStart(8, '0');

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** A stand-in: few different characters for its length, such as `AKIAAAAAAAAAAAAAAAAA`. */
function isFlat(value: string): boolean {
  if (value.length < 16) return false;
  return new Set(value).size < Math.min(8, value.length / 3);
}
