import type { Digest } from './digest.ts';
import type { Fix } from './edit.ts';
import type { KnownFact } from './facts.ts';
import type { Gap } from './gap.ts';
import type { Severity } from './severity.ts';
import type { Site } from './site.ts';
import type { Position, Span } from './span.ts';

/** A place in an image: a file of it, a layer, or a value of its configuration. */
export interface ImagePlace {
  /** Absolute, in the image. */
  readonly path?: string;
  /** The layer that the file comes from, or that is meant itself; 0 is the lowest. */
  readonly layer?: {
    readonly index: number;
    readonly digest: Digest;
    /** The instruction that made it, as the history has it. */
    readonly createdBy?: string;
  };
  /** The value of the configuration, by its keys: `config.User`. */
  readonly config?: string;
}

/** A place in a text file. `span` counts offsets; `start` and `end` say the same for people. */
export interface Place {
  readonly path: string;
  readonly span: Span;
  readonly start: Position;
  readonly end: Position;
  /** The build target or stage that the place belongs to. */
  readonly target?: string;
  /** The fact of an image that the finding leans on here. */
  readonly fact?: KnownFact;
  /** It is in a built image: `path` is the image's name, and lines are those of its configuration as it is shown. */
  readonly image?: ImagePlace;
}

/** What a rule yields: one statement about one place. The engine adds rule, aliases, path and fingerprint. */
export interface Problem {
  readonly message: string;
  readonly at: Span;
  /** Other places that the statement leans on, in the same file. */
  readonly also?: readonly Span[];
  /** The target that it holds for, where that is not the stage that `at` stands in. */
  readonly target?: string;
  /** Severity, where it is not the rule's own. */
  readonly severity?: Severity;
  /** Exactly the peers' ids that this problem corresponds to, where that is not all of the rule's. */
  readonly aliases?: readonly string[];
  /** How to repair it, where the rule's own `help` is not exact enough. */
  readonly help?: string;
  readonly fix?: Fix;
  /** A fact elsewhere that discharges this problem. */
  readonly evidence?: string;
  /** The paths in the running container that it is about: what is mounted there may discharge it. */
  readonly paths?: readonly string[];
  /** What tells it from other problems of its rule on the same line, for the fingerprint; else their order does. */
  readonly key?: string;
}

/**
 * What a rule on a delivery yields: as `Problem`, with places that name their file. An edit of its fix without a `path`
 * is in the file of `at`.
 */
export interface SitedProblem extends Omit<Problem, 'at' | 'also'> {
  readonly at: Site;
  readonly also?: readonly Site[];
}

/**
 * What a rule cannot decide, for the fact that decides it is not known. It is silent then, and says so: the engine makes
 * it a gap of the kind `question`.
 */
export interface Question {
  /** The fact that is wanted, with what it is a fact of: “the user of ghcr.io/acme/api:1”. */
  readonly wants: string;
  /** Why it is not known. */
  readonly why?: string;
  /** What the question is about. */
  readonly at: Site;
}

export const isQuestion = (told: SitedProblem | Question): told is Question => 'wants' in told;

/** A rule's statement about one place. */
export interface Finding {
  readonly rule: string;
  /** Exactly the peers' ids that this finding corresponds to. */
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  /** One line on how to repair it. */
  readonly help: string;
  /** Stable while the finding's own line and its order among equals stay; survives moved lines. */
  readonly fingerprint: string;
  readonly at: Place;
  readonly also: readonly Place[];
  readonly fix?: Fix;
  readonly evidence?: string;
  readonly paths?: readonly string[];
}

export type Disposition = 'over' | 'under' | 'waived' | 'satisfied';

/** The decision that accepts a finding. */
export interface WaiverNote {
  readonly reason: string;
  readonly owner?: string;
  /** ISO date, the last day on which it holds. */
  readonly until?: string;
  readonly record?: { readonly path: string; readonly title: string };
  /** Where the decision stands: `plimsoll.yaml:12`, `Dockerfile:3`, `.trivyignore:2`. */
  readonly source: string;
  readonly kind: 'config' | 'pragma' | 'peer' | 'baseline';
}

/** A finding with what the policy decided on it. */
export interface Judged extends Finding {
  readonly disposition: Disposition;
  readonly waiver?: WaiverNote;
}

/** Pass or fail, with every finding's disposition. Order of `findings`: path, place, rule. */
export interface Verdict {
  readonly pass: boolean;
  /** The severity at which a finding is over the line, or `none`. */
  readonly line: Severity | 'none';
  /** 3: nothing at all could be examined; 4: more was unseen than the policy allows. */
  readonly exit: 0 | 1 | 3 | 4;
  readonly over: number;
  readonly under: number;
  readonly waived: number;
  readonly satisfied: number;
  readonly findings: readonly Judged[];
  readonly gaps: readonly Gap[];
  /** The files that were judged, in order. */
  readonly files: readonly string[];
}
