import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { Reporter, ReportInput } from '../report/types.ts';
import type { CheckResult } from '../scan/types.ts';
import { type ColorChoice, useColor } from './color.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** A report that is to be written. */
export interface ReportTarget {
  readonly reporter: Reporter;
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
export async function readTargets(
  given: readonly string[],
  output?: string,
): Promise<readonly ReportTarget[]> {
  const { reporterFor } = await import('../report/index.ts');
  const wanted = given.map(readTarget);
  const main = wanted.filter(({ file }) => file === undefined);
  if (main.length > 1) {
    throw new PlimsollError(
      'usage',
      `only one report can be printed: write --format ${main[1]!.format}=FILE`,
    );
  }
  if (main.length === 0) wanted.unshift({ format: 'text' });
  const placed = output === undefined ? wanted : wanted.map((target) => ({ file: output, ...target }));
  const files = placed.flatMap(({ file }) => (file === undefined ? [] : [file]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw new PlimsollError('usage', `two reports would be written to ${twice}`);
  return Promise.all(
    placed.map(async ({ format, file }) => ({ reporter: await reporterFor(format), ...fileOf(file) })),
  );
}

function readTarget(text: string): { format: string; file?: string } {
  const split = text.indexOf('=');
  if (split === -1) return { format: text };
  const file = text.slice(split + 1);
  if (file === '') throw new PlimsollError('usage', `--format ${text}: a file name is missing behind =`);
  return { format: text.slice(0, split), file };
}

const fileOf = (file: string | undefined): { file?: string } => (file === undefined ? {} : { file });

/** Renders and writes every report. */
export async function writeReports(
  result: CheckResult,
  targets: readonly ReportTarget[],
  options: ReportOptions,
  world: World,
): Promise<void> {
  const shown =
    result.verdict.findings.length === 0 ? result : (await import('../scan/redact.ts')).redacted(result);
  for (const { reporter, file } of targets) {
    const input = inputOf(shown, file === undefined, options, world);
    const text = reporter.render(HAVE_PAGES.has(reporter.id) ? await withPages(input) : input);
    if (file === undefined) world.stdout.write(text);
    else writeOutput(resolve(world.cwd, file), file, text);
  }
}

/** Formats that carry the pages of the rules that fired. */
const HAVE_PAGES: ReadonlySet<string> = new Set(['html', 'sarif']);

async function withPages(input: ReportInput): Promise<ReportInput> {
  const { captioned, pageOf } = await import('../scan/catalogue.ts');
  const rules = new Map(input.rules);
  for (const name of new Set(input.verdict.findings.map(({ rule }) => rule))) {
    const rule = rules.get(name);
    const page = rule && pageOf(name);
    if (page !== undefined) rules.set(name, { ...rule!, page: captioned(page) });
  }
  return { ...input, rules };
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
