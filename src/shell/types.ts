import type { Span } from '../core/span.ts';

/** An element of an exec form: a JSON string as written, with its quotes, and decoded. */
export interface ExecWord {
  readonly text: string;
  readonly value: string;
  readonly span: Span;
}

/** One word of a shell command. All spans are source offsets. */
export interface ShellWord {
  /** As written, quotes and all. */
  readonly raw: string;
  /** Quotes and escapes taken off; variables and substitutions stay as written (`$FOO`, `$(id -u)`). */
  readonly value: string;
  /** No variable, substitution, tilde, brace list or unquoted glob in it: `value` is what the program gets. */
  readonly literal: boolean;
  /** Any part of it stands in quotes. */
  readonly quoted: boolean;
  /** Names of the variables that it reads. */
  readonly variables: readonly string[];
  readonly span: Span;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value?: ShellWord;
  readonly span: Span;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `2>`, `&>`, `<<`, `<<<`, `>|`, `<>`, `>&`, … without the descriptor. */
  readonly operator: string;
  readonly fd?: number;
  readonly target?: ShellWord;
  /** The body, for `<<` and `<<-` written within the script itself. */
  readonly heredoc?: string;
  readonly span: Span;
}

/** What holds commands: a compound command, a substitution, a script inside a string. */
export interface ShellCompound {
  readonly kind: Exclude<ShellCommand['within'], 'top'>;
  /** Those that stand behind it, and hold for all commands in it: `{ …; } > file`, `done < list`. */
  readonly redirects: readonly ShellRedirect[];
  /** From its first character to the end of its redirects; of a script in a string that of the command that runs it. */
  readonly span: Span;
  /** What joins its pipeline to what stands before, and the number of its and-or list, as for a command. */
  readonly before: ShellCommand['before'];
  readonly chain: number;
  /** What holds it in turn. */
  readonly inside?: ShellCompound;
}

/** One simple command. */
export interface ShellCommand {
  /** The program's base name when it is literal (`/usr/bin/apt-get` → `apt-get`), behind prefixes; else ''. */
  readonly name: string;
  /** Program and arguments, behind prefixes and assignments; empty for a bare assignment or redirect. */
  readonly words: readonly ShellWord[];
  /** The words of `sudo`, `env`, `exec`, `time`, `nice`, `command`, `doas`, `gosu`, `su-exec`, `xargs`, `timeout`, `nohup`, … that stand before it, options included. */
  readonly prefixes: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  /** From its first prefix, assignment or word to its last word or redirect. */
  readonly span: Span;
  /** Number of the pipeline (in the script) that it is part of, its place in it and how many it has. */
  readonly pipeline: { readonly id: number; readonly index: number; readonly length: number };
  /** Number of the and-or list (`a && b || c`) that its pipeline is part of. */
  readonly chain: number;
  /** What joins its pipeline to what stands before: `''` for the first of a list. */
  readonly before: '' | '&&' | '||' | ';' | '&' | '\n';
  /** What stands behind its pipeline. */
  readonly after: '' | '&&' | '||' | ';' | '&' | '\n';
  /** The nearest compound that holds it; `nested` is a script inside a string (`sh -c '…'`). */
  readonly within:
    | 'top'
    | 'subshell'
    | 'group'
    | 'if'
    | 'loop'
    | 'case'
    | 'function'
    | 'substitution'
    | 'nested';
  /** How many compounds hold it. */
  readonly depth: number;
  /** A shell that runs the heredoc it is given, by itself or through a pipe: the commands of that are told beside it. */
  readonly fed?: true;
  /** The innermost compound that holds it; none at the top. */
  readonly inside?: ShellCompound;
}

/** The commands of a script, in order of their place, nested ones included. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** What holds them, in order of its beginning. */
  readonly compounds: readonly ShellCompound[];
  /** Variables that the script itself assigns (assignments, `export`, `read`, `for`). */
  readonly assigned: ReadonlySet<string>;
  /** Functions that it defines. */
  readonly functions: ReadonlySet<string>;
  /** Every variable that is read, with its place. */
  readonly reads: readonly { readonly name: string; readonly span: Span; readonly guarded: boolean }[];
  /** Places where reading stopped making sense (an unterminated quote, a stray `fi`). */
  readonly problems: readonly { readonly message: string; readonly span: Span }[];
}
