import type { GenericSchema, InferOutput } from 'valibot';
import type { ImageFacts } from '../core/facts.ts';
import type { Problem } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';
import type { Build, Stage } from '../dockerfile/build-types.ts';

/** A rule is one thing in one place: this object, its page `<name>.md` beside it, and the page's examples as its tests. */
export interface Rule<Subject, Options extends GenericSchema = GenericSchema> {
  /** Words, as the file is named: `pin-base-image`. */
  readonly name: string;
  /** What it asks for, as an order, in a few words: “Run as a user other than root”. */
  readonly title: string;
  readonly severity: Severity;
  /** `recommended`: quiet and right. `strict`: complete. */
  readonly set: 'recommended' | 'strict';
  /** Every peers' id that some finding of this rule may correspond to. */
  readonly aliases: readonly string[];
  /** One line on how to repair it; a problem may say it more exactly. */
  readonly help: string;
  /** Whether some problem of it carries a fix. The page then has a `fixed` example. */
  readonly fixable: boolean;
  /** A valibot object schema in which every entry has a default, so that `{}` is valid. */
  readonly options?: Options;
  /**
   * Yields problems; the engine adds rule, aliases, severity, path, target and fingerprint, sorts them and applies
   * the policy. Must not throw, whatever the subject.
   */
  check(subject: Subject, options: InferOutput<Options>): Iterable<Problem>;
}

/** A rule on the build recipe. */
export type DockerfileRule<Options extends GenericSchema = GenericSchema> = Rule<Build, Options>;

/** An image as it is or will be, and, where it comes of a Dockerfile that is at hand, the target that makes it. */
export interface ImageSubject {
  readonly facts: ImageFacts;
  /** What repairs can be made in. */
  readonly recipe?: { readonly build: Build; readonly stage: Stage };
}

/** A rule on what an image is or will be: judges every target of a Dockerfile, and a built image. */
export type ImageRule<Options extends GenericSchema = GenericSchema> = Rule<ImageSubject, Options>;

/** Types a rule on `Build` by its options. */
export const dockerfileRule = <Options extends GenericSchema>(
  rule: DockerfileRule<Options>,
): DockerfileRule<Options> => rule;

/** Types a rule on an image by its options. */
export const imageRule = <Options extends GenericSchema>(rule: ImageRule<Options>): ImageRule<Options> =>
  rule;
