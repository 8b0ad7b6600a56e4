import type { Command } from '../../dockerfile/build-types.ts';

/**
 * From which of its commands on a pipeline fails anyway when one of them yields nothing: all that follow hand on nothing,
 * and the last one fails when it gets nothing to read. Tried with the programs of Debian 12 and with BusyBox 1.35.
 *
 * @param pipeline Its simple commands, in order. One that is missing was a compound.
 * @returns an index; the pipeline's length when the last command is content with nothing.
 */
export function noticedFrom(pipeline: readonly Command[]): number {
  const last = pipeline.at(-1)!;
  const { index, length } = last.pipeline;
  if (index !== length - 1 || !failsOnNothing(last, pipeline)) return length;
  let from = index;
  for (let at = pipeline.length - 2; at >= 0; at--) {
    const command = pipeline[at]!;
    if (command.pipeline.index !== from - 1) break;
    from--;
    if (!handsOnNothing(command)) break;
  }
  return from;
}

/** `cat A B` without B still yields A. */
export const isPiecemeal = ({ name, words }: Command): boolean =>
  name === 'cat' && words.filter(({ value }) => !value.startsWith('-')).length > 2;

/** What it prints is text of the script, or what the system always has; `yes` even fails by design. */
export function cannotFail({ name, words, redirects, prefixes }: Command): boolean {
  if (prefixes.length > 0 || redirects.some(({ operator }) => operator === '<')) return false;
  const operands = words.slice(1).filter(({ value }) => !value.startsWith('-'));
  if (name === 'cat') return operands.length === 0 && redirects.some(({ operator }) => /^<</.test(operator));
  if (name === 'dpkg') return words[1]?.value === '--print-architecture';
  const most = Object.hasOwn(STREAMS, name) ? STREAMS[name]! : -1;
  return operands.length <= most || SURE.has(name) || (SURE_ALONE.has(name) && operands.length === 0);
}

/** What handles any text that it reads, with how many operands that are no files. */
const STREAMS: Readonly<Record<string, number>> = {
  ...Object.fromEntries('awk gawk mawk sed'.split(' ').map((name) => [name, 1])),
  ...Object.fromEntries('cut fold head rev sort tac tail uniq wc'.split(' ').map((name) => [name, 0])),
  tr: 2,
  tee: Number.POSITIVE_INFINITY,
};

const SURE: ReadonlySet<string> = new Set(
  'echo printf yes true : arch basename date dirname nproc pwd seq uname whoami'.split(' '),
);
const SURE_ALONE: ReadonlySet<string> = new Set(['env', 'id', 'set', 'printenv', 'export']);

/** Filters that print nothing when they read nothing. */
function handsOnNothing({ name, words, prefixes }: Command): boolean {
  if (prefixes.length > 0) return false;
  if (/^[gmn]?awk$/.test(name)) return !words.some(({ value }) => /\b(?:BEGIN|END)\b/.test(value));
  return FILTERS.has(name);
}

const FILTERS: ReadonlySet<string> = new Set(
  `base64 bunzip2 bzcat bzip2 cat column cut dos2unix egrep fgrep fold grep gunzip gzip head jq rev sed sort tail tee tr
   uniq unxz unzstd xz xzcat zcat zstd zstdcat`.split(/\s+/),
);

function failsOnNothing(command: Command, pipeline: readonly Command[]): boolean {
  const { name, words, prefixes, stage, redirects } = command;
  // `xargs tar` is another thing.
  if (prefixes.some(({ value }) => /(?:^|\/)xargs$/.test(value))) return false;
  if (redirects.some(({ operator, fd }) => operator.startsWith('<') && (fd ?? 0) === 0)) return false;
  const reads = Object.hasOwn(READERS, name) ? READERS[name]! : undefined;
  if (!reads || (GNU_ALONE.has(name) && stage.base?.tools?.includes('busybox'))) return false;
  return reads(
    words.slice(1).map(({ value }) => value),
    pipeline.some((other) => other.name === 'curl' || other.name === 'wget'),
  );
}

/** BusyBox's take an empty input for an empty archive. */
const GNU_ALONE: ReadonlySet<string> = new Set(['cpio', 'xz', 'unxz', 'xzcat']);

/** Whether a program with these arguments reads standard input, and fails when that is empty or cut off. */
type Reader = (words: readonly string[], isDownload: boolean) => boolean;

const has = (words: readonly string[], pattern: RegExp): boolean => words.some((word) => pattern.test(word));

const operandsOf = (words: readonly string[]): string[] =>
  words.filter((word) => word !== '-' && !word.startsWith('-'));

const checksum: Reader = (words) =>
  has(words, /^(?:-[a-z]*c[a-z]*|--check)$/) &&
  operandsOf(words).every((word) => /^\d+$|^\/dev\/stdin$/.test(word));

/** No line found is a failure, with -v and -c as well. What a download lost on the way, no grep notices under these. */
const search: Reader = (words, isDownload) =>
  !has(words, /^(?:-[a-zA-Z]*L|--files-without)/) &&
  !(isDownload && has(words, /^(?:-[a-zA-Z]*[vc][a-zA-Z]*|--invert-match|--count)$/));

const unpack =
  (mode: RegExp | undefined): Reader =>
  (words) =>
    (mode === undefined || has(words, mode)) && operandsOf(words).length === 0;

const DECOMPRESS = /^(?:-[a-zA-Z]*d[a-zA-Z]*|--decompress|--uncompress)$/;

/** `tar -x`, with the archive on standard input. An empty one, and one that is cut off, are no archives. */
const untar: Reader = (words) => {
  const [first = ''] = words;
  const bundles = words.filter((word, i) => /^-[a-zA-Z]/.test(word) || (i === 0 && !word.startsWith('-')));
  const reads = has(bundles, /[xt]/) || has(words, /^--(?:extract|get|list)$/);
  const at = words.findIndex((word) => /^-[a-zA-Z]*f$/.test(word) || word === '--file');
  const file =
    words.find((word) => word.startsWith('--file='))?.slice(7) ??
    (at >= 0 ? words[at + 1] : !first.startsWith('-') && first.includes('f') ? words[1] : '-');
  return reads && (file === '-' || file === '/dev/stdin');
};

/** Python that takes JSON from standard input. */
const python: Reader = (words) =>
  has(words, /\bjson\.load\(sys\.stdin/) ||
  (words[0] === '-m' && words[1] === 'json.tool' && words.length < 3);

const gpg: Reader = (words) => {
  const at = words.findIndex((word) =>
    /^--(?:import|dearmor|decrypt|show-keys|enarmor|dearmour|fast-import)$/.test(word),
  );
  // What stands behind may be a file; in front of it stand values of options.
  return at >= 0 && words.slice(at + 1).every((word, i, all) => isValue(word, all[i - 1]));
};

/** An option, the value of one, or `-`. */
const isValue = (word: string, before: string | undefined): boolean =>
  word.startsWith('-') || /^(?:-o|--output|--keyring|--homedir|--passphrase-file)$/.test(before ?? '');

const READERS: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(
    'md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum cksum'
      .split(' ')
      .map((name) => [name, checksum]),
  ),
  grep: search,
  egrep: search,
  fgrep: search,
  tar: untar,
  gunzip: unpack(undefined),
  zcat: unpack(undefined),
  gzip: unpack(DECOMPRESS),
  bunzip2: unpack(undefined),
  bzcat: unpack(undefined),
  bzip2: unpack(DECOMPRESS),
  unxz: unpack(undefined),
  xzcat: unpack(undefined),
  xz: unpack(DECOMPRESS),
  unzstd: unpack(undefined),
  zstdcat: unpack(undefined),
  zstd: unpack(DECOMPRESS),
  cpio: (words) => has(words, /^(?:-[a-zA-Z]*i[a-zA-Z]*|--extract)$/) && !has(words, /^(?:-I|-F|--file)/),
  gpg,
  gpg2: gpg,
  'apt-key': (words) => words.includes('add') && (words[words.indexOf('add') + 1] ?? '-') === '-',
  openssl: (words) =>
    /^(?:x509|rsa|ec|pkey|req|crl|dsa)$/.test(words[0] ?? '') &&
    !has(words, /^-{1,2}(?:in|new|x509|newkey)$/),
  git: (words) => words[0] === 'apply' && operandsOf(words).length === 1,
  python3: python,
  python: python,
};
