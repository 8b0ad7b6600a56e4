import type { Presence } from '../core/facts.ts';
import type { BaseFacts } from './types.ts';

/**
 * Whether a base image has a program, by its name alone. Absent only where the lists are complete (`closed`), where it is
 * known to be missing (`lacks`), or where it is a shell or package manager and the image has none at all.
 */
export function hasProgram(base: BaseFacts, program: string): Presence {
  const listed =
    base.shells?.includes(program) ||
    base.packageManagers?.includes(program) ||
    base.tools?.includes(program) ||
    base.utilities?.has(program);
  if (listed) return 'present';
  if (base.closed || base.lacks?.includes(program)) return 'absent';
  if (base.shells?.length === 0 && shellNames.has(program)) return 'absent';
  return base.packageManagers?.length === 0 && managerNames.has(program) ? 'absent' : 'unknown';
}

const shellNames: ReadonlySet<string> = new Set(
  'sh bash ash dash zsh ksh mksh fish csh tcsh pwsh powershell cmd'.split(' '),
);
const managerNames: ReadonlySet<string> = new Set(
  'apt apt-get aptitude dpkg apk dnf yum microdnf tdnf zypper pacman rpm opkg pip pip3 npm yarn pnpm gem conda cargo'.split(
    ' ',
  ),
);
