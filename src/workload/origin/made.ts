const MADE = ' (rendered)';

/** The path that what was made of a file goes by: it is no file that could be edited. */
export const madePath = (path: string): string => `${path}${MADE}`;

/** Whether a path is that of a text which was made of others. */
export const isMadePath = (path: string): boolean => path.endsWith(MADE);
