import type { Edit, Fix, RunPart } from '../../../core/edit.ts';
import type { Field, Site } from '../../../core/site.ts';
import type { Container } from '../../../workload/types.ts';

/** A fix as a part of a problem, where there are edits for it; nothing where there are none. */
export const fixWith = (
  title: string,
  edits: readonly Edit[] | undefined,
  changes: readonly RunPart[],
  safe = false,
): { fix?: Fix } => (edits && edits.length > 0 ? { fix: { title, safe, edits, changes } } : {});

/**
 * The edit that writes `text` in the place of a part of a value; undefined where the part is not written as it is read, or
 * more than once.
 */
export function replacePart(
  { at: { source, span }, interpolated }: Omit<Field<unknown>, 'value'>,
  part: string,
  text: string,
): Edit | undefined {
  const written = source.slice(span);
  const first = written.indexOf(part);
  if (interpolated || part === '' || first === -1 || written.indexOf(part, first + 1) !== -1)
    return undefined;
  const start = span.start + first;
  return { span: { start, end: start + part.length }, text, path: source.path };
}

/** Whether a word of what a container starts is of its entrypoint (Kubernetes `command`) or of its command (`args`). */
export const commandPart = ({ entrypoint }: Container, word: Site | undefined): RunPart =>
  entrypoint?.words.some(({ at }) => at === word) ? 'run.entrypoint' : 'run.command';
