import type { Edit, Fix, RunPart } from '../../../core/edit.ts';

/** A fix as a part of a problem, where there are edits for it; nothing where there are none. */
export const fixWith = (
  title: string,
  edits: readonly Edit[] | undefined,
  changes: readonly RunPart[],
  safe = false,
): { fix?: Fix } => (edits && edits.length > 0 ? { fix: { title, safe, edits, changes } } : {});
