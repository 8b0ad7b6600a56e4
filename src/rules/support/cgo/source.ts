/** What a Go source file imports, and whether it is part of a build for Linux. */
export interface GoSource {
  readonly imports: readonly string[];
  /** Undefined when its build constraints cannot be told. */
  readonly built: boolean | undefined;
}

/** Reads the head of a source file, up to its first declaration (The Go Programming Language Specification, Import declarations). */
export function readGoSource(name: string, text: string, tags: ReadonlySet<string>): GoSource {
  const constraint = /^\/\/go:build[ \t]+(\S[^\n]*)$/m.exec(text)?.[1];
  const byName = builtByName(name);
  const built = constraint === undefined ? byName : byName === false ? false : meets(constraint.trim(), tags);
  return { imports: importsIn(text), built };
}

/** Comments go first: the C of a cgo file stands in one, and may say anything. */
function importsIn(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\/\/[^\n]*/g, '');
  const end = /^(?:func|type|var|const)\b/m.exec(code)?.index ?? code.length;
  const found: string[] = [];
  let within = false;
  for (const line of code.slice(0, end).split('\n')) {
    const opens = /^\s*import\b/.test(line);
    if (opens || within) for (const [, path] of line.matchAll(/["`]([^"`\s]+)["`]/g)) found.push(path!);
    if (opens) within = line.includes('(') && !line.includes(')');
    else if (line.includes(')')) within = false;
  }
  return found;
}

/** `name_windows.go`, `name_linux_arm64.go`: for that system or processor only; undefined where it hangs on the processor. */
function builtByName(name: string): boolean | undefined {
  const words = name.replace(/\.go$/, '').split('_').slice(1);
  const last = words.at(-1) ?? '';
  const system = processors.has(last) ? words.at(-2) : last;
  if (system !== undefined && systems.has(system) && system !== 'linux') return false;
  return processors.has(last) ? undefined : true;
}

const systems: ReadonlySet<string> = new Set(
  'linux windows darwin freebsd netbsd openbsd dragonfly solaris illumos aix plan9 js wasip1 android ios zos'.split(
    ' ',
  ),
);
const processors: ReadonlySet<string> = new Set(
  '386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm'.split(' '),
);

/** `linux && !cgo || custom`, with cgo on; parentheses, processors and unknown words leave it open. */
function meets(constraint: string, tags: ReadonlySet<string>): boolean | undefined {
  if (/[()]/.test(constraint)) return undefined;
  const alternatives = constraint.split('||').map((part) => {
    const terms = part.split('&&').map((term) => holds(term.trim(), tags));
    return terms.includes(false) ? false : terms.includes(undefined) ? undefined : true;
  });
  return alternatives.includes(true) ? true : alternatives.includes(undefined) ? undefined : false;
}

function holds(term: string, tags: ReadonlySet<string>): boolean | undefined {
  const name = term.replace(/^!/, '').trim();
  const plain =
    tags.has(name) || /^(?:linux|unix|cgo|gc|go1\.\d+)$/.test(name)
      ? true
      : processors.has(name)
        ? undefined
        : // What nobody names on the command line is off.
          false;
  return plain === undefined ? undefined : plain !== term.startsWith('!');
}
