import type { SystemFact } from '../../core/facts.ts';
import { type Arguments, argumentsOf } from './run.ts';

/** The home that a new account gets. */
export interface Home {
  readonly path: string;
  /** Whether the folder is made where it is missing; undefined when that hangs on what is not known. */
  readonly made: boolean | undefined;
}

/** The arguments of a command that makes an account; on Red Hat's systems adduser is useradd. */
export const accountArguments = (
  program: 'useradd' | 'adduser',
  words: readonly (string | undefined)[],
  system: SystemFact | undefined,
): Arguments =>
  argumentsOf(words, program === 'useradd' || isRedHat(system) ? useraddOptions : adduserOptions);

/** Options of useradd that take a value, for `argumentsOf`. */
export const useraddOptions =
  'b c d e f g G k K p P R s u Z uid gid groups home-dir home shell comment base-dir expiredate inactive skel key password root selinux-user prefix';
/** The same of adduser, of BusyBox and of Debian. */
const adduserOptions =
  'h g s G u k uid gid home shell gecos comment ingroup conf firstuid lastuid firstgid lastgid add_extra_groups skel';

/**
 * The home that `useradd` or `adduser` gives the account that its arguments name.
 * Sources: useradd(8) and CREATE_HOME of login.defs(5); adduser(8) of Debian, which gives system accounts no home since
 * release 12; BusyBox, loginutils/adduser.c.
 */
export function homeOf(
  program: 'useradd' | 'adduser',
  { options, operands }: Arguments,
  system: SystemFact | undefined,
): Home | undefined {
  const [name] = operands;
  if (name === undefined) return undefined;
  const has = (...names: string[]) => names.some((each) => options.has(each));
  const value = (...names: string[]) =>
    names.map((each) => options.get(each)).find((each) => each !== undefined);
  if (program === 'useradd' || isRedHat(system)) {
    const path = value('d', 'home-dir', 'home') ?? `${value('b', 'base-dir') ?? '/home'}/${name}`;
    if (has('m', 'create-home')) return { path, made: true };
    if (has('M', 'no-create-home') || isDebian(system)) return { path, made: false };
    return { path, made: isRedHat(system) ? !has('r', 'system') : undefined };
  }
  if (isDebian(system)) {
    const path = value('home');
    const usual = path ?? (has('system') ? systemHome(system) : `/home/${name}`);
    // Which of the two it is hangs on the release: then it is not certain that there is one.
    if (usual === undefined) return { path: `/home/${name}`, made: undefined };
    return {
      path: usual === 'home' ? `/home/${name}` : usual,
      made: !has('no-create-home') && usual !== '/nonexistent',
    };
  }
  const path = value('h', 'home') ?? `/home/${name}`;
  if (has('H', 'no-create-home')) return { path, made: false };
  return { path, made: isBusyBox(system) ? true : undefined };
}

/** Where accounts of services have their home by default; undefined when the release is not known. */
function systemHome(system: SystemFact | undefined): '/nonexistent' | 'home' | undefined {
  const release = Number.parseFloat(system?.version ?? '');
  if (Number.isNaN(release)) return undefined;
  return release >= (system?.id === 'ubuntu' ? 23.04 : 12) ? '/nonexistent' : 'home';
}

const isDebian = (system: SystemFact | undefined): boolean =>
  system?.id === 'debian' || system?.id === 'ubuntu';

const isBusyBox = (system: SystemFact | undefined): boolean =>
  system?.id === 'alpine' || system?.id === 'wolfi' || system?.id === 'busybox';

/** Red Hat's systems and their kin, where adduser is useradd. */
export const isRedHat = (system: SystemFact | undefined): boolean =>
  system !== undefined && redHat.has(system.id);

const redHat: ReadonlySet<string> = new Set([
  'rhel',
  'fedora',
  'centos',
  'rocky',
  'almalinux',
  'ol',
  'amzn',
  'azurelinux',
  'mariner',
  'photon',
]);
