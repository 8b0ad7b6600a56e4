import type { Span } from '../../../core/span.ts';
import type { Command, Stage } from '../../../dockerfile/build-types.ts';
import type { Fit } from '../../rule.ts';
import { type CopyUse, copiesIn } from '../copies.ts';
import { chainOf } from '../images.ts';
import { readPlatform } from '../platforms.ts';
import { launched, startOf } from './start.ts';

/** For which machine the started program is compiled, as far as the Dockerfile says. */
export interface Compiled {
  /** As Go names it; absent: the builder's own, whatever the image is for. */
  readonly architecture?: string;
  /** `GOARCH=arm64`, for people. */
  readonly why: string;
  readonly at: Span;
}

/**
 * What the stage that the started program is copied from compiles for; undefined: for what the image is for, or nobody
 * knows. Read are `go build` and `cargo build`: what other compilers are told stands in files.
 */
export function compiledFor(fit: Fit): Compiled | undefined {
  const from = copiedFrom(fit);
  if (!fit.recipe || !from) return undefined;
  const { build } = fit.recipe;
  const chain = new Set(chainOf(from));
  const command = build
    .commands('go', 'cargo')
    .findLast(({ stage, words }) => chain.has(stage) && /^(?:build|install)$/.test(words[1]?.value ?? ''));
  if (!command) return undefined;
  return command.name === 'go' ? byGo(fit, command) : byCargo(fit, command);
}

/** The stage that the started program's file is copied from. */
function copiedFrom(fit: Fit): Stage | undefined {
  const { recipe } = fit;
  const start = startOf(fit);
  const path = start && launched([...start.entrypoint, ...start.command])[0]?.value;
  if (!recipe || path === undefined || !path.startsWith('/')) return undefined;
  for (const stage of chainOf(recipe.stage)) {
    const copy = copiesIn(recipe.build, stage).findLast((each) => brings(each, path));
    if (copy) return copy.from?.kind === 'stage' ? copy.from.stage : undefined;
  }
  return undefined;
}

/** Whether a COPY puts a file at this very path. */
function brings({ destination, sources }: CopyUse, path: string): boolean {
  if (destination === undefined) return false;
  if (!destination.endsWith('/')) return destination === path;
  return sources.some(({ text }) => `${destination}${text.slice(text.lastIndexOf('/') + 1)}` === path);
}

function byGo({ recipe }: Fit, command: Command): Compiled | undefined {
  const { build, source } = recipe!;
  const { instruction, assignments, prefixes } = command;
  const own =
    assignments.find(({ name }) => name === 'GOARCH')?.value?.value ??
    prefixes.map(({ value }) => /^GOARCH=(.*)$/.exec(value)?.[1]).find((value) => value !== undefined);
  const value = own === undefined ? build.variable('GOARCH', instruction) : build.expand(own, instruction);
  const text = typeof value === 'object' ? (value.complete ? value.value : undefined) : value;
  if (text !== undefined && /^[a-z\d]+$/.test(text))
    return { architecture: text, why: `GOARCH=${text}`, at: command.span };
  if (own !== undefined || /GOARCH|TARGETARCH|TARGETPLATFORM|\bxx-/.test(source.slice(instruction.span)))
    return undefined;
  return byPlatform(build.stageOf(instruction), recipe!, command);
}

const TARGET = /^(x86_64|aarch64|armv7|arm|i686|riscv64gc|s390x|powerpc64le)-/;

function byCargo({ recipe }: Fit, command: Command): Compiled | undefined {
  const { build, source } = recipe!;
  const { words, instruction } = command;
  const at = words.findIndex(({ value }) => value === '--target' || value.startsWith('--target='));
  const text = at === -1 ? undefined : (words[at]!.value.split('=')[1] ?? words[at + 1]?.value);
  const machine = TARGET.exec(text ?? '')?.[1];
  if (machine !== undefined) {
    const known: Readonly<Record<string, string>> = {
      i686: '386',
      armv7: 'arm',
      riscv64gc: 'riscv64',
      powerpc64le: 'ppc64le',
    };
    const architecture = known[machine] ?? readPlatform(machine).architecture!;
    return { architecture, why: `--target ${text}`, at: command.span };
  }
  if (
    text !== undefined ||
    /TARGETARCH|TARGETPLATFORM|CARGO_BUILD_TARGET|\bxx-/.test(source.slice(instruction.span))
  )
    return undefined;
  return byPlatform(build.stageOf(instruction), recipe!, command);
}

/** Who says nothing compiles for the machine of its stage, which FROM may have fixed. */
function byPlatform(
  stage: Stage,
  { build }: NonNullable<Fit['recipe']>,
  command: Command,
): Compiled | undefined {
  const root = chainOf(stage).at(-1)!;
  const flag = root.from?.platform;
  if (!flag?.value || !root.from) return undefined;
  const written = build.source.slice(flag.span);
  if (/BUILDPLATFORM/.test(written))
    return { why: `${written}, and nothing says for which machine`, at: command.span };
  const { value, complete } = build.expand(flag.value, root.from);
  const { architecture } = readPlatform(value);
  return complete && architecture !== undefined ? { architecture, why: written, at: flag.span } : undefined;
}
