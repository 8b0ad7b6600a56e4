import type { ImageFacts, SystemFact } from '../../core/facts.ts';
import type { ShellCommand, ShellCompound } from '../../shell/types.ts';

/**
 * Whether a shell that is given a script by `-c` replaces itself with the script's last command, so that this is process 1
 * and gets the signals. Tried with the shells themselves: dash 0.5.12 (Debian 12 and 13, Ubuntu 24.04), bash 5.2 and 5.3,
 * BusyBox 1.35 to 1.38, zsh 5.9, mksh 59:
 *
 * - dash never does, for one command as for several.
 * - BusyBox and zsh do wherever nothing is left to be done behind it, which there is in a pipeline and in a loop.
 * - bash does where it is a simple command without a redirection, by itself or at the end of a list (since 5.1), but not of
 *   an and-or list behind `;`, nor within a compound command.
 * - mksh does where it is all that there is.
 *
 * @param shell the program by its name; what `sh` is says the system of the image
 * @param commands those of the script, in order, without what stands in substitutions
 * @returns undefined when it is not known which shell it is, or which version of it
 */
export function replacesItself(
  shell: string,
  commands: readonly ShellCommand[],
  { system }: Pick<ImageFacts, 'system'>,
): boolean | undefined {
  const last = commands.at(-1);
  if (!last || last.pipeline.length > 1 || last.within === 'loop') return false;
  const known = system.known === 'unknown' ? undefined : system.value;
  const isPlain = isAtTop(last) && last.redirects.length === 0;
  const isAlone = commands.length === 1;
  switch (shell === 'sh' ? SH.get(known?.id ?? '') : shell) {
    case 'dash':
      return false;
    case 'ash':
    case 'busybox':
    case 'zsh':
      return true;
    case 'bash':
      return isPlain && (isAlone || (endsPlainList(last, commands) && hasBash51(known)));
    case 'mksh':
      return isPlain && isAlone;
    default:
      return undefined;
  }
}

const isAtTop = ({ within }: ShellCommand): boolean => within === 'top' || within === 'nested';

/** It stands by itself behind `;`, or its and-or list begins the script or a line. */
function endsPlainList(last: ShellCommand, commands: readonly ShellCommand[]): boolean {
  if (last.before !== '&&' && last.before !== '||') return true;
  for (const command of commands) {
    // Of a compound that stands beside it, what holds for the compound.
    let part: ShellCommand | ShellCompound = command;
    while (part.inside && part.inside !== last.inside) part = part.inside;
    if (part.chain === last.chain) return part.before === '' || part.before === '\n';
  }
  return false;
}

/** What `sh` is, by the system. */
const SH: ReadonlyMap<string, string> = new Map([
  ...['debian', 'ubuntu'].map((id) => [id, 'dash'] as const),
  ...['alpine', 'busybox'].map((id) => [id, 'busybox'] as const),
  ...'rhel centos almalinux rocky ol fedora amzn opensuse-leap sles arch'
    .split(' ')
    .map((id) => [id, 'bash'] as const),
]);

/** The first release of each system that has bash 5.1 or a later one. */
const BASH_51: ReadonlyMap<string, string> = new Map([
  ['debian', '11'],
  ['ubuntu', '22.04'],
  ['alpine', '3.14'],
  ...['rhel', 'centos', 'almalinux', 'rocky', 'ol'].map((id) => [id, '9'] as const),
  ['fedora', '34'],
  ['amzn', '2023'],
  ['arch', ''],
]);

/** Undefined: what older ones do with lists is not known. */
function hasBash51(system: SystemFact | undefined): true | undefined {
  const first = BASH_51.get(system?.id ?? '');
  if (first === undefined) return undefined;
  const [major = 0, minor = 0] = (system?.version ?? '').split('.').map(Number);
  const [from = 0, fromMinor = 0] = first.split('.').map(Number);
  return major > from || (major === from && minor >= fromMinor) ? true : undefined;
}
