import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Command } from 'commander';
import { PlimsollError } from '../core/errors.ts';
import type { Judged } from '../core/finding.ts';
import { dayOf, isDay } from '../policy/days.ts';
import { findingKeys, idKey } from '../policy/ids.ts';
import type { ConfigWaiver } from '../policy/index.ts';
import type { Project } from '../scan/project.ts';
import type { CheckResult } from '../scan/types.ts';
import type { CommandModule } from './frame.ts';
import { type ProjectOptions, projectRequest, withBuildOptions, withDeliveryOptions } from './options.ts';
import { writeOutput } from './reports.ts';
import type { World } from './world.ts';

interface WaiveOptions extends ProjectOptions {
  readonly reason?: string;
  readonly owner?: string;
  readonly until?: string;
  readonly in?: string;
  readonly record?: boolean;
  readonly recordedIn?: string;
  readonly dryRun?: boolean;
}

/** A path, and the line of it that is meant, if one is. */
interface Place {
  readonly path: string;
  readonly line?: number;
}

export const waive: CommandModule = {
  define() {
    const command = new Command('waive')
      .description(
        'Accepts findings of a rule: writes a waiver with its reason into plimsoll.yaml. It holds for the files in which the rule fires now; with a line, for that line as it is written, wherever it moves.',
      )
      .argument('<rule>', "the rule, by its name or a peer's id")
      .argument('[paths...]', 'files, folders, globs, or file:line')
      .optionsGroup('The decision:')
      .option('--reason <text>', 'why it is accepted (required)')
      .option('--owner <name>', 'who answers for it')
      .option('--until <day>', 'the last day on which it holds: 2027-01-31')
      .option('--in <target>', 'only in this stage or target')
      .option('--record', 'also write a decision record into docs/decisions')
      .option('--recorded-in <file>', 'a decision record that is there already')
      .option('--dry-run', 'write nothing; print what would be written');
    return withDeliveryOptions(withBuildOptions(command))
      .optionsGroup('The configuration:')
      .option('--config <file>', 'write into this file instead of the plimsoll.yaml that is found');
  },

  async run({ args, options }, world) {
    const given = options as WaiveOptions;
    const [rule = '', ...paths] = args;
    const { rulesNamed } = await import('../scan/catalogue.ts');
    const rules = (await rulesNamed(rule)).map(({ name }) => name);
    const reason = checkDecision(given, world);
    const places = paths.map((path) => readPlace(path, world.cwd));
    const { checked, project } = await check(rule, places, given, world);
    const findings = wanted({ rule, rules }, places, given, project, checked);
    const { policy } = project;
    const file = policy.config?.absolute ?? join(policy.root, 'plimsoll.yaml');
    const record = given.record
      ? await newRecord(findings, project, checked, given, reason, world)
      : undefined;
    const path = record?.path ?? recordPath(given, policy.root, world);
    const waiver = waiverOf(rule, findings, places, project, checked, {
      reason,
      ...(given.owner === undefined ? {} : { owner: given.owner }),
      ...(given.until === undefined ? {} : { until: given.until }),
      ...(path === undefined ? {} : { record: path }),
    });
    const { appendWaiver } = await import('../policy/index.ts');
    const shown = shownPath(file, world.cwd);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const text = await appendWaiver(before, waiver, shown);
    if (given.dryRun) {
      const { unifiedDiff } = await import('./unified-diff.ts');
      world.stdout.write(unifiedDiff(shown, before ?? '', text));
      if (record) world.stdout.write(`\n${record.path}:\n\n${record.text}`);
      return 0;
    }
    if (record) writeOutput(join(policy.root, record.path), record.path, record.text);
    writeOutput(file, shown, text);
    const count = `${findings.length} finding${findings.length === 1 ? '' : 's'}`;
    world.stdout.write(
      `${shown}: waived ${count} of ${rule}${waiver.until ? ` until ${waiver.until}` : ''}${path ? `, as ${path} says` : ''}\n`,
    );
    return 0;
  },
};

/** @returns the reason */
function checkDecision({ reason, until, record, recordedIn }: WaiveOptions, { now }: World): string {
  if (!reason?.trim()) {
    throw new PlimsollError('usage', 'a waiver needs its reason: --reason "why this is right here"');
  }
  if (until !== undefined && !isDay(until)) {
    throw new PlimsollError('usage', `--until ${until}: write a day as ${dayOf(now).slice(0, 4)}-12-31`);
  }
  if (until !== undefined && until < dayOf(now)) {
    throw new PlimsollError('usage', `--until ${until}: that day is over`);
  }
  if (record && recordedIn !== undefined) {
    throw new PlimsollError(
      'usage',
      '--record writes a new record, --recorded-in names one: give one of them',
    );
  }
  return reason.trim();
}

/** `web/Dockerfile:12` is a line of a file, unless a file is named so. */
function readPlace(text: string, cwd: string): Place {
  const match = /^(.+?):(\d+)(?::\d+)?$/.exec(text);
  return match && !existsSync(resolve(cwd, text))
    ? { path: match[1]!, line: Number(match[2]) }
    : { path: text };
}

/** Judges by that rule alone, so that it is on whatever the set. */
async function check(
  rule: string,
  places: readonly Place[],
  given: WaiveOptions,
  world: World,
): Promise<{ project: Project; checked: CheckResult }> {
  const paths = places.map(({ path }) => path);
  if (paths.includes('-')) throw new PlimsollError('usage', 'standard input cannot be waived: name the file');
  const request = await projectRequest(paths, given, world);
  const { judgeProject, openProject } = await import('../scan/project.ts');
  const project = await openProject({ ...request, flags: { ...request.flags, only: [rule] } });
  return { project, checked: await judgeProject(project) };
}

/** The open findings that are meant. */
function wanted(
  { rule, rules }: { readonly rule: string; readonly rules: readonly string[] },
  places: readonly Place[],
  { in: target }: WaiveOptions,
  { request }: Project,
  { verdict }: CheckResult,
): readonly Judged[] {
  const named = verdict.findings.filter(
    (finding) =>
      findingKeys(finding).has(idKey(rule)) &&
      (target === undefined || finding.at.target === target) &&
      isAt(finding, places, request.cwd),
  );
  const open = named.filter(({ disposition }) => disposition === 'over' || disposition === 'under');
  if (open.length === 0) {
    throw new PlimsollError(
      'usage',
      `there is no open finding of ${rule} to waive${whyNone(named, rule, rules)}`,
    );
  }
  return open;
}

/** A peer's id names only the findings that the peer has as well. */
function whyNone(named: readonly Judged[], rule: string, rules: readonly string[]): string {
  if (named.length > 0) return `: ${named.length} there are accepted or satisfied already`;
  return rules.includes(rule) ? '' : `; ${rules.join(' or ')} names all that the rule finds`;
}

/** Places with a line are met by findings of that line; without one, the files have been chosen already. */
function isAt({ at }: Judged, places: readonly Place[], cwd: string): boolean {
  const lines = places.filter(({ line }) => line !== undefined);
  if (lines.length === 0) return true;
  return places.some(
    ({ path, line }) =>
      resolve(cwd, path) === resolve(cwd, at.path) &&
      (line === undefined || (at.start.line <= line && line <= at.end.line)),
  );
}

function waiverOf(
  rule: string,
  findings: readonly Judged[],
  places: readonly Place[],
  { policy, request }: Project,
  { sources }: CheckResult,
  decision: Pick<ConfigWaiver, 'reason' | 'owner' | 'until' | 'record'>,
): ConfigWaiver {
  const paths = [...new Set(findings.map(({ at }) => shownPath(resolve(request.cwd, at.path), policy.root)))];
  const [first] = findings;
  const hasLine = places.some(({ line }) => line !== undefined);
  const lines = new Set(findings.map((finding) => lineOf(finding, sources)));
  if (hasLine && lines.size > 1) {
    throw new PlimsollError('usage', 'these findings stand on different lines: waive one line at a time');
  }
  const targets = new Set(findings.map(({ at }) => at.target));
  const target = targets.size === 1 ? first!.at.target : undefined;
  return {
    rules: [rule],
    paths,
    ...(target === undefined ? {} : { target }),
    ...(hasLine ? { line: lineOf(first!, sources) } : {}),
    ...decision,
  };
}

/** The text of the line that a finding begins on. */
function lineOf({ at }: Judged, sources: CheckResult['sources']): string {
  const source = sources.get(at.path);
  return source ? source.slice(source.lineSpan(at.start.line)).trim() : '';
}

async function newRecord(
  findings: readonly Judged[],
  { policy }: Project,
  { sources }: CheckResult,
  { owner, until }: WaiveOptions,
  reason: string,
  { now }: World,
) {
  const { recordFor } = await import('../policy/index.ts');
  const folder = 'docs/decisions';
  const absolute = join(policy.root, folder);
  const accepted = findings.map((finding) => ({ finding, line: lineOf(finding, sources) }));
  return recordFor(accepted, {
    reason,
    folder,
    today: dayOf(now),
    existing: existsSync(absolute) ? readdirSync(absolute) : [],
    ...(owner === undefined ? {} : { owner }),
    ...(until === undefined ? {} : { until }),
  });
}

/** A record that is named, as the configuration has it. */
function recordPath({ recordedIn }: WaiveOptions, root: string, { cwd }: World): string | undefined {
  if (recordedIn === undefined) return undefined;
  const absolute = resolve(cwd, recordedIn);
  if (!existsSync(absolute))
    throw new PlimsollError('usage', `${recordedIn}: there is no such decision record`);
  return shownPath(absolute, root);
}

const shownPath = (absolute: string, from: string): string =>
  (relative(from, absolute) || dirname(absolute)).replaceAll(sep, '/');
