import type { Build, Copy } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { replace } from '../support/edits.ts';

/** ADD unpacks, downloads and clones; where none of it is meant, COPY says so. */
export const copyNotAdd = dockerfileRule({
  name: 'copy-not-add',
  title: 'Use COPY for files and folders, not ADD',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3020', 'DS-0005', 'CIS-DI-0009', 'CIS-4.9'],
  help: 'use COPY; ADD is for archives to unpack, URLs and repositories',
  fixable: true,

  *check(build) {
    for (const add of build.all('ADD')) {
      if (add.sources.length === 0 || add.sources.some((source) => needsAdd(build, add, source))) continue;
      const keyword = add.name.text === add.name.text.toLowerCase() ? 'copy' : 'COPY';
      yield {
        at: add.name.span,
        message: 'ADD may unpack, download or clone; to copy from the context, COPY is enough',
        ...(add.flags.every(({ name }) => ofCopy.has(name))
          ? { fix: { title: 'use COPY', safe: true, edits: [replace(add.name.span, keyword)] } }
          : {}),
      };
    }
  },
});

const ofCopy: ReadonlySet<string> = new Set(['chown', 'chmod', 'link', 'exclude']);

/** An archive, a URL, a repository, or what cannot be known. */
function needsAdd(build: Build, add: Copy, source: Copy['sources'][number]): boolean {
  const { value, complete } = build.expand('value' in source ? source.value : source, add);
  return (
    !complete || /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /^[^/@]+@[^/:]+:/.test(value) || isArchive(value)
  );
}

const isArchive = (path: string): boolean =>
  /\.(?:tar|tgz|tbz2?|tb2|txz|tlz|tpz|tzst|gz|bz2|xz|lzma|lz|zst|Z)$|\.tar[.*]/i.test(path);
