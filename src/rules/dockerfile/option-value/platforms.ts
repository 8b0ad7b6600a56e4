import type { Problem } from '../../../core/finding.ts';
import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import type { Flag } from '../../../dockerfile/tree.ts';
import { show } from '../../support/show.ts';
import { valueOf } from './values.ts';

/** What BuildKit refuses of a platform, which is not the same as one that nothing is built for. */
export function* judgePlatform(flag: Flag, at: Instruction, build: Build): Generator<Problem> {
  const platform = valueOf(flag.value!, at, build);
  if (platform === undefined || isPlatform(platform)) return;
  yield {
    at: flag.value!.span,
    message: `${show(platform)} is no platform: os/architecture, or os/architecture/variant`,
  };
}

/**
 * Up to three parts, with the system's version in parentheses behind its name; of one part alone it must be known which
 * it is. Source: containerd/platforms, `Parse`.
 */
function isPlatform(text: string): boolean {
  const [system = '', ...rest] = text.split('/');
  const [, name, version] = /^([\w-]+)(?:\(([\w.-]*)\))?$/.exec(system) ?? [];
  if (name === undefined || rest.length > 2) return false;
  if (rest.length > 0) return rest.every((part) => /^[\w.-]+$/.test(part));
  return SYSTEMS.has(name.toLowerCase()) || (version === undefined && ARCHITECTURES.has(name.toLowerCase()));
}

const SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
);

const ARCHITECTURES: ReadonlySet<string> = new Set(
  (
    '386 aarch64 amd64 amd64p32 arm arm64 arm64be armbe armel armhf i386 loong64 mips mips64 mips64le mips64p32 ' +
    'mips64p32le mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm x86-64 x86_64'
  ).split(' '),
);
