import { contentRule } from '../rule.ts';
import { systemMounts } from '../support/system-mounts.ts';

/** A volume of the image is made and mounted whenever it is run, whether its user knows of it or not. */
export const systemVolumes = contentRule({
  name: 'system-volumes',
  title: 'Declare no volume on a path of the system',
  severity: 'high',
  set: 'recommended',
  aliases: ['DKL-DI-0002'],
  help: 'declare it on a path of the application’s own, such as /var/lib/app; a base’s volume is undone by a base without it only',
  fixable: false,

  *check({ image: { config } }) {
    for (const volume of config.volumes) {
      const clean = volume.replace(/(?<=.)\/+$/, '');
      if (systemMounts.has(clean))
        yield {
          at: { config: ['config', 'Volumes', volume] },
          key: clean,
          message: `a volume on ${clean} hides what the system needs there`,
        };
    }
  },
});
