import type { Edit } from '../../core/edit.ts';
import type { Question, SitedProblem } from '../../core/finding.ts';
import { lastName } from '../../core/paths.ts';
import type { ShellCommand } from '../../shell/types.ts';
import type { Container } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { SHELL_BUILTINS } from '../support/builtins.ts';
import { besides } from '../support/fit/sites.ts';
import {
  type InlineScript,
  inlineScript,
  launched,
  readScript,
  startOf,
  wordsOf,
} from '../support/fit/start.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { replacesItself } from '../support/shell-end.ts';
import { isPackageRunner, PASSES_ON } from '../support/starts.ts';
import { commandPart, fixWith, replacePart } from '../support/workload/fixes.ts';
import { isMeantToEnd } from '../support/workload/lifetime.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A shell that the manifest puts in front of the program gets the stop signal in its place. */
export const stopSignalAtShell = fitRule({
  name: 'stop-signal-at-shell',
  title: 'Let the stop signal reach the program that a manifest starts',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'start the program with exec',
  fixable: true,

  *check(fit) {
    const { container } = fit;
    if (!isStopped(container)) return;
    const start = startOf(fit);
    const words = start && wordsOf(start);
    // What the image starts by itself is told of the image.
    if (!words?.some(({ by }) => by === 'manifest')) return;
    const inline = inlineScript(words);
    if (inline?.script.by === 'manifest' && inline.script.at) yield* behindShell(fit, inline);
    const program = launched(words);
    const [first] = program;
    if (first?.by === 'manifest' && first.at && isPackageRunner(program.map(({ value }) => value)))
      yield {
        at: first.at,
        message: `${lastName(first.value)} is process 1 of ${nameOf(container)}, and does not hand the stop signal on reliably: it is killed after ${grace(container)}`,
        help: 'start the program itself: ["node", "server.js"]',
      };
  },
});

/** It goes on until it is stopped, and nothing else takes care of the signal. */
function isStopped({ role, init, hooks, workload }: Container): boolean {
  if (role !== 'main' && role !== 'sidecar') return false;
  return !init.value && !hooks.preStop && !isMeantToEnd(workload);
}

const grace = ({ workload: { pod } }: Container): string => `${pod.gracePeriod.value} s`;

function* behindShell(fit: Fit, { shell, script }: InlineScript): Generator<SitedProblem | Question> {
  const { container, facts } = fit;
  const all = readScript(script.value).commands.filter(
    ({ words, within }) => words.length > 0 && within !== 'substitution',
  );
  const last = all.at(-1);
  if (!last || !staysInFront(last) || all.some(takesCare)) return;
  const isReplaced = replacesItself(shell, all, facts);
  if (isReplaced === undefined) yield unanswered(fit, 'the shell', facts.system, script.at);
  if (isReplaced !== false) return;
  const edit = last.pipeline.length === 1 ? withExec(script, last) : undefined;
  yield {
    at: script.at!,
    also: besides(fit, facts.system),
    message: `${shell} stays process 1 of ${nameOf(container)} and does not hand the stop signal on to ${last.name}: it is killed after ${grace(container)}`,
    help: `start ${last.name} with exec: \`exec ${last.name} …\``,
    ...fixWith(`start ${last.name} with exec`, edit && [edit], [commandPart(container, script.at)], true),
  };
}

/** A program that runs on at the end of the script, at its top. */
const staysInFront = ({ name, depth, before, after, within }: ShellCommand): boolean =>
  name !== '' &&
  depth === 0 &&
  within === 'top' &&
  before !== '||' &&
  before !== '&' &&
  (after === '' || after === '\n' || after === ';') &&
  !SHELL_BUILTINS.has(name) &&
  // Nothing is lost with them.
  !/^(?:sleep|tail|cat)$/.test(name) &&
  !PASSES_ON.has(name);

const takesCare = ({ name, prefixes, after }: ShellCommand): boolean =>
  name === 'exec' ||
  name === 'trap' ||
  after === '&' ||
  prefixes.some(({ value }) => value === 'exec' || PASSES_ON.has(lastName(value)));

/** `exec` in front of the command, where the script is written as it is read. */
function withExec({ at, value }: InlineScript['script'], command: ShellCommand): Edit | undefined {
  if (!at) return undefined;
  const text = value.slice(command.words[0]!.span.start, command.span.end);
  const edit = replacePart({ at }, text, `exec ${text}`);
  // What stands before it must not be a part of a longer word.
  return edit && !/[\w./-]/.test(at.source.text[edit.span.start - 1] ?? '') ? edit : undefined;
}
