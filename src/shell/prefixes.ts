import type { Lexeme } from './state.ts';

/** How a program that runs another one reads its own arguments, which stand before the other's name. */
interface Prefix {
  /** Short options whose value may be the next word. */
  readonly values?: string;
  /** Long options whose value may be the next word. */
  readonly longs?: readonly string[];
  /** Words between the options and the command: a user, a duration. */
  readonly operands?: number;
  /** Assignments may stand before the command. */
  readonly assigns?: boolean;
  /** Options with which it runs nothing, or a script in a string. */
  readonly alone?: readonly string[];
  /** Options without which its words are no command. */
  readonly only?: readonly string[];
}

/**
 * Programs whose command is what matters. `chroot` is not among them: what it runs happens in another file system.
 * Sources: their manual pages.
 */
const prefixes: Readonly<Record<string, Prefix>> = {
  builtin: {},
  busybox: { alone: ['--install', '--list', '--list-full', '--help'] },
  catatonit: {},
  chpst: { values: 'uUbenmdofcrt/' },
  chronic: {},
  chrt: { values: 'TPD', operands: 1, alone: ['-p', '-m'] },
  command: { alone: ['-v', '-V'] },
  doas: { values: 'Cu', alone: ['-L', '-s'] },
  'dumb-init': { values: 'r', longs: ['--rewrite'] },
  eatmydata: {},
  env: { values: 'uCS', longs: ['--unset', '--chdir', '--split-string'], assigns: true },
  exec: { values: 'a' },
  fakeroot: { values: 'lsib', longs: ['--lib', '--faked'] },
  faketime: { operands: 1 },
  flock: {
    values: 'wEc',
    longs: ['--timeout', '--wait', '--conflict-exit-code'],
    operands: 1,
    alone: ['-c', '-u'],
  },
  gosu: { operands: 1 },
  ionice: { values: 'cnpPu', longs: ['--class', '--classdata'], alone: ['-p'] },
  linux32: {},
  linux64: {},
  nice: { values: 'n', longs: ['--adjustment'] },
  nohup: {},
  numactl: { values: 'iNCmpl' },
  runuser: { values: 'ugG', longs: ['--user', '--group', '--supp-group'], only: ['-u', '--user'] },
  's6-setuidgid': { operands: 1 },
  setarch: { operands: 1 },
  setpriv: {
    longs: [
      '--reuid',
      '--regid',
      '--groups',
      '--inh-caps',
      '--ambient-caps',
      '--bounding-set',
      '--securebits',
    ],
    alone: ['-d', '--dump'],
  },
  setsid: {},
  setuser: { operands: 1 },
  stdbuf: { values: 'ioe', longs: ['--input', '--output', '--error'] },
  'su-exec': { operands: 1 },
  sudo: {
    values: 'CDghpRrTtUu',
    longs: [
      '--user',
      '--group',
      '--host',
      '--prompt',
      '--chdir',
      '--chroot',
      '--role',
      '--type',
      '--close-from',
    ],
    assigns: true,
    alone: ['-l', '-v', '-V', '-K', '--list', '--validate', '--version'],
  },
  taskset: { operands: 1, alone: ['-p'] },
  time: { values: 'fo', longs: ['--format', '--output'] },
  timeout: { values: 'ks', longs: ['--kill-after', '--signal'], operands: 1 },
  tini: { values: 'pe' },
  'tini-static': { values: 'pe' },
  torsocks: {},
  unbuffer: {},
  xargs: {
    values: 'IEnPLsda',
    longs: [
      '--max-args',
      '--max-procs',
      '--max-lines',
      '--max-chars',
      '--delimiter',
      '--arg-file',
      '--process-slot-var',
    ],
  },
  'xvfb-run': {
    values: 'enfpsw',
    longs: [
      '--server-args',
      '--server-num',
      '--error-file',
      '--auth-file',
      '--screen',
      '--xauth-protocol',
      '--wait',
    ],
  },
};

/** The number of the word that is the command, behind all prefixes. `onAssignment` gets the words that assign. */
export function commandIndex(
  lexemes: readonly Lexeme[],
  nameAt: (index: number) => string,
  onAssignment: (lexeme: Lexeme) => void,
): number {
  let index = 0;
  for (;;) {
    const name = nameAt(index);
    if (!Object.hasOwn(prefixes, name)) return index;
    const next = behind(prefixes[name]!, lexemes, index + 1, onAssignment);
    if (next >= lexemes.length) return index;
    index = next;
  }
}

/** The number of the word behind a prefix's own arguments; the number of words when it runs nothing. */
function behind(
  prefix: Prefix,
  lexemes: readonly Lexeme[],
  from: number,
  onAssignment: (lexeme: Lexeme) => void,
): number {
  let index = from;
  let fits = prefix.only === undefined;
  for (; index < lexemes.length; index++) {
    const lexeme = lexemes[index]!;
    const { value } = lexeme.word;
    if (value === '--') {
      index++;
      break;
    }
    if (value.startsWith('-')) {
      if (prefix.alone?.includes(value)) return lexemes.length;
      fits ||= prefix.only!.includes(value);
      if (takesNext(prefix, value)) index++;
    } else if (prefix.assigns && /^[A-Za-z_]\w*=/.test(value)) onAssignment(lexeme);
    else break;
  }
  index += prefix.operands ?? 0;
  const option = lexemes[index]?.word.value ?? '';
  return fits && !prefix.alone?.includes(option) ? index : lexemes.length;
}

/** Whether the next word is the value of this option: `-u root`, `-Hu root`, `--user root`. */
function takesNext(prefix: Prefix, option: string): boolean {
  if (option.startsWith('--')) return prefix.longs?.includes(option) ?? false;
  const { values } = prefix;
  if (!values) return false;
  for (let i = 1; i < option.length; i++) {
    if (values.includes(option[i]!)) return i === option.length - 1;
  }
  return false;
}
