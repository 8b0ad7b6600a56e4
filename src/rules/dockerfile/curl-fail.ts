import type { Edit } from '../../core/edit.ts';
import type { Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { downloadOf, isRemote } from '../support/downloads.ts';
import { insertAfter } from '../support/edits.ts';

/** Without --fail curl takes the page that says “not found” for what was asked, and ends with success. */
export const curlFail = dockerfileRule({
  name: 'curl-fail',
  title: 'Let curl fail when the server answers with an error',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'add --fail (-f)',
  fixable: true,

  *check(build) {
    for (const command of build.commands('curl')) {
      const download = downloadOf(command);
      if (!download?.urls.some(({ value }) => isRemote(value)) || download.has(...fine)) continue;
      if (download.file === '/dev/null' || !isKept(command, download.to)) continue;
      yield {
        at: command.words[0]!.span,
        message: 'when the server answers with an error, curl hands on its error page and reports success',
        fix: { title: 'add --fail', safe: true, edits: [addFail(command)] },
      };
    }
  },
});

/** `-sSL` becomes `-fsSL`, as people write it. */
function addFail({ words }: Command): Edit {
  const [program, first] = words;
  return first && /^-[a-zA-Z]/.test(first.raw)
    ? insertAfter({ start: first.span.start, end: first.span.start + 1 }, 'f')
    : insertAfter(program!.span, ' --fail');
}

/** The options with which an error is seen, or asked for. */
const fine = [
  '-f',
  '--fail',
  '--fail-with-body',
  '-I',
  '--head',
  '-w',
  '--write-out',
  '-K',
  '--config',
  '-V',
  '-T',
];

/** Saved, piped on, or taken into the script; not just printed. */
const isKept = ({ pipeline, within }: Command, to: 'stdout' | 'file'): boolean =>
  to === 'file' || pipeline.index < pipeline.length - 1 || within === 'substitution';
