import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PlimsollError } from '../../core/errors.ts';
import { fileError } from '../../image/documents.ts';
import { type ReadBom, readBom } from '../../sbom/read/index.ts';

/**
 * Reads a bill of materials from a file.
 * @throws PlimsollError `not-found`, `denied`, `malformed`, `unsupported`
 */
export function openBill(path: string, cwd: string): ReadBom {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(cwd, path));
  } catch (error) {
    const told = fileError(error, path, 'the bill of materials');
    throw told instanceof PlimsollError
      ? told
      : new PlimsollError('denied', `${path} cannot be read: ${(error as Error).message}`);
  }
  return readBom(bytes, path);
}
