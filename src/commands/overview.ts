import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { nearestOf } from '../core/distance.ts';
import { PlimsollError } from '../core/errors.ts';
import { stylesFor, useColor } from './color.ts';
import type { CommandEntry } from './main.ts';
import { version } from './version.ts';
import type { Output, World } from './world.ts';

/** Writes what `plimsoll --help` says. */
export function overview(commands: readonly CommandEntry[], output: Output, world: World): void {
  const { bold, dim, accent } = stylesFor(useColor('auto', output, world.env));
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${accent(name.padEnd(width))}  ${summary}`);
  output.write(`${bold('plimsoll')} ${version()}: checks, repairs, hardens and proves container images

${bold('Usage:')} plimsoll ${accent('COMMAND')} [paths] [options]

${bold('Commands:')}
${list.join('\n')}

${bold('Examples:')}
  plimsoll check                          ${dim('everything below this folder')}
  plimsoll check Dockerfile --target web  ${dim('one file, one target')}
  plimsoll fix --dry-run                  ${dim('what would be repaired, as a diff')}
  plimsoll explain DL3002                 ${dim('why, and how to repair it')}

${bold('Exit codes:')}
  0  passed                    3  the work could not be done
  1  over the line             4  more was unseen than the policy allows
  2  wrong usage or configuration

plimsoll COMMAND --help shows the options of a command.
Each is an environment variable, too: --fail-on high is PLIMSOLL_FAIL_ON=high.
`);
}

/** The error for a word that is no command, with what was most likely meant. */
export function unknownCommand(
  name: string,
  rest: readonly string[],
  commands: readonly CommandEntry[],
  { cwd }: World,
): PlimsollError {
  const names = commands.map((command) => command.name);
  const near = nearestOf(name, names);
  let hint = `the commands are ${names.join(', ')}`;
  if (near !== undefined) hint = `did you mean ${near}?`;
  else if (name.startsWith('-'))
    hint = `options come behind the command: plimsoll check ${[name, ...rest].join(' ')}`;
  else if (existsSync(resolve(cwd, name))) hint = `did you mean plimsoll check ${[name, ...rest].join(' ')}?`;
  const what = name.startsWith('-') ? 'option' : 'command';
  return new PlimsollError('usage', `there is no ${what} ${name}; ${hint}`);
}
