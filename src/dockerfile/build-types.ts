import type { BaseFacts } from '../bases/types.ts';
import type { ImageFacts } from '../core/facts.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { ShellCommand, ShellScript, ShellWord } from '../shell/types.ts';
import type { Copy, Dockerfile, From, Heredoc, Instruction, Keyword, Word } from './tree.ts';

/** The folder that is sent to the builder, as far as it can be seen. All paths are relative to it, with `/`. */
export interface BuildContext {
  /** Its path as shown to people. */
  readonly path: string;
  /** `given` by the user or the configuration, or `guessed` from where the copied files are. */
  readonly certainty: 'given' | 'guessed';
  exists(path: string): 'file' | 'directory' | undefined;
  /** The text of a file; undefined when there is none, or it is larger than 1 MiB or not text. */
  read(path: string): string | undefined;
  /** The names in a folder; [] when there is none. */
  list(path: string): readonly string[];
  /** The ignore file in force (`.dockerignore`, `<Dockerfile>.dockerignore`), if there is one. */
  readonly ignore?: { readonly path: string; readonly text: string } | undefined;
  /** Whether the ignore file keeps a path out of the context. */
  ignored(path: string): boolean;
  /**
   * Why what its ignore file says is not known, once that has been asked for, in words: nothing may be said then of what is in
   * it. Undefined: it is known.
   */
  readonly blind?: string | undefined;
}

/** What variable expansion gives. */
export interface Expansion {
  /** The text with quotes and escapes taken off and the variables replaced; an unset variable is ''. */
  readonly value: string;
  /** Every variable had a known value. */
  readonly complete: boolean;
  /** The variables read, in order. */
  readonly used: readonly string[];
  /** Those of `used` that were never declared (not ARG, ENV, or predefined). */
  readonly undeclared: readonly string[];
  /** Those of `used` that are declared but have no value here (ARG without default). */
  readonly unset: readonly string[];
  /** `${X:?message}` failed, or the modifier is none of BuildKit's. */
  readonly error?: string;
}

/** Which dialect the shell form is read in at a place. */
export type Dialect = 'sh' | 'bash' | 'dash' | 'ash' | 'ksh' | 'zsh' | 'powershell' | 'cmd' | 'other';

/** A command of a RUN (also under ONBUILD), CMD, ENTRYPOINT or HEALTHCHECK, with the instruction it stands in. */
export interface Command extends ShellCommand {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** False when it stands in an exec form, and so is run without a shell. */
  readonly shell: boolean;
}

/** What a command of a package manager does. */
export interface PackageAction {
  /** `apt-get`, `apt`, `aptitude`, `apk`, `yum`, `dnf`, `microdnf`, `tdnf`, `zypper`, `pacman`, `opkg`, `pip`, `uv`, `poetry`, `pipenv`, `conda`, `npm`, `yarn`, `pnpm`, `bun`, `gem`, `bundle`, `go`, `cargo`, `composer`, … (`pip3`, `python -m pip` are `pip`; `mamba`, `micromamba` are `conda`). */
  readonly manager: string;
  readonly action: 'install' | 'update' | 'upgrade' | 'dist-upgrade' | 'remove' | 'clean' | 'other';
  /** The subcommand's word, where there is one. */
  readonly verb?: ShellWord;
  /** Packages (and what else is not an option), in order. */
  readonly operands: readonly ShellWord[];
  /** Options, with those of a separate value followed by it. */
  readonly options: readonly ShellWord[];
  readonly command: Command;
  /** Whether an option is given: `has('-y', '--yes', '--assume-yes')`; finds `-y` in `-qqy`, and `--yes=true`. */
  has(...names: string[]): boolean;
  /** The value of an option (`-t stable`, `--index-url=…`). */
  option(...names: string[]): ShellWord | undefined;
}

/** One stage of the build. */
export interface Stage {
  readonly index: number;
  /** As BuildKit has it: lower case. */
  readonly name?: string;
  /** The name, or the number where there is none. */
  readonly label: string;
  /** Absent for the implicit stage of a fragment. */
  readonly from?: From;
  /** Where to point for what the stage lacks: the FROM (its line), or the first instruction of a fragment. */
  readonly place: Span;
  /** From FROM to the last instruction before the next FROM. */
  readonly span: Span;
  /** Its instructions without FROM. Triggers of ONBUILD are not in it: see `Build.all`. */
  readonly instructions: readonly Instruction[];
  /** The stage that it is built FROM, when it is one of this file. */
  readonly parent?: Stage;
  /** The external image that its chain begins with, variables expanded; undefined when a variable is unknown. `scratch` for scratch. */
  readonly image?: string;
  /** What is known of that image. */
  readonly base?: BaseFacts;
  /** It is final, or no other stage consumes it, or the user named it. */
  readonly isTarget: boolean;
  /** Other stages that copy or mount from it, or are built FROM it. */
  readonly consumers: readonly Stage[];
}

/** A COPY --from, ADD --from, or RUN --mount=from with what it refers to. */
export interface StageReference {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** The reference, variables expanded. */
  readonly text: string;
  readonly word: Word;
  /** What it is: a stage of this file, an image, or nothing that can be known (variable; forward or own reference). */
  readonly to:
    | { readonly kind: 'stage'; readonly stage: Stage }
    | { readonly kind: 'image'; readonly reference: string; readonly base?: BaseFacts }
    | { readonly kind: 'self' }
    | { readonly kind: 'unknown' };
}

/** The instructions that may have one of these keywords. */
export type OfKeyword<K extends Keyword, Each = Instruction> = Each extends { readonly keyword: infer Own }
  ? [Extract<K, Own>] extends [never]
    ? never
    : Each
  : never;

/** A Dockerfile with everything that decides what comes of it: arguments, chosen targets, context. The subject of Dockerfile rules. */
export interface Build {
  readonly dockerfile: Dockerfile;
  readonly source: Source;
  /** `--build-arg` values. */
  readonly args: Readonly<Record<string, string>>;
  /** The build context, looked for when first asked; undefined when there is none to be seen. */
  readonly context: BuildContext | undefined;
  readonly stages: readonly Stage[];
  /** The stages that are targets, in order. */
  readonly targets: readonly Stage[];
  readonly references: readonly StageReference[];

  /** Instructions of these kinds in order of place, triggers of ONBUILD included (they have `onbuild: true`). */
  all<K extends Keyword>(...keywords: K[]): readonly OfKeyword<K>[];
  /** The stage that an instruction stands in; for a global ARG the first stage. */
  stageOf(instruction: Instruction): Stage;
  /** Whether an instruction stands before the first FROM. */
  isGlobal(instruction: Instruction): boolean;

  /** Commands of RUN instructions with one of these names, in order of place; all of them when no name is given. */
  commands(...names: string[]): readonly Command[];
  /** The commands of one instruction (RUN, CMD, ENTRYPOINT, HEALTHCHECK). */
  commandsOf(instruction: Instruction): readonly Command[];
  /** The script that commandsOf is read from: the shell form, a heredoc that a shell runs, or the string of `sh -c`. */
  scriptOf(instruction: Instruction): ShellScript | undefined;
  /** What RUN commands do with package managers, in order; of some managers only, when named. */
  packages(...managers: string[]): readonly PackageAction[];

  /** The words of SHELL in force at an instruction (inherited through stages), by default `['/bin/sh', '-c']`, on Windows `['cmd', '/S', '/C']`. */
  shellAt(instruction: Instruction): readonly string[];
  dialectAt(instruction: Instruction): Dialect;
  /** The user in force at an instruction, as text with variables expanded; undefined when unknown, '' when root by default. */
  userAt(instruction: Instruction): string | undefined;
  /** The working directory in force at an instruction; undefined when unknown. */
  workdirAt(instruction: Instruction): string | undefined;

  /** Expands variables as BuildKit does at that instruction. */
  expand(text: string | Word, at: Instruction): Expansion;
  /** The value that a variable has at an instruction; undefined when it is not declared or not known. */
  variable(name: string, at: Instruction): string | undefined;

  /** What the stage will be as an image. Made once. */
  facts(stage: Stage): ImageFacts;
  /**
   * What `make` makes of this build: made when it is first asked for, and kept with the build, for what several rules ask.
   * (A WeakMap by build would not do: while a thousand files are judged, its values keep the builds before alive.)
   */
  once<T>(make: (build: Build) => T): T;
}

export type { Copy, Dockerfile, From, Heredoc, Instruction, Keyword, Word };
