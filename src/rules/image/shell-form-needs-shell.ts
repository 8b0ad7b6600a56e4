import { imageRule } from '../rule.ts';
import { programOf, startsOf } from '../support/starts.ts';

/** The shell form starts a shell; an image without one cannot start. */
export const shellFormNeedsShell = imageRule({
  name: 'shell-form-needs-shell',
  title: 'Use the exec form where there is no shell',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'write the command as a JSON array: ["/program", "argument"]',
  fixable: false,

  *check({ facts }) {
    for (const { kind, command, at } of startsOf(facts)) {
      if (command.form !== 'shell' || !at) continue;
      const shell = programOf(command);
      if (facts.has(shell) !== 'absent') continue;
      const what =
        kind === 'HEALTHCHECK' ? 'the health check can never succeed' : 'the container cannot start';
      yield {
        at,
        message: `the shell form of ${kind} runs ${command.args[0]}, which this image does not have: ${what}`,
      };
    }
  },
});
