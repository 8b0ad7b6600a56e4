import type { Verdict } from '../core/finding.ts';
import type { Severity } from '../core/severity.ts';
import type { Source } from '../core/source.ts';

/** What a report needs to know of a rule. */
export interface RuleInfo {
  readonly name: string;
  /** What it asks for, as an order, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  /** One line on how to repair it. */
  readonly help: string;
  /** Every peers' id that it answers to. */
  readonly aliases: readonly string[];
  /** Guidance that asks for the same, beside the ids. */
  readonly tags?: readonly string[];
  readonly set: 'recommended' | 'strict';
  /** The rule's page as Markdown, where the caller has loaded it. */
  readonly page?: string;
  /** Where the page can be read. */
  readonly url: string;
}

/** Everything that a report is made of. */
export interface ReportInput {
  readonly verdict: Verdict;
  /** The judged files by path; a finding's source line is shown when its file is here. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Rules by name. A finding of a rule that is not here is reported with what the finding itself says. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  readonly tool: { readonly name: string; readonly version: string };
  readonly elapsedMs?: number;
  /** How many findings that are not waived carry a fix, safe or not. */
  readonly fixable: number;
  /** Text: fold nothing, and show help and pages as well. */
  readonly verbose?: boolean;
  /** Text and github: only what is over the line, and the last line. */
  readonly quiet?: boolean;
  readonly color: boolean;
  /** Columns of the terminal; 80 when unknown. */
  readonly width?: number;
  /** The time of the report, where it shall be told; without it reports are the same for the same input. */
  readonly now?: Date;
}

/** One output format. `render` never throws, whatever the findings' text holds, and ends with a line feed. */
export interface Reporter {
  readonly id: string;
  render(input: ReportInput): string;
}
