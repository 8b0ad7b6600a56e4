import type { Judged, Verdict } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';
import type { Source } from '../core/source.ts';

/** Which rules run and where the line lies, as the command line says it; the configuration file fills in the rest. */
export interface PolicyRequest {
  readonly rules?: 'recommended' | 'strict';
  /** Run these rules only, by name or alias. */
  readonly only: readonly string[];
  /** Leave these rules out, by name or alias. */
  readonly skip: readonly string[];
  readonly failOn?: Severity | 'none';
  readonly failOnGaps?: boolean;
  /** A configuration file, `false` for none at all; absent: found from the working directory upwards. */
  readonly config?: string | false;
  /** A baseline file. */
  readonly baseline?: string;
}

/** How far a check is; told at most once per file. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

/** Everything that decides what a check gives. */
export interface CheckRequest {
  /** Absolute. Paths in the result are relative to it where they lie below it. */
  readonly cwd: string;
  /** Files, folders, globs, or `-` for `stdin`. */
  readonly paths: readonly string[];
  /** What `-` stands for. */
  readonly stdin?: Uint8Array;
  /** The path that `-` is told as, and that overrides by path and the context go by. */
  readonly filename?: string;
  /** Stages that are targets whatever else the file says; none: those that are final or that no other stage consumes. */
  readonly targets: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The build context, relative to `cwd`; absent: configured or guessed. */
  readonly contextDir?: string;
  readonly policy: PolicyRequest;
  /** Pass RUN scripts to ShellCheck when it is found. */
  readonly shellcheck: boolean;
  readonly now: Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: (progress: Progress) => void;
}

/** What a rule is, for people and for reports. */
export interface RuleInfo {
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly set: 'recommended' | 'strict';
  readonly aliases: readonly string[];
  readonly help: string;
  readonly fixable: boolean;
}

export interface CheckResult {
  readonly verdict: Verdict;
  /** The sources that were judged, by path as shown. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Every rule that may occur in the verdict, by name. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  readonly elapsedMs: number;
}

export type { Judged, Source, Verdict };
