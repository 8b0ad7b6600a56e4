import { dockerfileRule } from '../rule.ts';
import { addOption } from '../support/install-options.ts';
import { commentsOn } from '../support/lines.ts';

/** apt installs what packages merely recommend, which often weighs more than what was asked for. */
export const noInstallRecommends = dockerfileRule({
  name: 'no-install-recommends',
  title: 'Leave out what packages merely recommend',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3015', 'DS-0029'],
  help: 'add --no-install-recommends, and name what you need of the recommended packages',
  fixable: true,

  *check(build) {
    if (settledInConfiguration(build.source.text)) return;
    for (const action of build.packages('apt-get', 'apt', 'aptitude')) {
      const { verb, command, operands } = action;
      if (action.action !== 'install' || !verb || operands.length === 0) continue;
      if (action.has('--no-install-recommends', '--without-recommends', '-R', '--install-recommends'))
        continue;
      if (command.words.some(({ value }) => /Install-Recommends=(?:false|0|no|off)\b/i.test(value))) continue;
      if (command.words.some(({ variables }) => variables.some((name) => /opt|flag|arg/i.test(name))))
        continue;
      if (operands.every(({ value }) => value.endsWith('.deb'))) continue;
      if (/recommend/i.test(commentsOn(build, command.instruction))) continue;
      const option = action.manager === 'aptitude' ? '--without-recommends' : '--no-install-recommends';
      yield {
        at: verb.span,
        message: `${action.manager} ${verb.value} also installs what the packages merely recommend`,
        aliases: action.manager === 'apt-get' ? ['DL3015', 'DS-0029'] : [],
        fix: {
          title: `add ${option}`,
          safe: false,
          edits: [addOption(action, verb, option)],
          changes: ['tools', 'packageManagers'],
        },
      };
    }
  },
});

/** The file settles it once for all its installs. */
const settledInConfiguration = (text: string): boolean =>
  /Install-Recommends\s+["']?(?:false|0|no|off)\b[^\n]*apt\.conf/i.test(text) ||
  /apt\.conf[^\n]*Install-Recommends\s+["']?(?:false|0|no|off)\b/i.test(text);
