import type { Fix } from '../../core/edit.ts';
import type { Problem } from '../../core/finding.ts';
import type { Span } from '../../core/span.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { scriptFile } from '../support/context-scripts.ts';
import { insertBefore } from '../support/edits.ts';
import { replacesItself } from '../support/shell-end.ts';
import {
  baseName,
  isPackageRunner,
  PASSES_ON,
  type Start,
  shellScriptOf,
  startsOf,
} from '../support/starts.ts';

/** Process 1 gets the stop signal; a shell or npm does not hand it on, and after ten seconds comes the kill. */
export const stopSignalReaches = imageRule({
  name: 'stop-signal-reaches',
  title: 'Let the program itself be process 1',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'use the exec form, or `exec program` at the end of the script',
  fixable: true,

  *check(subject) {
    for (const start of startsOf(subject.facts, subject.recipe?.build)) {
      if (start.kind === 'HEALTHCHECK' || !start.at) continue;
      const problem = shellProblem(start, subject) ?? runnerProblem(start) ?? scriptProblem(start, subject);
      if (problem) yield problem;
    }
  },
});

/** A shell stays process 1 when its script is more than one simple command, or a shell that forks for every one. */
function shellProblem({ kind, command, at }: Start, { facts, recipe }: ImageSubject): Problem | undefined {
  // The shell form as such is what json-args speaks of.
  if (command.form === 'shell' || shellScriptOf(command) === undefined || !recipe) return undefined;
  const instruction = recipe.build.dockerfile.instructions.find(
    ({ span }) => span.start <= at!.start && at!.end <= span.end,
  );
  const commands = instruction
    ? recipe.build.commandsOf(instruction).filter(({ within }) => within !== 'substitution')
    : [];
  const inner = commands.filter(
    ({ words }) => words.length > 0 && !isShellCall(words[0]!.value, commands.length),
  );
  const last = inner.at(-1);
  if (
    !last ||
    inner.some(({ prefixes }) =>
      prefixes.some(({ value }) => value === 'exec' || PASSES_ON.has(baseName(value))),
    )
  )
    return undefined;
  if (inner.some(({ name }) => name === 'exec' || name === 'trap') || PASSES_ON.has(last.name))
    return undefined;
  const shell = baseName(command.args[0] ?? '');
  if (replacesItself(shell, inner, facts) !== false) return undefined;
  const [word] = last.words;
  // Only where the word stands as it is: not where the JSON string has escapes before it.
  const isPlain = recipe.build.source.slice(word!.span) === word!.raw;
  const fixable = isPlain && last.pipeline.length === 1 && last.after === '' && last.within !== 'loop';
  const fix: Fix = {
    title: `start ${last.name || 'the program'} with exec`,
    safe: true,
    edits: [insertBefore(word!.span, 'exec ')],
    changes: kind === 'CMD' ? ['command'] : ['entrypoint'],
  };
  return {
    at: word!.span,
    message: `${shell} stays process 1 here, and does not hand the stop signal on to ${last.name || 'the program'}`,
    ...(fixable ? { fix } : {}),
  };
}

const isShellCall = (value: string, count: number): boolean =>
  count > 1 && /(?:^|\/)(?:ba|da|a)?sh$/.test(value);

/** Package runners start the program as their child. */
function runnerProblem({ command, at }: Start): Problem | undefined {
  return isPackageRunner(command.args)
    ? {
        at: at!,
        message: `${baseName(command.args[0]!)} is process 1 here, and does not hand the stop signal on reliably`,
        help: 'start the program itself: ["node", "server.js"]',
      }
    : undefined;
}

/** An entrypoint script of the build context that ends without exec. */
function scriptProblem({ command, at }: Start, { facts, recipe }: ImageSubject): Problem | undefined {
  const script = recipe && scriptFile(command.args, recipe.build, facts);
  if (!script || !/^#!.*\b(?:ba|da|a|k|z)?sh\b/.test(script.text)) return undefined;
  const lines = script.text.split('\n').map((line) => line.trim());
  if (
    lines.some((line) => /(?:^|[;&|({]\s*|\bthen\s+|\belse\s+|\bdo\s+)exec\s+(?!\d*[<>])|^trap\b/.test(line))
  )
    return undefined;
  const starts = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (starts.length <= 1) return undefined;
  return {
    at: at as Span,
    message: `${script.path} ends without exec: its shell stays process 1 and does not hand the stop signal on`,
    help: `end ${script.path} with exec: \`exec "$@"\``,
  };
}
