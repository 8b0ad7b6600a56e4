import { dockerfileRule } from '../rule.ts';
import { removeWord } from '../support/edits.ts';

/** Every stage is built for the target platform anyhow. */
export const redundantTargetPlatform = dockerfileRule({
  name: 'redundant-target-platform',
  title: 'Leave out --platform=$TARGETPLATFORM',
  severity: 'info',
  set: 'strict',
  aliases: ['RedundantTargetPlatform', 'DL3065'],
  help: 'remove the flag: the target platform is the default',
  fixable: true,

  *check(build) {
    for (const { platform } of build.all('FROM')) {
      const text = platform?.value?.text.replace(/^(["'])(.*)\1$/, '$2');
      if (!platform || text === undefined || !TARGET.test(text)) continue;
      yield {
        at: platform.span,
        message: 'the target platform is what FROM takes by default',
        aliases: /:-/.test(text) ? ['RedundantTargetPlatform'] : ['RedundantTargetPlatform', 'DL3065'],
        fix: {
          title: 'remove --platform',
          safe: true,
          edits: [removeWord(build.source, platform.span)],
          changes: ['platform'],
        },
      };
    }
  },
});

const TARGET = /^\$(TARGETPLATFORM|\{TARGETPLATFORM(:-[^}]*)?\})$/;
