import type { Origin, SystemFact } from '../../core/facts.ts';
import type { ShellWord } from '../../shell/types.ts';
import type { Command } from '../build-types.ts';
import { argumentsOf, operandsOf, type Run } from '../facts/run.ts';
import { DEEPEST, partsOf, type Reach } from './change-tree.ts';
import type { Change } from './changes.ts';
import { type Place, placesOf } from './paths.ts';
import type { Party, Rights } from './rights.ts';

/** A command of a RUN at work. */
export interface Doing {
  readonly run: Run;
  readonly command: Command;
  /** It is done whenever the RUN is. */
  readonly sure: boolean;
  /** The owner and group of what it makes. */
  readonly by: Pick<Rights, 'owner' | 'group'>;
  readonly from: Origin;
  readonly system: SystemFact | undefined;
  /** The RUN sets a umask, so that modes are not what they usually are. */
  readonly isMasked: boolean;
  party(name: string, kind: 'user' | 'group'): Party;
  tell(path: string, reach: Reach, change: Change): void;
}

/** Tells that a path is there, and the folders that it stands in. */
export function makeAt(
  { tell, by, from }: Pick<Doing, 'tell' | 'by' | 'from'>,
  path: string,
  rights: Rights,
  sure: boolean,
): void {
  const parts = partsOf(path);
  const parent = { ...by, mode: 0o755, from };
  for (let depth = 1; depth < parts.length && parts.length <= DEEPEST; depth++) {
    tell(`/${parts.slice(0, depth).join('/')}`, 'here', { kind: 'make', rights: parent, sure });
  }
  tell(path, 'here', { kind: 'make', rights, sure });
}

/** Options by name with their words, and operands. */
export interface Given {
  readonly options: ReadonlyMap<string, ShellWord | undefined>;
  readonly operands: readonly ShellWord[];
}

export function read({ command }: Doing, valued: string): Given {
  const words = command.words.slice(1);
  const { options } = argumentsOf(
    words.map(({ value: text }) => text),
    valued,
  );
  const named = new Map<string, ShellWord | undefined>();
  for (const [name, text] of options) {
    const word =
      text === undefined || text === '' ? undefined : words.find((each) => each.value.endsWith(text));
    named.set(
      name,
      word && text !== undefined
        ? { ...word, value: text, raw: word.value === text ? word.raw : text }
        : undefined,
    );
  }
  return { options: named, operands: operandsOf(command, valued) };
}

/** The value of an option by one of its names; undefined where a variable decides it. */
export const value = (options: Given['options'], ...names: string[]): string | undefined => {
  const word = names.map((name) => options.get(name)).find((each) => each !== undefined);
  return word && (/[$`]/.test(word.value) ? undefined : word.value);
};

/** The rights of what the command makes. Where it sets a mask of its own, the mode is not known. */
export const made = ({ by, from, isMasked }: Doing, mode: Rights['mode']): Rights => ({
  ...by,
  ...(mode === undefined || isMasked ? {} : { mode }),
  from,
});

export const isDeep = (options: Given['options']): boolean => options.has('R') || options.has('recursive');

/** The build fails when the command does. */
export const mustSucceed = ({ before, after, pipeline }: Command): boolean =>
  pipeline.length === 1 && (before === '' || before === '&&') && (after === '' || after === '&&');

/** The paths that words name for certain. */
export const exactly = ({ run }: Doing, words: readonly ShellWord[]): string[] =>
  words.flatMap((word) =>
    placesOf(run, word).flatMap(({ path, exact }) => (exact && path !== '/' ? [path] : [])),
  );

/** The folder in force. */
export const hereOf = ({ run }: Doing): Place[] => [
  run.folder === undefined
    ? { path: '/', reach: 'below', exact: false }
    : { path: run.folder, reach: 'both', exact: true },
];

/** Tells of a change at each place; where it is not certain which files it is about, they may be left out. */
export function each(
  doing: Doing,
  words: readonly ShellWord[],
  deep: boolean,
  change: (sure: boolean) => Change,
): void {
  const isPiped = doing.command.prefixes.some(
    ({ value: text }) => text === 'xargs' || text.endsWith('/xargs'),
  );
  if (isPiped) doing.tell('/', 'below', change(false));
  for (const word of words) {
    for (const { path, reach, exact } of placesOf(doing.run, word))
      doing.tell(path, reach === 'both' && !deep ? 'here' : reach, change(doing.sure && exact));
  }
}

/** Tells that anything may have happened at the places of words. */
export function anythingAt(doing: Doing, words: readonly ShellWord[]): void {
  for (const word of words)
    for (const { path, reach } of placesOf(doing.run, word)) doing.tell(path, reach, { kind: 'anything' });
}
