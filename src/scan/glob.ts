import { compileWildcard, type Matcher } from './wildcard.ts';

/** A pattern of paths, as the command line takes it. */
export interface Glob {
  /** The folder that it begins at: its segments before the first with a wildcard. */
  readonly root: string;
  /** Segments without wildcards behind the root: folders that it names. */
  readonly literals: ReadonlySet<string>;
  /** Its last segment says more than `*`, so that what it matches was asked for by name. */
  readonly named: boolean;
  /** Whether it matches a path, relative to the root. */
  matches: Matcher;
  /** Whether it may match something in a folder, relative to the root. */
  mayHold: Matcher;
}

const MOST_ALTERNATIVES = 256;

/** Whether a path holds what a glob is made of. */
export const isGlob = (path: string): boolean => /[*?[{]/.test(path);

/** Reads a glob: `*`, `?`, `[a-z]`, `[!a]`, `**` and `{a,b}`, each alternative as a glob of its own. */
export function readGlobs(path: string): readonly Glob[] {
  return alternatives(path.replaceAll('\\', '/')).map(readGlob);
}

function readGlob(path: string): Glob {
  const segments = path.split('/').filter((segment, at) => segment !== '.' && (segment !== '' || at === 0));
  const first = segments.findIndex((segment) => /[*?[]/.test(segment));
  const split = first === -1 ? segments.length - 1 : first;
  const rest = segments.slice(split);
  const root = segments.slice(0, split).join('/');
  const matchers = rest.map((segment) => compileWildcard(segment, { deep: true, bang: true }));
  const deep = rest.findIndex((segment) => segment.includes('**'));
  return {
    root: root || (path.startsWith('/') ? '/' : '.'),
    literals: new Set(rest.filter((segment) => !/[*?[]/.test(segment))),
    named: /[^*?/]/.test(rest.at(-1) ?? ''),
    matches: compileWildcard(rest.join('/'), { deep: true, bang: true }) ?? (() => false),
    mayHold(folder) {
      const names = folder.split('/');
      if (deep === -1 && names.length >= rest.length) return false;
      return names.every((name, at) => (deep !== -1 && at >= deep) || matchers[at]?.(name) === true);
    },
  };
}

/** `a{b,c}d` → `abd`, `acd`; what is not a list in braces stays. */
function alternatives(path: string): readonly string[] {
  let found = [path];
  for (let more = true; more && found.length < MOST_ALTERNATIVES; ) {
    more = false;
    found = found.flatMap((text) => {
      const match = /\{([^{}]*,[^{}]*)\}/.exec(text);
      if (!match) return [text];
      more = true;
      const [before, behind] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
      return match[1]!.split(',').map((part) => before + part + behind);
    });
  }
  return found;
}
