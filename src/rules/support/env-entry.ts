import type { Edit } from '../../core/edit.ts';
import type { Source } from '../../core/source.ts';
import type { Env } from '../../dockerfile/tree.ts';
import { removeLines, removeWord } from './edits.ts';

/** Takes one variable out of an ENV, or the whole ENV when it sets no other. */
export const removeEntry = (source: Source, env: Env, entry: Env['entries'][number]): Edit =>
  env.entries.length === 1 ? removeLines(source, env.span) : removeWord(source, entry.span);
