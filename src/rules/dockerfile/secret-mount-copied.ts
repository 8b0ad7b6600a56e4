import type { Command } from '../../dockerfile/build-types.ts';
import { mountField } from '../../dockerfile/stages.ts';
import type { Instruction } from '../../dockerfile/tree.ts';
import { dockerfileRule } from '../rule.ts';

/** A secret mount keeps a secret out of the layer only as long as nobody writes it into the layer. */
export const secretMountCopied = dockerfileRule({
  name: 'secret-mount-copied',
  title: 'Leave mounted secrets where they are',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0010', 'CIS-4.10'],
  help: 'mount the secret where the program looks for it (target=…), or hand it over in the environment of the one command',
  fixable: false,

  *check(build) {
    for (const instruction of build.all('RUN')) {
      const paths = secretPaths(instruction);
      if (paths.length === 0) continue;
      const commands = build.commandsOf(instruction);
      for (const command of commands) {
        if (!writesSecret(command, paths) || removed(command, commands)) continue;
        yield {
          at: command.span,
          message: 'this writes the mounted secret into the layer, where everyone can read it',
        };
      }
    }
  },
});

/** Where the secrets of a RUN are mounted: `target`, else /run/secrets/ID. */
const secretPaths = (instruction: Instruction): string[] =>
  instruction.flags.flatMap((flag) => {
    if (flag.name !== 'mount' || mountField(flag, 'type')?.text !== 'secret') return [];
    const target = mountField(flag, 'target', 'dst', 'destination')?.text;
    const id = mountField(flag, 'id', 'source', 'src')?.text;
    if (target === undefined && mountField(flag, 'env')) return [];
    return [target ?? `/run/secrets/${id ?? ''}`];
  });

const COPIERS = new Set(['cp', 'install', 'mv', 'ln', 'rsync']);
const READERS = new Set(['cat', 'echo', 'printf', 'tee', 'base64', 'envsubst', 'sed', 'tr', 'head']);

function writesSecret({ name, words, redirects }: Command, paths: readonly string[]): boolean {
  const reads = (value: string) => paths.some((path) => value.includes(path));
  const operands = words.slice(1).filter(({ value }) => !value.startsWith('-'));
  if (COPIERS.has(name)) {
    // A link holds no secret, and a copy into memory leaves none behind.
    return (
      name !== 'ln' &&
      operands.slice(0, -1).some(({ value }) => reads(value)) &&
      !isVolatile(operands.at(-1)?.value ?? '')
    );
  }
  if (!READERS.has(name) || !words.some(({ value }) => reads(value))) return false;
  if (name === 'tee') return false;
  return redirects.some(
    ({ operator, target }) =>
      operator.startsWith('>') && operator !== '>&' && target !== undefined && !isVolatile(target.value),
  );
}

const isVolatile = (path: string): boolean => /^\/(?:dev|tmp|run|proc)\b/.test(path);

/** The copy is removed again by the same RUN. */
function removed(command: Command, commands: readonly Command[]): boolean {
  const written = [
    command.words.at(-1)?.value,
    ...command.redirects.map(({ target }) => target?.value),
  ].filter((path) => path !== undefined);
  return commands.some(
    ({ name, words, span }) =>
      name === 'rm' && span.start > command.span.start && words.some(({ value }) => written.includes(value)),
  );
}
