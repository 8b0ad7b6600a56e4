import type { Build, Command, Instruction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { type LanguageCache, languageCaches } from '../support/language-caches.ts';
import { mountTargets } from '../support/mounts.ts';
import { lastOfList } from '../support/plain-command.ts';
import { productionStages } from '../support/purpose.ts';
import { isOneScript } from '../support/runs.ts';
import { appendCommand } from '../support/script-edits.ts';

/** Managers of languages keep what they download for a next time that does not come. */
export const cleanLanguageCache = dockerfileRule({
  name: 'clean-language-cache',
  title: 'Keep the caches of language package managers out of the image',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'mount a cache there, or empty it at the end of the same RUN',
  fixable: true,

  *check(build) {
    const shipped = productionStages(build);
    const told = new Set<string>();
    const cleanings = new Map<string, number>();
    for (const action of build.packages(...Object.keys(languageCaches))) {
      const cache = languageCaches[action.manager]!;
      const { command, verb } = action;
      const key = `${cache.place} ${command.instruction.index}`;
      if (told.has(key) || !shipped.has(command.stage) || !cache.fills(action)) continue;
      if (isKeptOut(build, command, cache)) continue;
      const cleaned = cleanings.get(key) ?? lastCleaning(build, command.instruction, cache);
      cleanings.set(key, cleaned);
      if (cleaned > command.span.start) continue;
      told.add(key);
      const clean = cache.clean.replace('NAME', command.name);
      const last =
        command.shell && isOneScript(command.instruction)
          ? lastOfList(build, command.instruction)
          : undefined;
      yield {
        at: { start: command.words[0]!.span.start, end: (verb ?? command.words[0]!).span.end },
        message: `${command.name} leaves what it downloaded in ${cache.place}, and the layer keeps it`,
        help: `mount a cache there, or end the RUN with \`${clean}\``,
        ...(last
          ? {
              fix: {
                title: `end the RUN with ${clean}`,
                safe: true,
                edits: [appendCommand(build, last, clean)],
              },
            }
          : {}),
      };
    }
  },
});

function isKeptOut(build: Build, command: Command, cache: LanguageCache): boolean {
  const { instruction, words, assignments } = command;
  const { options, mounts, variables } = cache;
  return (
    words.some(({ value }) => options.some((name) => value === name || value.startsWith(`${name}=`))) ||
    mountTargets(instruction).some((target) => mounts.test(target)) ||
    variables.some(
      (name) =>
        build.variable(name, instruction) !== undefined || assignments.some((each) => each.name === name),
    )
  );
}

/** Where a RUN last empties a cache. */
const lastCleaning = (build: Build, instruction: Instruction, { cleans }: LanguageCache): number =>
  build.commandsOf(instruction).findLast((command) => cleans.test(textOf(command)))?.span.start ?? -1;

const textOf = ({ words }: Command): string => words.map(({ value }) => value).join(' ');
