import type { GoBuildInfo, GoModule } from './go-build-info.ts';

const MOST_MODULES = 20_000;
const MOST_SETTING = 4096;

/** The text of a program's modules and settings: lines of fields between tabs (Go source, runtime/debug, `ParseBuildInfo`). */
export function parseModules(text: string): Omit<GoBuildInfo, 'go'> {
  let path: string | undefined;
  let main: GoModule | undefined;
  const modules: GoModule[] = [];
  const settings: Record<string, string> = {};
  let stamped: Record<string, string> = {};
  let isReplaceOf: 'main' | 'module' | undefined;
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t');
    const kind = line.slice(0, tab);
    const rest = line.slice(tab + 1);
    if (kind === 'path') path = rest;
    else if (kind === 'mod') {
      main = moduleOf(rest);
      isReplaceOf = 'main';
    } else if (kind === 'dep') {
      if (modules.length >= MOST_MODULES) break;
      const found = moduleOf(rest);
      if (found) modules.push(found);
      isReplaceOf = 'module';
    } else if (kind === '=>') {
      const replace = moduleOf(rest);
      const replaced = isReplaceOf === 'main' ? main : modules.at(-1);
      if (replace && replaced && isReplaceOf === 'main') main = { ...replaced, replace };
      else if (replace && replaced) modules[modules.length - 1] = { ...replaced, replace };
    } else if (kind === 'build') {
      const [key, value] = settingOf(rest);
      if (key === '-ldflags') stamped = stampsOf(value);
      else if (isKept(key)) settings[key] = value.slice(0, MOST_SETTING);
    }
  }
  return {
    ...(path ? { path } : {}),
    ...(main ? { main } : {}),
    modules,
    settings,
    stamped,
  };
}

function moduleOf(rest: string): GoModule | undefined {
  const [path = '', version = ''] = rest.split('\t');
  if (!path) return undefined;
  return { path, ...(version ? { version } : {}) };
}

const isKept = (key: string): boolean =>
  /^(?:vcs(?:\..*)?|GOOS|GOARCH|GO[A-Z0-9]+|CGO_ENABLED|-tags|-trimpath|-buildmode)$/.test(key);

/** `key=value`, either of them in quotes where it has to be. */
function settingOf(rest: string): [key: string, value: string] {
  if (rest.startsWith('"') || rest.startsWith('`')) {
    const end = rest.indexOf(`${rest[0]}=`, 1);
    return end < 0 ? ['', ''] : [unquote(rest.slice(0, end + 1)), unquote(rest.slice(end + 2))];
  }
  const equals = rest.indexOf('=');
  return equals < 0 ? ['', ''] : [rest.slice(0, equals), unquote(rest.slice(equals + 1))];
}

/** A Go string literal as what it means; other text as it is. */
function unquote(text: string): string {
  if (text.length < 2 || text[0] !== text.at(-1)) return text;
  if (text[0] === '`') return text.slice(1, -1);
  if (text[0] !== '"') return text;
  return text
    .slice(1, -1)
    .replace(/\\(?:([nrtabfv"'\\])|x([0-9a-f]{2})|u([0-9a-f]{4}))/gi, (_, plain, hex, code) =>
      plain ? (ESCAPES[plain] ?? plain) : String.fromCharCode(Number.parseInt(hex ?? code, 16)),
    );
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

const MOST_STAMPS = 64;
const MOST_STAMP = 128;

/** What `-X package.variable=text` of linker flags says, as far as it is of a version (cmd/link; fields as cmd/internal/quoted splits them). */
function stampsOf(flags: string): Record<string, string> {
  const stamps: Record<string, string> = {};
  const fields = fieldsOf(flags);
  for (let index = 0, kept = 0; index < fields.length && kept < MOST_STAMPS; index++) {
    const field = fields[index]!;
    const text = /^--?X$/.test(field) ? fields[++index] : /^--?X=([\s\S]*)/.exec(field)?.[1];
    const equals = text?.indexOf('=') ?? -1;
    if (text === undefined || equals < 0) continue;
    const variable = text.slice(0, equals);
    const value = text.slice(equals + 1);
    if (value === '' || value.length > MOST_STAMP || !isOfVersion(variable)) continue;
    stamps[variable] = value;
    kept++;
  }
  return stamps;
}

/** Fields between blanks; one that begins with a quote ends with it. */
function fieldsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain!,
  );
}

/** By the variable's own name, not its package's: `…/version.buildDate` is none. */
const isOfVersion = (variable: string): boolean =>
  /version|tag|release/i.test(variable.slice(variable.lastIndexOf('.') + 1));
