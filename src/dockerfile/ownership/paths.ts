import type { ShellWord } from '../../shell/types.ts';
import { braces } from '../facts/effects.ts';
import type { Run } from '../facts/run.ts';
import { resolveDirectory } from '../states.ts';
import type { Reach } from './change-tree.ts';

/** Where a word of a command leads to. */
export interface Place {
  readonly path: string;
  /** `both`: the path that is written. `below`: what a pattern or a variable names in that folder. */
  readonly reach: Exclude<Reach, 'here'>;
  /** It is all that the word names; else it is somewhere there. */
  readonly exact: boolean;
}

/** The places that a word may name; a word of which nothing is known may name any. */
export function placesOf(run: Run, word: ShellWord): Place[] {
  const texts = run.texts(word);
  if (texts) return texts.map((text) => placeOf(run, text));
  if (/^~/.test(word.value)) return [{ path: '/home', reach: 'below', exact: false }];
  const variable = word.value.search(/[$`]/);
  if (variable !== -1) return [folderBefore(run, word.value, variable)];
  return bracesIn(word.value).map((text) => {
    const glob = text.search(/[*?[]/);
    return glob === -1 ? placeOf(run, text) : folderBefore(run, text, glob);
  });
}

function placeOf(run: Run, text: string): Place {
  const path = resolveDirectory(run.folder, text);
  return path === undefined
    ? { path: '/', reach: 'below', exact: false }
    : { path, reach: 'both', exact: true };
}

function folderBefore(run: Run, text: string, end: number): Place {
  const folder = text.slice(0, end).replace(/[^/]*$/, '');
  const path = resolveDirectory(run.folder, folder === '' && !/^[$`]/.test(text) ? '.' : folder || '/');
  return { path: path ?? '/', reach: 'below', exact: false };
}

/** What bash makes of the braces in a word; some of it, where there are more than people write. */
function bracesIn(text: string): string[] {
  let texts = [text];
  for (let round = 0; round < 4 && texts.length < 64; round++) texts = texts.flatMap(braces);
  return texts;
}
