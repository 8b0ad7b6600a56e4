/** A delivery drawn: what is built from what, and what runs where. Plain data, the JSON form of `plimsoll map`. */
export interface DeliveryMap {
  readonly version: 1;
  readonly images: readonly MapImage[];
  readonly containers: readonly MapContainer[];
  /** What could not be seen. */
  readonly gaps: readonly { readonly path: string; readonly reason: string }[];
}

/** An image: a target of a Dockerfile, or one that comes from elsewhere. */
export interface MapImage {
  readonly id: string;
  /** `api/Dockerfile → runtime`, or the reference. */
  readonly name: string;
  readonly kind: 'built' | 'external';
  /** Where the target begins: `api/Dockerfile:12`. */
  readonly place?: string;
  /** The images that it is built from or copies of, by reference. */
  readonly from: readonly string[];
  /** The names that something here gives it. */
  readonly names: readonly string[];
  /** What builds it: `.github/workflows/publish.yaml:31`. */
  readonly builtBy: readonly string[];
  /** Facts as text; absent: unknown. */
  readonly user?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly start?: string;
}

/** A container as a manifest runs it. */
export interface MapContainer {
  readonly id: string;
  /** `Deployment shop/api · api`, `service web`. */
  readonly name: string;
  readonly file: string;
  readonly place: string;
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
  /** The reference as written. */
  readonly image?: string;
  /** The `id` of the image that it runs; absent: nothing is known of it. */
  readonly runs?: string;
  readonly link?: { readonly how: string; readonly why: string };
  /** As the manifest has it; absent: as the image has it. */
  readonly user?: string;
  readonly ports: readonly string[];
  readonly mounts: readonly string[];
  readonly probes: readonly string[];
}
