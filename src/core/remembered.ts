/**
 * The same function of a text, but what it gave is kept: for names that come up in every file. What is kept has a bound, and
 * a text that is longer than names are is not kept, so that hostile input cannot fill the memory.
 */
export function remembered<T>(make: (text: string) => T, most = 2000): (text: string) => T {
  const known = new Map<string, { readonly made: T }>();
  return (text) => {
    const found = known.get(text);
    if (found) return found.made;
    const made = make(text);
    if (text.length <= LONGEST) {
      if (known.size >= most) known.clear();
      known.set(text, { made });
    }
    return made;
  };
}

const LONGEST = 256;
