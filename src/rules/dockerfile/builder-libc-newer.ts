import { isBefore } from '../../bases/compare.ts';
import { parseReference } from '../../bases/reference.ts';
import type { Fix } from '../../core/edit.ts';
import { type LibcFact, valueOf } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import { type Severity, severities } from '../../core/severity.ts';
import { listed } from '../../core/words.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { type CopyUse, copiesOf } from '../support/copies.ts';
import { insertBefore } from '../support/edits.ts';
import { familiar, rootOf } from '../support/images.ts';
import { nativeParts } from '../support/native-parts.ts';
import { type Nature, natureOf } from '../support/nature.ts';
import { shippedStages } from '../support/shipped.ts';
import { Toolchains } from '../support/toolchains.ts';

/** A program runs only with the C library that it was linked against, or a newer one of the same family. */
export const builderLibcNewer = dockerfileRule({
  name: 'builder-libc-newer',
  title: 'Build programs for the C library that they will run with',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'build on the release that the program runs on, or link it statically',
  fixable: true,

  *check(build) {
    const copies = copiesOf(build).filter(({ from }) => from?.kind === 'stage' || from?.kind === 'image');
    if (copies.length === 0) return;
    const shipped = shippedStages(build);
    const toolchains = new Toolchains(build);
    const bridged = bridgedStages(build);
    const found = new Map<string, Problem>();
    for (const copy of copies) {
      if (!shipped.has(copy.stage)) continue;
      for (const { word, text } of copy.sources) {
        const nature = natureOf(build, toolchains, copy, text);
        const problem = nature && judge(build, bridged, copy, nature);
        if (!problem) continue;
        // One problem for what a stage gets from another, however many paths it is.
        const key = `${copy.instruction.from?.value?.text}\0${copy.stage.index}`;
        const known = found.get(key);
        const more = { ...problem, at: word.span };
        found.set(key, known ? both(known, more) : more);
      }
    }
    yield* found.values();
  },
});

/** The graver of two, with the place of the other beside it. */
function both(first: Problem, second: Problem): Problem {
  const rank = ({ severity }: Problem) => severities.indexOf(severity ?? 'medium');
  const [grave, other] = rank(second) < rank(first) ? [second, first] : [first, second];
  return { ...grave, also: [...(grave.also ?? []), ...(other.also ?? []), other.at] };
}

interface Side {
  readonly name: string;
  readonly libc: LibcFact;
}

function judge(
  build: Build,
  bridged: ReadonlySet<Stage>,
  copy: CopyUse,
  nature: Nature,
): Omit<Problem, 'at'> | undefined {
  if (nature.kind === 'built' && nature.toolchain.needsLibc === 'no') return undefined;
  const from = sourceOf(build, copy);
  const to = stageSide(build, copy.stage);
  if (!from || !to || !isKnown(from.libc) || (!isKnown(to.libc) && to.libc.family !== 'none'))
    return undefined;
  if (from.libc.family !== to.libc.family)
    return bridged.has(copy.stage) ? undefined : mixed(build, copy, from, to, nature);
  const { version: newer } = from.libc;
  const { version: older } = to.libc;
  if (from.libc.family !== 'glibc' || !newer || !older || !isBefore(older, newer)) return undefined;
  return isTooOld(nature, older, newer) ? tooOld(from, to, nature) : undefined;
}

const isKnown = ({ family }: LibcFact): boolean => family === 'glibc' || family === 'musl';

function sourceOf(build: Build, { from }: CopyUse): Side | undefined {
  if (from?.kind === 'stage') return stageSide(build, from.stage);
  if (from?.kind !== 'image' || !from.base?.libc) return undefined;
  return { name: nameOf(from.reference), libc: from.base.libc };
}

function stageSide(build: Build, stage: Stage): Side | undefined {
  const libc = valueOf(build.facts(stage).libc);
  return libc && { name: nameOf(rootOf(stage).image ?? stage.label), libc };
}

function nameOf(text: string): string {
  const reference = parseReference(text);
  return reference ? familiar(reference) : text;
}

/** The stages with a package that gives Alpine programs for glibc a loader, or the other way round. */
const bridgedStages = (build: Build): ReadonlySet<Stage> =>
  new Set(
    build
      .packages()
      .filter(
        ({ action, operands }) =>
          action === 'install' &&
          operands.some(({ value }) => /^(?:gcompat|libc6-compat|glibc|musl)(?:$|[-=])/.test(value)),
      )
      .map(({ command }) => command.stage),
  );

/** Whether a program of that nature can be expected to ask for symbols that the older library lacks. */
function isTooOld(nature: Nature, older: string, newer: string): boolean {
  if (nature.kind === 'packages') return false;
  if (nature.kind === 'runtime') return !nature.portable;
  if (nature.kind === 'system') return true;
  const { needsLibc, evidence } = nature.toolchain;
  if (needsLibc === 'yes' && evidence?.by !== 'resolver') return true;
  // What Go itself asks for last moved with the releases 2.32 and 2.34.
  return ['2.32', '2.34'].some((moved) => isBefore(older, moved) && !isBefore(newer, moved));
}

function tooOld(from: Side, to: Side, nature: Nature): Omit<Problem, 'at'> {
  return {
    severity: isMaybe(nature) ? 'low' : 'medium',
    message: `built on ${told(from)}, runs on ${told(to)}: programs that use newer symbols will not start`,
  };
}

function mixed(
  build: Build,
  copy: CopyUse,
  from: Side,
  to: Side,
  nature: Nature,
): Omit<Problem, 'at'> | undefined {
  const where =
    to.libc.family === 'none' ? `${to.name} has no C library` : `${to.name} has ${to.libc.family}`;
  const built = `built for ${from.libc.family} (${from.name}), and ${where}`;
  if (nature.kind === 'packages') return packagesMixed(build, copy, built, nature);
  const evidence = nature.kind === 'built' ? nature.toolchain.evidence : undefined;
  const callsC = evidence?.by === 'c';
  const fix = callsC || !(isMaybe(nature) || evidence) ? undefined : withoutCgo(build, nature);
  return {
    severity: severityOf(nature),
    message: evidence
      ? `${built}: it will not start, for ${evidence.because}`
      : isMaybe(nature)
        ? `${built}: a Go program that uses cgo, as net and os/user do, will not start`
        : `${built}: it will not start, for its program loader is not there`,
    ...(nature.kind === 'built' && nature.toolchain.language === 'go'
      ? { help: callsC ? forC : 'build with CGO_ENABLED=0, or run on a base with the same C library' }
      : {}),
    ...(fix ? { fix } : {}),
  };
}

const forC =
  'run on a base with the same C library, or link it statically: -ldflags \'-extldflags "-static"\'';

function packagesMixed(
  build: Build,
  { from, stage }: CopyUse,
  built: string,
  { language }: Extract<Nature, { kind: 'packages' }>,
): Omit<Problem, 'at'> | undefined {
  const native = from?.kind === 'stage' ? nativeParts(build, from.stage, language) : undefined;
  if (native?.length === 0 || rebuilds(build, stage)) return undefined;
  const help = 'install them on a base of the same family';
  if (!native)
    return { severity: 'low', message: `${built}: packages with native parts will not load`, help };
  return {
    severity: 'medium',
    message: `${built}: ${listed(native)} will not load`,
    help,
  };
}

/** npm and pnpm build what has native parts once more when they are asked to. */
const rebuilds = (build: Build, stage: Stage): boolean =>
  build.commands('npm', 'pnpm').some((each) => each.stage === stage && each.words[1]?.value === 'rebuild');

const severityOf = (nature: Nature): Severity => (isMaybe(nature) ? 'medium' : 'high');

const isMaybe = (nature: Nature): boolean =>
  nature.kind === 'built' && nature.toolchain.needsLibc === 'maybe';

const told = ({ name, libc }: Side): string => `${name} (${libc.family} ${libc.version ?? ''})`;

/** Builds without cgo, where every compiling command stands in a shell. */
function withoutCgo(build: Build, nature: Nature): Fix | undefined {
  if (
    nature.kind !== 'built' ||
    nature.toolchain.commands.some(({ shell, prefixes }) => !shell || prefixes.length > 0)
  )
    return undefined;
  const edits = nature.toolchain.commands.map(({ span }) => insertBefore(span, 'CGO_ENABLED=0 '));
  const isPlain = nature.toolchain.commands.every(({ instruction }) =>
    ['sh', 'bash', 'ash', 'dash'].includes(build.dialectAt(instruction)),
  );
  return isPlain ? { title: 'build with CGO_ENABLED=0', safe: false, edits } : undefined;
}
