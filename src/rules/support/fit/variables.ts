/** A variable in a text, in one of the forms that people write. */
export interface Mention {
  /** `shell`: `$NAME`, `${NAME}`; `kubernetes`: `$(NAME)`. */
  readonly form: 'shell' | 'kubernetes';
  readonly name: string;
  readonly text: string;
}

/** The variables that a text mentions, in order; what `$$` keeps from being one is none. */
export function mentionsOf(text: string): Mention[] {
  const found: Mention[] = [];
  for (const match of text.matchAll(/\$\$|\$\(([A-Za-z_][\w.-]*)\)|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g)) {
    const [whole, kubernetes, braced, bare] = match;
    if (kubernetes !== undefined) found.push({ form: 'kubernetes', name: kubernetes, text: whole });
    const shell = braced ?? bare;
    if (shell !== undefined) found.push({ form: 'shell', name: shell, text: whole });
  }
  return found;
}
