import type { Digest } from '../../core/digest.ts';
import { PlimsollError } from '../../core/errors.ts';
import type { Package } from '../../core/package.ts';
import { readCycloneDx } from './cyclonedx.ts';
import { readSpdx, spdxFromTagValue } from './spdx.ts';
import { readSpdx3 } from './spdx3.ts';
import { cyclonedxFromXml } from './xml.ts';

/** A bill that was written by us or by others. */
export interface ReadBom {
  /** `CycloneDX 1.6`. */
  readonly format: string;
  readonly subject: { readonly name: string; readonly digest?: Digest; readonly platform?: string };
  readonly system?: { readonly id: string; readonly version?: string };
  readonly packages: readonly Package[];
  /** What it says that it has not seen, and entries that are no packages. */
  readonly gaps: readonly string[];
}

/** Longer bills are hardly of one image. */
const MOST = 512 * 1024 * 1024;

/**
 * Reads a bill of materials, in whatever format it is.
 * @param name of the file, for errors
 * @throws PlimsollError `malformed`, `unsupported`
 */
export function readBom(bytes: Uint8Array, name: string): ReadBom {
  if (bytes.length > MOST)
    throw new PlimsollError(
      'unsupported',
      `${name} is ${bytes.length} bytes, more than the ${MOST} that are read of a bill`,
    );
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const head = text.slice(0, 4000).trimStart();
  if (head.startsWith('<')) return readCycloneDx(cyclonedxFromXml(text, name), name);
  if (/^(?:#.*\n\s*)*SPDXVersion:\s*SPDX-2/.test(head)) return readSpdx(spdxFromTagValue(text), name);
  const json = jsonIn(text, name);
  if (json.bomFormat === 'CycloneDX') return readCycloneDx(json, name);
  if (typeof json.spdxVersion === 'string') return readSpdx(json, name);
  if (Array.isArray(json['@graph'])) return readSpdx3(json, name);
  throw new PlimsollError(
    'malformed',
    `${name} is no bill of materials that is known: neither CycloneDX nor SPDX`,
  );
}

function jsonIn(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new PlimsollError(
      'malformed',
      `${name} is no bill of materials: it is neither XML, tag-value nor JSON (${(error as Error).message})`,
    );
  }
  throw new PlimsollError(
    'malformed',
    `${name} is no bill of materials that is known: its JSON is no object`,
  );
}
