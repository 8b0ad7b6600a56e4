import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';
import { CANNOT_BE_HANDLED, isSignal, SIGNALS, signalName } from '../../support/signals.ts';
import { valueOf } from './values.ts';

/** The signal must exist, and the program must be able to handle it. */
export const stopSignalValid = part({
  severity: 'high',
  aliases: [],
  help: 'write a signal such as SIGTERM, SIGINT or SIGQUIT',

  *check(build) {
    for (const instruction of build.all('STOPSIGNAL')) {
      if (instruction.keyword !== 'STOPSIGNAL' || !instruction.value) continue;
      const value = valueOf(instruction.value, instruction, build);
      if (value === undefined) continue;
      const at = instruction.value.span;
      const name = value.toUpperCase().replace(/^SIG/, '');
      if (CANNOT_BE_HANDLED.has(signalName(value))) {
        yield {
          at,
          severity: 'medium',
          message: `${show(value)} cannot be handled: the program has no chance to finish its work`,
        };
      } else if (!isSignal(value)) {
        const near = nearest(name, SIGNALS);
        yield {
          at,
          message: `there is no signal ${show(value)}${near ? `; did you mean SIG${near}?` : ''}`,
          ...(near && instruction.value.text === value
            ? {
                fix: {
                  title: `write SIG${near}`,
                  safe: false,
                  edits: [{ span: at, text: `SIG${near}` }],
                  changes: ['stopSignal'],
                },
              }
            : {}),
        };
      }
    }
  },
});
