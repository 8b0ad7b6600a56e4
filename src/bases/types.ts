import type { LibcFact, SystemFact } from '../core/facts.ts';

/** The order of size of an image, compressed: tiny < 10 MB, small < 60, medium < 200, large < 600, huge. */
export type SizeClass = 'tiny' | 'small' | 'medium' | 'large' | 'huge';

/** What kind of thing the image is. */
export type BaseKind =
  | 'scratch'
  | 'distribution'
  | 'language'
  | 'distroless'
  | 'hardened'
  | 'service'
  | 'development'
  | 'accelerator'
  | 'tool';

/** What is known of one base image. An absent entry is unknown, never “no”. */
export interface BaseFacts {
  /** The family: `debian`, `python`, `distroless/cc`, `chainguard/node`, … */
  readonly family: string;
  readonly kind: BaseKind;
  readonly system?: SystemFact;
  /** As in the image's configuration: '' is root by default. */
  readonly user?: { readonly text: string; readonly uid?: number; readonly gid?: number };
  /** Users that /etc/passwd has beside root, name → uid. */
  readonly users?: Readonly<Record<string, number>>;
  /** The shell programs that it has; [] is certainly none. */
  readonly shells?: readonly string[];
  readonly packageManagers?: readonly string[];
  readonly libc?: LibcFact;
  /** Programs known to be there, beside shells and package managers (`curl`, `python3`, `gcc`, `busybox`). */
  readonly tools?: readonly string[];
  /**
   * Everyday programs beside `tools` (coreutils, BusyBox applets, …): there, but not worth listing. One set is shared by
   * many images, so that nothing is copied. `hasProgram` looks here too.
   */
  readonly utilities?: ReadonlySet<string>;
  /** True when `shells`, `packageManagers`, `tools` and `utilities` list every program, so that what is not listed is absent. */
  readonly closed?: boolean;
  /** Programs that are certainly not there, in an image whose lists are not complete. `hasProgram` looks here too. */
  readonly lacks?: readonly string[];
  readonly entrypoint?: readonly string[] | null;
  readonly command?: readonly string[] | null;
  readonly workdir?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Variables that it sets to values that are not known: versions, checksums. */
  readonly environmentNames?: readonly string[];
  /** It sets no variables but these two say. */
  readonly environmentWhole?: boolean;
  /** [] is certainly none, for ports as for volumes. */
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  /** `null` is certainly none, so that the runtime sends SIGTERM. */
  readonly stopSignal?: string | null;
  readonly health?: boolean;
  readonly sizeClass?: SizeClass;
  /** The language runtime and its version, where the tag names one: `{ name: 'python', version: '3.13' }`. */
  readonly runtime?: { readonly name: string; readonly version?: string };
  /** ISO date on which the product's own (not the system's) support ends. */
  readonly endOfLife?: string;
  /** Why that date is not known, where the table of ends has the product. */
  readonly endOfLifeUnknown?: string;
  /** The image is meant for building or debugging, not for running in production. */
  readonly development?: boolean;
  /** Where the facts come from: which of the maker's files were read and when, or that they are general knowledge. */
  readonly source: string;
  /** Whether they were compared with the maker's files, as `source` says in detail. */
  readonly checked: boolean;
}

/** Looks up what is known of an image reference (`python:3.13-slim@sha256:…`); undefined when the family is unknown. */
export type FindBase = (reference: string) => BaseFacts | undefined;
