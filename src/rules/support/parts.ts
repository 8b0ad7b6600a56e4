import type { Problem } from '../../core/finding.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import type { DockerfileRule } from '../rule.ts';

/** One of the things that a rule looks for, with what is said of it: the peers have an id for each, we have a rule for all. */
export type Part<Options = unknown> = Pick<DockerfileRule, 'severity' | 'aliases' | 'help'> & {
  check(build: Build, options: Options): Iterable<Problem>;
};

/** Types a part by its options. */
export const part = <Options = unknown>(one: Part<Options>): Part<Options> => one;

/** What every part finds, each problem with its part's severity, ids and help where it has none of its own. */
export function* together<Options>(
  parts: readonly Part<Options>[],
  build: Build,
  options: Options,
): Generator<Problem> {
  for (const { severity, aliases, help, check } of parts)
    for (const problem of check(build, options)) yield { severity, aliases, help, ...problem };
}
