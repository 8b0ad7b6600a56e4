import { type Command, CommanderError, Option } from 'commander';
import { nearestOf } from '../core/distance.ts';
import { PlimsollError } from '../core/errors.ts';
import { stylesFor, useColor } from './color.ts';
import type { World } from './world.ts';

/** What the user asked a command for. */
export interface Invocation {
  readonly args: readonly string[];
  /** By option name in camel case; an option that was not given is absent. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** One command: its arguments and options, and what it does. */
export interface CommandModule {
  define(): Command;
  /** @returns the exit code */
  run(invocation: Invocation, world: World): Promise<number>;
}

/**
 * Reads the arguments and the environment by the command's definition, and runs it.
 * @throws PlimsollError `usage` for what the definition does not have
 */
export async function runCommand(
  module: CommandModule,
  args: readonly string[],
  world: World,
): Promise<number> {
  const command = prepare(module.define(), world);
  try {
    command.parse(args as string[], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw usage(command, error);
  }
  readEnvironment(command, world.env);
  return module.run({ args: command.args, options: command.opts() }, world);
}

/** An option that may be given several times; the values are collected in order. */
export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<string[]>((value, before) => [...(before ?? []), value]);

/** The same for names, which may also stand in one value with commas between them. */
export const repeatableNames = (flags: string, description: string): Option =>
  new Option(flags, description).argParser<string[]>((value, before) => [
    ...(before ?? []),
    ...value
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ]);

function prepare(command: Command, { stdout, env }: World): Command {
  const styles = stylesFor(useColor('auto', stdout, env));
  return command
    .action(() => {})
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .optionsGroup('Help:')
    .helpOption('-h, --help', 'print this page')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: () => {},
      outputError: () => {},
      getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 110),
      getOutHasColors: () => styles.bold('x') !== 'x',
    })
    .configureHelp({
      styleTitle: styles.bold,
      styleOptionText: styles.accent,
      styleArgumentText: styles.accent,
      optionDescription: ({ description }) => description,
      commandUsage: (self) => `plimsoll ${self.name()} ${self.usage()}`,
    });
}

/** Says what commander found wrong in our own words, with the nearest option. */
function usage(command: Command, error: CommanderError): PlimsollError {
  let message = error.message.replace(/^error: /, '').trim();
  const unknown = /^unknown option '([^']*)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const known = command.options.flatMap(({ long }) => (long ? [long] : []));
    const near = nearestOf(unknown.replace(/=.*/, ''), known);
    message = `there is no option ${unknown}${near === undefined ? '' : `; did you mean ${near}?`}`;
  }
  return new PlimsollError('usage', `${message}\nplimsoll ${command.name()} --help lists the options`);
}

/** Takes options that the command line leaves open from PLIMSOLL_… variables. */
function readEnvironment(command: Command, env: World['env']): void {
  for (const option of command.options) {
    const name = variableOf(option);
    const text = env[name];
    const attribute = option.attributeName();
    const source = command.getOptionValueSource(attribute);
    if (text === undefined || text === '' || source === 'cli') continue;
    // `--config` and `--no-config` are one value: the one that says something wins.
    if (source === 'env')
      throw new PlimsollError('usage', `${name} contradicts another variable of the same option`);
    const value = valueOf(option, name, text);
    if (value !== undefined) command.setOptionValueWithSource(attribute, value, 'env');
  }
}

/** `--no-shellcheck` → `PLIMSOLL_NO_SHELLCHECK`. */
const variableOf = (option: Option): string =>
  `PLIMSOLL_${(option.long ?? '').slice(2).replaceAll('-', '_').toUpperCase()}`;

function valueOf(option: Option, name: string, text: string): unknown {
  if (option.isBoolean() || option.negate) {
    if (/^(?:1|true|yes|on)$/i.test(text)) return !option.negate;
    if (/^(?:0|false|no|off)$/i.test(text)) return undefined;
    throw new PlimsollError('usage', `${name}=${text}: write 1 or 0`);
  }
  if (!option.parseArg) return text;
  const parts = option.argChoices
    ? [text]
    : text.split(text.includes('\n') ? '\n' : ',').map((part) => part.trim());
  let value: unknown;
  try {
    for (const part of parts) if (part !== '') value = option.parseArg(part, value as never);
  } catch (error) {
    const reason = (error as Error).message;
    throw new PlimsollError('usage', `${name}=${text}: ${reason}`, { cause: error });
  }
  return value;
}
