/** Where the facts of a family come from, and whether anybody compared them with that. */
export interface Source {
  readonly text: string;
  readonly checked: boolean;
}

/**
 * Facts that were compared with the maker's own files, as a stored copy had them in that month; the newest copy was not
 * always the image's newest. `rest` names what of the family the files do not show.
 */
export function read(files: string, rest?: string): Source {
  const beside = rest === undefined ? '' : `; ${rest}: general knowledge`;
  return { text: `${files} (stored copies, read 2026-11)${beside}`, checked: true };
}

/** Facts that nobody compared with the maker's files: `files` names what they should be compared with. */
export const unread = (files: string): Source => ({
  text: `General knowledge; not checked against ${files}`,
  checked: false,
});
