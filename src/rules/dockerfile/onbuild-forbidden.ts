import { dockerfileRule } from '../rule.ts';

/** Three instructions cannot be triggers. */
export const onbuildForbidden = dockerfileRule({
  name: 'onbuild-forbidden',
  title: 'Do not put FROM, ONBUILD or MAINTAINER behind ONBUILD',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3043'],
  help: 'remove the instruction, or the ONBUILD before it',
  fixable: false,

  *check(build) {
    for (const { trigger } of build.all('ONBUILD')) {
      if (!trigger || !['FROM', 'ONBUILD', 'MAINTAINER'].includes(trigger.keyword)) continue;
      yield {
        at: trigger.name.span,
        message: `ONBUILD cannot trigger ${trigger.keyword}: the builder refuses it`,
      };
    }
  },
});
