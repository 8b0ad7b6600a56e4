import type { Command } from '../../dockerfile/build-types.ts';
import { packageActionOf } from '../../dockerfile/packages.ts';
import { dockerfileRule } from '../rule.ts';
import { type Run, runsOf } from '../support/runs.ts';

/** `|| true` behind an install makes an image of a failed one. */
export const swallowedErrors = dockerfileRule({
  name: 'swallowed-errors',
  title: 'Let a failed install fail the build',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'remove the `|| true`, or test for the one error that you expect',
  fixable: true,

  *check(build) {
    for (const run of runsOf(build)) {
      for (const { failing, swallow, end } of swallowed(run)) {
        yield {
          at: swallow.span,
          also: [failing.span],
          message: `when ${failing.name} fails, the build goes on without what it should have brought`,
          ...(isNothing(swallow)
            ? {
                fix: {
                  title: `remove “|| ${swallow.name}”`,
                  safe: false,
                  changes: ['tools', 'packageManagers'],
                  edits: [{ span: { start: end, end: swallow.span.end }, text: '' }],
                },
              }
            : {}),
        };
      }
    }
  },
});

interface Swallowed {
  readonly failing: Command;
  readonly swallow: Command;
  /** The end of what stands before `||`. */
  readonly end: number;
}

/** The `|| true`s of a RUN with the first command that they hide. */
function* swallowed({ commands }: Run): Iterable<Swallowed> {
  for (const list of Map.groupBy(commands, ({ chain, within }) => `${chain} ${within}`).values()) {
    const stops = list.findLastIndex(({ name }) => name === 'exit' || name === 'false');
    let failing: Command | undefined;
    for (const [at, command] of list.entries()) {
      const hides = command.before === '||' && isHarmless(command) && stops <= at;
      if (failing && hides) yield { failing, swallow: command, end: list[at - 1]!.span.end };
      failing ??= brings(command) ? command : undefined;
    }
  }
}

const isNothing = ({ name, words }: Command): boolean =>
  (name === 'true' || name === ':') && words.length === 1;

const isHarmless = (command: Command): boolean =>
  isNothing(command) ||
  command.name === 'echo' ||
  command.name === 'printf' ||
  (command.name === 'exit' && command.words[1]?.value === '0');

/** Installs, downloads and builds: what the image is made of. */
function brings(command: Command): boolean {
  const { name, words } = command;
  const action = packageActionOf(command);
  if (action) return ['install', 'update', 'upgrade', 'dist-upgrade'].includes(action.action);
  if (name === 'git') return words.some(({ value }) => value === 'clone' || value === 'fetch');
  return /^(?:curl|wget|make|cmake|ninja|mvn|gradle|gradlew|tsc|javac|gcc|tar|unzip)$/.test(name);
}
