import type { Severity } from '../../core/severity.ts';
import type { Setting } from '../image/types.ts';

/** What is other in one image than in another. Sizes are in bytes. */
export interface ImageDiff {
  readonly before: Side;
  readonly after: Side;
  /** Whether layers are compressed in the same way, so that `packed` can be compared. */
  readonly isPackedAlike: boolean;
  readonly packages: {
    readonly added: readonly PackageChange[];
    readonly removed: readonly PackageChange[];
    readonly changed: readonly PackageChange[];
  };
  readonly files: FileChanges;
  /** Layers that both have at their bottoms, and those above. */
  readonly layers: {
    readonly shared: number;
    readonly before: readonly LayerSize[];
    readonly after: readonly LayerSize[];
  };
  readonly config: readonly (Pick<Setting, 'name'> & {
    readonly before?: string;
    readonly after?: string;
  })[];
  readonly surface: readonly {
    readonly kind: string;
    readonly title: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
  }[];
  readonly findings: { readonly added: readonly DiffFinding[]; readonly removed: readonly DiffFinding[] };
  readonly starts: { readonly before: Starts; readonly after: Starts; readonly why?: string };
  /** What could not be seen, or not be compared. */
  readonly gaps: readonly string[];
}

type Starts = 'yes' | 'no' | 'unknown';

export interface Side {
  readonly name: string;
  readonly digest?: string;
  readonly platform: string;
  readonly system?: string;
  /** As it is pulled. */
  readonly packed: number;
  /** Of the files that are to be seen. */
  readonly bytes: number;
  readonly files: number;
  readonly wasted: number;
  readonly packages: number;
}

/** Several versions of one name are one entry. */
export interface PackageChange {
  readonly type: string;
  readonly name: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface FileChanges {
  readonly added: number;
  readonly removed: number;
  /** With another content, kind or link. */
  readonly changed: number;
  /** With other rights or owners alone. */
  readonly rights: number;
  /** The largest of them, by how much they are. */
  readonly largest: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  readonly how: 'added' | 'removed' | 'changed' | 'rights';
  readonly before?: number;
  readonly after?: number;
  /** What is other than size and content: `mode 0755 → 4755`. */
  readonly detail?: string;
}

export interface LayerSize {
  readonly index: number;
  readonly packed: number;
  readonly instruction?: string;
}

export interface DiffFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fingerprint: string;
  /** A path in the image, or a key of its configuration. */
  readonly at?: string;
}

/** A line that was drawn, and is crossed. */
export interface FailedLine {
  /** As it was asked for: `grown:5MB`. */
  readonly line: string;
  readonly why: string;
}
