import type { Build, PackageAction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';
import { mountTargets } from '../support/mounts.ts';
import { shippedStages } from '../support/shipped.ts';

/** pip keeps every wheel that it downloads and builds under ~/.cache. */
export const pipNoCache = dockerfileRule({
  name: 'pip-no-cache',
  title: 'Let pip keep no cache',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3042'],
  help: 'use `pip install --no-cache-dir`, set PIP_NO_CACHE_DIR=1, or mount a cache',
  fixable: true,

  *check(build) {
    const shipped = shippedStages(build);
    for (const action of build.packages('pip')) {
      const { command, verb } = action;
      if (action.action !== 'install' || !verb || !shipped.has(command.stage)) continue;
      if (action.has('--no-cache-dir', '--no-cache') || isOff(build, action)) continue;
      if (mountTargets(command.instruction).some((target) => /\/(?:\.cache(?:\/pip)?|pip)$/.test(target)))
        continue;
      if (purges(build, action)) continue;
      yield {
        at: verb.span,
        message: 'pip keeps what it downloads in its cache, and the layer keeps the cache',
        fix: { title: 'add --no-cache-dir', safe: true, edits: [insertAfter(verb.span, ' --no-cache-dir')] },
      };
    }
  },
});

/** PIP_NO_CACHE_DIR in the environment, in front of the command, or exported earlier in the script. */
function isOff(build: Build, { command }: PackageAction): boolean {
  const { instruction } = command;
  const value =
    command.assignments.find(({ name }) => name === 'PIP_NO_CACHE_DIR')?.value?.value ??
    build.variable('PIP_NO_CACHE_DIR', instruction);
  if (value !== undefined) return !/^(?:0|false|off|no|n|f|)$/i.test(value);
  return build.scriptOf(instruction)?.assigned.has('PIP_NO_CACHE_DIR') ?? false;
}

/** `pip cache purge`, or the folder removed, later in the same RUN. */
const purges = (build: Build, { command }: PackageAction): boolean =>
  build
    .commandsOf(command.instruction)
    .some(
      ({ name, words, span }) =>
        span.start > command.span.start &&
        ((name === 'rm' && words.some(({ value }) => /\.cache(?:\/|$)/.test(value))) ||
          (/^(?:pip|python)/.test(name) && words.some(({ value }) => value === 'purge'))),
    );
