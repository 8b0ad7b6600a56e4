import { mountField } from '../../dockerfile/stages.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';
import { byInstruction } from '../support/runs.ts';

/** apt locks its folders, but the lock is not in every mount: two builds at once break each other. */
export const cacheMountSharing = dockerfileRule({
  name: 'cache-mount-sharing',
  title: 'Let one build at a time use apt’s cache mount',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'add sharing=locked to the mount',
  fixable: true,

  *check(build) {
    for (const instruction of byInstruction(build.packages('apt-get', 'apt', 'aptitude')).keys()) {
      for (const flag of instruction.flags) {
        const target =
          flag.name === 'mount' ? mountField(flag, 'target', 'dst', 'destination')?.text : undefined;
        if (!target || !flag.value || !/^\/var\/(?:cache|lib)\/apt(?:\/|$)/.test(target)) continue;
        if (mountField(flag, 'type')?.text !== 'cache' || mountField(flag, 'sharing')) continue;
        yield {
          at: flag.span,
          message: `builds at the same time share the cache at ${target}, and apt wants it for itself`,
          key: target,
          fix: {
            title: 'add sharing=locked',
            safe: true,
            edits: [insertAfter(flag.value.span, ',sharing=locked')],
          },
        };
      }
    }
  },
});
