import { HASH, NEWLINE } from './chars.ts';
import type { Reader } from './reader.ts';
import { readHeredocs } from './redirects.ts';
import { skipBlanks } from './words.ts';

/** Steps over blanks, comments and line endings, with the heredocs that begin behind these. */
export function skipLines(r: Reader): void {
  for (;;) {
    skipBlanks(r);
    const code = r.text.charCodeAt(r.at);
    if (code === NEWLINE) readNewline(r);
    else if (code === HASH) skipComment(r);
    else return;
  }
}

/** Steps over the line ending at the place of reading. */
export function readNewline(r: Reader): void {
  r.at++;
  if (r.heredocs.length > 0) readHeredocs(r);
}

/** Steps over the comment at the place of reading, up to the line's end. */
export function skipComment(r: Reader): void {
  const newline = r.text.indexOf('\n', r.at);
  const end = newline === -1 ? r.text.length : newline;
  r.out.work += end - r.at;
  r.at = end;
}
