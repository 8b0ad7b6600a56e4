import { isBefore } from '../../bases/compare.ts';
import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import { programsNeed } from './cgo/programs.ts';
import { rootOf } from './images.ts';

/** What a stage compiles programs with, and whether these need the C library of the stage when they run. */
export interface Toolchain {
  readonly language: 'go' | 'rust' | 'c' | 'other';
  /** `maybe`: they do when the program's own code or libraries ask for it. */
  readonly needsLibc: 'yes' | 'maybe' | 'no';
  /** What in the sources says so, where they were seen; of Go. */
  readonly evidence?: { readonly by: 'c' | 'resolver'; readonly because: string };
  /** The commands that compile. */
  readonly commands: readonly Command[];
}

/** Finds the toolchains of stages; what is made in a stage's parents counts as well. */
export class Toolchains {
  readonly #build: Build;
  readonly #commands: ReadonlyMap<Stage, readonly Command[]>;
  readonly #chains = new Map<Stage, readonly Command[]>();
  readonly #found = new Map<Stage, Toolchain | undefined>();

  constructor(build: Build) {
    this.#build = build;
    this.#commands = Map.groupBy(build.commands(), ({ stage }) => stage);
  }

  /** Undefined when nothing is plainly compiled, or it cannot be told how. */
  of(stage: Stage): Toolchain | undefined {
    if (!this.#found.has(stage)) this.#found.set(stage, this.#read(stage));
    return this.#found.get(stage);
  }

  /** The RUN commands of a stage and of those that it is built on, oldest first. */
  commandsOf(stage: Stage): readonly Command[] {
    const known = this.#chains.get(stage);
    if (known) return known;
    const chain: Stage[] = [];
    for (let at: Stage | undefined = stage; at && chain.length < LONGEST; at = at.parent) chain.push(at);
    const commands = chain.reverse().flatMap((each) => this.#commands.get(each) ?? []);
    this.#chains.set(stage, commands);
    return commands;
  }

  #read(stage: Stage): Toolchain | undefined {
    const commands = this.commandsOf(stage);
    for (const [language, compiles] of languages) {
      const own = commands.filter(compiles);
      if (own.length === 0) continue;
      if (commands.some(({ words }) => words.some(({ value }) => isStatic.test(value))))
        return { language, needsLibc: 'no', commands: own };
      const needsLibc = this.#needsLibc(language, stage, commands, own);
      if (language === 'go' && needsLibc && needsLibc !== 'no') return this.#asSourcesSay(needsLibc, own);
      return needsLibc && { language, needsLibc, commands: own };
    }
    return undefined;
  }

  /** Go programs of which the sources are seen: most of what is built with cgo needs it for nothing, or for looking up names. */
  #asSourcesSay(needsLibc: Toolchain['needsLibc'], commands: readonly Command[]): Toolchain {
    const found = programsNeed(this.#build, commands);
    if (!found) return { language: 'go', needsLibc, commands };
    const evidence = found.needs === 'yes' ? { evidence: { by: found.by, because: found.because } } : {};
    return { language: 'go', needsLibc: found.needs, commands, ...evidence };
  }

  #needsLibc(
    language: Toolchain['language'],
    stage: Stage,
    commands: readonly Command[],
    own: readonly Command[],
  ): Toolchain['needsLibc'] | undefined {
    const { environment } = this.#build.facts(stage);
    const variables = environment.known === 'unknown' ? {} : environment.value;
    const assigned = assignmentsIn(commands);
    const value = (name: string) => assigned.get(name) ?? variables[name];
    if (language === 'go') return this.#cgo(stage, value, own);
    if (language === 'rust') return rustNeeds(stage, value, commands);
    return 'yes';
  }

  #cgo(
    stage: Stage,
    value: (name: string) => string | undefined,
    own: readonly Command[],
  ): Toolchain['needsLibc'] | undefined {
    const cgo = value('CGO_ENABLED');
    if (cgo === '0') return 'no';
    if (own.some(({ words }) => words.some(({ value: word }) => /\bnetgo\b/.test(word))))
      return programsNeed(this.#build, own)?.needs === 'yes' ? 'yes' : 'no';
    if (cgo === '1') return 'yes';
    // A cross build has no C compiler for its target as a rule, and cgo is off then.
    const target = [value('GOARCH'), value('GOOS')];
    if (cgo !== undefined || target.some((word) => word !== undefined && !/^(?:linux|amd64)$/.test(word)))
      return undefined;
    const facts = this.#build.facts(stage);
    const { runtime } = rootOf(stage).base ?? {};
    if (facts.has('gcc') === 'present' || facts.has('clang') === 'present') return 'maybe';
    const isKnown = runtime?.name === 'go' && runtime.version?.includes('.') === true;
    // From Go 1.20 on cgo is off where there is no C compiler.
    return facts.has('gcc') === 'absent' && isKnown && !isBefore(runtime.version!, '1.20') ? 'no' : undefined;
  }
}

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;

const isStatic = /(?:^|[\s="'])--?static(?:$|[\s"'])|\+crt-static|-optl-?static/;

const first = ({ words }: Command): string => words[1]?.value ?? '';

const languages: readonly (readonly [Toolchain['language'], (command: Command) => boolean])[] = [
  ['go', (command) => command.name === 'go' && /^(?:build|install)$/.test(first(command))],
  [
    'rust',
    ({ name, words }) =>
      name === 'rustc' ||
      (name === 'cargo' &&
        words.some(({ value }) => /^(?:build|install|b|auditable|zigbuild|chef)$/.test(value))),
  ],
  [
    'other',
    (command) =>
      (command.name === 'swift' && first(command) === 'build') ||
      (command.name === 'crystal' && first(command) === 'build') ||
      command.name === 'native-image' ||
      command.name === 'pyinstaller' ||
      (command.name === 'cabal' && /^(?:v2-)?(?:build|install)$/.test(first(command))) ||
      (command.name === 'stack' && /^(?:build|install)$/.test(first(command))),
  ],
  [
    'c',
    ({ name }) =>
      /^(?:(?:[\w]+-linux-gnu-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?|cmake|ninja|meson)$/.test(
        name,
      ),
  ],
];

function rustNeeds(
  stage: Stage,
  value: (name: string) => string | undefined,
  commands: readonly Command[],
): Toolchain['needsLibc'] | undefined {
  const flags = `${value('RUSTFLAGS') ?? ''} ${value('CARGO_BUILD_TARGET') ?? ''}`;
  if (/musl|\+crt-static/.test(flags)) return 'no';
  const words = commands.flatMap((command) => command.words);
  if (words.some(({ value: word }) => /musl/.test(word))) return 'no';
  // A target given by a variable may be any.
  if (words.some(({ value: word, literal }) => !literal && /^--target|^\$\{?\w*TARGET/i.test(word)))
    return undefined;
  const { base } = rootOf(stage);
  // On a host with musl, rustc links statically by default.
  if (base?.libc?.family === 'musl') return /-crt-static/.test(flags) ? 'yes' : 'no';
  return 'yes';
}

/** The variables that commands set, by prefix or export; the last one counts. */
function assignmentsIn(commands: readonly Command[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { assignments, prefixes, name, words } of commands) {
    for (const { name: key, value } of assignments) found.set(key, value?.value ?? '');
    const pairs = name === 'export' || name === 'go' ? [...prefixes, ...words.slice(1)] : prefixes;
    for (const { value } of pairs) {
      const match = /^([A-Z][A-Z0-9_]*)=(.*)$/s.exec(value);
      if (match) found.set(match[1]!, match[2]!);
    }
  }
  return found;
}
