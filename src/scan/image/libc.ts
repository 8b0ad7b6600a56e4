import type { LibcFact } from '../../core/facts.ts';
import type { Package } from '../../core/package.ts';
import type { Root } from '../../image/reader.ts';

/** Where program loaders lie: one folder on today's systems, whatever its name. */
const FOLDERS = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/lib32'] as const;

/** Packages whose version is that of the library, by what they bring. */
const PACKAGES: Readonly<Record<string, 'glibc' | 'musl'>> = { libc6: 'glibc', glibc: 'glibc', musl: 'musl' };

/** The C library of an image, by its loader; the version by the package that brings it, else by the library's file name. */
export function libcOf(root: Root, packages: readonly Package[]): LibcFact {
  const names = FOLDERS.flatMap((folder) => root.list(folder));
  const family = names.some((name) => name.startsWith('ld-musl-'))
    ? 'musl'
    : names.some((name) => /^ld(?:-linux|64)[\w.-]*\.so|^libc\.so\.6$/.test(name))
      ? 'glibc'
      : undefined;
  if (!family) return { family: root.lstat('/Windows') ? 'windows' : 'none' };
  const brought = packages.find(
    ({ name, type }) => PACKAGES[name] === family && ['deb', 'rpm', 'apk', 'alpm'].includes(type),
  );
  const version = /^(?:\d+:)?(\d+(?:\.\d+)+)/.exec(brought?.version ?? '')?.[1] ?? versionOfFile(names);
  return { family, ...(version ? { version } : {}) };
}

/** `libc-2.31.so`, as it was called until glibc 2.34. */
const versionOfFile = (names: readonly string[]): string | undefined =>
  names.map((name) => /^libc-(\d+\.\d+)\.so$/.exec(name)?.[1]).find((version) => version !== undefined);
