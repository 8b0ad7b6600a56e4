import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';
import { mountsAway } from '../support/mounts.ts';
import { shippedStages } from '../support/shipped.ts';

/** `apk add` without `--no-cache` keeps the package index in the layer. */
export const apkNoCache = dockerfileRule({
  name: 'apk-no-cache',
  title: 'Let apk keep no index',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3019', 'DS-0025', 'DKL-DI-0004'],
  help: 'use `apk add --no-cache`, which fetches the index and keeps nothing',
  fixable: true,

  *check(build) {
    const shipped = shippedStages(build);
    for (const action of build.packages('apk')) {
      const { command, verb } = action;
      if (action.action !== 'install' || !verb || !shipped.has(command.stage)) continue;
      if (
        action.has('--no-cache', '--cache-dir', '--no-network') ||
        mountsAway(command.instruction, '/var/cache/apk')
      )
        continue;
      if (
        mountsAway(command.instruction, '/etc/apk/cache') ||
        removesIndex(build.commandsOf(command.instruction))
      )
        continue;
      yield {
        at: verb.span,
        message: 'apk add leaves the package index in the layer',
        fix: { title: 'add --no-cache', safe: true, edits: [insertAfter(verb.span, ' --no-cache')] },
      };
    }
  },
});

const removesIndex = (commands: readonly { name: string; words: readonly { value: string }[] }[]): boolean =>
  commands.some(
    ({ name, words }) => name === 'rm' && words.some(({ value }) => /^\/var\/cache\/(?:apk)?/.test(value)),
  );
