import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** Two programs that do the same are one too many in an image. */
export const wgetOrCurl = dockerfileRule({
  name: 'wget-or-curl',
  title: 'Use either wget or curl',
  severity: 'info',
  set: 'strict',
  aliases: ['DL4001', 'DS-0014'],
  help: 'do all downloads by one of them, and install no other',
  fixable: false,

  *check(build) {
    const first = firstUses(build);
    for (const [stage, own] of first) {
      const known = nearest(stage, first);
      const [here, other] = own.values();
      const stranger =
        other ?? (known && here && !known.has(here.name) && known.size === 1 ? here : undefined);
      if (!stranger) continue;
      const before = other ? here! : [...known!.values()][0]!;
      yield {
        at: stranger.words[0]!.span,
        also: [before.words[0]!.span],
        message: `${stranger.name} here, ${before.name} at line ${build.source.lineOf(before.span.start)}: one of them would do`,
      };
    }
  },
});

/** The first use of each of the two, in order, by stage. */
function firstUses(build: Build): ReadonlyMap<Stage, ReadonlyMap<string, Command>> {
  const uses = new Map<Stage, Map<string, Command>>();
  for (const command of build.commands('wget', 'curl')) {
    const own = uses.get(command.stage) ?? new Map<string, Command>();
    uses.set(command.stage, own);
    if (!own.has(command.name)) own.set(command.name, command);
  }
  return uses;
}

/** What the nearest stage that this one is built from uses. */
function nearest(
  { parent }: Stage,
  uses: ReadonlyMap<Stage, ReadonlyMap<string, Command>>,
): ReadonlyMap<string, Command> | undefined {
  let stage = parent;
  while (stage && !uses.has(stage)) stage = stage.parent;
  return stage && uses.get(stage);
}
