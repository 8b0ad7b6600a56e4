import type { Build, OfKeyword, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** An argument that nothing reads promises what it does not keep. */
export const unusedArg = dockerfileRule({
  name: 'unused-arg',
  title: 'Declare only arguments that are used',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'remove the ARG, or use it',
  fixable: false,

  *check(build) {
    const args = build.all('ARG').filter(({ onbuild }) => !onbuild);
    if (args.length === 0) return;
    const uses = new Uses(build);
    for (const arg of args) {
      for (const { key, span } of arg.entries) {
        if (key.text === '' || isRead(key.text, span.end, arg, build, uses)) continue;
        yield { at: key.span, message: `nothing reads the argument ${key.text}`, key: key.text };
      }
    }
  },
});

function isRead(name: string, behind: number, arg: OfKeyword<'ARG'>, build: Build, uses: Uses): boolean {
  if (build.isGlobal(arg)) return uses.anywhere(name, behind);
  if (READ_BY_PROGRAMS.test(name)) return true;
  const stage = build.stageOf(arg);
  // `FROM $NAME` may build on this stage.
  if (stage.name !== undefined && uses.anyBase) return true;
  return uses.inStage(stage, name, behind) || uses.isOpaque(stage, behind);
}

/** Names that programs read from the environment, in which RUN has its arguments. */
const READ_BY_PROGRAMS =
  /^(DEBIAN_FRONTEND|DEBCONF_\w+|\w*_PROXY|GO\w*|CGO_\w+|CARGO\w*|RUST\w*|npm_\w+|NPM_\w+|NODE_\w+|YARN_\w+|PIP_\w+|UV_\w+|POETRY_\w+|BUILDKIT_\w+|SOURCE_DATE_EPOCH|TZ|LANG|LC_\w+|CI|MAKEFLAGS|\w*FLAGS|CC|CXX|JAVA_\w+|MAVEN_\w+|GRADLE_\w+|DOTNET_\w+|NUGET_\w+|USER|HOME|PATH|CACHEBUST|CACHE_BUST)$/i;

/** Where words stand last, by stage; and where a stage last runs something that may read its environment. */
class Uses {
  readonly #stages = new Map<Stage, { words: Map<string, number>; opaque: number }>();
  readonly #children = new Map<Stage, Stage[]>();
  readonly #all = new Map<string, number>();
  /** Some FROM names what is not known here. */
  readonly anyBase: boolean;

  constructor(build: Build) {
    this.anyBase = build.stages.some(({ image, from }) => image === undefined && from !== undefined);
    for (const stage of build.stages) {
      const words = new Map<string, number>();
      let opaque = -1;
      for (const { span, index, keyword } of stage.instructions) {
        this.#enter(words, build, span.start, span.end);
        const instruction = build.dockerfile.instructions[index]!;
        if (keyword === 'RUN' && isOpaque(build, instruction)) opaque = span.start;
      }
      this.#stages.set(stage, { words, opaque });
      const siblings = stage.parent && this.#children.get(stage.parent);
      if (siblings) siblings.push(stage);
      else if (stage.parent) this.#children.set(stage.parent, [stage]);
      for (const [word, at] of words) this.#all.set(word, at);
      if (stage.from) this.#enter(this.#all, build, stage.from.span.start, stage.from.span.end);
    }
    for (const arg of build.all('ARG')) {
      if (build.isGlobal(arg)) this.#enter(this.#all, build, arg.span.start, arg.span.end);
    }
  }

  #enter(words: Map<string, number>, { source }: Build, start: number, end: number): void {
    for (const match of source.text.slice(start, end).matchAll(/[A-Za-z_]\w*/g)) {
      words.set(match[0], Math.max(words.get(match[0]) ?? 0, start + match.index));
    }
  }

  anywhere(name: string, behind: number): boolean {
    return (this.#all.get(name) ?? -1) >= behind;
  }

  inStage(stage: Stage, name: string, behind: number): boolean {
    return this.#some(stage, ({ words }) => (words.get(name) ?? -1) >= behind);
  }

  isOpaque(stage: Stage, behind: number): boolean {
    return this.#some(stage, ({ opaque }) => opaque >= behind);
  }

  /** The stage, and those that are built on it. */
  #some(stage: Stage, test: (entry: { words: Map<string, number>; opaque: number }) => boolean): boolean {
    const waiting = [stage];
    for (let at = 0; at < waiting.length && at < MAX_STAGES; at++) {
      if (test(this.#stages.get(waiting[at]!)!)) return true;
      waiting.push(...(this.#children.get(waiting[at]!) ?? []));
    }
    return waiting.length > MAX_STAGES;
  }
}

const MAX_STAGES = 100;

/** Whether a RUN starts a program that may read any variable: all but those that surely do not. */
const isOpaque = (
  build: Build,
  instruction: OfKeyword<'RUN'> | Build['dockerfile']['instructions'][number],
): boolean => {
  const commands = build.commandsOf(instruction);
  return commands.length === 0 || commands.some(({ name }) => !PLAIN.has(name));
};

const PLAIN: ReadonlySet<string> = new Set(
  (
    'addgroup adduser apk apt-get cat cd chmod chown cp curl cut dnf dpkg echo false find grep groupadd gunzip head install ' +
    'ldconfig ln ls microdnf mkdir mv printf rm sed set sha256sum sort tail tar test touch tr true unzip update-ca-certificates ' +
    'useradd usermod wget which yum zypper ['
  ).split(' '),
);
