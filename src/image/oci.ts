import { type Digest, isDigest } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { LIMITS } from './limits.ts';
import { isIndex, isManifest, isSchema1, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';
import type { Descriptor, HistoryEntry, ImageConfig, Platform } from './types.ts';

/** A manifest as it is used here (image-spec, manifest.md). */
export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly artifactType?: string;
  readonly subject?: Descriptor;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a reference points at, as read. */
export type Document =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | {
      readonly kind: 'index';
      readonly manifests: readonly Descriptor[];
      readonly annotations: Readonly<Record<string, string>>;
    };

type Json = Readonly<Record<string, unknown>>;

/**
 * A manifest or an index by what it says and holds; the media type of who sent it counts where it says none.
 * @param what for people, in errors: “the manifest of nginx:1”
 * @throws PlimsollError `malformed`, `unsupported`
 */
export function readDocument(bytes: Uint8Array, mediaType: string, what: string): Document {
  const json = readJson(bytes, what);
  const type = typeof json.mediaType === 'string' ? json.mediaType : mediaType;
  if (json.schemaVersion === 1 || isSchema1(type))
    throw new PlimsollError(
      'unsupported',
      `${what} is of schema 1, which Docker gave up in 2019: it has no configuration and no verifiable layers; push the image again with any tool of today`,
    );
  const hasManifests = Array.isArray(json.manifests);
  if (hasManifests && Array.isArray(json.layers))
    throw malformed(what, 'it is a manifest and an index at once');
  if (isIndex(type) || (hasManifests && !isManifest(type))) return readIndex(json, what);
  if (isManifest(type) || Array.isArray(json.layers))
    return { kind: 'manifest', manifest: readManifest(json, what) };
  throw new PlimsollError('unsupported', `${what} is ${type || 'of no media type'}, which is not an image`);
}

function readIndex(json: Json, what: string): Document {
  const manifests = listOf(json.manifests, what, 'manifests', LIMITS.manifests);
  return {
    kind: 'index',
    manifests: manifests.map((one, index) => readDescriptor(one, `manifests[${index}] of ${what}`)),
    annotations: textsOf(json.annotations),
  };
}

function readManifest(json: Json, what: string): Manifest {
  const layers = listOf(json.layers, what, 'layers', LIMITS.layers);
  return {
    config: readDescriptor(json.config, `the config of ${what}`),
    layers: layers.map((one, index) => readDescriptor(one, `layers[${index}] of ${what}`)),
    ...(typeof json.artifactType === 'string' ? { artifactType: json.artifactType } : {}),
    ...(json.subject ? { subject: readDescriptor(json.subject, `the subject of ${what}`) } : {}),
    annotations: textsOf(json.annotations),
  };
}

/** @throws PlimsollError `malformed` */
export function readDescriptor(value: unknown, what: string): Descriptor {
  const json = recordOf(value);
  if (!json) throw malformed(what, 'it is no descriptor');
  const { mediaType, digest, size, artifactType } = json;
  if (!isDigest(digest)) throw malformed(what, `its digest is ${shown(digest)}`);
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw malformed(what, `its size is ${shown(size)}`);
  const platform = platformOf(json.platform);
  const urls = Array.isArray(json.urls) ? json.urls.filter((url) => typeof url === 'string') : undefined;
  const annotations = textsOf(json.annotations);
  return {
    mediaType: typeof mediaType === 'string' ? mediaType : '',
    digest,
    size,
    ...(platform ? { platform } : {}),
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(urls ? { urls } : {}),
  };
}

/**
 * An image's configuration.
 * @throws PlimsollError `malformed`
 */
export function readConfig(bytes: Uint8Array, what: string): ImageConfig {
  const json = readJson(bytes, what);
  const config = recordOf(json.config) ?? {};
  const rootfs = recordOf(json.rootfs) ?? {};
  const diffIds = listOf(rootfs.diff_ids ?? [], what, 'diff_ids', LIMITS.layers);
  for (const diffId of diffIds) if (!isDigest(diffId)) throw malformed(what, `a diff_id is ${shown(diffId)}`);
  const health = healthOf(config.Healthcheck);
  return {
    ...optional('created', json.created),
    ...optional('author', json.author),
    platform: platformOf(json) ?? { os: 'linux', architecture: 'unknown' },
    user: typeof config.User === 'string' ? config.User : '',
    env: textList(config.Env) ?? [],
    entrypoint: commandOf(config.Entrypoint),
    cmd: commandOf(config.Cmd),
    exposedPorts: Object.keys(recordOf(config.ExposedPorts) ?? {}),
    volumes: Object.keys(recordOf(config.Volumes) ?? {}),
    workingDir: typeof config.WorkingDir === 'string' ? config.WorkingDir : '',
    labels: textsOf(config.Labels),
    ...optional('stopSignal', config.StopSignal),
    ...list('shell', config.Shell),
    ...list('onBuild', config.OnBuild),
    ...(health ? { healthcheck: health } : {}),
    history: listOf(json.history ?? [], what, 'history', 10 * LIMITS.layers).map(historyOf),
    diffIds: diffIds as Digest[],
  };
}

function historyOf(value: unknown): HistoryEntry {
  const json = recordOf(value) ?? {};
  return {
    ...optional('created', json.created),
    ...(typeof json.created_by === 'string' ? { createdBy: json.created_by } : {}),
    ...optional('comment', json.comment),
    ...optional('author', json.author),
    ...(json.empty_layer === true ? { emptyLayer: true } : {}),
  };
}

function healthOf(value: unknown): ImageConfig['healthcheck'] {
  const json = recordOf(value);
  const test = json && textList(json.Test);
  if (!json || !test) return undefined;
  const number = (key: string, from: unknown): Record<string, number> =>
    typeof from === 'number' && from > 0 ? { [key]: from } : {};
  return {
    test,
    ...number('interval', json.Interval),
    ...number('timeout', json.Timeout),
    ...number('startPeriod', json.StartPeriod),
    ...number('startInterval', json.StartInterval),
    ...number('retries', json.Retries),
  };
}

function platformOf(value: unknown): Platform | undefined {
  const json = recordOf(value);
  if (!json || typeof json.os !== 'string' || typeof json.architecture !== 'string') return undefined;
  const version = json['os.version'];
  return {
    os: json.os,
    architecture: json.architecture,
    ...optional('variant', json.variant),
    ...(typeof version === 'string' ? { osVersion: version } : {}),
  };
}

/** `linux/arm/v7`. */
export const platformText = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, ...(variant ? [variant] : [])].join('/');

/** @throws PlimsollError `malformed` where it is no object of JSON; `unsupported` where it is nested too deep */
export function readJson(bytes: Uint8Array, what: string): Json {
  let json: unknown;
  if (!isShallow(bytes, LIMITS.documentDepth))
    throw new PlimsollError(
      'unsupported',
      `${what} is nested deeper than the ${LIMITS.documentDepth} levels that are read`,
    );
  try {
    json = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
  } catch (error) {
    throw malformed(what, `it is no JSON: ${(error as Error).message}`);
  }
  const record = recordOf(json);
  if (!record) throw malformed(what, 'it is no object of JSON');
  return record;
}

/** Whether JSON is nested no deeper: what recurses into it later is safe then. */
function isShallow(bytes: Uint8Array, most: number): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at++;
      for (; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth++;
      if (depth > most) return false;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return true;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const recordOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

const textList = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined;

/** A command; old Docker wrote some as one text. Empty is none. */
function commandOf(value: unknown): readonly string[] | null {
  const words = typeof value === 'string' ? [value] : textList(value);
  return words && words.length > 0 ? words : null;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts = Object.entries(recordOf(value) ?? {}).filter(([, text]) => typeof text === 'string');
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

function listOf(value: unknown, what: string, name: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(what, `its ${name} are no list`);
  if (value.length > most)
    throw new PlimsollError(
      'unsupported',
      `${what} has ${value.length} ${name}, more than the ${most} that are read`,
    );
  return value;
}

const optional = <Key extends string>(key: Key, value: unknown): { [K in Key]?: string } =>
  (typeof value === 'string' ? { [key]: value } : {}) as { [K in Key]?: string };

const list = <Key extends string>(key: Key, value: unknown): { [K in Key]?: readonly string[] } => {
  const texts = textList(value);
  return (texts ? { [key]: texts } : {}) as { [K in Key]?: readonly string[] };
};

const malformed = (what: string, why: string): PlimsollError =>
  new PlimsollError('malformed', `${what} is malformed: ${why}`);

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, 100);

/** The media types that documents made here have. */
export const documentTypes = { index: OCI_INDEX, manifest: OCI_MANIFEST } as const;
