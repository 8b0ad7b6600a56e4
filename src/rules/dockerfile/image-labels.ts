import type { Problem } from '../../core/finding.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import type { Instruction, KeyValue } from '../../dockerfile/tree.ts';
import { imageLabelsOptions } from '../options/image-labels.ts';
import { dockerfileRule } from '../rule.ts';
import { type LabelKind, labelFormats, ociLabels } from '../support/label-formats.ts';

/** Labels say where an image comes from; registries and scanners read them, so they must have their form. */
export const imageLabels = dockerfileRule({
  name: 'image-labels',
  title: 'Label images as agreed',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3049', 'DL3050', 'DL3051', 'DL3052', 'DL3053', 'DL3054', 'DL3055', 'DL3056', 'DL3058'],
  help: 'give the label a value of the kind that is asked for',
  fixable: false,
  options: imageLabelsOptions,

  *check(build, { labels, only }) {
    const kindOf = (name: string): LabelKind | undefined =>
      Object.hasOwn(labels, name)
        ? labels[name]
        : Object.hasOwn(ociLabels, name)
          ? ociLabels[name]
          : undefined;
    for (const instruction of build.all('LABEL')) {
      for (const entry of instruction.entries) {
        const name = unquote(entry.key.text);
        const kind = kindOf(name);
        if (kind) yield* judgeValue(build, instruction, entry, kind, Object.hasOwn(labels, name));
        else if (only)
          yield {
            at: entry.key.span,
            message: `the label ${name} is none of those agreed on`,
            aliases: ['DL3050'],
          };
      }
    }
    yield* missing(build, Object.keys(labels));
  },
});

function* judgeValue(
  build: Build,
  instruction: Instruction,
  entry: KeyValue,
  kind: LabelKind,
  agreed: boolean,
): Generator<Problem> {
  if (!entry.value) return;
  const name = unquote(entry.key.text);
  const { value, complete } = build.expand(entry.value, instruction);
  if (!complete) return;
  if (value === '') {
    yield { at: entry.span, message: `the label ${name} is empty`, aliases: agreed ? ['DL3051'] : [] };
    return;
  }
  const format = labelFormats[kind];
  if (!format.matches(value)) {
    yield {
      at: entry.value.span,
      message: `the label ${name} is not ${format.title}`,
      aliases: agreed && format.alias ? [format.alias] : [],
    };
  }
}

/** The agreed labels that a target has neither itself nor from the stages that it is built from. */
function* missing(build: Build, names: readonly string[]): Generator<Problem> {
  if (names.length === 0) return;
  const own = new Map<Stage, Set<string>>();
  for (const instruction of build.all('LABEL')) {
    if (instruction.onbuild) continue;
    const stage = build.stageOf(instruction);
    const set = own.get(stage) ?? new Set();
    for (const { key } of instruction.entries) set.add(unquote(key.text));
    own.set(stage, set);
  }
  for (const target of build.targets) {
    const present = new Set<string>();
    for (let stage: Stage | undefined = target; stage; stage = stage.parent)
      for (const name of own.get(stage) ?? []) present.add(name);
    for (const name of names.filter((each) => !present.has(each))) {
      yield {
        at: target.place,
        target: target.label,
        message: `the label ${name} is missing`,
        aliases: ['DL3049'],
        help: `add LABEL ${name}=…`,
      };
    }
  }
}

const unquote = (key: string): string => key.replace(/^(["'])(.*)\1$/, '$2');
