import type { Digest } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import type { Gap } from '../core/gap.ts';
import { LIMITS } from './limits.ts';
import { isForeign, isIndex, isLayer } from './media-types.ts';
import { type Manifest, platformText, readConfig, readDocument } from './oci.ts';
import type { Descriptor, HistoryEntry, Image, ImageConfig, Layer, Medium } from './types.ts';

/** What an index holds beside the images that were chosen. */
export interface OtherManifest {
  readonly digest: Digest;
  /** `attestation` (BuildKit’s provenance and bills of materials); `platform`: an image for another; `artifact`. */
  readonly kind: 'attestation' | 'platform' | 'artifact';
  readonly platform?: string;
}

export interface OpenedImages {
  readonly images: readonly Image[];
  /** What was not opened, listed. */
  readonly others: readonly OtherManifest[];
}

/**
 * The images of a medium.
 * @param platform `linux/arm64`, `all`; absent: this machine's processor under Linux
 * @throws PlimsollError `not-found` where there is none for the platform; `malformed`, `unsupported`, `integrity`, …
 */
export async function openImages(medium: Medium, platform?: string): Promise<OpenedImages> {
  const { descriptor, bytes } = medium.top;
  const document = readDocument(bytes, descriptor.mediaType, `the manifest of ${medium.name}`);
  if (document.kind === 'manifest') return openOnly(medium, descriptor, document.manifest, platform);
  const found = await candidatesOf(medium, document.manifests, 0);
  const chosen = choose(found.images, medium.name, platform);
  const others: OtherManifest[] = found.images
    .filter((one) => !chosen.includes(one))
    .map(({ digest, platform: its }) => ({
      digest,
      kind: 'platform',
      ...(its ? { platform: platformText(its) } : {}),
    }));
  const images: Image[] = [];
  for (const one of chosen) {
    const what = `the manifest of ${medium.name} for ${one.platform ? platformText(one.platform) : one.digest}`;
    const read = readDocument(await medium.document(one, LIMITS.document), one.mediaType, what);
    if (read.kind === 'manifest')
      images.push(await openManifest(medium, one, read.manifest, descriptor.digest));
  }
  return { images, others: [...others, ...found.others] };
}

/** The medium holds one image: of another platform than was asked for, it is not what was asked for. */
async function openOnly(
  medium: Medium,
  descriptor: Descriptor,
  manifest: Manifest,
  platform: string | undefined,
): Promise<OpenedImages> {
  const image = await openManifest(medium, descriptor, manifest);
  if (platform !== undefined && platform !== 'all' && !matches(image.config.platform, wantedOf(platform)))
    throw new PlimsollError(
      'not-found',
      `${medium.name} is an image for ${image.platform}, and not for ${platform}`,
    );
  return { images: [image], others: [] };
}

/** What an index and the indexes in it lead to. */
async function candidatesOf(
  medium: Medium,
  manifests: readonly Descriptor[],
  depth: number,
): Promise<{ images: readonly Descriptor[]; others: readonly OtherManifest[] }> {
  const images: Descriptor[] = [];
  const others: OtherManifest[] = [];
  for (const one of manifests) {
    if (isIndex(one.mediaType)) {
      if (depth >= LIMITS.indexDepth)
        throw new PlimsollError(
          'unsupported',
          `${medium.name} has indexes within indexes, deeper than ${LIMITS.indexDepth}`,
        );
      const what = `an index of ${medium.name}`;
      const read = readDocument(await medium.document(one, LIMITS.document), one.mediaType, what);
      if (read.kind !== 'index') continue;
      const inner = await candidatesOf(medium, read.manifests, depth + 1);
      images.push(...inner.images);
      others.push(...inner.others);
    } else if (isAttestation(one)) others.push({ digest: one.digest, kind: 'attestation' });
    else if (one.artifactType !== undefined) others.push({ digest: one.digest, kind: 'artifact' });
    else images.push(one);
    if (images.length > LIMITS.manifests)
      throw new PlimsollError('unsupported', `${medium.name} has more than ${LIMITS.manifests} manifests`);
  }
  return { images, others };
}

/** BuildKit marks them, and gives them a platform that is none (buildkit, docs/attestations/attestation-storage.md). */
const isAttestation = ({ annotations, platform }: Descriptor): boolean =>
  annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' ||
  (platform?.os === 'unknown' && platform.architecture === 'unknown');

interface Wanted {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** @throws PlimsollError `usage` */
export function wantedOf(platform: string): Wanted {
  const parts = platform.split('/');
  if (parts.length > 3 || parts.some((part) => !/^[\w.]+$/.test(part)))
    throw new PlimsollError(
      'usage',
      `“${platform}” is no platform; write it as linux/amd64 or linux/arm/v7, or all`,
    );
  const [os, architecture, variant] = parts.length === 1 ? ['linux', ...parts] : parts;
  return { os: os!, architecture: ALIASES[architecture!] ?? architecture!, ...(variant ? { variant } : {}) };
}

/** What people write for what OCI has (containerd, platforms, “Normalization”). */
const ALIASES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  armhf: 'arm',
  i386: '386',
};

/** This machine's, as Node and OCI name processors. */
const OWN: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

export const ownPlatform = (): string => `linux/${OWN[process.arch] ?? process.arch}`;

function choose(
  candidates: readonly Descriptor[],
  name: string,
  platform: string | undefined,
): readonly Descriptor[] {
  if (platform === 'all') return candidates;
  const wanted = wantedOf(platform ?? ownPlatform());
  const found = candidates.filter((one) => one.platform && matches(one.platform, wanted)).sort(byVariant);
  if (found[0]) return [found[0]];
  if (candidates.length === 1 && (platform === undefined || !candidates[0]!.platform)) return candidates;
  const there = candidates.map((one) => (one.platform ? platformText(one.platform) : one.digest));
  throw new PlimsollError(
    'not-found',
    `${name} has no image for ${platform ?? ownPlatform()}; choose one with --platform: ${[...new Set(there)].slice(0, 16).join(', ') || 'it has none at all'}`,
  );
}

function matches(is: Wanted, wanted: Wanted): boolean {
  if (is.os !== wanted.os || (ALIASES[is.architecture] ?? is.architecture) !== wanted.architecture)
    return false;
  return wanted.variant === undefined || variantOf(is) === variantOf(wanted);
}

/** arm64 is v8 and arm is v7 where nothing is said. */
const variantOf = ({ architecture, variant }: Wanted): string =>
  variant ?? (architecture === 'arm64' ? 'v8' : architecture === 'arm' ? 'v7' : '');

/** The newest first that every machine of the kind runs: arm v7 before v6, amd64 before amd64/v3. */
function byVariant(a: Descriptor, b: Descriptor): number {
  const rank = ({ platform }: Descriptor): number => {
    const number = Number(platform?.variant?.slice(1) ?? 0);
    return platform?.architecture === 'arm' ? -(number || 7) : number;
  };
  return rank(a) - rank(b);
}

async function openManifest(
  medium: Medium,
  descriptor: Descriptor,
  manifest: Manifest,
  index?: Digest,
): Promise<Image> {
  const what = `the configuration of ${medium.name}`;
  if (
    manifest.layers.length > 0 &&
    !manifest.layers.some(({ mediaType }) => mediaType === '' || isLayer(mediaType))
  )
    throw new PlimsollError(
      'unsupported',
      `${medium.name} is no image to run: its layers are ${manifest.layers[0]!.mediaType || 'of no media type'}`,
    );
  const configBytes = await medium.document(manifest.config, LIMITS.document);
  const config = readConfig(configBytes, what);
  const gaps: Gap[] = [];
  const layers = layersOf(medium, manifest, config, gaps);
  return {
    name: medium.name,
    ...(medium.withoutManifest ? {} : { digest: descriptor.digest }),
    ...(index ? { index } : {}),
    platform: platformText(
      config.platform.architecture === 'unknown' ? (descriptor.platform ?? config.platform) : config.platform,
    ),
    config,
    configText: Buffer.from(configBytes).toString('utf8'),
    annotations: manifest.annotations,
    layers,
    tags: medium.tags ?? [],
    gaps,
  };
}

function layersOf(medium: Medium, manifest: Manifest, config: ImageConfig, gaps: Gap[]): Layer[] {
  const { diffIds, history } = config;
  const path = medium.name;
  if (diffIds.length > 0 && diffIds.length !== manifest.layers.length)
    gaps.push({
      path,
      reason: `its configuration names ${diffIds.length} layers, its manifest ${manifest.layers.length}: which instruction made which is not known`,
    });
  const made = history.filter(({ emptyLayer }) => !emptyLayer);
  const known: readonly HistoryEntry[] = made.length === manifest.layers.length ? made : [];
  return manifest.layers.map((descriptor, index) => {
    const diffId = diffIds.length === manifest.layers.length ? diffIds[index] : undefined;
    if (isForeign(descriptor.mediaType))
      gaps.push({
        path,
        reason: `layer ${index + 1} (${descriptor.digest}) is foreign: it is to be had from its maker alone, and was not read`,
      });
    return {
      index,
      descriptor,
      ...(diffId ? { diffId } : {}),
      ...(known[index] ? { history: known[index] } : {}),
      open: () => medium.blob(descriptor),
    };
  });
}
