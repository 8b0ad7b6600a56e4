import { isQuestion, type Question, type SitedProblem } from '../../core/finding.ts';
import type { CommandUse } from '../../workload/types.ts';
import { type Fit, fitRule } from '../rule.ts';
import { type CommandIn, callsOf, commandsOf } from '../support/fit/calls.ts';
import { hasProgram } from '../support/fit/programs.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A command in a manifest runs in the image, with what the image has. */
export const programMissing = fitRule({
  name: 'program-missing',
  title: 'Call only programs that the image has',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'use a program that is there (an HTTP or gRPC probe needs none), or put it into the image',
  fixable: false,

  *check(fit) {
    let isAsked = false;
    for (const use of commandsOf(fit.container)) {
      for (const told of missing(fit, use)) {
        if (isQuestion(told) && isAsked) continue;
        isAsked ||= isQuestion(told);
        yield told;
      }
    }
  },
});

function* missing(fit: Fit, use: CommandIn): Generator<SitedProblem | Question> {
  const { facts, container } = fit;
  let question: Question | undefined;
  if (use.byEntrypoint && !isProgram(fit)) return;
  for (const { name, at, weight } of callsOf(use.command)) {
    if (weight === 'never comes to it') continue;
    const has = hasProgram(fit, name);
    if (has === 'present' || isMounted(fit, use.command)) continue;
    if (has === 'unknown') {
      question ??= unanswered(fit, `whether % has ${name}, which ${use.what} needs,`, facts.tools, at);
      continue;
    }
    const isEnd = weight === 'ends';
    yield {
      at,
      also: besides(fit, facts.base),
      message: `${use.what} of ${nameOf(container)} needs ${name}, which ${imageName(fit)} does not have: ${isEnd ? use.comes : 'its script goes on without'}`,
      ...(isEnd ? {} : { severity: 'medium' }),
    };
    return;
  }
  if (question) yield question;
}

/** Nothing of the image stands before the manifest's words. */
function isProgram({ facts }: Fit): boolean {
  const entrypoint = facts.entrypoint;
  return entrypoint.known !== 'unknown' && (entrypoint.value === null || entrypoint.value.args.length === 0);
}

/** A volume may bring the program. */
const isMounted = ({ container }: Fit, { words }: CommandUse): boolean => {
  const path = words[0]?.value ?? '';
  return container.mounts.some(
    (mount) => path === mount.path || path.startsWith(`${mount.path.replace(/\/$/, '')}/`),
  );
};
