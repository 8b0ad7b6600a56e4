import { PlimsollError } from '../core/errors.ts';

/** What is read of an image at most. Hitting one is a gap or a clear error, never memory without end. */
export interface Limits {
  /** Of a manifest, index or configuration, in bytes. Registries take 4 MiB manifests. */
  readonly document: number;
  /** How deep JSON of these may be nested. */
  readonly documentDepth: number;
  /** Manifests in an index, and how deep indexes may stand within one another. */
  readonly manifests: number;
  readonly indexDepth: number;
  readonly layers: number;
  /** Of an archive that is compressed as a whole, or comes from a daemon: what lies in the cache folder for a while. */
  readonly archiveBytes: number;
  /** Of one layer's archive as inflated, in bytes. */
  readonly layerBytes: number;
  /** Of one layer. */
  readonly entries: number;
  /** Of a name in an archive, in bytes: more than Linux takes in one call (PATH_MAX). */
  readonly pathBytes: number;
  /** Of all names of one layer, in bytes. */
  readonly allPathBytes: number;
  /** Of the extended header of one file, in bytes. */
  readonly extendedHeader: number;
  /** Of what readers are given of one file, in bytes, whatever they want. */
  readonly fileBytes: number;
}

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

export const LIMITS: Limits = {
  document: 8 * MiB,
  documentDepth: 100,
  manifests: 1000,
  indexDepth: 4,
  layers: 1000,
  archiveBytes: 64 * GiB,
  layerBytes: 64 * GiB,
  entries: 8_000_000,
  pathBytes: 4096,
  allPathBytes: GiB,
  extendedHeader: MiB,
  fileBytes: 512 * MiB,
};

/** What can be set, by the name that people write. The others are of what is never large. */
const SETTABLE = {
  'archive-size': 'archiveBytes',
  'layer-size': 'layerBytes',
  entries: 'entries',
  'names-size': 'allPathBytes',
  'file-size': 'fileBytes',
} as const satisfies Readonly<Record<string, keyof Limits>>;

/** Where limits are set: `layer-size=100GB,entries=20000000`. */
const VARIABLE = 'PLIMSOLL_IMAGE_LIMITS';

/**
 * The limits that hold in an environment.
 * @throws PlimsollError `usage` where they are written wrongly
 */
export function limitsOf(env: Readonly<Record<string, string | undefined>>): Limits {
  const written = env[VARIABLE]?.trim();
  if (!written) return LIMITS;
  const set: Partial<Record<keyof Limits, number>> = {};
  for (const part of written.split(',')) {
    const [name = '', value = ''] = part.split('=', 2).map((word) => word.trim());
    if (!Object.hasOwn(SETTABLE, name))
      throw new PlimsollError(
        'usage',
        `${VARIABLE}: there is no limit “${name}”; there is ${Object.keys(SETTABLE).join(', ')}`,
      );
    const [, digits = '', unit = '', isBinary] = /^(\d{1,15})\s*([kMGT]?)(i?)B?$/i.exec(value) ?? [];
    const count = Number(digits) * (isBinary ? 1024 : 1000) ** ' KMGT'.indexOf(unit.toUpperCase() || ' ');
    if (!Number.isSafeInteger(count) || count < 1)
      throw new PlimsollError(
        'usage',
        `${VARIABLE}: ${name} is “${value}”, and should be a number, or a size such as 100GB`,
      );
    set[SETTABLE[name as keyof typeof SETTABLE]] = count;
  }
  return { ...LIMITS, ...set };
}
