import type { Edit } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { lastName } from '../../core/paths.ts';
import type { Severity } from '../../core/severity.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import { isInit, isRuntime } from '../../dockerfile/tools.ts';
import type { Container } from '../../workload/types.ts';
import { removeEntry } from '../../yaml/edit.ts';
import { entryOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { knownBase } from '../support/fit/base.ts';
import { personOf } from '../support/fit/person.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { ENTRYPOINT_SCRIPT, fileScript } from '../support/fit/start.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What replaces ENTRYPOINT and starts the very program of CMD has thrown away what prepares it. */
export const entrypointReplaced = fitRule({
  name: 'entrypoint-replaced',
  title: 'Keep the entrypoint that prepares the program',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'give the words as args (Compose: command), so that the image’s entrypoint runs them',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    if (!container.entrypoint || (container.role !== 'main' && container.role !== 'sidecar')) return;
    const repeated = repeats(fit);
    if (repeated) {
      yield repeated;
      return;
    }
    const lost = lostBy(fit);
    if (!lost) return;
    const isCompose = container.workload.format === 'compose';
    const [from, to] = isCompose ? (['entrypoint', 'command'] as const) : (['command', 'args'] as const);
    const edit = renamed(container, from, to);
    yield {
      at: container.entrypoint.words[0]!.at,
      also: besides(fit, facts.entrypoint),
      severity: lost.severity,
      message: `the ${from} of ${nameOf(container)} starts ${lost.program} without ${lost.entrypoint}, the ENTRYPOINT of ${imageName(fit)}${lost.what}`,
      help: `give the words as ${to}: the entrypoint ends by running them`,
      ...fixWith(`make it ${to}`, edit && [edit], ['run.entrypoint', 'run.command']),
    };
  },
});

/** The ENTRYPOINT once more, and nothing for it: that the image's CMD is dropped with it is easily missed. */
function repeats(fit: Fit): SitedProblem | undefined {
  const { container, facts } = fit;
  const own = container.entrypoint!.words;
  const entrypoint = valueOf(facts.entrypoint)?.args ?? [];
  const command = valueOf(facts.command);
  if (container.command || own.length === 0 || !command || command.args.length === 0) return undefined;
  if (own.length !== entrypoint.length || own.some(({ value }, i) => value !== entrypoint[i]))
    return undefined;
  const key = container.workload.format === 'compose' ? 'entrypoint' : 'command';
  const entry = entryOf(container.node, key);
  const edit = entry && removeEntry(container.node, entry);
  return {
    at: own[0]!.at,
    also: besides(fit, facts.command),
    severity: 'high',
    message: `the ${key} of ${nameOf(container)} repeats the ENTRYPOINT of ${imageName(fit)}, and drops its CMD (${command.args.join(' ').replace(/\s+/g, ' ').slice(0, 60)}): it starts without these words`,
    help: `leave the ${key} out, or give the words as ${key === 'command' ? 'args' : 'command'}`,
    ...fixWith(`take the ${key} out`, edit && [edit], ['run.entrypoint', 'run.command']),
  };
}

interface Lost {
  readonly program: string;
  readonly entrypoint: string;
  /** What that means, behind its name. */
  readonly what: string;
  readonly severity: Severity;
}

function lostBy(fit: Fit): Lost | undefined {
  const { container, facts } = fit;
  const own = container.entrypoint!.words.map(({ value }) => value);
  const entrypoint = valueOf(facts.entrypoint);
  const command = valueOf(facts.command);
  if (entrypoint?.form !== 'exec' || command?.form !== 'exec') return undefined;
  const [program = ''] = own;
  const [first = ''] = entrypoint.args;
  if (program === '' || lastName(program) !== lastName(command.args[0] ?? '')) return undefined;
  // Of an interpreter the program is what it runs.
  if (isRuntime(lastName(program)) && own[1] !== command.args[1]) return undefined;
  const told = { program: lastName(program), entrypoint: lastName(first) };
  if (isInit(lastName(first)) && entrypoint.args.slice(1).every((word) => word.startsWith('-')))
    return { ...told, what: ', which reaps what it leaves behind and passes signals on', severity: 'low' };
  if (!handsOver(fit, entrypoint.args)) return undefined;
  const user = personOf(fit);
  const refuses = REFUSE_ROOT.has(told.program) && user !== undefined && isRoot(user);
  return refuses
    ? {
        ...told,
        what: `: it runs as root, which ${told.program} refuses, and no data folder is made`,
        severity: 'high',
      }
    : { ...told, what: ': nothing of what that prepares is done', severity: 'medium' };
}

/** Servers that do not start as root. */
const REFUSE_ROOT: ReadonlySet<string> = new Set(['postgres', 'mysqld', 'mariadbd']);

/** The entrypoint is a script that ends by running its arguments: one of Docker's official images, or ours. */
function handsOver(fit: Fit, args: readonly string[]): boolean {
  const { facts } = fit;
  const isOfBase = facts.entrypoint.from[0]?.inherited !== undefined;
  if (isOfBase || !fit.recipe) return ENTRYPOINT_SCRIPT.test(lastName(args[0] ?? '')) && !isIdle(fit);
  const file = fileScript(
    fit,
    args.map((value) => ({ value, by: 'image' })),
  );
  return file !== undefined && /\bexec\b[^\n]*"?\$(?:@|\{@\})/.test(file.text) && hasMore(file.text);
}

/** All that some do is to become another user, where they begin as root. */
function isIdle(fit: Fit): boolean {
  const user = personOf(fit);
  return user !== undefined && !isRoot(user) && ONLY_BECOME.has(knownBase(fit)?.family ?? '');
}

const ONLY_BECOME: ReadonlySet<string> = new Set(['redis', 'valkey']);

/** It does something beside that. */
const hasMore = (text: string): boolean =>
  text.split('\n').filter((line) => /^\s*[^\s#]/.test(line) && !/^\s*(?:set|exec|shopt)\b/.test(line))
    .length > 0;

/** The key under its other name, where that is free. */
function renamed({ node, command }: Container, from: string, to: string): Edit | undefined {
  const entry = entryOf(node, from);
  if (!entry || entry.merged || node.alias || command || entryOf(node, to)) return undefined;
  return { span: entry.keySpan, text: to, path: entry.source.path };
}
