import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { print } from '../dockerfile/print.ts';
import type { Judged } from '../fix/prove.ts';
import { type Applied, type Refused, repair } from '../fix/repair.ts';
import { type JudgedFile, judgeFile } from './file.ts';
import { judgeFiles, type OpenFile, openProject, type Project } from './project.ts';
import type { CheckRequest } from './types.ts';

export interface FixRequest extends Omit<CheckRequest, 'shellcheck'> {
  /** Also make repairs that may change what the image does. */
  readonly unsafe: boolean;
}

/** One file as it was, and as it is with every proved repair. */
export interface RepairedFile {
  readonly before: Source;
  readonly after: Source;
  readonly absolute: string;
  readonly stdin: boolean;
  readonly applied: readonly Applied[];
  readonly refused: readonly Refused[];
  /** Open findings that have a repair which was not asked for (it needs `--unsafe`). */
  readonly held: readonly Finding[];
}

export interface FixResult {
  readonly files: readonly RepairedFile[];
  readonly gaps: readonly Gap[];
}

/**
 * Repairs every file of a request in memory; nothing is written. What a waiver or pragma accepts is left alone.
 *
 * @throws PlimsollError `usage` or `config`, as `checkProject` does
 */
export async function repairProject(request: FixRequest): Promise<FixResult> {
  const project = await openProject({ ...request, shellcheck: false });
  // Judged once for the errors that concern all files (a target that no file has).
  const judged = judgeFiles(project);
  const files = project.files.map((file, i) => repairFile(project, file, judged[i]!, request.unsafe));
  return { files, gaps: project.gaps };
}

function repairFile(project: Project, file: OpenFile, first: JudgedFile, unsafe: boolean): RepairedFile {
  const judge = (source: Source): Judged => {
    const judged = source === first.source ? first : judgeAgain(project, file, source);
    return view(project, judged);
  };
  const { source: after, applied, refused } = repair(file.source, judge, { unsafe });
  const last = judge(after);
  const held = unsafe ? [] : last.findings.filter(({ fix }) => fix && !fix.safe);
  return { before: file.source, after, absolute: file.absolute, stdin: file.stdin, applied, refused, held };
}

const judgeAgain = (
  { policy, rules, request }: Project,
  { absolute }: OpenFile,
  source: Source,
): JudgedFile => judgeFile(source, { policy, rules, cwd: request.cwd, absolute });

/** What the repair engine asks of a judged file: its open findings, its facts, whether it reads well. */
function view({ policy, request }: Project, judged: JudgedFile): Judged {
  const { build, findings, gaps, pragmas } = judged;
  const verdict = policy.decide({ files: [pragmas], findings, gaps, now: request.now });
  const open = verdict.findings.filter(
    ({ disposition, at }) =>
      (disposition === 'over' || disposition === 'under') && at.path === judged.source.path,
  );
  return {
    findings: open,
    facts: build.targets.map((stage) => build.facts(stage)),
    problems: build.dockerfile.problems.length,
    lossless: print(build.dockerfile) === judged.source.text,
  };
}

/**
 * Writes a repaired file in place: whole or not at all, through links, with its mode kept.
 *
 * @throws PlimsollError `integrity` when the file has changed since it was read, `denied` when it cannot be written
 */
export function writeRepaired({ before, after, absolute }: RepairedFile): void {
  const { path, encoding } = before;
  try {
    const target = realpathSync(absolute);
    if (!readFileSync(target).equals(Buffer.from(before.text, encoding))) {
      throw new PlimsollError(
        'integrity',
        `${path} has changed since it was read; nothing was written, run fix again`,
      );
    }
    const temporary = join(dirname(target), `.${basename(target)}.plimsoll-${process.pid}`);
    try {
      writeFileSync(temporary, Buffer.from(after.text, encoding), { flag: 'wx' });
      chmodSync(temporary, statSync(target).mode);
      renameSync(temporary, target);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    throw new PlimsollError('denied', `${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
