import type { Edit } from '../../core/edit.ts';
import type { Build, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { insertAfter } from './edits.ts';
import { lineAbove } from './lines.ts';

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

/**
 * Adds a USER line to a stage: in front of what the container starts (ENTRYPOINT, CMD, HEALTHCHECK), where these stand at
 * the end, else behind its last instruction.
 *
 * @returns the edit, and the line that it stands behind
 */
export function userLine(build: Build, stage: Stage, user: string): { edit: Edit; line: number } {
  const { source } = build;
  const starts = startsAtEnd(stage);
  if (starts) {
    const at = lineAbove(build, starts);
    return {
      edit: { span: { start: at, end: at }, text: `USER ${user}${source.eol}` },
      line: source.lineOf(at) - 1,
    };
  }
  const last = stage.instructions.at(-1)?.span ?? stage.from?.span ?? stage.place;
  return { edit: insertAfter(last, `${source.eol}USER ${user}`), line: source.lineOf(last.end) };
}

/** The first instruction on what the container starts, when nothing but settings of the image stand behind it. */
function startsAtEnd({ instructions }: Stage): Instruction | undefined {
  const behind = instructions.findLastIndex(({ keyword }) => !SETTINGS.has(keyword));
  return instructions.slice(behind + 1).find(({ keyword }) => STARTS.has(keyword));
}

const STARTS: ReadonlySet<string> = new Set(['ENTRYPOINT', 'CMD', 'HEALTHCHECK']);
const SETTINGS: ReadonlySet<string> = new Set([...STARTS, 'EXPOSE', 'STOPSIGNAL', 'LABEL', 'ENV', 'VOLUME']);
