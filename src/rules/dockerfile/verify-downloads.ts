import type { Problem } from '../../core/finding.ts';
import type { Command, ShellWord } from '../../dockerfile/index.ts';
import { dockerfileRule } from '../rule.ts';
import { baseNameOf, type Download, downloadOf, isRemote } from '../support/downloads.ts';
import { pipelineKey, type Run, runsOf } from '../support/runs.ts';
import { verifies } from '../support/verification.ts';

/** What was downloaded and goes into the image should be what it was when the line was written. */
export const verifyDownloads = dockerfileRule({
  name: 'verify-downloads',
  title: 'Compare what is downloaded with its checksum',
  severity: 'medium',
  set: 'strict',
  aliases: ['CIS-4.12'],
  help: 'compare it by `sha256sum -c` or a signature in the same RUN, or use ADD --checksum',
  fixable: false,

  *check(build) {
    for (const run of runsOf(build)) if (!run.commands.some(verifies)) yield* unverified(run);
  },
});

function* unverified({ commands }: Run): Iterable<Problem> {
  const into = new Map(
    commands.filter(({ name }) => unpackers.has(name)).map((command) => [pipelineKey(command), command]),
  );
  const files = new Map<string, Download>();
  for (const command of commands) {
    for (const used of usedFiles(command, files)) {
      files.delete(baseNameOf(used.file));
      yield problem(used.command, command);
    }
    const download = downloadOf(command);
    if (!download?.urls.some(({ value }) => isRemote(value))) continue;
    if (download.to === 'file') {
      files.set(baseNameOf(download.file), download);
      continue;
    }
    const unpacker = into.get(pipelineKey(command));
    if (unpacker && unpacker.pipeline.index > command.pipeline.index) yield problem(command, unpacker);
  }
}

const problem = (at: Command, use: Command): Problem => ({
  at: at.span,
  also: [use.words[0]!.span],
  message: `${use.name} takes what ${at.name} downloads without a checksum or signature`,
});

/** The downloaded files that a command unpacks, installs or makes a program of. */
function usedFiles(command: Command, files: ReadonlyMap<string, Download>): Download[] {
  const { name, words } = command;
  if (files.size === 0 || !(unpackers.has(name) || installers.has(name))) return [];
  if (name === 'chmod' && !makesExecutable(words)) return [];
  if (movers.has(name) && !/\/(?:s?bin|opt|libexec|plugins)(?:\/|$)/.test(words.at(-1)!.value)) return [];
  return words
    .slice(1)
    .flatMap(({ value }) => files.get(baseNameOf(value.replace(/^-[a-zA-Z]+=?/, ''))) ?? []);
}

const makesExecutable = (words: readonly ShellWord[]): boolean =>
  /x|[1357]/.test(words.slice(1).find(({ value }) => !value.startsWith('-'))?.value ?? '');

const movers: ReadonlySet<string> = new Set(['mv', 'cp', 'install']);
const unpackers: ReadonlySet<string> = new Set(
  'tar bsdtar unzip gunzip gzip zcat bunzip2 bzip2 bzcat unxz xz xzcat unzstd zstd 7z 7za cpio ar dpkg rpm rpm2cpio'.split(
    ' ',
  ),
);
const installers: ReadonlySet<string> = new Set(
  'apt-get apt yum dnf microdnf zypper apk pip pip3 chmod install mv cp gem npm java'.split(' '),
);
