import type { Environment } from './environment.ts';
import type { Session } from './session.ts';

/** What files are read with: the folder that their paths begin at (from the project's), and the variables. */
export interface Scope {
  readonly session: Session;
  readonly folder: string;
  readonly env: Environment;
  /** Paths of the files that include this one, from the outermost. */
  readonly including: readonly string[];
}
