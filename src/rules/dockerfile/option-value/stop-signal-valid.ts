import { nearest } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';
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
      if (name === 'KILL' || name === 'STOP' || value === '9' || value === '19') {
        yield {
          at,
          severity: 'medium',
          message: `${show(value)} cannot be handled: the program has no chance to finish its work`,
        };
      } else if (!isSignal(value, name)) {
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

function isSignal(value: string, name: string): boolean {
  if (/^\d+$/.test(value)) return Number(value) >= 1 && Number(value) <= 64;
  return SIGNALS.includes(name) || /^RT(MIN(\+([1-9]|1[0-5]))?|MAX(-([1-9]|1[0-4]))?)$/.test(name);
}

/** Source: moby/sys/signal, the signals of Linux. */
const SIGNALS: readonly string[] = (
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP ' +
  'TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
).split(' ');
