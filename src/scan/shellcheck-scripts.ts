import type { Build, Dialect, Stage } from '../dockerfile/build-types.ts';
import { shebangOf } from '../dockerfile/heredocs.ts';
import { Logical } from '../dockerfile/logical.ts';
import type { CommandInstruction } from '../dockerfile/tree.ts';

/** One script as ShellCheck gets it, and the way back: plain data. */
export interface ShellcheckScript {
  readonly text: string;
  /** Lines of ours before the script. */
  readonly preamble: number;
  /** The script as it stands in the file: see `Logical.toData`. */
  readonly body: ReturnType<Logical['toData']>;
}

/** The RUN scripts of a build that a POSIX shell reads. */
export function scriptsOf(build: Build): ShellcheckScript[] {
  return build.all('RUN').flatMap((instruction) => {
    const run = instruction as CommandInstruction;
    const shell = shellOf(build.dialectAt(run), build.stageOf(run));
    const logical = run.command.form === 'shell' && shell !== undefined ? bodyOf(run) : undefined;
    if (!logical || !shell) return [];
    const names = variablesOf(build, run);
    const exports = names.length > 0 ? `export ${names.map((name) => `${name}=x`).join(' ')}\n` : '';
    const head = `# shellcheck ${shell}\n${exports}`;
    return [{ text: `${head}${logical.text}\n`, preamble: exports === '' ? 1 : 2, body: logical.toData() }];
  });
}

/** The text that the shell runs: the line, or the body of the one heredoc that is the whole command. */
function bodyOf({ command, heredocs }: CommandInstruction): Logical | undefined {
  const [only] = heredocs;
  if (!only) return command.script;
  const alone =
    heredocs.length === 1 && command.span.end - command.span.start === only.opener.end - only.opener.start;
  return alone && shebangOf(only).line === '' ? Logical.of(only.content, only.body.start) : undefined;
}

/** Names that ARG and ENV have set before the instruction: assigned, as far as the script is concerned. */
function variablesOf(build: Build, run: CommandInstruction): string[] {
  const names = new Set<string>();
  for (const name of build.scriptOf(run)?.reads ?? []) {
    if (/^[A-Za-z_]\w*$/.test(name.name) && build.expand(`\${${name.name}}`, run).undeclared.length === 0) {
      names.add(name.name);
    }
  }
  return [...names];
}

/**
 * The shell as a directive of ShellCheck has it: `/bin/sh` is what it is in the base image. BusyBox, which ShellCheck
 * knows from 0.10 on only, is dash with what it has beyond.
 */
function shellOf(dialect: Dialect, { base }: Stage): string | undefined {
  const shell = dialect === 'sh' ? (SH[base?.system?.id ?? ''] ?? 'sh') : dialect;
  return Object.hasOwn(DIRECTIVES, shell) ? DIRECTIVES[shell] : undefined;
}

/** What `sh` is, by the system; dash in those of Debian. */
const SH: Readonly<Record<string, Dialect>> = {
  alpine: 'ash',
  wolfi: 'ash',
  busybox: 'ash',
  debian: 'dash',
  ubuntu: 'dash',
  ...Object.fromEntries(
    'fedora centos rhel rocky almalinux ol amzn azurelinux mariner photon opensuse-leap opensuse-tumbleweed sles arch'
      .split(' ')
      .map((id) => [id, 'bash' as const]),
  ),
};

/**
 * Of BusyBox: `$'…'`, `[[`, `==`, `&>`, RANDOM, flags of echo and read, `set -o pipefail`, `source`, substrings and
 * replacement. An unknown `sh` may have `local`, `echo -n` and pipefail, as all have that people build on.
 */
const DIRECTIVES: Readonly<Record<string, string>> = {
  sh: 'shell=dash disable=SC3040',
  dash: 'shell=dash',
  ash: 'shell=dash disable=SC3003,SC3010,SC3014,SC3020,SC3028,SC3036,SC3037,SC3040,SC3045,SC3051,SC3057,SC3060',
  bash: 'shell=bash',
  ksh: 'shell=ksh',
};
