import type { CommandFact, Fact, HealthFact, Origin } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';
import type { CommandLine, Healthcheck } from '../tree.ts';
import { Chain } from './chain.ts';
import { fromBase, inherited, predicted, type Root, type Step, unknown, type View } from './view.ts';

/** ENTRYPOINT and CMD, which depend on each other. */
export interface Process {
  readonly entrypoint: Fact<CommandFact | null>;
  readonly command: Fact<CommandFact | null>;
}

/**
 * ENTRYPOINT and CMD of each stage. An ENTRYPOINT takes away the CMD that its stage inherits, from an image or from another
 * stage; a CMD of the stage itself stays, wherever it stands.
 * Source: moby/buildkit, dockerfile2llb, `dispatchEntrypoint` and `dispatchCmd`.
 */
export function processChain(view: View, shells: Chain<Fact<readonly string[]>>): Chain<Process> {
  return new Chain<Process>(
    (stage) => {
      const root = view.rootOf(stage);
      return {
        entrypoint: fromBase(root, 'entrypoint', ({ entrypoint }) => execOf(entrypoint), null),
        command: fromBase(root, 'command', ({ command }) => execOf(command), null),
      };
    },
    (stage, before) => {
      const entrypoint = view.lastStep(stage, 'ENTRYPOINT');
      const command = view.lastStep(stage, 'CMD');
      const label = stage.parent?.label;
      const pass = <T>(fact: Fact<T>) => (label === undefined ? fact : inherited(fact, label));
      if (!entrypoint && !command && label === undefined) return before;
      return {
        entrypoint: entrypoint ? commandOf(view, stage, entrypoint, shells) : pass(before.entrypoint),
        command: command
          ? commandOf(view, stage, command, shells)
          : entrypoint && (before.command.known === 'unknown' || before.command.value !== null)
            ? predicted(null, [view.origin(entrypoint, ', which takes away the inherited CMD')])
            : pass(before.command),
      };
    },
  );
}

/** SHELL of each stage. Whether a base image sets one is not in the data; hardly any but Windows' does. */
export function shellChain(view: View): Chain<Fact<readonly string[]>> {
  return new Chain<Fact<readonly string[]>>(
    (stage) => defaultShell(view.rootOf(stage)),
    (stage, before) => {
      const step = view.lastStep(stage, 'SHELL');
      if (!step) return stage.parent ? inherited(before, stage.parent.label) : before;
      if (step.command.args.length === 0) return unknown('SHELL is not a list', [view.origin(step)]);
      return predicted(
        step.command.args.map(({ value }) => value),
        [view.origin(step)],
      );
    },
  );
}

function defaultShell(root: Root): Fact<readonly string[]> {
  const from: Origin = { note: `default shell of ${root.windows ? 'Windows' : 'Linux'} images` };
  return predicted(root.windows ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'], [
    { ...from, inherited: root.origin.inherited! },
  ]);
}

/** HEALTHCHECK of each stage; `null` is none at all, `test: 'none'` one that is switched off. */
export function healthChain(
  view: View,
  shells: Chain<Fact<readonly string[]>>,
): Chain<Fact<HealthFact | null>> {
  return new Chain<Fact<HealthFact | null>>(
    (stage) => baseHealth(view.rootOf(stage)),
    (stage, before) => {
      const step = view.lastStep(stage, 'HEALTHCHECK');
      if (!step) return stage.parent ? inherited(before, stage.parent.label) : before;
      const from = [view.origin(step)];
      if (step.none) return predicted({ test: 'none' }, from);
      if (!step.command) return unknown('HEALTHCHECK has no command', from);
      // The runtime takes the shell of the finished image, wherever SHELL stands.
      const test = made(step.command, shells.of(stage));
      return typeof test === 'string'
        ? unknown(test, from)
        : predicted(test === null ? null : { test, ...options(step) }, from);
    },
  );
}

function baseHealth(root: Root): Fact<HealthFact | null> {
  const has = fromBase(root, 'health check', ({ health }) => health, false);
  if (has.known === 'unknown') return has;
  return has.value
    ? unknown(`the base ${root.image} brings a health check of its own`, has.from)
    : predicted(null, has.from);
}

function options({ flags }: Healthcheck): Omit<HealthFact, 'test'> {
  const value = (name: string) => flags.find((flag) => flag.name === name)?.value?.text;
  const retries = value('retries');
  const entries = {
    interval: value('interval'),
    timeout: value('timeout'),
    startPeriod: value('start-period'),
    startInterval: value('start-interval'),
    retries: retries !== undefined && /^\d{1,9}$/.test(retries) ? Number(retries) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => entry !== undefined));
}

function commandOf(
  view: View,
  stage: Stage,
  step: Step<'ENTRYPOINT' | 'CMD'>,
  shells: Chain<Fact<readonly string[]>>,
): Fact<CommandFact | null> {
  const result = made(step.command, shellBefore(view, stage, step, shells));
  return typeof result === 'string'
    ? unknown(result, [view.origin(step)])
    : predicted(result, [view.origin(step)]);
}

/** The runtime's arguments; `null` for an empty command; a text says why it is not known. */
function made(
  { form, args, script }: CommandLine,
  shell: Fact<readonly string[]>,
): CommandFact | null | string {
  if (form === 'exec') return args.length === 0 ? null : { form, args: args.map(({ value }) => value) };
  if (script.text === '') return null;
  if (shell.known === 'unknown') return shell.why;
  return { form, args: [...shell.value, script.text], script: script.text };
}

/** The shell in force at an instruction: the last SHELL before it, else what the stage begins with. */
function shellBefore(
  view: View,
  stage: Stage,
  step: Step,
  shells: Chain<Fact<readonly string[]>>,
): Fact<readonly string[]> {
  const before = view.stepsOf(stage, 'SHELL').findLast((shell) => comesBefore(shell, step));
  if (before) {
    return before.command.args.length === 0
      ? unknown('SHELL is not a list', [view.origin(before)])
      : predicted(
          before.command.args.map(({ value }) => value),
          [view.origin(before)],
        );
  }
  return shells.before(stage);
}

/** Triggers of a parent stage stand before it in the file too, so that places tell the order. */
const comesBefore = (a: Step, b: Step): boolean => a.span.start < b.span.start;

const execOf = (args: readonly string[] | null | undefined): CommandFact | null | undefined =>
  args === undefined ? undefined : args === null || args.length === 0 ? null : { form: 'exec', args };
