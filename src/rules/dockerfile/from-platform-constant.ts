import type { Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { removeWord } from '../support/edits.ts';
import { isWindowsOnly, readPlatform } from '../support/platforms.ts';

/** A constant platform makes an image for one kind of machine, whatever is asked for. */
export const fromPlatformConstant = dockerfileRule({
  name: 'from-platform-constant',
  title: 'Do not tie FROM to one platform',
  severity: 'medium',
  set: 'strict',
  aliases: ['FromPlatformFlagConstDisallowed', 'DL3029'],
  help: 'remove --platform and build with --platform, or use $BUILDPLATFORM',
  fixable: true,

  *check(build) {
    for (const stage of build.stages) {
      const platform = stage.from?.platform;
      const text = platform?.value?.text.replace(/^(["'])(.*)\1$/, '$2');
      if (!platform || !text || text.includes('$') || isMeant(text, stage)) continue;
      yield {
        at: platform.span,
        message: `this stage is ${text} on every machine, and --platform of the build does not change it`,
        fix: {
          title: 'remove --platform',
          safe: false,
          edits: [removeWord(build.source, platform.span)],
          changes: ['platform'],
        },
      };
    }
  },
});

/** The stage's name says it, or the image exists for no other system. */
function isMeant(text: string, stage: Stage): boolean {
  const { os, architecture } = readPlatform(text);
  if (os === 'windows' && isWindowsOnly(stage)) return true;
  const parts = [os, architecture, ...text.toLowerCase().split('/')];
  return parts.some((part) => part !== undefined && part !== '' && (stage.name ?? '').includes(part));
}
