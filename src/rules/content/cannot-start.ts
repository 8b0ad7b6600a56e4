import { willStart } from '../../binaries/start/start.ts';
import { isUnseen } from '../../core/gap.ts';
import { contentRule } from '../rule.ts';

/** What the kernel and the loader will look for can be looked for now. */
export const cannotStart = contentRule({
  name: 'cannot-start',
  title: 'Start',
  severity: 'critical',
  set: 'recommended',
  aliases: [],
  help: 'put into the image what is missing, or build the program for what the image has',
  fixable: false,

  *check({ tree, image, gaps }) {
    const { starts, why = '', proof } = willStart(tree, image.config, { isWhole: !gaps.some(isUnseen) });
    if (starts !== 'no') return;
    const { entrypoint } = image.config;
    yield {
      at: { config: ['config', entrypoint ? 'Entrypoint' : 'Cmd'] },
      also: proof.flatMap(({ path }) => (path === undefined ? [] : [{ path }])).slice(-1),
      message: `the container cannot start: ${why}`,
    };
  },
});
