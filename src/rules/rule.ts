import type { GenericSchema, InferOutput } from 'valibot';
import type { Problem } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';

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
  check(subject: Subject, options: InferOutput<Options>): Iterable<Problem>;
}
