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
      for (const { name, path, at } of programsOf(start, subject)) {
        if (name === '' || facts.has(name) !== 'absent') continue;
        // Asked last: all that is copied and removed has to be read for it.
        if (path === undefined || !isCopied(facts, path)) yield problem(start, name, at);
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

/**
 * The programs that a command needs by name: its own, or those of the script that it gives to a shell. With `path`, unless
 * they are copied there.
 */
function* programsOf(
  { command, at }: Start,
  { recipe }: ImageSubject,
): Generator<{ name: string; path?: string; at: Span }> {
  const script = shellScriptOf(command);
  if (script === undefined) {
    const program = command.args[0] ?? '';
    // A path is looked up as a file; only well-known folders tell the program's name.
    if (/^(?:\/usr)?(?:\/local)?\/s?bin\/[^/]+$/.test(program) || !program.includes('/')) {
      yield { name: baseName(program), path: program, at: at! };
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
    const [word] = inner.words;
    yield {
      name: inner.name,
      ...(word?.value.includes('/') ? { path: word.value } : {}),
      at: word?.span ?? inner.span,
    };
  }
}

/** The Dockerfile copies a file to that place, or a folder above it. */
function isCopied({ files }: ImageSubject['facts'], path: string): boolean {
  if (files.known === 'unknown') return true;
  return files.value.some(
    (file) =>
      path === file.path ||
      (path.startsWith('/') && path.startsWith(file.path.endsWith('/') ? file.path : `${file.path}/`)),
  );
}
