import type { Digest } from '../core/digest.ts';
import type { Gap } from '../core/gap.ts';

/** What points at content (OCI image-spec 1.1, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Where foreign layers are to be had. */
  readonly urls?: readonly string[];
}

/** OCI image-spec 1.1, image-index.md, “platform”. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly osVersion?: string;
}

/** Content by its descriptor, from wherever it lies. */
export interface Blob {
  /** A part of a file that holds it, where it lies in one and may be read at any place. */
  readonly file?: { readonly path: string; readonly start: number; readonly length: number };
  /** A folder that is a layer as it lies there: a root directory. Nothing else of the blob is asked for then. */
  readonly folder?: string;
  /**
   * The bytes in order. Who reads them verifies digest and size.
   * @throws PlimsollError `not-found`, `network`, `denied`, `integrity`
   */
  stream(): AsyncIterable<Uint8Array>;
}

/** Where images are: a registry's repository, a layout, an archive, a daemon. Opened for one reference. */
export interface Medium {
  /** As people write it: `oci:./out:latest`, `docker.io/library/nginx:1.29`. */
  readonly name: string;
  /** What the reference points at: a manifest or an index, with its bytes, verified. */
  readonly top: { readonly descriptor: Descriptor; readonly bytes: Uint8Array };
  /** The manifest was made up here, for the medium keeps none: its digest is nobody's. */
  readonly withoutManifest?: true;
  /** Layers lie plain in a file and are taken on trust: reading them whole to verify digests is the caller's choice. */
  readonly seekable?: true;
  /** Tags and names that the medium has for it. */
  readonly tags?: readonly string[];
  /** A manifest or configuration by its descriptor, whole and verified; at most `most` bytes. */
  document(descriptor: Descriptor, most: number): Promise<Uint8Array>;
  /** A layer. Not yet verified. */
  blob(descriptor: Descriptor): Promise<Blob>;
  /** Frees what is held open. */
  close(): Promise<void>;
}

/** One layer of an image. */
export interface Layer {
  /** 0 is the lowest. */
  readonly index: number;
  readonly descriptor: Descriptor;
  /** The digest of the uncompressed archive, as the configuration has it. */
  readonly diffId?: Digest;
  /** The instruction that made it, where the history tells. */
  readonly history?: HistoryEntry;
  open(): Promise<Blob>;
}

/** OCI image-spec 1.1, config.md, “history”. */
export interface HistoryEntry {
  readonly created?: string;
  readonly createdBy?: string;
  readonly comment?: string;
  readonly author?: string;
  readonly emptyLayer?: boolean;
}

/** OCI image-spec 1.1, config.md, with what Docker adds (HEALTHCHECK, SHELL, ONBUILD). */
export interface ImageConfig {
  readonly created?: string;
  readonly author?: string;
  readonly platform: Platform;
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[] | null;
  readonly cmd: readonly string[] | null;
  /** As `80/tcp`. */
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly workingDir: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly shell?: readonly string[];
  readonly onBuild?: readonly string[];
  /** Durations in nanoseconds, as Docker keeps them. */
  readonly healthcheck?: {
    readonly test: readonly string[];
    readonly interval?: number;
    readonly timeout?: number;
    readonly startPeriod?: number;
    readonly startInterval?: number;
    readonly retries?: number;
  };
  readonly history: readonly HistoryEntry[];
  readonly diffIds: readonly Digest[];
}

/** An image for one platform, opened. */
export interface Image {
  /** As it was asked for. */
  readonly name: string;
  /** Of its manifest; undefined for what has none: a root directory, an old archive. */
  readonly digest?: Digest;
  /** Of the index that it was chosen from. */
  readonly index?: Digest;
  /** `linux/amd64`, `linux/arm/v7`. */
  readonly platform: string;
  readonly config: ImageConfig;
  /** The configuration as it is written. */
  readonly configText: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly layers: readonly Layer[];
  /** Tags and names that the medium has for it. */
  readonly tags: readonly string[];
  readonly gaps: readonly Gap[];
}
