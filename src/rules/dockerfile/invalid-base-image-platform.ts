import { dockerfileRule } from '../rule.ts';
import { isLinuxOnly, isWindowsOnly, readPlatform } from '../support/platforms.ts';
import { show } from '../support/show.ts';

/** The image does not exist for the platform that is asked for. */
export const invalidBaseImagePlatform = dockerfileRule({
  name: 'invalid-base-image-platform',
  title: 'Ask for a platform that the base image has',
  severity: 'high',
  set: 'recommended',
  aliases: ['InvalidBaseImagePlatform'],
  help: 'choose a base image for that system, or another platform',
  fixable: false,

  *check(build) {
    for (const stage of build.stages) {
      const platform = stage.from?.platform;
      if (!platform?.value || stage.parent) continue;
      const { value, complete } = build.expand(platform.value, stage.from!);
      const { os } = complete ? readPlatform(value) : {};
      if (os === undefined) continue;
      const only = isWindowsOnly(stage) ? 'windows' : isLinuxOnly(stage) ? 'linux' : os;
      if (only === os) continue;
      yield {
        at: platform.span,
        also: [stage.from!.image!.span],
        message: `${show(stage.image ?? '')} exists for ${only} only, not for ${os}`,
      };
    }
  },
});
