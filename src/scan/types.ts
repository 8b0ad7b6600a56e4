import type { Verdict } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import type { Tree } from '../image/tree.ts';
import type { PolicyFlags } from '../policy/types.ts';
import type { RuleInfo } from '../report/types.ts';

/** How far a check is; told at most once per file. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly path: string;
}

/** How images are opened. */
export interface ImageAccess {
  /** `linux/arm64`, or `all` of an index; absent: this machine's. */
  readonly platform?: string;
  /** Registries that are not verified. */
  readonly insecure?: readonly string[];
  /** Files in PEM. */
  readonly ca?: string;
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  /** Called once when images are about to be read, which takes long. */
  readonly onLong?: () => void;
  /** Told what people should know while images are opened. */
  tell?(message: string): void;
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
  /** What the command line says of rules, line, targets, build arguments, context and baseline. */
  readonly flags: PolicyFlags;
  /** Judge by the rules of this profile. */
  readonly profile?: string;
  /** A configuration file, `false` for none at all; absent: the one that is found. */
  readonly config?: string | false;
  /** How images are opened; absent: as this machine is set up. */
  readonly images?: ImageAccess;
  /** Pass RUN scripts to ShellCheck when it is found. */
  readonly shellcheck: boolean;
  readonly now: Date;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress?: (progress: Progress) => void;
  /** Told of each image that was read, with its name. */
  readonly onImage?: (name: string, tree: Tree) => void;
  /** Called once when the check turns out to take long, with everything loaded that judging needs. */
  readonly onLong?: () => void;
}

export interface CheckResult {
  readonly verdict: Verdict;
  /** The sources that were judged, by path as shown. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Every rule that may occur in the verdict, by name. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** Rules that were on and could not run, for a helper program is absent. */
  readonly notRun: readonly string[];
  readonly elapsedMs: number;
}
