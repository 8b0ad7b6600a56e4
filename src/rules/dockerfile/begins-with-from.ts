import { dockerfileRule } from '../rule.ts';

/** A build begins with FROM; only ARG may stand before it. */
export const beginsWithFrom = dockerfileRule({
  name: 'begins-with-from',
  title: 'Begin with FROM',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3061'],
  help: 'put FROM before everything but ARG and comments',
  fixable: false,

  *check(build) {
    for (const { code, message, span } of build.dockerfile.problems) {
      if (code === 'no-from') yield { at: span, message, severity: 'medium' };
      else if (code === 'before-from') yield { at: span, message };
      else if (code === 'empty') yield { at: span, message, severity: 'medium', aliases: [] };
    }
  },
});
