import type { PackageFamily } from '../tools.ts';
import { tables } from './package-tables.ts';

/**
 * What packages put on PATH, one line for each: names (`a|b`), then programs. `+x` comes with a package that it depends
 * on, `?x` with one that it only recommends. Programs that nobody asks for by name are left out.
 * Source: the distributions' own lists of files and dependencies (Debian 12, Alpine 3.20, UBI 9).
 *
 * @returns The programs as listed, '' for a package that has none; undefined for a package that is not listed.
 */
export function packagePrograms(name: string, family: PackageFamily): string | undefined {
  const own = read(family).get(name);
  if (own !== undefined) return own;
  if (family !== 'apt' && family !== 'apk' && family !== 'rpm' && family !== 'pacman') return undefined;
  return read('shared').get(name) ?? versioned(name);
}

type Table = ReadonlyMap<string, string>;

const read = (() => {
  const made = new Map<string, Table>();
  return (name: string): Table => {
    let table = made.get(name);
    if (!table) {
      table = parse(Object.hasOwn(tables, name) ? tables[name]! : '');
      made.set(name, table);
    }
    return table;
  };
})();

function parse(text: string): Table {
  const table = new Map<string, string>();
  for (const line of text.trim().split('\n')) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const programs = line.slice(colon + 1).trim();
    for (const name of line.slice(0, colon).trim().split('|')) table.set(name, programs);
  }
  return table;
}

/** Packages with a version in their name. */
function versioned(name: string): string | undefined {
  for (const [pattern, programs] of patterns) {
    const match = pattern.exec(name);
    if (match) return programs.replaceAll('$1', match[1] ?? '');
  }
  return undefined;
}

const java = 'java keytool';

const patterns: readonly (readonly [RegExp, string])[] = [
  [/^python(3\.\d+)(?:-minimal)?$/, 'python$1'],
  [/^python3\.?\d+-venv$/, ''],
  [/^python3\.?\d+-pip$/, 'pip3 +python3'],
  [/^openjdk-\d+-(?:jdk|jdk-headless)$/, 'javac jar jshell jlink jcmd +java +keytool'],
  [/^openjdk\d+(?:-jdk)?$/, 'javac jar jshell jlink jcmd +java +keytool'],
  [
    /^(?:openjdk-\d+-jre|openjdk-\d+-jre-headless|openjdk\d+-jre|openjdk\d+-jre-headless|openjdk\d+-jre-base)$/,
    java,
  ],
  [/^(?:java-[\d.]+-openjdk|java-[\d.]+-openjdk-headless|java-\d+-amazon-corretto-headless)$/, java],
  [
    /^(?:java-[\d.]+-openjdk-devel|java-\d+-amazon-corretto-devel|java-\d+-amazon-corretto)$/,
    'javac jar +java +keytool',
  ],
  [/^(?:temurin-\d+-jre|zulu\d+-jre(?:-headless)?)$/, java],
  [/^(?:temurin-\d+-jdk|zulu\d+-jdk(?:-headless)?|msopenjdk-\d+)$/, `javac jar ${java}`],
  [/^gcc-(\d+)$/, 'gcc-$1 cpp-$1 +as +ld +ar +nm +objdump +readelf +strip'],
  [/^g\+\+-(\d+)$/, 'g++-$1 +gcc-$1 +cpp-$1 +as +ld +ar +nm +objdump +readelf +strip'],
  [/^gfortran-(\d+)$/, 'gfortran-$1 +gcc-$1 +as +ld +ar'],
  [/^clang-?(\d+)$/, 'clang-$1 clang++-$1 +as +ld +ar ?llvm-symbolizer-$1'],
  [/^lld-?(\d+)$/, 'ld.lld-$1 lld-$1'],
  [/^lldb-?(\d+)$/, 'lldb-$1 +python3'],
  [
    /^postgresql-client-?\d+$|^postgresql\d+-client$/,
    'psql pg_dump pg_dumpall pg_restore pg_isready createdb dropdb createuser +perl',
  ],
  [/^postgresql-?\d+$/, 'postgres psql pg_dump pg_isready pg_ctl initdb'],
  [/^php(\d)\.?(\d)?(?:-cli)?$/, 'php'],
  [/^php[\d.]*-fpm$/, 'php-fpm'],
  [/^php[\d.]*-[a-z0-9_]+$/, ''],
  [/^ruby\d\.\d$/, 'ruby gem irb erb +bundle'],
  [/^nodejs-?\d+$/, 'node npm npx'],
  [/^golang-(\d[\d.]*)(?:-go)?$/, 'go gofmt'],
  [/^lua(5\.?\d)$/, 'lua$1'],
  [/^dotnet-sdk-[\d.]+$/, 'dotnet'],
  [/^(?:dotnet|aspnetcore)-runtime-[\d.]+$/, 'dotnet'],
  [/^dotnet\d+-(?:sdk|runtime)$|^aspnetcore\d+-runtime$/, 'dotnet'],
  [/^linux-headers-.+$|^kernel-headers$|^kernel-devel$/, ''],
  [/^cuda-(?:cudart|compat|libraries|nvtx)-.+$/, ''],
  [/^cuda-nvcc-.+$|^cuda-toolkit-.+$/, 'nvcc'],
];
