import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PlimsollError } from '../../core/errors.ts';
import type { Root } from '../../image/reader.ts';
import { programKinds, type Surface, surfaceOf } from '../../rules/support/content/surface.ts';

/** What images offered when that was recorded: a file beside the baseline. */
export interface SurfaceRecord {
  /** @param name the image's, of whatever tag; undefined where it was not recorded */
  of(name: string): Surface | undefined;
}

const NAME = 'plimsoll-surface.json';

/** No record is longer, in bytes. */
const MOST = 16 * 1024 * 1024;

/** Where the record is, or belongs, of a baseline at this path. */
export const surfacePath = (baseline: string): string => join(dirname(baseline), NAME);

export const shownPath = (path: string, cwd: string): string => relative(cwd, path);

/**
 * Reads a record.
 * @returns undefined where there is none
 * @throws PlimsollError `config` where it is none that we wrote
 */
export function readSurfaces(path: string, shown: string): SurfaceRecord | undefined {
  const images = imagesIn(path, shown);
  return images && { of: (name) => images.get(nameOf(name)) };
}

/** Gathers what images offer, and writes it beside what is recorded of others. */
export class SurfaceRecorder {
  readonly #surfaces = new Map<string, Surface>();

  get size(): number {
    return this.#surfaces.size;
  }

  add(name: string, root: Root): void {
    this.#surfaces.set(nameOf(name), surfaceOf(root));
  }

  /**
   * The record as text, sorted, one name to a line so that a change of it can be read.
   * @throws PlimsollError `config` where the one that is there is none that we wrote
   */
  write(path: string, shown: string): string {
    const all = new Map([...(imagesIn(path, shown) ?? []), ...this.#surfaces]);
    const images = Object.fromEntries([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ version: 1, images }, null, 2)}\n`;
  }
}

/** What an image is the same by when it is built anew or looked at elsewhere: without transport, tag and digest. */
const nameOf = (name: string): string =>
  name
    .replace(/^(?:oci|oci-archive|docker-archive|docker-daemon|podman|registry|docker|dir):/, '')
    .replace(/^\/\//, '')
    .replace(/@sha\d+:[0-9a-f]+(?= \(|$)/, '')
    .replace(/:[\w.-]+(?= \(|$)/, '');

function imagesIn(path: string, shown: string): Map<string, Surface> | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  const malformed = (why: string): PlimsollError =>
    new PlimsollError(
      'config',
      `${shown}: ${why}: it is no record of “plimsoll baseline”; remove it, and record the images anew`,
    );
  if (!stat.isFile() || stat.size > MOST) throw malformed('it is no file, or too large');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw malformed('it is not JSON');
  }
  const { version, images } = (value ?? {}) as { version?: unknown; images?: unknown };
  if (version !== 1 || typeof images !== 'object' || images === null || Array.isArray(images))
    throw malformed('it has no images');
  const entries = Object.entries(images);
  for (const [name, surface] of entries)
    if (!isSurface(surface)) throw malformed(`what it has of ${name} is incomplete`);
  return new Map(entries as [string, Surface][]);
}

const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every((name) => typeof name === 'string');

function isSurface(value: unknown): boolean {
  const { programs, setuid, capabilities, executables } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof programs === 'object' &&
    programs !== null &&
    programKinds.every((kind) => isNames((programs as Record<string, unknown>)[kind])) &&
    isNames(setuid) &&
    isNames(capabilities) &&
    typeof executables === 'number'
  );
}
