import { lastName } from '../../core/paths.ts';
import type { ShellWord } from '../../shell/types.ts';
import { accountArguments, homeOf, useraddOptions } from '../facts/homes.ts';
import { resolveDirectory } from '../states.ts';
import {
  anythingAt,
  type Doing,
  each,
  exactly,
  hereOf,
  isDeep,
  made,
  makeAt,
  mustSucceed,
  read,
  value,
} from './doing.ts';
import { readMode } from './modes.ts';
import { placesOf } from './paths.ts';
import type { Party, Rights } from './rights.ts';

/** What commands that deal with files and accounts do to those who own files. Undefined for other programs. */
export const fileCommand = (name: string): ((doing: Doing) => void) | undefined =>
  Object.hasOwn(readers, name) ? readers[name] : undefined;

const readers: Readonly<Record<string, (doing: Doing) => void>> = {
  mkdir: (doing) => {
    const { options, operands } = read(doing, 'm mode');
    const mode = options.has('m') || options.has('mode') ? value(options, 'm', 'mode') : '755';
    const rights = made(doing, readMode(mode)(0o777));
    for (const place of exactly(doing, operands)) {
      if (options.has('p') || options.has('parents')) makeAt(doing, place, rights, doing.sure);
      // Without -p it fails where the folder is there already.
      else
        doing.tell(
          place,
          'here',
          doing.sure && mustSucceed(doing.command)
            ? { kind: 'renew', rights }
            : { kind: 'make', rights, sure: doing.sure },
        );
    }
  },
  install: (doing) => {
    const { options, operands } = read(doing, 'm o g t S mode owner group target-directory suffix');
    const owner = value(options, 'o', 'owner');
    const group = value(options, 'g', 'group');
    const rights = {
      ...made(doing, readMode(value(options, 'm', 'mode') ?? '755')(undefined)),
      ...(owner === undefined ? {} : { owner: doing.party(owner, 'user') }),
      ...(group === undefined ? {} : { group: doing.party(group, 'group') }),
    };
    if (options.has('d') || options.has('directory')) {
      for (const place of exactly(doing, operands)) {
        makeAt(doing, place, rights, doing.sure);
        // A folder that is there gets owner and mode, too.
        doing.tell(place, 'here', doing.sure ? { kind: 'renew', rights } : { kind: 'perhaps', rights });
      }
    } else
      for (const place of exactly(doing, operands.slice(-1)))
        doing.tell(place, 'both', { kind: 'perhaps', rights });
  },
  chown: (doing) => give(doing, true),
  chgrp: (doing) => give(doing, false),
  chmod: (doing) => {
    const { options, operands } = read(doing, 'reference');
    const spec = options.has('reference') ? undefined : operands[0];
    const mode = readMode(spec && doing.run.text(spec));
    each(doing, operands.slice(spec ? 1 : 0), isDeep(options), (sure) => ({ kind: 'permit', mode, sure }));
  },
  setfacl: (doing) => anythingAt(doing, read(doing, 'm x M X modify remove').operands),
  rm: (doing) => each(doing, read(doing, '').operands, true, (sure) => ({ kind: 'remove', sure })),
  rmdir: (doing) => each(doing, read(doing, '').operands, true, (sure) => ({ kind: 'remove', sure })),
  mv: (doing) => {
    const { operands } = read(doing, 't S target-directory suffix');
    each(doing, operands.slice(0, -1), true, (sure) => ({ kind: 'remove', sure }));
    arrive(doing, {});
  },
  cp: (doing) => {
    const { options } = read(doing, 't S target-directory suffix');
    const keeps = ['a', 'p', 'archive', 'preserve'].some((name) => options.has(name));
    arrive(doing, keeps ? {} : { ...doing.by, mode: 'copied', from: doing.from });
  },
  rsync: (doing) => anythingAt(doing, read(doing, 'e').operands.slice(-1)),
  ln: (doing) => {
    const { operands } = read(doing, 't S target-directory suffix');
    const [to, ...more] = operands.toReversed();
    if (!to) return;
    anythingAt(doing, [to]);
    for (const place of exactly(doing, [to]))
      for (const source of more)
        doing.tell(`${place}/${lastName(source.value)}`, 'both', { kind: 'anything' });
  },
  touch: (doing) => writeFiles(doing, read(doing, 'd t r date reference').operands),
  tee: (doing) => writeFiles(doing, read(doing, '').operands),
  truncate: (doing) => writeFiles(doing, read(doing, 's r size reference').operands),
  tar: unpack,
  bsdtar: unpack,
  unzip: (doing) => {
    const { options, operands } = read(doing, 'd x P');
    const to = options.get('d');
    const places = to ? placesOf(doing.run, to) : operands.length > 0 ? hereOf(doing) : [];
    for (const { path } of places)
      doing.tell(path, 'below', {
        kind: 'perhaps',
        rights: { ...doing.by, mode: 'copied', from: doing.from },
      });
  },
  git: (doing) => {
    const { operands } = read(
      doing,
      'b C c o j branch depth config origin jobs reference filter recurse-submodules',
    );
    if (operands[0]?.value !== 'clone' || !operands[1]) return;
    const named = operands[2] && doing.run.text(operands[2]);
    const name = lastName(operands[1].value.replace(/\/+$/, '')).replace(/\.git$/, '');
    const folder = named ?? (operands[2] || /[$`]/.test(name) ? undefined : name);
    const at = resolveDirectory(doing.run.folder, folder);
    if (at === undefined) return;
    makeAt(doing, at, made(doing, 0o755), doing.sure);
    doing.tell(at, 'below', { kind: 'perhaps', rights: made(doing, 0o755) });
  },
  find: (doing) => {
    const words = doing.command.words.slice(1);
    if (!words.some(({ value: text }) => /^-(?:exec|execdir|ok|okdir|delete)$/.test(text))) return;
    const first = words.findIndex(({ value: text }) => /^[-(!]/.test(text));
    const starts = words.slice(0, Math.max(0, first));
    if (starts.length > 0) anythingAt(doing, starts);
    else for (const { path } of hereOf(doing)) doing.tell(path, 'both', { kind: 'anything' });
  },
  useradd: (doing) => home(doing, 'useradd'),
  adduser: (doing) => home(doing, 'adduser'),
  usermod: (doing) => {
    const { options } = read(doing, `${useraddOptions} l login`);
    const to = options.get('d') ?? options.get('home');
    if (to && (options.has('m') || options.has('move-home'))) anythingAt(doing, [to]);
  },
};

/** chown and chgrp. */
function give(doing: Doing, isChown: boolean): void {
  const { options, operands } = read(doing, 'from reference');
  const spec = options.has('reference') ? undefined : operands[0];
  const text = spec && !options.has('from') ? doing.run.text(spec) : undefined;
  const to = isChown
    ? ownersOf(doing, text)
    : { group: text === undefined ? null : doing.party(text, 'group') };
  each(doing, operands.slice(spec ? 1 : 0), isDeep(options), (sure) => ({
    kind: 'give',
    ...to,
    from: doing.from,
    sure,
  }));
}

/** `user`, `user:group`, `user:` (its own group), `:group`; the old `user.group` of names without a dot. */
function ownersOf(
  { party }: Doing,
  text: string | undefined,
): { owner?: Party | null; group?: Party | null } {
  if (text === undefined) return { owner: null, group: null };
  const [, user = '', separator = '', group = ''] = /^([^:.]*)([:.]?)(.*)$/.exec(text) ?? [];
  return {
    ...(user === '' ? {} : { owner: party(user, 'user') }),
    ...(separator === '' ? {} : { group: group === '' ? null : party(group, 'group') }),
  };
}

/** What cp and mv bring to their last operand, or into it. */
function arrive(doing: Doing, rights: Rights): void {
  const { options, operands } = read(doing, 't S target-directory suffix');
  const into = options.get('t') ?? options.get('target-directory');
  const to = into ?? operands.at(-1);
  if (!to) return;
  for (const { path, exact } of placesOf(doing.run, to)) {
    if (exact) doing.tell(path, 'here', { kind: 'make', rights, sure: doing.sure });
    doing.tell(path, 'below', { kind: 'perhaps', rights });
  }
}

function writeFiles(doing: Doing, words: readonly ShellWord[]): void {
  for (const place of exactly(doing, words))
    doing.tell(place, 'here', { kind: 'make', rights: made(doing, 0o644), sure: doing.sure });
}

/** An archive keeps its files' owners when root unpacks it, and may bring those of the folder itself. */
function unpack(doing: Doing): void {
  const { command, run } = doing;
  const words = command.words.slice(1);
  if (!words.some(({ value: text }) => /^-?[a-zA-Z]*x|^--(?:extract|get)$/.test(text))) return;
  const at = words.findIndex(({ value: text }) => /^-[a-zA-Z]*C$|^--directory$/.test(text));
  const joined = words.find(({ value: text }) => /^--directory=|^-C./.test(text));
  const text = joined?.value.replace(/^--directory=|^-C/, '');
  const to =
    at === -1 ? (text === undefined ? undefined : { ...joined!, value: text, raw: text }) : words[at + 1];
  const isOwn = words.some(({ value: text_ }) => text_ === '--no-same-owner');
  for (const { path } of to ? placesOf(run, to) : hereOf(doing)) {
    if (isOwn) doing.tell(path, 'below', { kind: 'perhaps', rights: made(doing, 'copied') });
    else {
      doing.tell(path, 'below', { kind: 'perhaps', rights: {} });
      if (path !== '/') doing.tell(path, 'here', { kind: 'perhaps', rights: {} });
    }
  }
}

function home(doing: Doing, program: 'useradd' | 'adduser'): void {
  const words = doing.command.words.slice(1).map((word) => doing.run.text(word));
  const given = accountArguments(program, words, doing.system);
  const [name] = given.operands;
  if (name === undefined || given.operands.length > 1) return;
  const found = homeOf(program, given, doing.system);
  if (!found?.path.startsWith('/') || found.made === false) return;
  const rights: Rights = { owner: doing.party(name, 'user'), mode: 0o755, from: doing.from };
  makeAt(doing, found.path, rights, doing.sure && found.made === true);
  // BusyBox gives a folder that is there to the account; of the others it is not certain.
  doing.tell(found.path, 'here', { kind: 'perhaps', rights });
  doing.tell(found.path, 'below', { kind: 'perhaps', rights: { ...rights, mode: 'copied' } });
}
