import type { Edit } from '../../core/edit.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { insertAfter } from './edits.ts';

/**
 * The numeric user to propose for a target: the one that its base made for applications (`node` is 1000), else 65532,
 * which distroless images made the custom.
 */
export function proposedUser({ base }: Stage): string {
  const users = Object.entries(base?.users ?? {}).filter(
    ([name, uid]) => uid >= 100 && uid < 65534 && !SYSTEM.has(name),
  );
  const [only] = users;
  const uid = users.length === 1 && only ? only[1] : 65532;
  return `${uid}:${uid}`;
}

/** Accounts that systems bring for services of their own. */
const SYSTEM = new Set([
  '_apt',
  'nobody',
  'systemd-network',
  'messagebus',
  'guest',
  'www-data',
  'operator',
  'halt',
  'sshd',
  'dbus',
]);

/** Adds a USER line behind the last instruction of a stage. */
export function userLine(build: Build, stage: Stage, user: string): { edit: Edit; line: number } {
  const last = stage.instructions.at(-1)?.span ?? stage.from?.span ?? stage.place;
  return { edit: insertAfter(last, `${build.source.eol}USER ${user}`), line: build.source.lineOf(last.end) };
}
