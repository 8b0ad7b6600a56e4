import type { GenericSchema } from 'valibot';
import type { Comment } from '../core/comment.ts';
import type { Finding, Verdict, WaiverNote } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Severity } from '../core/severity.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { ConfigHelm, ConfigLink, ConfigPodTemplate } from './config.ts';

/** The severity from which on a finding is over the line; `none`: nothing is. */
export type Line = Severity | 'none';

export type RuleSet = 'recommended' | 'strict';

/** What the policy has to know of a rule. Every `Rule` is one. */
export interface RuleInfo {
  readonly name: string;
  readonly title: string;
  readonly severity: Severity;
  readonly set: RuleSet;
  readonly aliases: readonly string[];
  /** Guidance that asks for the same, beside the ids. */
  readonly tags?: readonly string[];
  readonly help: string;
  readonly fixable: boolean;
  readonly options?: GenericSchema;
  /** A rule whose options hold for this one as well, where they have the same names and it is given none of its own. */
  readonly optionsOf?: string;
}

/** The files that a policy is read from. Paths are absolute; nothing throws. */
export interface PolicyIo {
  /** The text of a file, with its byte-order mark, or of its first bytes; undefined when there is none or it cannot be read. */
  read(path: string, most?: number): string | undefined;
  /** The size of a file in bytes; undefined when there is no such file. */
  size(path: string): number | undefined;
  /** Whether a path exists, of any kind. */
  exists(path: string): boolean;
  /** The names in a folder; [] when there is none. */
  list(path: string): readonly string[];
  /** An environment variable. */
  env(name: string): string | undefined;
}

/** What the command line says of the policy; each part wins over the configuration. */
export interface PolicyFlags {
  /** `--rules`. */
  readonly set?: string;
  /** `--rule`: only these rules run. */
  readonly only?: readonly string[];
  /** `--skip`. */
  readonly skip?: readonly string[];
  /** `--profile`: these rules run whatever set they are in, unless the configuration turns them off. */
  readonly profile?: {
    readonly rules: readonly string[];
    /** No other rule runs. */
    readonly alone: boolean;
  };
  /** `--fail-on`. */
  readonly failOn?: string;
  /** `--fail-on-gaps`: the number of gaps from which on the run fails; true is 1. */
  readonly failOnGaps?: boolean | number;
  /** `--level`: what the Pod Security Standards ask for at this level is over the line. */
  readonly level?: string;
  /** `--target`. */
  readonly targets?: readonly string[];
  /** `--build-arg`. */
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** `--context`, relative to the working directory. */
  readonly context?: string;
  /** `--compose-file`: files of one project in the order in which they are merged, relative to the working directory. */
  readonly composeFiles?: readonly string[];
  /** `--values`: files, relative to the working directory. */
  readonly values?: readonly string[];
  /** `--set`, as Helm reads it. */
  readonly helmSet?: readonly string[];
  /** `--baseline FILE`, or false for `--no-baseline`. */
  readonly baseline?: string | false;
}

export interface PolicyInput {
  /** The working directory, absolute. Paths of findings are relative to it. */
  readonly cwd: string;
  /** Where the search for the configuration begins, upwards; absolute. Default: `cwd`. */
  readonly from?: string;
  /** `--config`: this file instead of the one that is found. */
  readonly configPath?: string;
  /** `--no-config`: no configuration file, neither ours nor the peers'. Pragmas still count. */
  readonly noConfig?: boolean;
  /** Every rule of the product; those of the policy itself are added. */
  readonly rules: readonly RuleInfo[];
  readonly flags?: PolicyFlags;
  readonly io?: PolicyIo;
}

/** What holds for one rule in one file (or one target of it). */
export interface RuleSetting {
  readonly enabled: boolean;
  /** Checked, with every default filled in: what `rule.check` takes. */
  readonly options: unknown;
}

/** What holds for one file, or one target of it. Files under the same overrides share one object. */
export interface Settings {
  readonly line: Line;
  /** Of a rule by its name. Unknown names are off. */
  rule(name: string): RuleSetting;
  /** The stages to judge, by name or number; [] for those that are targets by themselves. */
  readonly targets: readonly string[];
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The build context, absolute; absent when nobody says. */
  readonly context?: string;
}

/** A parser directive of a Dockerfile. */
export interface PragmaDirective {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

/** A judged file as far as pragmas need it. */
export interface PragmaFile {
  readonly source: Source;
  readonly comments: readonly Comment[];
  readonly directives: readonly PragmaDirective[];
}

/** `# hadolint shell=/bin/bash`: the shell that the file's commands are written for, from `at` on. */
export interface ShellPragma {
  readonly shell: string;
  readonly at: Span;
}

/** Where a waiver holds. Every part that is given must agree with the finding. */
export interface WaiverPlace {
  /** Globs, relative to the folder that `Waiver.root` names. */
  readonly paths?: readonly string[];
  /** Stage or target, by name or number; may be a glob. */
  readonly target?: string;
  /** The text of the source line that the finding begins on; runs of white space count as one blank. */
  readonly line?: string;
  /** The package that the finding's place names. */
  readonly package?: string;
}

/** A decision to accept findings: from the configuration or a peer's ignore file. */
export interface Waiver extends WaiverPlace {
  /** Rule names, peers' ids, or `*`. */
  readonly rules: readonly string[];
  /** Where the waiver itself stands, for findings about it. */
  readonly at: { readonly source: Source; readonly span: Span };
  /** The folder that `paths` are relative to, absolute. */
  readonly root: string;
  /** What reports say of it. */
  readonly note: WaiverNote;
  /** The path of a decision record that is not there. */
  readonly missingRecord?: string;
}

/** Everything that was judged in one run. */
export interface Run {
  readonly files: readonly PragmaFile[];
  /** As the rules gave them: severities of the policy are put in by `decide`. */
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** Today. Dates of waivers are days in UTC. */
  readonly now: Date;
  /** The whole project was looked for files, so that a waiver that matches none is out of date. */
  readonly whole?: boolean;
  /** Rules that were on but could not run (a helper program is absent); their waivers are not called unused. */
  readonly notRun?: readonly string[];
}

/** Where the line lies, for one run. */
export interface Policy {
  /** The line where no override says otherwise. */
  readonly line: Line;
  /** The folder that globs of the configuration are relative to, and where a new one belongs; absolute. */
  readonly root: string;
  /** The configuration file as shown to people, and absolute; absent when there is none. */
  readonly config?: { readonly path: string; readonly absolute: string };
  /** Where the baseline is, or where a new one belongs; absolute. */
  readonly baseline: string;
  /** Every file that was read for it (configuration, peers' files, baseline), as shown to people. */
  readonly sources: readonly string[];
  /** All rules, with those of the policy itself. */
  readonly rules: readonly RuleInfo[];
  readonly waivers: readonly Waiver[];
  /** Which Dockerfiles images come of; paths are relative to `root`. */
  readonly links: readonly ConfigLink[];
  /** Where custom resources keep pod templates. */
  readonly podTemplates: readonly ConfigPodTemplate[];
  /** What charts are rendered with; paths are relative to `root`. */
  readonly helm: ConfigHelm;
  /** The Compose files that are one project each; paths are relative to `root`. */
  readonly compose: readonly (readonly string[])[];
  /** Whether a file or folder (relative to the working directory) is left out by `exclude`. */
  excludes(path: string): boolean;
  /** What holds for a file. Without a target: a rule is on that is on for any target. */
  settingsFor(path: string, target?: string): Settings;
  /** The shells that pragmas name, in order of place. To be asked before the rules run. */
  shellsOf(file: PragmaFile): readonly ShellPragma[];
  /**
   * The verdict: drops findings of what is off, gives the policy's severities, applies pragmas, waivers and
   * baseline, and adds what is wrong with these. Pure but for the policy itself.
   */
  decide(run: Run): Verdict;
}
