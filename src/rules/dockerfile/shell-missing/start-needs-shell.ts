import { part } from '../../support/parts.ts';
import { programOf, startsOf } from '../../support/starts.ts';

/** The shell form starts a shell; an image without one cannot start. */
export const startNeedsShell = part({
  severity: 'high',
  aliases: [],
  help: 'write the command as a JSON array: ["/program", "argument"]',

  *check(build) {
    const told = new Set<number>();
    for (const target of build.targets) {
      const facts = build.facts(target);
      for (const { kind, command, at } of startsOf(facts, build)) {
        if (command.form !== 'shell' || !at || told.has(at.start)) continue;
        if (facts.has(programOf(command)) !== 'absent') continue;
        told.add(at.start);
        const isOwn = target.span.start <= at.start && at.end <= target.span.end;
        const what =
          kind === 'HEALTHCHECK' ? 'the health check can never succeed' : 'the container cannot start';
        yield {
          at,
          // What another stage brings along is wrong for this target only.
          ...(isOwn ? {} : { target: target.label }),
          message: `the shell form of ${kind} runs ${command.args[0]}, which this image does not have: ${what}`,
        };
      }
    }
  },
});
