import type { Fix } from '../../core/edit.ts';
import type { Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { downloadOf } from '../support/downloads.ts';
import { insertAfter } from '../support/edits.ts';
import { type WgetKind, wgetKinds } from '../support/wget.ts';

/** wget draws its progress line by line where there is no terminal, and fills the build log. */
export const wgetProgress = dockerfileRule({
  name: 'wget-progress',
  title: 'Keep wget’s progress out of the build log',
  severity: 'info',
  set: 'strict',
  aliases: ['DL3047'],
  help: 'add --progress=dot:giga, or -q where wget is that of BusyBox',
  fixable: true,

  *check(build) {
    const commands = build.commands('wget');
    if (commands.length === 0) return;
    const kindOf = wgetKinds(build);
    for (const command of commands) {
      const download = downloadOf(command);
      if (!download || download.urls.length === 0 || download.has(...quiet)) continue;
      const kind = kindOf(command);
      yield {
        at: command.words[0]!.span,
        message: kind ? messages[kind] : 'wget writes its progress into the build log, line by line',
        ...(kind ? { help: helps[kind], fix: fixFor(command, kind) } : {}),
      };
    }
  },
});

const quiet = [
  '-q',
  '--quiet',
  '-nv',
  '--no-verbose',
  '--progress',
  '-o',
  '--output-file',
  '-a',
  '--append-output',
  '--spider',
  '-b',
  '--background',
];

const messages: Readonly<Record<WgetKind, string>> = {
  gnu: 'wget writes a line into the build log for every 50 kB',
  busybox: 'wget writes a line into the build log for every second that it takes',
};

const helps: Readonly<Record<WgetKind, string>> = {
  gnu: 'add --progress=dot:giga, -nv or -q',
  busybox: 'add -q: errors are still told',
};

/** Neither touches what is downloaded, nor the exit status. */
function fixFor({ words }: Command, kind: WgetKind): Fix {
  const [program, first] = words;
  if (kind === 'gnu') {
    const option = '--progress=dot:giga';
    return { title: `add ${option}`, safe: true, edits: [insertAfter(program!.span, ` ${option}`)] };
  }
  // `-O file` becomes `-qO file`, as people write it.
  const joins = first !== undefined && /^-[OP]/.test(first.raw);
  const at = joins ? { start: first.span.start, end: first.span.start + 1 } : program!.span;
  return { title: 'add -q', safe: true, edits: [insertAfter(at, joins ? 'q' : ' -q')] };
}
