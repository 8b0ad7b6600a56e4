/** Source: moby/sys/signal, the signals of Linux. */
export const SIGNALS: readonly string[] = (
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP ' +
  'TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
).split(' ');

/** Numbers that are the same on amd64 and arm64, of those that programs are stopped with (signal(7)). */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['1', 'HUP'],
  ['2', 'INT'],
  ['3', 'QUIT'],
  ['9', 'KILL'],
  ['10', 'USR1'],
  ['12', 'USR2'],
  ['15', 'TERM'],
  ['19', 'STOP'],
  ['28', 'WINCH'],
]);

/** Whether there is a signal of that name (with or without `SIG`, in any case) or number. */
export function isSignal(text: string): boolean {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 64;
  const name = text.toUpperCase().replace(/^SIG/, '');
  return SIGNALS.includes(name) || /^RT(MIN(\+([1-9]|1[0-5]))?|MAX(-([1-9]|1[0-4]))?)$/.test(name);
}

/** A signal by its name without `SIG`, in capitals: `SIGterm`, `15` → `TERM`. */
export const signalName = (text: string): string =>
  NUMBERS.get(text) ?? text.toUpperCase().replace(/^SIG/, '');

/** Signals that a program cannot handle. */
export const CANNOT_BE_HANDLED: ReadonlySet<string> = new Set(['KILL', 'STOP']);
