import type { Language } from './state.ts';
import type { ShellCommand, ShellWord } from './types.ts';

/** Words [from, to) of a command that are a script (joined by blanks) or a command of their own. */
interface Nested {
  readonly from: number;
  readonly to: number;
  readonly as: Language | 'command';
}

/** The scripts and commands that a command is given among its words. */
export function nestedIn(name: string, words: readonly ShellWord[]): readonly Nested[] {
  return Object.hasOwn(finders, name) ? finders[name]!(words) : [];
}

/**
 * The shell that runs what the first of these members of a pipeline reads from its input: itself, or one that gets it
 * unchanged, as in `cat <<EOF | sh`. Undefined where there is none, or one is not known yet.
 */
export function shellFedBy<C extends Fed>(members: readonly C[]): C | undefined {
  for (const member of members) {
    if (readsInput(member.name, member.words)) return member;
    if (!passesOn(member)) return undefined;
  }
  return undefined;
}

type Fed = Pick<ShellCommand, 'name' | 'words'>;

/** Whether a command is a shell that runs what it reads from its input. */
function readsInput(name: string, words: readonly ShellWord[]): boolean {
  if (name === 'su') return dashC(words).length === 0;
  if (finders[name] !== shell) return false;
  const { script, index } = shellArguments(words);
  return (
    !script &&
    (index >= words.length ||
      /^\/(?:dev\/stdin|dev\/fd\/0|proc\/self\/fd\/0)$/.test(words[index]!.value) ||
      words.slice(1, index).some(({ value }) => /^-[a-z]*s/.test(value)))
  );
}

/** `cat` without a file, and `tee`. */
const passesOn = ({ name, words }: Fed): boolean =>
  name === 'tee' || (name === 'cat' && words.every(({ value }, i) => i === 0 || value.startsWith('-')));

const shell = (words: readonly ShellWord[]): readonly Nested[] => {
  const { script, index } = shellArguments(words);
  return script && index < words.length ? one(index) : [];
};

const one = (index: number): readonly Nested[] => [{ from: index, to: index + 1, as: 'posix' }];

/** Whether a shell has `-c`, and the number of its first operand. Source: POSIX.1-2024, sh; bash manual, 6.1. */
function shellArguments(words: readonly ShellWord[]): { script: boolean; index: number } {
  let script = false;
  let index = 1;
  for (; index < words.length; index++) {
    const { value } = words[index]!;
    if (value === '--' || value === '-') {
      index++;
      break;
    }
    if (value.startsWith('--')) {
      if (value === '--rcfile' || value === '--init-file') index++;
    } else if (/^[-+]/.test(value)) {
      if (value.startsWith('-') && value.includes('c')) script = true;
      if (/[oO]/.test(value)) index++;
    } else break;
  }
  return { script, index };
}

/** `su`, `runuser`, `sg`, `flock`, `script`: the word behind `-c`. */
const dashC = (words: readonly ShellWord[]): readonly Nested[] => {
  for (let i = 1; i < words.length; i++) {
    const { value } = words[i]!;
    if (value.startsWith('--command=')) return [];
    if (value === '--command' || /^-[a-z]*c$/.test(value)) return i + 1 < words.length ? one(i + 1) : [];
  }
  return [];
};

/** `find … -exec rm {} \;`, once or more. */
const find = (words: readonly ShellWord[]): readonly Nested[] => {
  const found: Nested[] = [];
  for (let i = 1; i < words.length; i++) {
    if (!/^-(?:exec|ok)(?:dir)?$/.test(words[i]!.value)) continue;
    const from = i + 1;
    for (i = from; i < words.length; i++) {
      const { value } = words[i]!;
      if (value === ';' || (value === '+' && words[i - 1]!.value === '{}')) break;
    }
    if (from < i) found.push({ from, to: i, as: 'command' });
  }
  return found;
};

const everything = (words: readonly ShellWord[]): readonly Nested[] =>
  words.length > 1 ? [{ from: 1, to: words.length, as: 'posix' }] : [];

/** `trap 'rm -f x' EXIT`; `-` and '' reset, `-p` prints. */
const trap = (words: readonly ShellWord[]): readonly Nested[] => {
  const index = words[1]?.value === '--' ? 2 : 1;
  const value = words[index]?.value ?? '';
  return words.length > index + 1 && value !== '' && !value.startsWith('-') ? one(index) : [];
};

/** Behind `-Command` (or a prefix of it) everything is the script; without any option too, for Windows PowerShell. */
const powershell = (words: readonly ShellWord[]): readonly Nested[] => {
  let from =
    words.findIndex(({ value }, i) => i > 0 && /^[-/]c(?:o(?:m(?:m(?:a(?:n(?:d)?)?)?)?)?)?$/i.test(value)) +
    1;
  if (from === 0 && words.length > 1 && !/^[-/]/.test(words[1]!.value) && /powershell/i.test(words[0]!.value))
    from = 1;
  return from > 0 && from < words.length ? [{ from, to: words.length, as: 'powershell' }] : [];
};

const cmd = (words: readonly ShellWord[]): readonly Nested[] => {
  const from = words.findIndex(({ value }, i) => i > 0 && /^\/[ck]$/i.test(value)) + 1;
  return from > 0 && from < words.length ? [{ from, to: words.length, as: 'cmd' }] : [];
};

const finders: Readonly<Record<string, (words: readonly ShellWord[]) => readonly Nested[]>> = {
  sh: shell,
  bash: shell,
  dash: shell,
  ash: shell,
  ksh: shell,
  mksh: shell,
  zsh: shell,
  su: dashC,
  runuser: dashC,
  sg: dashC,
  flock: dashC,
  script: dashC,
  eval: everything,
  trap,
  find,
  powershell,
  pwsh: powershell,
  cmd,
};
