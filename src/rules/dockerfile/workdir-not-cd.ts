import type { Fix } from '../../core/edit.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter, insertBefore } from '../support/edits.ts';
import { lineBelowComment } from '../support/lines.ts';
import { mountTargets } from '../support/mounts.ts';
import { isPlainShell, isTop, nextInStage, type Run, runsOf } from '../support/runs.ts';

/** `cd` at the head of a RUN says where it works, as WORKDIR would, but for this RUN alone. */
export const workdirNotCd = dockerfileRule({
  name: 'workdir-not-cd',
  title: 'Say where to work by WORKDIR, not by cd',
  severity: 'low',
  set: 'recommended',
  aliases: ['DL3003', 'DS-0013'],
  help: 'set WORKDIR before the RUN',
  fixable: true,

  *check(build) {
    for (const run of runsOf(build)) {
      const cd = leadingCd(build, run);
      if (!cd) continue;
      const fix = repair(build, run, cd);
      yield {
        at: cd.span,
        message: `the whole RUN works in ${cd.words[1]!.value}, which is what WORKDIR is for`,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

/** The `cd` that a RUN begins with, behind `set` and a `mkdir` of the same folder, when something follows it. */
function leadingCd(build: Build, run: Run): Command | undefined {
  const { commands } = run;
  let at = 0;
  while (commands[at]?.name === 'set') at++;
  const made = commands[at]?.name === 'mkdir' ? commands[at++]?.words.at(-1)?.value : undefined;
  const cd = commands[at];
  const next = commands[at + 1];
  if (cd?.name !== 'cd' || cd.words.length !== 2 || !isTop(cd) || !cd.shell || !next) return undefined;
  if (cd.pipeline.length > 1 || !['&&', ';', '\n'].includes(cd.after)) return undefined;
  if (made !== undefined && made !== cd.words[1]!.value) return undefined;
  // It comes and goes: the folder is one of this RUN alone, and WORKDIR would leave it behind.
  const leaves = commands
    .slice(at + 1)
    .some(({ name, words }) => name === 'cd' && /^(?:\/|-$)/.test(words[1]?.value ?? ''));
  return !leaves && sayable(build, run, cd) ? cd : undefined;
}

/** Whether WORKDIR can say the same: a path as it is, or with variables of the Dockerfile. */
function sayable(build: Build, { instruction }: Run, { words }: Command): boolean {
  const { value, raw, literal, variables } = words[1]!;
  if (value === '-' || value === '') return false;
  if (literal) return true;
  if (variables.length === 0 || /[`~*?()]/.test(raw)) return false;
  const assigned = build.scriptOf(instruction)?.assigned;
  return !variables.some((name) => assigned?.has(name)) && build.expand(raw, instruction).complete;
}

/** Takes the `cd` out and sets WORKDIR before the RUN, and the old one behind it. */
function repair(build: Build, run: Run, cd: Command): Fix | undefined {
  const { instruction, stage, commands } = run;
  const { source } = build;
  const next = commands[commands.indexOf(cd) + 1]!;
  const word = cd.words[1]!;
  const goes = build.expand(word.raw, instruction).value;
  const old = build.workdirAt(instruction);
  const target = goes.startsWith('/') ? clean(goes) : old && clean(`${old}/${goes}`);
  const cut = { span: { start: cd.span.start, end: next.span.start }, text: '' };
  const between = source.slice({ start: cd.span.end, end: next.span.start });
  if (!isPlainShell(run) || !target || !isPlainPath(target) || !/^[\s\\]*&&[\s\\]*$/.test(between))
    return undefined;
  // WORKDIR makes the folder, and a plain mkdir fails at what is there.
  if (commands.some((command) => command.span.start < cd.span.start && makes(command))) return undefined;
  if (mountTargets(instruction).some((mount) => `${mount}/`.startsWith(`${target}/`))) return undefined;
  if (target === old) return { title: 'leave cd out: WORKDIR is there already', safe: true, edits: [cut] };
  const written = goes.startsWith('/') ? word.raw : target;
  const above = lineBelowComment(build, instruction);
  const before = insertBefore({ start: above, end: above }, `WORKDIR ${written}${source.eol}`);
  const title = `set WORKDIR ${written} before the RUN`;
  const following = nextInStage(stage, instruction);
  const resets = following?.keyword === 'WORKDIR' && following.value?.text.startsWith('/') === true;
  if (resets) return { title, safe: true, edits: [before, cut] };
  return old !== undefined && isPlainPath(old)
    ? {
        title: `${title} and WORKDIR ${old} behind it`,
        safe: true,
        edits: [before, cut, insertAfter(instruction.span, `${source.eol}WORKDIR ${old}`)],
      }
    : { title, safe: false, edits: [before, cut], changes: ['workdir'] };
}

const makes = ({ name, words }: Command): boolean =>
  name === 'mkdir' && !words.some(({ value }) => /^-[a-z]*p|^--parents$/.test(value));

const isPlainPath = (path: string): boolean => /^\/[\w./@:+-]*$/.test(path);

/** The path without `.`, `..` and doubled slashes. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
