import { PlimsollError } from '../core/errors.ts';
import { textOf } from './text.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A file as an object of JSON.
 * @throws PlimsollError `malformed` where it is none
 */
export function jsonOf(bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(textOf(bytes).replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PlimsollError('malformed', `it is no JSON: ${(error as Error).message}`);
  }
  const object = objectOf(value);
  if (!object) throw new PlimsollError('malformed', 'it is no object of JSON');
  return object;
}

export const objectOf = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

/** A text that is not empty, of a length that names and versions have. */
export const shortText = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 && value.length <= 1000 ? value : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `{ key: text }` where there is a text, else nothing. */
export const optional = <Key extends string>(
  key: Key,
  text: string | undefined,
): { readonly [K in Key]?: string } =>
  (text === undefined || text === '' ? {} : { [key]: text }) as { readonly [K in Key]?: string };
