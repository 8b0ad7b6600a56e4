import type { Build, Instruction } from '../../dockerfile/build-types.ts';

/** Whether a SHELL of this file is in force at an instruction. */
export const setsShell = (build: Build, at: Instruction): boolean =>
  build.all('SHELL').length > 0 && build.shellAt(at).join('\0') !== '/bin/sh\0-c';

/** Whether the shell form is read by a shell of Unix at an instruction. */
export const isPosix = (build: Build, at: Instruction): boolean =>
  !['powershell', 'cmd', 'other'].includes(build.dialectAt(at));
