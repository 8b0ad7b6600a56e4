import type { Build, Command, Instruction, Stage } from '../../dockerfile/build-types.ts';
import { packageActionOf } from '../../dockerfile/packages.ts';
import { mountField } from '../../dockerfile/stages.ts';
import { dockerfileRule } from '../rule.ts';
import { isTop } from '../support/runs.ts';
import { prependCommand } from '../support/script-edits.ts';

/** The images of Debian and Ubuntu come without package lists: apt knows no package until they are fetched. */
export const installNeedsUpdate = dockerfileRule({
  name: 'install-needs-update',
  title: 'Fetch package lists before installing',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'put `apt-get update &&` in front of the install, in the same RUN',
  fixable: true,

  *check(build) {
    const ends = new Map<Stage, Lists>();
    for (const stage of build.stages) {
      let lists: Lists = (stage.parent ? ends.get(stage.parent) : startOf(stage)) ?? unknown;
      for (const instruction of stage.instructions) {
        if (lists.state === 'unknown' || instruction.keyword !== 'RUN' || mountsLists(instruction)) continue;
        for (const command of build.commandsOf(instruction)) {
          if (lists.state === 'absent' && installs(command)) {
            yield missing(build, command, lists);
            // One finding is enough: what stands behind has the same cause.
            lists = unknown;
          } else lists = behind(command, lists);
        }
      }
      ends.set(stage, lists);
    }
  },
});

/** Whether the lists are there, and what took them away. */
interface Lists {
  readonly state: 'absent' | 'present' | 'unknown';
  readonly by?: Command;
}

const unknown: Lists = { state: 'unknown' };

const startOf = ({ base }: Stage): Lists =>
  base?.system?.id === 'debian' || base?.system?.id === 'ubuntu' ? { state: 'absent' } : unknown;

/** The state of the lists behind a command. What an unknown program does to them is not known. */
function behind(command: Command, lists: Lists): Lists {
  const { name, words } = command;
  const action = packageActionOf(command);
  if (action?.manager.startsWith('apt')) {
    if (action.action === 'update') return { state: 'present' };
    return /^dist-?clean$/.test(action.verb?.value ?? '') ? { state: 'absent', by: command } : lists;
  }
  if ((name === 'rm' || name === 'find') && words.some(({ value }) => value.startsWith('/var/lib/apt')))
    return isTop(command) ? { state: 'absent', by: command } : unknown;
  return lists.state === 'present' || action || quiet.has(name) || words.length === 0 ? lists : unknown;
}

/** Programs that certainly fetch no lists. */
const quiet: ReadonlySet<string> = new Set(
  `: [ [[ addgroup adduser awk cat cd chmod chown cp cut date dpkg echo env exit export false find getent grep groupadd
   groupmod head hostname id install ldconfig ln locale-gen ls mkdir mktemp mv printf pwd rm rmdir sed set sleep sort stat
   tail tee test touch tr true umask uname unset update-alternatives update-ca-certificates useradd usermod whoami
   curl wget tar unzip gzip gpg git make gcc node python3 npx tsc`.split(/\s+/),
);

/** An install of packages by name; files need no lists by themselves. */
function installs(command: Command): boolean {
  const action = packageActionOf(command);
  return (
    action !== undefined &&
    action.action === 'install' &&
    /^apt(?:-get|itude)?$/.test(action.manager) &&
    command.within !== 'function' &&
    !action.has('--no-download', '--print-uris') &&
    action.operands.some(({ literal, value }) => literal && !/\.deb$|^[./]/.test(value))
  );
}

const mountsLists = ({ flags }: Instruction): boolean =>
  flags.some(
    (flag) =>
      flag.name === 'mount' &&
      /^\/var(?:\/lib(?:\/apt(?:\/lists)?)?)?\/?$/.test(
        mountField(flag, 'target', 'dst', 'destination')?.text ?? '',
      ),
  );

function missing(build: Build, command: Command, { by }: Lists) {
  const plain = command.shell && command.prefixes.length === 0 && command.before !== '||';
  return {
    at: command.span,
    ...(by ? { also: [by.span] } : {}),
    message: `apt knows no package here: ${
      by
        ? `line ${build.source.lineOf(by.span.start)} removes the package lists`
        : 'the base image comes without package lists'
    }`,
    ...(plain
      ? {
          fix: {
            title: 'fetch the lists first',
            safe: false,
            edits: [prependCommand(build, command, `${command.name === 'apt' ? 'apt' : 'apt-get'} update`)],
          },
        }
      : {}),
  };
}
