import type { Fix } from '../../core/edit.ts';
import type { Build, Command, Copy, Instruction } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../dockerfile/index.ts';
import { dockerfileRule } from '../rule.ts';
import { baseNameOf } from '../support/downloads.ts';
import { removeLines, replace } from '../support/edits.ts';
import { argumentsOf, type OptionGrammar } from '../support/options.ts';
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
    if (unpackings.length === 0) return;
    for (const copy of build.all('COPY')) {
      if (copy.from || copy.onbuild) continue;
      for (const source of copy.sources) {
        const names = namesOf(copy, source);
        const found =
          names.length > 0
            ? unpackings.find(
                (each) => each.names.some((name) => names.includes(name)) && follows(build, each, copy),
              )
            : undefined;
        if (!found) continue;
        const fix = repair(build, copy, found);
        yield {
          at: source.span,
          also: [found.command.span],
          message: `${names[0]} is copied to be unpacked: the layer keeps the archive too`,
          ...(fix ? { fix } : {}),
        };
      }
    }
  },
});

interface Unpacking {
  readonly command: Command;
  /** The archive, and its base name. */
  readonly names: readonly string[];
  /** The folder that `-C` names. */
  readonly into?: ShellWord;
}

/** The calls of tar that do no more than ADD does. */
function unpackingsOf(build: Build): Unpacking[] {
  return build.commands('tar', 'bsdtar').flatMap((command): Unpacking[] => {
    const [first, ...rest] = command.words.slice(1);
    if (!first) return [];
    // The old way to write options: `tar xzf file`.
    const old = /^[a-zA-Z]+$/.test(first.value) && !first.value.includes('.');
    const words = old
      ? [{ ...first, value: `-${first.value}`, raw: `-${first.raw}` }, ...rest]
      : [first, ...rest];
    const { options, operands } = argumentsOf(words, grammar());
    const file = options.find(({ name }) => name === '-f' || name === '--file')?.value;
    const extracts = options.some(({ name }) => /^(?:-x|--extract|--get)$/.test(name));
    if (!file || !extracts || operands.length > 0 || !options.every(({ name }) => simple.has(name)))
      return [];
    const into = options.find(({ name }) => name === '-C' || name === '--directory')?.valueWord;
    return [{ command, names: [baseNameOf(file)], ...(into ? { into } : {}) }];
  });
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

const follows = (build: Build, { command }: Unpacking, copy: Instruction): boolean =>
  command.stage === build.stageOf(copy) && command.instruction.index > copy.index;

/** ADD into the folder that tar unpacks into, when the RUN does nothing else but remove the archive. */
function repair(build: Build, copy: Copy, { command, into }: Unpacking): Fix | undefined {
  const { instruction, stage } = command;
  const commands = build.commandsOf(instruction);
  const others = commands.filter((each) => each !== command);
  const { destination } = copy;
  const folder = into ? (into.literal ? into.value : undefined) : build.workdirAt(instruction);
  if (copy.sources.length !== 1 || copy.json || !destination || !folder?.startsWith('/')) return undefined;
  if (!isPlainShell({ instruction })) return undefined;
  if (
    instruction.flags.length > 0 ||
    instruction.inner.length > 0 ||
    stage.instructions.indexOf(instruction) === -1
  )
    return undefined;
  if (
    !others.every(
      ({ name, words }) =>
        name === 'rm' &&
        words.slice(1).every(({ value }) => value.startsWith('-') || /\.(?:t|z)/.test(baseNameOf(value))),
    )
  )
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
