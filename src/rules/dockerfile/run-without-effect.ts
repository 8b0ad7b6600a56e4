import type { Fix } from '../../core/edit.ts';
import type { Command } from '../../dockerfile/build-types.ts';
import { secretName } from '../../secrets/names.ts';
import { dockerfileRule } from '../rule.ts';
import { isPlainShell, isTop, type Run, runsOf } from '../support/runs.ts';

/** A RUN keeps files. Its folder, its variables, its user, its processes end with it. */
export const runWithoutEffect = dockerfileRule({
  name: 'run-without-effect',
  title: 'Expect nothing but files to outlive a RUN',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3001', 'DL3003', 'DS-0013'],
  help: 'say it by ENV, WORKDIR, USER or ENTRYPOINT, or in the RUN that needs it',
  fixable: true,

  *check(build) {
    for (const run of runsOf(build)) {
      const trailing = lastStates(run);
      const [first] = trailing;
      if (!first) continue;
      const kind = kindOf(first)!;
      const fix = trailing.length === run.commands.length ? repair(run, trailing) : undefined;
      yield {
        at: first.span,
        message: `${kind.what} ends with this RUN: nothing behind it sees it`,
        aliases: kind.aliases,
        help: kind.help,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

interface Kind {
  readonly what: string;
  readonly help: string;
  readonly aliases: readonly string[];
}

/** The commands at the end of a RUN that only set what ends with it. */
function lastStates(run: Run): readonly Command[] {
  const commands = run.commands.filter(({ within }) => within !== 'substitution');
  let at = commands.length;
  while (at > 0 && isState(commands[at - 1]!)) at--;
  const last = commands.slice(at);
  // `set -e` at the end changes nothing either, but nobody expects it to.
  return last.some((command) => command.name !== 'set') ? last.filter(({ name }) => name !== 'set') : [];
}

const isState = (command: Command): boolean =>
  isTop(command) &&
  command.pipeline.length === 1 &&
  command.redirects.length === 0 &&
  command.before !== '||' &&
  command.after !== '||' &&
  command.after !== '&' &&
  (command.name === 'set' || kindOf(command) !== undefined);

function kindOf(command: Command): Kind | undefined {
  const { name, words } = command;
  const first = words[1]?.value ?? '';
  switch (name) {
    case 'cd':
      return { what: 'the folder that cd goes to', help: 'use WORKDIR', aliases: ['DL3003', 'DS-0013'] };
    case 'export':
      if (words.length < 2 || first.startsWith('-')) return undefined;
      return {
        what: 'an exported variable',
        help: secretName(first.replace(/=.*$/s, '')) ? forSecrets : 'use ENV',
        aliases: [],
      };
    case 'source':
    case '.':
      return isProfile(first)
        ? { what: `what ${first} sets`, help: 'use ENV, or read it in the RUN that needs it', aliases: [] }
        : undefined;
    case 'su':
      return words.slice(1).every(({ value }) => !/^(?:-c|--command.*|-[a-z]*c)$/.test(value)) &&
        words.length < 4
        ? { what: 'the shell of another user', help: 'use USER', aliases: [] }
        : undefined;
    case 'umask':
    case 'ulimit':
      return words.length > 1
        ? { what: `${name} ${first}`, help: 'say it in the RUN or the entrypoint that needs it', aliases: [] }
        : undefined;
    case 'alias':
      return { what: 'an alias', help: 'write a small script into a folder of PATH', aliases: [] };
    default:
      return serviceOf(command);
  }
}

const forSecrets = 'read it in the RUN that needs it, from --mount=type=secret,id=…,env=NAME';

/** `service x start`, `/etc/init.d/x start`, `systemctl start x`, `rc-service x start`. */
function serviceOf({ name, words }: Command): Kind | undefined {
  const values = words.map(({ value }) => value);
  const starts = (value: string | undefined) => /^(?:re)?start$/.test(value ?? '');
  const begun =
    (/^(?:service|rc-service|invoke-rc\.d)$/.test(name) && starts(values[2])) ||
    (values[0]?.startsWith('/etc/init.d/') && starts(values[1])) ||
    (name === 'systemctl' && values.slice(1).some(starts));
  return begun
    ? {
        what: 'a service',
        help: 'start it by ENTRYPOINT or CMD, or in a container of its own',
        aliases: ['DL3001'],
      }
    : undefined;
}

const isProfile = (path: string): boolean =>
  /(?:^|\/)(?:activate|\.?(?:bashrc|zshrc|profile|bash_profile|bash\.bashrc)|nvm\.sh|setup\.(?:ba)?sh|env|\.env|sdkman-init\.sh|environment)$/.test(
    path,
  );

/** The instruction that says the same for good, where the RUN does nothing else. */
function repair(run: Run, states: readonly Command[]): Fix | undefined {
  const { instruction } = run;
  if (!isPlainShell(run) || instruction.flags.length > 0 || instruction.inner.length > 0) return undefined;
  const [only] = states;
  const become = (text: string, fact: 'environment' | 'workdir' | 'user'): Fix => ({
    title: `write ${text}`,
    safe: false,
    edits: [{ span: instruction.span, text }],
    changes: [fact],
  });
  if (states.every(({ name }) => name === 'export')) {
    // By ENV it would stay in the image for everybody.
    if (states.some(({ assignments }) => assignments.some(({ name }) => secretName(name)))) return undefined;
    const pairs = states.flatMap(({ assignments, words }) =>
      assignments.length === words.length - 1
        ? assignments.map(({ name, value }) => pair(name, value?.raw))
        : [undefined],
    );
    return pairs.every((each) => each !== undefined)
      ? become(`ENV ${pairs.join(' ')}`, 'environment')
      : undefined;
  }
  if (states.length !== 1 || !only) return undefined;
  const word = only.words.at(-1);
  if (!word?.literal || only.words.length < 2) return undefined;
  if (only.name === 'cd' && word.value !== '-') return become(`WORKDIR ${word.raw}`, 'workdir');
  if (only.name === 'su' && !word.value.startsWith('-')) return become(`USER ${word.value}`, 'user');
  return undefined;
}

/** `NAME=value` for ENV, when the value means the same there. */
const pair = (name: string, raw: string | undefined): string | undefined =>
  raw !== undefined && !/[`'\n\\*?~]|\$\(|\$\{\w+[^\w}]/.test(raw) ? `${name}=${raw}` : undefined;
