import type { Stage } from '../../../dockerfile/build-types.ts';
import { part } from '../../support/parts.ts';

/** A key that apt-key adds may sign every repository, and newer releases have no apt-key. */
export const aptKey = part({
  severity: 'medium',
  aliases: ['CIS-DI-0011', 'CIS-4.11'],
  help: 'put the key into /etc/apt/keyrings and name it by [signed-by=…] in the source',

  *check(build) {
    for (const command of build.commands('apt-key')) {
      const verb = command.words.slice(1).find(({ value }) => /^[a-z]/.test(value))?.value;
      const gone = hasNone(command.stage);
      if (!gone && verb !== 'add' && verb !== 'adv') continue;
      yield {
        at: command.words[0]!.span,
        message: gone
          ? `apt-key is not in ${gone} any more`
          : 'a key that apt-key adds may sign the packages of every repository, Debian’s own included',
        ...(gone ? { severity: 'high' as const } : {}),
      };
    }
  },
});

/** The system, where it comes without apt-key: Debian 13, Ubuntu 25.04, and later. */
function hasNone({ base }: Stage): string | undefined {
  const { id, version = '' } = base?.system ?? {};
  const number = Number.parseFloat(version);
  if (id === 'debian' && number >= 13) return `Debian ${version}`;
  return id === 'ubuntu' && number >= 25.04 ? `Ubuntu ${version}` : undefined;
}
