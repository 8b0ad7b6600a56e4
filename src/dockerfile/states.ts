import { countLeading } from '../core/search.ts';
import type { Span } from '../core/span.ts';
import { expand } from './expand.ts';
import type { StageNode } from './stages.ts';
import type { Dockerfile } from './tree.ts';

/** What USER, WORKDIR and SHELL leave behind for the instructions that follow. */
export interface State {
  /** '' is root by default; undefined is unknown. */
  readonly user: string | undefined;
  /** Absolute, normalised; undefined is unknown. */
  readonly workdir: string | undefined;
  readonly shell: readonly string[];
  /** The shell that a comment says the commands are written for; which shell runs them is in `shell`. */
  readonly writtenFor?: string | undefined;
}

/** A comment that says which shell the commands behind it are written for, up to the next SHELL. */
export interface ShellMark {
  readonly shell: string;
  readonly at: Span;
}

interface Step {
  readonly index: number;
  readonly state: State;
}

/** The state at each instruction, by stage; a stage begins with what its parent or base image ends with. */
export class StageStates {
  readonly #dockerfile: Dockerfile;
  readonly #steps = new Map<StageNode, readonly Step[]>();

  readonly #marks: readonly ShellMark[];

  constructor(dockerfile: Dockerfile, marks: readonly ShellMark[]) {
    this.#dockerfile = dockerfile;
    this.#marks = marks;
  }

  /** The state just before instruction `index` of a stage. */
  at(stage: StageNode, index: number): State {
    const steps = this.#of(stage);
    const step = countLeading(steps.length, (i) => steps[i]!.index < index) - 1;
    return steps[Math.max(0, step)]!.state;
  }

  /** The state behind a stage's last instruction. */
  end(stage: StageNode): State {
    return this.#of(stage).at(-1)!.state;
  }

  #of(stage: StageNode): readonly Step[] {
    // A chain of stages is as long as the file: read it from its root, without recursion.
    const chain: StageNode[] = [];
    for (let node: StageNode | undefined = stage; node && !this.#steps.has(node); node = node.parent) {
      chain.push(node);
    }
    for (const node of chain.reverse()) {
      const begin = node.parent ? this.#steps.get(node.parent)!.at(-1)!.state : baseState(node);
      this.#steps.set(node, this.#read(node, begin));
    }
    return this.#steps.get(stage)!;
  }

  #read(stage: StageNode, begin: State): Step[] {
    const steps: Step[] = [{ index: -1, state: begin }];
    let state = begin;
    const marks = this.#marks.filter(({ at }) => at.start >= stage.span.start && at.end <= stage.span.end);
    for (const instruction of stage.instructions) {
      while (marks.length > 0 && marks[0]!.at.start < instruction.span.start) {
        state = { ...state, writtenFor: marks.shift()!.shell };
        steps.push({ index: instruction.index - 0.5, state });
      }
      const value = (text: string) => {
        const found = expand(
          text,
          (name) => stage.scope.lookup(name, instruction.index),
          this.#dockerfile.escape,
        );
        return found.complete ? found.value : undefined;
      };
      if (instruction.keyword === 'USER') {
        state = { ...state, user: instruction.value && value(instruction.value.text) };
      } else if (instruction.keyword === 'WORKDIR' && instruction.value) {
        state = { ...state, workdir: resolveDirectory(state.workdir, value(instruction.value.text)) };
      } else if (instruction.keyword === 'SHELL' && instruction.command.args.length > 0) {
        state = {
          ...state,
          shell: instruction.command.args.map((arg) => arg.value),
          writtenFor: undefined,
        };
      } else continue;
      steps.push({ index: instruction.index, state });
    }
    return steps;
  }
}

function baseState({ image, base }: StageNode): State {
  const windows =
    base?.libc?.family === 'windows' || /\b(nanoserver|servercore|windows)\b/i.test(image ?? '');
  const scratch = image === 'scratch';
  return {
    user: scratch ? '' : base?.user?.text,
    workdir: scratch ? '/' : base?.workdir,
    shell: windows ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'],
  };
}

/**
 * Where `WORKDIR to` leads from `from`; a Windows path stays as it is written. A path that is longer than any can be is
 * unknown: folder by folder it could grow with the file.
 */
export function resolveDirectory(from: string | undefined, to: string | undefined): string | undefined {
  if (to === undefined) return undefined;
  if (/^[A-Za-z]:|\\/.test(to)) return to;
  const path = to.startsWith('/') ? to : from === undefined ? undefined : `${from}/${to}`;
  return path === undefined || path.length > PATH_MAX ? undefined : normalise(path);
}

/** A component that is empty, `.` or `..`. */
const UNTIDY = /\/\.{0,2}(?:\/|$)/;

/** As Linux has it. */
const PATH_MAX = 4096;

function normalise(path: string): string {
  if (path.startsWith('/') && !UNTIDY.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
