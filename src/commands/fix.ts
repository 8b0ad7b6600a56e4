import { Command } from 'commander';
import { PlimsollError } from '../core/errors.ts';
import { isUnseen } from '../core/gap.ts';
import { progressOn } from '../report/progress.ts';
import { visible } from '../report/visible.ts';
import type { FixResult, RepairedFile } from '../scan/repair.ts';
import type { Progress } from '../scan/types.ts';
import { type ColorChoice, type Styles, stylesFor, useColor } from './color.ts';
import type { CommandModule } from './frame.ts';
import {
  type ProjectOptions,
  projectRequest,
  withBaselineOptions,
  withBuildOptions,
  withColorOption,
  withConfigOptions,
  withDeliveryOptions,
  withProfileOption,
  withRuleOptions,
} from './options.ts';
import type { World } from './world.ts';

interface FixOptions extends ProjectOptions {
  readonly dryRun?: boolean;
  readonly unsafe?: boolean;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
}

export const fix: CommandModule = {
  define() {
    const command = new Command('fix')
      .description(
        'Repairs Dockerfiles and manifests in place. A repair is made when it is proved: the rule no longer fires, nothing as bad is new, and the image changes only in what the repair says. What is read from - goes to standard output.',
      )
      .argument('[paths...]', 'files, folders, globs, or -')
      .optionsGroup('The repair:')
      .option('--dry-run', 'write nothing; print the changes as a unified diff')
      .option('--unsafe', 'also make repairs that may change what the image does');
    withProfileOption(
      withRuleOptions(withDeliveryOptions(withBuildOptions(command))),
      'make every repair of this profile, limits that are a guess included: hardened, the whole runtime checklist',
    );
    return withColorOption(
      withBaselineOptions(withConfigOptions(command))
        .optionsGroup('The report:')
        .option('--quiet', 'only what could not be repaired'),
    );
  },

  async run({ args, options }, world) {
    const given = options as FixOptions;
    const request = await projectRequest(args, given, world);
    const { repairProject, requireInside, whyNotWritten, writeRepaired } = await import('../scan/repair.ts');
    const progress = progressOn(world.stderr, 'Repairing');
    const onProgress = ({ done, total, path }: Progress): void => progress.update(done, total, path);
    const result = await repairProject({ ...request, onProgress, unsafe: given.unsafe === true }).finally(
      progress.end,
    );
    const unwritten = new Map<RepairedFile, PlimsollError>();
    for (const file of result.files) {
      if (file.stdin) {
        if (!given.dryRun) world.stdout.write(file.after.text);
      } else if (file.after !== file.before) {
        // One file that cannot be written keeps no other from being repaired.
        const error = attempt(() => (given.dryRun ? requireInside : writeRepaired)(file));
        if (error) unwritten.set(file, error);
        // The diff is of use all the same: of a tree that is mounted read-only, say.
        const why = given.dryRun && !error ? whyNotWritten(file) : undefined;
        if (why !== undefined) world.stderr.write(`plimsoll: ${visible(`${file.before.path} ${why}`)}\n`);
      }
    }
    if (given.dryRun)
      await printDiffs(
        result.files.filter((file) => !unwritten.has(file)),
        given,
        world,
      );
    tell(result, unwritten, given, world);
    return result.files.length === 0 || unwritten.size > 0 ? 3 : 0;
  },
};

function attempt(work: () => void): PlimsollError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof PlimsollError) return error;
    throw error;
  }
}

async function printDiffs(
  files: readonly RepairedFile[],
  { color = 'auto' }: FixOptions,
  { stdout, env }: World,
): Promise<void> {
  const { unifiedDiff } = await import('./unified-diff.ts');
  const isColored = useColor(color, stdout, env);
  for (const { before, after } of files) {
    const diff = unifiedDiff(before.path, before.text, after.text);
    stdout.write(isColored ? paint(diff) : diff);
  }
}

const paint = (diff: string): string =>
  diff.replace(/^(?:(---|\+\+\+) |(-)|(\+)|@).*$/gm, (line, head, removed, added) => {
    if (head) return `\x1b[1m${line}\x1b[22m`;
    return `\x1b[${removed ? 31 : added ? 32 : 36}m${line}\x1b[39m`;
  });

/** Says what was done. Where standard output has the diff or the text, this goes to standard error. */
function tell(
  result: FixResult,
  unwritten: ReadonlyMap<RepairedFile, PlimsollError>,
  given: FixOptions,
  world: World,
): void {
  const output = given.dryRun || result.files.some(({ stdin }) => stdin) ? world.stderr : world.stdout;
  const styles = stylesFor(useColor(given.color ?? 'auto', output, world.env));
  const files = result.files.filter((file) => !unwritten.has(file));
  for (const file of files) {
    const lines = linesOf(file, given, styles);
    if (lines.length > 0) output.write(`${styles.bold(file.before.path)}\n${lines.join('\n')}\n\n`);
  }
  for (const { path, reason } of result.gaps) output.write(`not seen  ${path}: ${reason}\n`);
  for (const { message } of unwritten.values()) world.stderr.write(`plimsoll: ${visible(message)}\n`);
  output.write(
    `${summary(files, { unwritten: unwritten.size, unseen: result.gaps.filter(isUnseen).length }, given)}\n`,
  );
}

function linesOf(
  { applied, refused, left }: RepairedFile,
  { quiet, profile }: FixOptions,
  styles: Styles,
): string[] {
  const { accent, dim, warn } = styles;
  // A profile is a checklist: what of it stays open is named as well.
  const open = profile === undefined ? [] : left;
  const shown = [...(quiet ? [] : applied), ...refused, ...open];
  const width = Math.max(0, ...shown.map(({ rule }) => rule.length));
  const place = ({ rule, at }: { rule: string; at: { start: { line: number } } }): string =>
    `${`${at.start.line}`.padStart(5)}  ${rule.padEnd(width)}`;
  const made = applied
    .toSorted((a, b) => a.at.start.line - b.at.start.line)
    .map((fix) => `  ${accent(fix.level)}  ${place(fix)}  ${fix.title}${fix.safe ? '' : warn(' (unsafe)')}`);
  const row = (one: { rule: string; at: { start: { line: number } } }, what: string, why: string): string =>
    `  ${warn('--')}  ${place(one)}  ${what}\n${' '.repeat(13)}${dim(why)}`;
  const others = [
    ...refused.map((fix) => row(fix, fix.title, `not made: ${fix.why}`)),
    ...open.map((finding) => row(finding, finding.message, `by hand: ${finding.help}`)),
  ];
  return quiet ? others : [...made, ...others];
}

function summary(
  files: readonly RepairedFile[],
  { unwritten, unseen }: { unwritten: number; unseen: number },
  { dryRun, profile }: FixOptions,
): string {
  const total = (of: (file: RepairedFile) => number): number =>
    files.reduce((sum, file) => sum + of(file), 0);
  const made = total(({ applied }) => applied.length);
  const changed = files.filter(({ before, after }) => before !== after).length;
  const refused = total((file) => file.refused.length);
  const held = total((file) => file.held.length);
  const left = profile === undefined ? 0 : total((file) => file.left.length);
  const verb = dryRun ? 'can be repaired' : 'repaired';
  const parts = [
    ...(files.length === 0 && unwritten > 0
      ? []
      : [
          made === 0
            ? `nothing to repair in ${plural(files.length, 'file')}`
            : `${made} ${verb} in ${plural(changed, 'file')}`,
        ]),
    ...(unwritten > 0 ? [`${plural(unwritten, 'file')} not written`] : []),
    ...(unseen > 0 ? [`${unseen} not seen`] : []),
    ...(refused > 0 ? [`${refused} not made`] : []),
    ...(left > 0 ? [`${left} by hand`] : []),
    ...(held > 0 ? [`${held} more with --unsafe`] : []),
  ];
  return parts.join(' · ');
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
