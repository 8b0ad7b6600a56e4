import type { Presence } from '../core/facts.ts';
import type { BaseFacts } from './types.ts';

/** Whether a base image has a program, by its name alone; absent only where the lists are complete (`closed`). */
export function hasProgram(base: BaseFacts, program: string): Presence {
  const listed =
    base.shells?.includes(program) ||
    base.packageManagers?.includes(program) ||
    base.tools?.includes(program) ||
    base.utilities?.has(program);
  if (listed) return 'present';
  return base.closed ? 'absent' : 'unknown';
}
