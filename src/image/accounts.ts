import type { FileReader, Root } from './reader.ts';

/** A line of /etc/passwd (passwd(5)). */
export interface Account {
  readonly name: string;
  /** The second field: `x` where shadow has it, empty for none at all. */
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** A line of /etc/group (group(5)). */
export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** A line of /etc/shadow (shadow(5)), without the secret: what state it is in. */
export interface ShadowEntry {
  readonly name: string;
  /** `empty`: no password is asked for; `locked`: none fits; `set`: there is one. */
  readonly password: 'empty' | 'locked' | 'set';
}

const MOST = 4 * 1024 * 1024;

const fieldsOf = (bytes: Uint8Array, least: number): string[][] =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .split('\n')
    .map((line) => line.replace(/\r$/, '').split(':'))
    .filter((fields) => fields.length >= least && fields[0] !== '' && !fields[0]!.startsWith('#'));

const isNumber = (text: string | undefined): boolean => text !== undefined && /^\d{1,10}$/.test(text);

export const passwdReader: FileReader<readonly Account[]> = {
  name: 'passwd',
  version: 1,
  names: ['passwd'],
  most: MOST,
  wants: ({ path }) => path === '/etc/passwd',
  read: (_, bytes) =>
    fieldsOf(bytes, 4).flatMap(([name, password, uid, gid, , home, shell]) =>
      isNumber(uid) && isNumber(gid)
        ? [
            {
              name: name!,
              password: password!,
              uid: Number(uid),
              gid: Number(gid),
              home: home ?? '',
              shell: shell ?? '',
            },
          ]
        : [],
    ),
};

export const groupReader: FileReader<readonly Group[]> = {
  name: 'group',
  version: 1,
  names: ['group'],
  most: MOST,
  wants: ({ path }) => path === '/etc/group',
  read: (_, bytes) =>
    fieldsOf(bytes, 3).flatMap(([name, , gid, members]) =>
      isNumber(gid)
        ? [
            {
              name: name!,
              gid: Number(gid),
              members: (members ?? '').split(',').filter((member) => member !== ''),
            },
          ]
        : [],
    ),
};

export const shadowReader: FileReader<readonly ShadowEntry[]> = {
  name: 'shadow',
  version: 1,
  names: ['shadow'],
  most: MOST,
  wants: ({ path }) => path === '/etc/shadow',
  read: (_, bytes) =>
    fieldsOf(bytes, 2).map(([name, password]) => ({
      name: name!,
      password: password === '' ? 'empty' : /^[!*]/.test(password!) ? 'locked' : 'set',
    })),
};

/** The accounts of an image, in the order of its file. */
export const accountsOf = (root: Root): readonly Account[] =>
  root.reading(passwdReader, '/etc/passwd')?.value ?? [];

export const groupsOf = (root: Root): readonly Group[] =>
  root.reading(groupReader, '/etc/group')?.value ?? [];

export const shadowOf = (root: Root): readonly ShadowEntry[] =>
  root.reading(shadowReader, '/etc/shadow')?.value ?? [];

/** The account by a name or a number; the first of several counts, as for getpwnam(3). */
export const accountOf = (root: Root, user: string): Account | undefined => {
  const accounts = accountsOf(root);
  const byName = accounts.find(({ name }) => name === user);
  return byName ?? (isNumber(user) ? accounts.find(({ uid }) => uid === Number(user)) : undefined);
};

/** The number of a group that is given by its name or as a number. */
export const groupIdOf = (root: Root, group: string): number | undefined =>
  groupsOf(root).find(({ name }) => name === group)?.gid ?? (isNumber(group) ? Number(group) : undefined);
