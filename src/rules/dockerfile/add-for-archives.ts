import type { Fix } from '../../core/edit.ts';
import type { Build, Command, Copy, Stage } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../dockerfile/index.ts';
import { argumentsOf, type OptionGrammar } from '../../shell/options.ts';
import { dockerfileRule } from '../rule.ts';
import { baseNameOf } from '../support/downloads.ts';
import { removeLines, replace } from '../support/edits.ts';
import { isPlainShell } from '../support/runs.ts';

/** ADD unpacks a local archive by itself; COPY and tar keep the archive in a layer as well. */
export const addForArchives = dockerfileRule({
  name: 'add-for-archives',
  title: 'Let ADD unpack local archives',
  severity: 'info',
  set: 'strict',
  aliases: ['DL3010'],
  help: 'use ADD, which unpacks the archive and leaves it out of the layer',
  fixable: true,

  *check(build) {
    const unpackings = unpackingsOf(build);
    if (unpackings.size === 0) return;
    for (const copy of build.all('COPY')) {
      if (copy.from || copy.onbuild) continue;
      for (const source of copy.sources) {
        const names = namesOf(copy, source);
        const found = names.flatMap((name) => unpackings.get(keyOf(build.stageOf(copy), name)) ?? []);
        const unpacking = found.find(({ command }) => command.instruction.index > copy.index);
        if (!unpacking) continue;
        const fix = repair(build, copy, unpacking);
        yield {
          at: source.span,
          also: [unpacking.command.span],
          message: `${names[0]} is copied to be unpacked: the layer keeps the archive too`,
          ...(fix ? { fix } : {}),
        };
      }
    }
  },
});

interface Unpacking {
  readonly command: Command;
  /** The folder that `-C` names. */
  readonly into?: ShellWord;
}

const keyOf = (stage: Stage, name: string): string => `${stage.index} ${name}`;

/** The last call of tar for each archive that does no more than ADD does, by stage and the archive’s base name. */
function unpackingsOf(build: Build): ReadonlyMap<string, Unpacking> {
  const unpackings = new Map<string, Unpacking>();
  for (const command of build.commands('tar', 'bsdtar')) {
    const [first, ...rest] = command.words.slice(1);
    if (!first) continue;
    // The old way to write options: `tar xzf file`.
    const old = /^[a-zA-Z]+$/.test(first.value);
    const words = old ? [{ ...first, value: `-${first.value}` }, ...rest] : [first, ...rest];
    const { options, operands } = argumentsOf(words, grammar());
    const file = options.find(({ name }) => name === '-f' || name === '--file')?.value;
    const extracts = options.some(({ name }) => /^(?:-x|--extract|--get)$/.test(name));
    if (!file || !extracts || operands.length > 0 || !options.every(({ name }) => simple.has(name))) continue;
    const into = options.find(({ name }) => name === '-C' || name === '--directory')?.valueWord;
    unpackings.set(keyOf(command.stage, baseNameOf(file)), { command, ...(into ? { into } : {}) });
  }
  return unpackings;
}

const simple: ReadonlySet<string> = new Set(
  '-x --extract --get -f --file -C --directory -z --gzip -j --bzip2 -J --xz -a --auto-compress -v --verbose --zstd --no-same-owner -p'.split(
    ' ',
  ),
);
const grammar = (): OptionGrammar => ({ values: 'fCTXIbL', longs: new Set(['file', 'directory']) });

/** The names under which a copied archive may be unpacked; [] for what is no archive. */
function namesOf(copy: Copy, source: Copy['sources'][number]): string[] {
  const name = baseNameOf('value' in source ? source.value : source.text);
  if (!/\.(?:tar(?:\.(?:gz|bz2|xz|zst|lzma|Z))?|tgz|tbz2?|txz|tzst)$/.test(name)) return [];
  const { destination } = copy;
  const target = destination && baseNameOf('value' in destination ? destination.value : destination.text);
  return target && target !== name ? [name, target] : [name];
}

/** ADD into the folder that tar unpacks into, when the RUN does nothing else but remove the archive. */
function repair(build: Build, copy: Copy, { command, into }: Unpacking): Fix | undefined {
  const { instruction } = command;
  const commands = build.commandsOf(instruction);
  const others = commands.filter((each) => each !== command);
  const { destination } = copy;
  const folder = into ? (into.literal ? into.value : undefined) : build.workdirAt(instruction);
  if (copy.sources.length !== 1 || copy.json || !destination || !folder?.startsWith('/')) return undefined;
  if (!isPlainShell({ instruction })) return undefined;
  if (instruction.flags.length > 0 || instruction.inner.length > 0 || !others.every(removesArchives))
    return undefined;
  return {
    title: 'let ADD unpack it',
    safe: false,
    changes: ['files'],
    edits: [
      replace(copy.name.span, 'ADD'),
      replace(destination.span, folder.endsWith('/') ? folder : `${folder}/`),
      removeLines(build.source, instruction.span),
    ],
  };
}

const removesArchives = ({ name, words }: Command): boolean =>
  name === 'rm' &&
  words.slice(1).every(({ value }) => value.startsWith('-') || /\.(?:t|z)/.test(baseNameOf(value)));
