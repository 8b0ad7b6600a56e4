import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import { nearestOf } from '../policy/ids.ts';
import type { FormatId, ReportInput } from '../report/types.ts';
import type { CheckResult } from '../scan/types.ts';
import { type ColorChoice, useColor } from './color.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** A report that is to be written. */
export interface ReportTarget {
  readonly format: string;
  /** Absent: standard output. */
  readonly file?: string;
}

export interface ReportOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: ColorChoice;
}

/**
 * Reads `--format` and `--output`. Reports with a file of their own are written beside the one on standard output,
 * which is the text for people where no other is asked for.
 * @throws PlimsollError `usage` for an unknown format, or when two reports have one place
 */
export function reportTargets(
  given: readonly string[],
  output: string | undefined,
  formats: readonly string[],
): readonly ReportTarget[] {
  const targets = given.map((text) => readTarget(text, formats));
  if (!targets.some(({ file }) => file === undefined)) targets.unshift({ format: 'text' });
  const main = targets.filter(({ file }) => file === undefined);
  if (main.length > 1) {
    const names = main.map(({ format }) => format);
    throw new PlimsollError('usage', `only one format can go to one place: write --format ${names[1]}=FILE`);
  }
  const placed = output === undefined ? targets : targets.map((target) => ({ file: output, ...target }));
  const files = placed.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw new PlimsollError('usage', `${twice}: two reports would be written to it`);
  return placed;
}

function readTarget(text: string, formats: readonly string[]): ReportTarget {
  const split = text.indexOf('=');
  const format = split === -1 ? text : text.slice(0, split);
  if (!formats.includes(format)) {
    const near = nearestOf(format, formats);
    const hint = near === undefined ? `the formats are ${formats.join(', ')}` : `did you mean ${near}?`;
    throw new PlimsollError('usage', `there is no format ${format}; ${hint}`);
  }
  if (split === -1) return { format };
  const file = text.slice(split + 1);
  if (file === '') throw new PlimsollError('usage', `--format ${text}: a file name is missing behind =`);
  return { format, file };
}

/** Renders and writes every report. */
export async function writeReports(
  result: CheckResult,
  targets: readonly ReportTarget[],
  options: ReportOptions,
  world: World,
): Promise<void> {
  const { loadReporter } = await import('../report/index.ts');
  for (const { format, file } of targets) {
    const reporter = await loadReporter(format as FormatId);
    const text = reporter.render(inputOf(result, file === undefined, options, world));
    if (file === undefined) world.stdout.write(text);
    else writeOutput(resolve(world.cwd, file), file, text);
  }
}

function inputOf(result: CheckResult, onStdout: boolean, options: ReportOptions, world: World): ReportInput {
  const { verdict, sources, rules, elapsedMs } = result;
  const { columns } = world.stdout;
  return {
    verdict,
    sources,
    rules,
    tool: { name: 'plimsoll', version: version() },
    elapsedMs,
    fixable: verdict.findings.filter(({ fix, disposition }) => fix && disposition !== 'waived').length,
    ...(options.verbose === undefined ? {} : { verbose: options.verbose }),
    ...(options.quiet === undefined ? {} : { quiet: options.quiet }),
    color: onStdout && useColor(options.color ?? 'auto', world.stdout, world.env),
    ...(onStdout && columns !== undefined ? { width: columns } : {}),
    now: world.now,
  };
}

/**
 * Writes a file that the user named, with the folders that it stands in.
 * @throws PlimsollError `denied` when that is not possible
 */
export function writeOutput(absolute: string, shown: string, text: string): void {
  try {
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  } catch (error) {
    throw new PlimsollError('denied', `${shown} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
