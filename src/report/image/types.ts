import type { Gap } from '../../core/gap.ts';
import type { PackageType } from '../../core/package.ts';

/** An image for people: what it is made of, what it is set to do, and what may be misused in it. Plain data. Sizes are in bytes. */
export interface ImageView {
  readonly name: string;
  readonly digest?: string;
  readonly platform: string;
  readonly created?: string;
  /** The distribution, as it calls itself. */
  readonly system?: string;
  readonly size: {
    /** What is pulled: the layers as they are packed. */
    readonly packed: number;
    /** Regular files that are to be seen. */
    readonly files: number;
    readonly bytes: number;
    /** Of files that a higher layer deletes or writes again. */
    readonly wasted: number;
    /** What is to be seen in a hundred bytes of all layers. */
    readonly efficiency: number;
  };
  readonly config: readonly Setting[];
  readonly start: {
    readonly starts: 'yes' | 'no' | 'unknown';
    readonly why?: string;
    readonly proof: readonly { readonly path?: string; readonly says: string }[];
  };
  readonly layers: readonly LayerView[];
  readonly packages: readonly PackageView[];
  readonly surface: readonly SurfacePart[];
  readonly coverage: {
    readonly unownedBytes: number;
    readonly unownedFiles: number;
    readonly executables: number;
    readonly unownedExecutables: number;
    readonly largest: readonly FileView[];
  };
  /** The folders of the image with what lies in them. */
  readonly content: Folder;
  readonly gaps: readonly Gap[];
}

/** A value of the configuration. */
export interface Setting {
  /** `user`, `entrypoint`, `env PATH`. */
  readonly name: string;
  /** '' where it is not set. */
  readonly value: string;
}

export interface LayerView {
  /** 0 is the lowest. */
  readonly index: number;
  readonly digest: string;
  /** The instruction that made it, where the history tells. */
  readonly instruction?: string;
  readonly packed: number;
  /** Of the regular files in it. */
  readonly files: number;
  readonly bytes: number;
  /** What it deletes or writes again of lower layers. */
  readonly wastes: { readonly files: number; readonly bytes: number };
  readonly largest: readonly FileView[];
  /** How many packages it brought as they are. */
  readonly packages: number;
}

export interface FileView {
  readonly path: string;
  readonly size: number;
  readonly layer: number;
}

export interface PackageView {
  readonly type: PackageType;
  readonly name: string;
  readonly version?: string;
  readonly purl: string;
  readonly layer: number;
}

/** A kind of what helps whoever gets into the container. */
export interface SurfacePart {
  /** `shells`, `setuid`: what budgets call it. */
  readonly kind: string;
  readonly title: string;
  /** Names of programs, or paths. */
  readonly found: readonly string[];
}

/** A folder; what is too small to be drawn is summed up. */
export interface Folder {
  readonly name: string;
  readonly bytes: number;
  /** The layer that most of its bytes are of. */
  readonly layer: number;
  readonly children?: readonly Folder[];
}
