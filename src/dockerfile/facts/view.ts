import type { BaseFacts } from '../../bases/types.ts';
import type { Fact, Origin } from '../../core/facts.ts';
import type { Build, Expansion, Stage, StageReference } from '../build-types.ts';
import { namesOf } from '../scopes.ts';
import type { Instruction, Keyword, Word } from '../tree.ts';
import { Chain } from './chain.ts';

/** A text with its variables replaced, or why that cannot be done. */
export type Expanded = { readonly value: string } | { readonly why: string };

/** What an image's root is built on. */
export interface Root {
  readonly stage: Stage;
  /** The reference; undefined when it is not known, or there is no FROM. */
  readonly image: string | undefined;
  readonly base: BaseFacts | undefined;
  /** Nothing at all is inherited. */
  readonly scratch: boolean;
  readonly windows: boolean;
  /** Why nothing is known of the base, where that is so. */
  readonly why: string;
  readonly origin: Origin;
}

/** An instruction that has an effect on a stage. */
export type Step<K extends Keyword = Keyword> = OfKeyword<Instruction, K>;

type OfKeyword<I, K> = I extends { keyword: infer Own } ? (K extends Own ? I : never) : never;

type ByKeyword = Map<Keyword, Instruction[]>;

/** A stage's instructions, and those that it triggers in stages built FROM it, by keyword. */
interface Kinds {
  readonly own: ByKeyword;
  readonly triggers: ByKeyword;
}

/** A build as the facts see it: each stage's effective instructions, its root, and where things stand. */
export class View {
  readonly build: Build;
  readonly #roots: Chain<Root>;
  /** Whether ONBUILD is heeded. */
  readonly #triggers: boolean;
  readonly #kinds = new Map<Stage, Kinds>();
  /** The files that a stage's compilers write, once they are asked for. */
  readonly written = new Map<Stage, ReadonlySet<string>>();
  #references: Map<Instruction, StageReference> | undefined;

  constructor(build: Build) {
    this.build = build;
    this.#triggers = this.#triggersToRead();
    this.#roots = new Chain<Root>(
      (stage) => this.#readRoot(stage),
      (_, before) => before,
    );
  }

  rootOf(stage: Stage): Root {
    return this.#roots.of(stage);
  }

  /**
   * The instructions of these kinds that make the stage, in order: what ONBUILD of the stage that it is built FROM
   * triggers, then its own. Source: moby/buildkit, dockerfile2llb, `resolveStages` and `initOnBuildTriggers`.
   */
  stepsOf<K extends Keyword>(stage: Stage, ...keywords: K[]): readonly Step<K>[] {
    const own = pick(this.#kindsOf(stage).own, keywords);
    const triggered =
      stage.parent && this.#triggers ? pick(this.#kindsOf(stage.parent).triggers, keywords) : none;
    const steps = triggered.length === 0 ? own : own.length === 0 ? triggered : [...triggered, ...own];
    return steps as readonly unknown[] as readonly Step<K>[];
  }

  /** The last of them, which is the one that counts where each replaces the one before. */
  lastStep<K extends Keyword>(stage: Stage, keyword: K): Step<K> | undefined {
    const own = this.#kindsOf(stage).own.get(keyword)?.at(-1);
    const last =
      own ?? (stage.parent && this.#triggers && this.#kindsOf(stage.parent).triggers.get(keyword)?.at(-1));
    return last as Step<K> | undefined;
  }

  /** Thousands of triggers in thousands of stages are no build, but an attack: they are passed over. */
  #triggersToRead(): boolean {
    if (this.build.all('ONBUILD').length === 0) return false;
    let total = 0;
    for (const { parent } of this.build.stages) {
      for (const list of parent ? this.#kindsOf(parent).triggers.values() : []) total += list.length;
    }
    return total <= MOST_TRIGGERS;
  }

  #kindsOf(stage: Stage): Kinds {
    let kinds = this.#kinds.get(stage);
    if (!kinds) {
      kinds = { own: new Map(), triggers: new Map() };
      for (const instruction of stage.instructions) {
        file(kinds.own, instruction);
        if (instruction.keyword === 'ONBUILD' && instruction.trigger)
          file(kinds.triggers, instruction.trigger);
      }
      this.#kinds.set(stage, kinds);
    }
    return kinds;
  }

  /** Expands a word as it stands for `stage`; a trigger sees what the stage begins with. */
  expand(text: string | Word, step: Instruction, stage: Stage): Expanded {
    const at = step.onbuild ? (stage.instructions[0] ?? step) : step;
    const expansion = this.build.expand(text, at);
    if (expansion.complete || this.#onlyUndeclared(expansion, at)) return { value: expansion.value };
    return { why: this.#whyNot(expansion, at) };
  }

  /** BuildKit puts nothing where a variable stands that nobody declared, not the base image either. */
  #onlyUndeclared({ error, unset, used, undeclared }: Expansion, at: Instruction): boolean {
    const { image, base } = this.build.stageOf(at);
    return (
      error === undefined &&
      unset.length === 0 &&
      namesOf(image, base) === 'all' &&
      used.every((name) => undeclared.includes(name) || this.build.variable(name, at) !== undefined)
    );
  }

  #whyNot({ error, unset, used }: Expansion, at: Instruction): string {
    if (error !== undefined) return error;
    if (unset[0] !== undefined) return `ARG ${unset[0]} has no value`;
    const name = used.find((each) => this.build.variable(each, at) === undefined);
    return name === undefined ? 'its variables cannot be expanded' : `the value of ${name} is not known`;
  }

  /** What `--from` of a COPY or ADD refers to. */
  referenceOf(step: Instruction): StageReference | undefined {
    this.#references ??= new Map(
      this.build.references.map((reference) => [reference.instruction, reference]),
    );
    return this.#references.get(step);
  }

  /** “USER at line 12”. */
  origin(step: Instruction, more = ''): Origin {
    return {
      note: `${step.onbuild ? 'ONBUILD ' : ''}${step.keyword} at line ${this.lineOf(step)}${more}`,
      at: step.head,
    };
  }

  lineOf(step: Instruction): number {
    return this.build.source.lineOf(step.span.start);
  }

  #readRoot(stage: Stage): Root {
    const { image, base, from } = stage;
    const scratch = image === 'scratch';
    const note = image === undefined ? 'the base image' : scratch ? 'scratch' : `base image ${image}`;
    return {
      stage,
      image,
      base,
      scratch,
      windows: base?.libc?.family === 'windows' || /\b(?:nanoserver|servercore|windows)\b/i.test(image ?? ''),
      why: image === undefined ? this.#whyNoImage(stage) : `the base ${image} is not known`,
      origin: { note, ...(from ? { at: from.head } : {}), inherited: image ?? 'the base image' },
    };
  }

  #whyNoImage({ from }: Stage): string {
    if (!from) return 'there is no FROM';
    if (!from.image) return 'FROM names no image';
    const expansion = this.build.expand(from.image, from);
    if (expansion.undeclared[0] !== undefined)
      return `${expansion.undeclared[0]} is not declared before FROM`;
    return expansion.complete ? 'FROM names no image' : this.#whyNot(expansion, from);
  }
}

const MOST_TRIGGERS = 10_000;

const none: readonly Instruction[] = [];

function file(kinds: ByKeyword, instruction: Instruction): void {
  const list = kinds.get(instruction.keyword);
  if (list) list.push(instruction);
  else kinds.set(instruction.keyword, [instruction]);
}

function pick(kinds: ByKeyword, keywords: readonly Keyword[]): readonly Instruction[] {
  if (keywords.length === 1) return kinds.get(keywords[0]!) ?? none;
  const lists = keywords.flatMap((keyword) => {
    const list = kinds.get(keyword);
    return list ? [list] : [];
  });
  if (lists.length <= 1) return lists[0] ?? none;
  return lists.flat().sort((a, b) => a.span.start - b.span.start);
}

export const predicted = <T>(value: T, from: readonly Origin[]): Fact<T> => ({
  known: 'predicted',
  value,
  from,
});

export const unknown = (why: string, from: readonly Origin[]): Fact<never> => ({
  known: 'unknown',
  why,
  from,
});

/** The fact as a stage sees it that is built FROM `label`: what was set there is inherited from there. */
export function inherited<T>(fact: Fact<T>, label: string): Fact<T> {
  return fact.from.every((origin) => origin.inherited !== undefined)
    ? fact
    : { ...fact, from: fact.from.map((origin) => inheritedOrigin(origin, label)) };
}

export const inheritedOrigin = (origin: Origin, label: string): Origin =>
  origin.inherited === undefined ? { ...origin, inherited: label } : origin;

/** One entry of what is known of the base; `what` names it in “the user of the base x is not known”. */
export function fromBase<T>(
  root: Root,
  what: string,
  read: (base: BaseFacts) => T | undefined,
  none: T,
): Fact<T> {
  if (root.scratch) return predicted(none, [root.origin]);
  if (!root.base) return unknown(root.why, [root.origin]);
  const value = read(root.base);
  return value === undefined
    ? unknown(`the ${what} of the base ${root.image} ${/s$/.test(what) ? 'are' : 'is'} not known`, [
        root.origin,
      ])
    : predicted(value, [root.origin]);
}
