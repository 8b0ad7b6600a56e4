import type { Gap } from '../../core/gap.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { ComposeProject } from '../types.ts';

/** What a Compose project is read from. */
export interface ProjectInput {
  /** The first file, then what overrides it, in order. */
  readonly files: readonly Source[];
  /** The project's folder, as shown; its last name is the project's where no file names it. */
  readonly folder: string;
  /** Another file by its path relative to that folder; undefined when it is not there. The caller owns the disk. */
  read(path: string): Source | undefined;
  /** Why something is not read that is there, in words; undefined: there is nothing. */
  whyUnread?(path: string): string | undefined;
  /** The caller's environment: it goes before `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Those that are asked for; absent: those of COMPOSE_PROFILES. `*` is every one. */
  readonly profiles?: readonly string[];
}

/** A Compose project as read; `problems` is what Compose refuses, `gaps` what could not be seen. */
export interface ProjectRead {
  readonly project: ComposeProject;
  readonly problems: readonly ComposeProblem[];
  readonly gaps: readonly Gap[];
}

/** Something for which Compose refuses the project. */
export interface ComposeProblem {
  readonly at: Site;
  /** Other places that it leans on. */
  readonly also?: readonly Site[];
  readonly message: string;
  readonly kind: ComposeProblemKind;
  /** What may have been meant in the place of the word at `at`. */
  readonly nearest?: string;
}

/**
 * - `syntax`: no YAML, or none that Compose reads; `limit`: more than is read
 * - `key`: a key that is no word; `duplicate-key`; `unknown-key`; `missing-key`
 * - `type`: a value of another type than the schema has; `value`: of the type, but none that is taken
 * - `interpolation`: `${` that cannot be read
 * - `reference`: a service, volume, network, secret, … that is not declared; `cycle`: one that leads back to itself
 * - `missing-file`: a file that is named and is not there
 * - `conflict`: two settings that exclude each other; `merge`: two files whose values cannot be merged
 */
export type ComposeProblemKind =
  | 'syntax'
  | 'limit'
  | 'key'
  | 'duplicate-key'
  | 'unknown-key'
  | 'missing-key'
  | 'type'
  | 'value'
  | 'interpolation'
  | 'reference'
  | 'cycle'
  | 'missing-file'
  | 'conflict'
  | 'merge';
