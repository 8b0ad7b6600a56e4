import type { Command, ShellWord } from '../../dockerfile/index.ts';
import { argumentsOf, type OptionGrammar } from '../../shell/options.ts';
import { dockerfileRule } from '../rule.ts';
import { runsOf } from '../support/runs.ts';

/** A clone takes the branch as it is on that day. */
export const gitClonePinned = dockerfileRule({
  name: 'git-clone-pinned',
  title: 'Clone a certain commit or tag',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'check out a commit behind the clone, or clone by --branch with a tag',
  fixable: false,

  *check(build) {
    for (const { commands } of runsOf(build)) {
      const calls = commands.flatMap((command) => gitCall(command) ?? []);
      // A checkout belongs to the clone before it.
      let settled = false;
      for (const { command, verb, rest } of calls.toReversed()) {
        if (settles.has(verb) && rest.some(({ value, variables }) => isPinned(value, variables)))
          settled = true;
        if (verb !== 'clone') continue;
        const wasSettled = settled;
        settled = false;
        const { options, operands } = argumentsOf(rest, grammar());
        const ref = options.find(({ name }) => /^(?:-b|--branch|--revision)$/.test(name));
        if (wasSettled || !operands[0] || isLocal(operands[0].value)) continue;
        if (ref && isPinned(ref.value ?? '', ref.valueWord?.variables ?? [])) continue;
        yield {
          at: command.span,
          message: `git clone takes whatever ${ref?.value ?? 'the default branch'} is on the day of the build`,
        };
      }
    }
  },
});

interface GitCall {
  readonly command: Command;
  readonly verb: string;
  readonly rest: readonly ShellWord[];
}

/** The subcommand of git and what stands behind it. */
function gitCall(command: Command): GitCall | undefined {
  if (command.name !== 'git') return undefined;
  const { words } = command;
  let at = 1;
  while (words[at]?.value.startsWith('-')) at += /^-[cC]$/.test(words[at]!.value) ? 2 : 1;
  const verb = words[at]?.value;
  return verb === undefined ? undefined : { command, verb, rest: words.slice(at + 1) };
}

const settles: ReadonlySet<string> = new Set(['checkout', 'switch', 'reset', 'fetch']);

/** A commit, a tag or a version branch has a digit in it; `main` has none. A variable is somebody’s choice. */
const isPinned = (ref: string, variables: readonly string[]): boolean =>
  !ref.startsWith('-') && (variables.length > 0 || /\d/.test(ref));

const isLocal = (url: string): boolean => /^(?:[./~]|file:)/.test(url) && !url.includes('@');

const grammar = (): OptionGrammar => ({
  values: 'bocju',
  longs: new Set(
    `branch revision origin config jobs upload-pack depth shallow-since shallow-exclude reference template
     separate-git-dir server-option filter bundle-uri`.split(/\s+/),
  ),
});
