import { PlimsollError } from '../core/errors.ts';
import { wrap } from '../report/layout.ts';
import { visible } from '../report/visible.ts';
import type { CommandModule } from './frame.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

export { processWorld } from './world.ts';

export interface CommandEntry {
  readonly name: string;
  /** What it does, for the list of commands. */
  readonly summary: string;
  load(): Promise<CommandModule>;
}

/** Every command. Only the one that is asked for is loaded. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'check',
    summary: 'Find what is wrong with a delivery, and say whether it passes',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'fix',
    summary: 'Repair what can be repaired, with proof',
    load: async () => (await import('./fix.ts')).fix,
  },
  {
    name: 'facts',
    summary: 'Show what each target will be as an image',
    load: async () => (await import('./facts.ts')).facts,
  },
  {
    name: 'map',
    summary: 'Draw what is built from what, and what runs it',
    load: async () => (await import('./map.ts')).map,
  },
  {
    name: 'image',
    summary: 'Show what an image is: layers, packages, attack surface, waste',
    load: async () => (await import('./image.ts')).image,
  },
  {
    name: 'diff',
    summary: 'Say what is other in the second of two images',
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    name: 'sbom',
    summary: 'Write the bill of materials of an image',
    load: async () => (await import('./sbom.ts')).sbom,
  },
  {
    name: 'cache',
    summary: 'Say what is kept of images between runs, or remove it',
    load: async () => (await import('./cache.ts')).cache,
  },
  {
    name: 'waive',
    summary: 'Accept a finding: with a reason, an owner and an end',
    load: async () => (await import('./waive.ts')).waive,
  },
  {
    name: 'baseline',
    summary: "Record today's findings, so that only new ones fail",
    load: async () => (await import('./baseline.ts')).baseline,
  },
  {
    name: 'explain',
    summary: 'Print the page of a rule, by its name or a peer’s id',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'rules',
    summary: 'List the rules with their peers’ ids',
    load: async () => (await import('./rules.ts')).rules,
  },
];

/**
 * Runs the command that the arguments name.
 * @returns the exit code: 0 passed; 1 over the line; 2 wrong usage or configuration; 3 the work could not be done,
 * or a bug; 4 more was unseen than the policy allows
 */
export async function main(args: readonly string[], world: World): Promise<number> {
  try {
    return await dispatch(args, world);
  } catch (error) {
    return fail(error, world);
  }
}

/**
 * Says what went wrong. Anything but a PlimsollError is a mistake of this program, and says so.
 * @returns the exit code
 */
export function fail(error: unknown, { stderr, env }: World): number {
  if (error instanceof PlimsollError) {
    stderr.write(`${lines(visible(`plimsoll: ${error.message}`), stderr.columns)}\n`);
    if (env.PLIMSOLL_DEBUG) stderr.write(`${error.stack}\n`);
    return error.exit;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(
    `plimsoll: this is a bug in plimsoll ${version()}, not in what it checks. Please report it with these lines:\n${stack}\nnode ${process.versions.node} on ${process.platform} ${process.arch}\n`,
  );
  return 3;
}

/** On a terminal broken between words. */
const lines = (message: string, columns: number | undefined): string =>
  columns === undefined
    ? message
    : message
        .split('\n')
        .flatMap((line) => wrap(line, columns))
        .join('\n');

async function dispatch([name, ...rest]: readonly string[], world: World): Promise<number> {
  if (name === '--version' || name === '-V') {
    world.stdout.write(`plimsoll ${version()}\n`);
    return 0;
  }
  const isHelp = name === '--help' || name === '-h' || name === 'help';
  if (name === undefined || (isHelp && rest.length === 0)) {
    const { overview } = await import('./overview.ts');
    overview(commands, name === undefined ? world.stderr : world.stdout, world);
    return name === undefined ? 2 : 0;
  }
  const wanted = isHelp ? rest[0] : name;
  const entry = commands.find((command) => command.name === wanted);
  if (!entry) {
    const { unknownCommand } = await import('./overview.ts');
    throw unknownCommand(wanted ?? name, rest, commands, world);
  }
  const [{ runCommand }, module] = await Promise.all([import('./frame.ts'), entry.load()]);
  return runCommand(module, isHelp ? ['--help'] : rest, world);
}
