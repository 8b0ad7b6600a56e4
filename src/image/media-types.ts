/** OCI image-spec 1.1, media-types.md; Docker's (distribution, image manifest version 2, schema 2). */
const INDEXES = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);

const MANIFESTS = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);

const SCHEMA_1 = new Set([
  'application/vnd.docker.distribution.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
]);

const CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';

/** Everything that may be asked for of a registry. */
export const accepted: readonly string[] = [...MANIFESTS, ...INDEXES, ...SCHEMA_1];

export const isIndex = (type: string): boolean => INDEXES.has(type);
export const isManifest = (type: string): boolean => MANIFESTS.has(type);
export const isSchema1 = (type: string): boolean => SCHEMA_1.has(type);
export const isConfig = (type: string): boolean => CONFIGS.has(type);

/** A layer that no registry but its maker's may hold (image-spec, layer.md, “Non-Distributable Layers”; Docker “foreign”). */
export const isForeign = (type: string): boolean => /nondistributable|foreign/.test(type);

/** A layer at all, not a signature, a bill of materials or the like. */
export const isLayer = (type: string): boolean =>
  /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\./.test(type);
