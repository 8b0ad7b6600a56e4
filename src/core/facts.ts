import type { Span } from './span.ts';

/** Where a fact comes from. `at` is the span of the instruction that sets it, when it stands in the judged file. */
export interface Origin {
  /** For people: “USER at line 12”, “base image gcr.io/distroless/cc-debian12:nonroot”. */
  readonly note: string;
  readonly at?: Span;
  /** The stage or base that it is inherited from, when it is not the target's own. */
  readonly inherited?: string;
}

/** A fact is observed (real image), predicted (a Dockerfile target and its base) or unknown; never guessed. */
export type Fact<T> =
  | {
      readonly known: 'observed' | 'predicted';
      readonly value: T;
      readonly from: readonly Origin[];
      /** Of a table or list: its entries are certain, and why there may be others. Absent where there are none. */
      readonly incomplete?: string;
    }
  | { readonly known: 'unknown'; readonly why: string; readonly from: readonly Origin[] };

/** How a fact is known, for people and reports. */
export interface KnownFact {
  readonly known: Fact<unknown>['known'];
  /** “USER at line 12”, “base image nginx:1.29”; of one that is unknown, why. */
  readonly from: string;
}

/** How a fact is known. */
export const howKnown = (fact: Fact<unknown>): KnownFact => ({
  known: fact.known,
  from: fact.known === 'unknown' ? fact.why : [...new Set(fact.from.map(({ note }) => note))].join(', '),
});

/** The value of a known fact, else undefined. */
export const valueOf = <T>(fact: Fact<T>): T | undefined =>
  fact.known === 'unknown' ? undefined : fact.value;

/** A user as the image's configuration has it; no USER anywhere is `{ text: '', uid: 0 }`. */
export interface UserFact {
  /** As written, variables expanded: `65532:65532`, `nonroot`, ``. */
  readonly text: string;
  readonly name?: string;
  readonly group?: string;
  /** Numeric ids where they are written as numbers or known (root is 0; a name from the base's passwd or from RUN useradd). */
  readonly uid?: number;
  readonly gid?: number;
  /** Whether the *written* user is a number, as `runAsNonRoot` needs it. */
  readonly numeric: boolean;
}

/** ENTRYPOINT or CMD as the image's configuration has it; shell form has the shell already in front. */
export interface CommandFact {
  readonly form: 'exec' | 'shell';
  /** The arguments that the runtime gets. */
  readonly args: readonly string[];
  /** The script of the shell form. */
  readonly script?: string;
}

export interface PortFact {
  readonly port: number;
  /** The end of a range, when it is one. */
  readonly last?: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

export interface HealthFact {
  readonly test: CommandFact | 'none';
  readonly interval?: string;
  readonly timeout?: string;
  readonly startPeriod?: string;
  readonly startInterval?: string;
  readonly retries?: number;
}

export interface LibcFact {
  readonly family: 'glibc' | 'musl' | 'none' | 'windows' | 'other';
  /** `2.36`, `1.2.5`. */
  readonly version?: string;
}

export interface SystemFact {
  /** os-release ID: `debian`, `alpine`, `ubi`, `windows`, … or `scratch`. */
  readonly id: string;
  readonly version?: string;
  /** os-release VERSION_CODENAME. */
  readonly codename?: string;
  /** ISO date of the end of (standard) support. */
  readonly endOfLife?: string;
  /** Why that date is not known, where it could be: the release is newer than the table of ends, or has no end in it. */
  readonly endOfLifeUnknown?: string;
}

/** What the base image is for, where its maker gives that versions of its own: a language, a database, a server. */
export interface ProductFact {
  readonly name: string;
  readonly version?: string;
  /** As for the system. */
  readonly endOfLife?: string;
  readonly endOfLifeUnknown?: string;
}

/**
 * Files that the build puts into the image (COPY, ADD, heredocs), where later RUNs leave them: what rm, mv and find plainly
 * take away is not told. What other programs do with files is not followed.
 */
export interface FileFact {
  /** The destination as an absolute path in the image; ends with `/` when it is certainly a directory. */
  readonly path: string;
  /** The sources as written, variables expanded; a heredoc has its name. */
  readonly sources: readonly string[];
  readonly from: 'context' | 'stage' | 'image' | 'url' | 'git' | 'heredoc';
  /** The stage's or image's name, the URL. */
  readonly fromName?: string;
  /** As written in `--chown`, expanded; absent means 0:0. */
  readonly owner?: string;
  readonly mode?: string;
  /** What of a folder's content a later RUN takes away again: paths below `path`, globs among them. */
  readonly without?: readonly string[];
  /** A later RUN may take it or a part of it away, or has put it there or into a folder by that name. */
  readonly doubt?: 'may-be-removed' | 'may-be-elsewhere';
  readonly at?: Span;
}

/** Whether a program is in the image. */
export type Presence = 'present' | 'absent' | 'unknown';

/** What an image will be or is. One subject for rules before the build (Dockerfile target) and after it (image). */
export interface ImageFacts {
  /** The target's name: stage name, or its number; for an image its reference. */
  readonly target: string;
  /** Where to point when a fact is absent: the FROM of the target. */
  readonly place: Span;
  readonly platform: Fact<string>;
  /** The external image at the root of the target's chain, variables expanded. */
  readonly base: Fact<string>;
  readonly system: Fact<SystemFact>;
  /** Of the base image; null where that is nothing but a system. */
  readonly product: Fact<ProductFact | null>;
  readonly user: Fact<UserFact>;
  readonly entrypoint: Fact<CommandFact | null>;
  readonly command: Fact<CommandFact | null>;
  readonly ports: Fact<readonly PortFact[]>;
  readonly volumes: Fact<readonly string[]>;
  readonly workdir: Fact<string>;
  /** What is certain of it; `incomplete` tells what a base sets beside that. */
  readonly environment: Fact<Readonly<Record<string, string>>>;
  readonly labels: Fact<Readonly<Record<string, string>>>;
  readonly health: Fact<HealthFact | null>;
  readonly stopSignal: Fact<string | null>;
  /** The shell that shell-form instructions use, by SHELL or default. Says nothing of whether it is there: see `tools`. */
  readonly shell: Fact<readonly string[]>;
  readonly libc: Fact<LibcFact>;
  /** Programs known to be present: shells, package managers, network tools, compilers, language runtimes…; name → where from. */
  readonly tools: Fact<ReadonlyMap<string, Origin>>;
  /** Package managers that are present, by name: `apt`, `apk`, `dnf`, `microdnf`, `npm`, `pip`, … */
  readonly packageManagers: Fact<readonly string[]>;
  readonly files: Fact<readonly FileFact[]>;
  /** Whether a program (`curl`, `sh`, `bash`, `python3`, …) can be run by name. */
  has(program: string): Presence;
}

/** The members of ImageFacts that are facts. */
export type FactName = {
  [K in keyof ImageFacts]: ImageFacts[K] extends Fact<unknown> ? K : never;
}[keyof ImageFacts];

/** All of them, in the order in which they are told. */
export const factNames = [
  'platform',
  'base',
  'system',
  'product',
  'user',
  'entrypoint',
  'command',
  'ports',
  'volumes',
  'workdir',
  'environment',
  'labels',
  'health',
  'stopSignal',
  'shell',
  'libc',
  'tools',
  'packageManagers',
  'files',
] as const satisfies readonly FactName[];
