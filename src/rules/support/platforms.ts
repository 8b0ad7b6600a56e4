import { type ImageFacts, valueOf } from '../../core/facts.ts';
import type { Stage } from '../../dockerfile/build-types.ts';

/** The operating system and architecture that a platform names, as far as it does: `linux/arm64/v8`, `amd64`. */
export function readPlatform(text: string): { readonly os?: string; readonly architecture?: string } {
  const [first = '', second] = text.toLowerCase().split('/');
  if (second !== undefined) return { os: first, architecture: normal(second) };
  return SYSTEMS.has(first) ? { os: first } : { architecture: normal(first) };
}

const SYSTEMS: ReadonlySet<string> = new Set(['linux', 'windows', 'darwin', 'freebsd', 'wasi']);

const normal = (architecture: string): string =>
  ({ x86_64: 'amd64', 'x86-64': 'amd64', aarch64: 'arm64', i386: '386', armhf: 'arm', armel: 'arm' })[
    architecture
  ] ?? architecture;

/** Whether a stage's image exists for Windows only. */
export const isWindowsOnly = ({ base, image }: Stage): boolean =>
  base?.libc?.family === 'windows' || /^mcr\.microsoft\.com\/(windows|dotnet\/framework)\//.test(image ?? '');

/**
 * Whether an image is one for Windows, as far as anything tells: its base, its platform, its shell, or a user that only
 * Windows has (ContainerUser, ContainerAdministrator, one of a domain or authority: `NT AUTHORITY\SYSTEM`).
 */
export function isWindows({ libc, system, platform, shell, user }: ImageFacts): boolean {
  const name = valueOf(user)?.text ?? '';
  return (
    valueOf(libc)?.family === 'windows' ||
    valueOf(system)?.id === 'windows' ||
    readPlatform(valueOf(platform) ?? '').os === 'windows' ||
    /(?:^|[\\/])(?:cmd|powershell)(?:\.exe)?$/i.test(valueOf(shell)?.[0] ?? '') ||
    /^container(?:user|administrator)$/i.test(name) ||
    name.includes('\\')
  );
}

/** Whether a stage's image exists for Linux only: an image of a distribution, or one that was made of a distribution's packages. */
export const isLinuxOnly = ({ base }: Stage): boolean =>
  base !== undefined &&
  LINUX.has(base.kind) &&
  (base.kind === 'distroless' || base.libc?.family === 'glibc' || base.libc?.family === 'musl');

const LINUX: ReadonlySet<string> = new Set(['distribution', 'distroless', 'hardened']);
