import type { Problem } from '../../core/finding.ts';
import type { Span } from '../../core/span.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { SHELL_BUILTINS } from '../support/builtins.ts';
import { baseName, type Start, shellScriptOf, startsOf } from '../support/starts.ts';

/** ENTRYPOINT, CMD and HEALTHCHECK can only start what is in the image. */
export const startNeedsProgram = imageRule({
  name: 'start-needs-program',
  title: 'Start only programs that the image has',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'install the program in this target, or use one that is there',
  fixable: false,

  *check(subject) {
    const { facts } = subject;
    for (const start of startsOf(facts, subject.recipe?.build)) {
      if (!start.at) continue;
      for (const { name, at } of programsOf(start, subject)) {
        if (name === '' || facts.has(name) !== 'absent') continue;
        yield problem(start, name, at);
      }
    }
  },
});

const problem = ({ kind }: Start, name: string, at: Span): Problem => ({
  at,
  message:
    kind === 'HEALTHCHECK'
      ? `the health check needs ${name}, which this image does not have: it can never be healthy`
      : `${kind} needs ${name}, which this image does not have: the container cannot start`,
});

/** The programs that a command needs by name: its own, or those of the script that it gives to a shell. */
function* programsOf(
  { command, at }: Start,
  { facts, recipe }: ImageSubject,
): Generator<{ name: string; at: Span }> {
  const script = shellScriptOf(command);
  if (script === undefined) {
    const program = command.args[0] ?? '';
    // A path is looked up as a file; only well-known folders tell the program's name.
    if (/^(?:\/usr)?(?:\/local)?\/s?bin\/[^/]+$/.test(program) || !program.includes('/')) {
      if (!copied(facts, program)) yield { name: baseName(program), at: at! };
    }
    return;
  }
  const instruction = recipe?.build.dockerfile.instructions.find(
    ({ span }) => span.start <= at!.start && at!.end <= span.end,
  );
  if (!recipe || !instruction) return;
  const functions = recipe.build.scriptOf(instruction)?.functions;
  for (const inner of recipe.build.commandsOf(instruction)) {
    // Behind `||` the program is only a second try.
    if (
      inner.name === '' ||
      SHELL_BUILTINS.has(inner.name) ||
      functions?.has(inner.name) ||
      inner.before === '||'
    )
      continue;
    if (inner.words[0]?.value.includes('/') && copied(facts, inner.words[0].value)) continue;
    yield { name: inner.name, at: inner.words[0]?.span ?? inner.span };
  }
}

/** The Dockerfile copies a file to that place, or a folder above it. */
function copied({ files }: ImageSubject['facts'], path: string): boolean {
  if (files.known === 'unknown') return true;
  return files.value.some(
    (file) =>
      path === file.path ||
      (path.startsWith('/') && path.startsWith(file.path.endsWith('/') ? file.path : `${file.path}/`)),
  );
}
