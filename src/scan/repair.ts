import { resolve } from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { print } from '../dockerfile/print.ts';
import type { Judged } from '../fix/prove.ts';
import { type Applied, type Refused, type RepairOptions, repair } from '../fix/repair.ts';
import { judgeBuild } from './file.ts';
import { type OpenFile, openProject, type Project, requireTargets } from './project.ts';
import { replaceFile } from './replace.ts';
import type { CheckRequest } from './types.ts';

export interface FixRequest extends Omit<CheckRequest, 'shellcheck'> {
  /** Also make repairs that may change what the image does. */
  readonly unsafe: boolean;
}

/** What of all repairs a request asks for. */
type Wanted = Pick<RepairOptions, 'unsafe' | 'sure' | 'wanted'>;

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
  /** Open findings that no repair is known of. */
  readonly left: readonly Finding[];
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
  const { profile } = request;
  const rules = profile === undefined ? undefined : (await import('./profile.ts')).profileOf(profile).rules;
  // A profile's repairs are proved in the sight of every rule that runs otherwise.
  const flags = rules ? { ...request.flags, profile: { rules, alone: false } } : request.flags;
  const project = await openProject({ ...request, flags, shellcheck: false });
  const options = wantedOf(request, rules && new Set(rules));
  const files = project.files.map((file) => ({ file, first: build(project, file, file.source) }));
  requireTargets(
    request.flags.targets ?? [],
    files.map(({ first }) => first.judged),
  );
  const alone = files.map(({ file, first }) => repairFile(project, file, first, options));
  const all = project.manifests.length === 0 ? alone : await together(project, alone, options);
  return { files: all, gaps: project.gaps };
}

/** Of a profile: its own repairs and no others, whether they are safe or not. */
function wantedOf({ unsafe }: FixRequest, rules: ReadonlySet<string> | undefined): Wanted {
  const ofProfile = ({ rule }: Finding): boolean => rules?.has(rule) ?? false;
  return {
    unsafe: unsafe || ofProfile,
    sure: !unsafe,
    ...(rules ? { wanted: ofProfile } : {}),
  };
}

/** Repairs what lies between files, on the Dockerfiles as their own repairs left them. */
async function together(
  project: Project,
  alone: readonly RepairedFile[],
  options: Wanted,
): Promise<RepairedFile[]> {
  const { repairDelivery } = await import('./delivery/repair.ts');
  const open = alone.map(({ after, absolute, stdin }) => ({ source: after, absolute, stdin }));
  const joint = await repairDelivery(project, open, options);
  const sources = [...project.manifests.map(({ source }) => source), ...(project.rendered?.sources ?? [])];
  const manifests = [...new Map(sources.map((source) => [source.path, source])).values()].map(
    (source): RepairedFile => ({
      before: source,
      after: source,
      absolute: resolve(project.request.cwd, source.path),
      stdin: false,
      applied: [],
      refused: [],
      held: [],
      left: [],
    }),
  );
  const of = <T extends { at: { path: string } }>(list: readonly T[], path: string): T[] =>
    list.filter(({ at }) => at.path === path);
  return [...alone, ...manifests].map((file) => {
    const { path } = file.before;
    return {
      ...file,
      after: joint.texts.get(path) ?? file.after,
      applied: [...file.applied, ...of(joint.applied, path)],
      refused: [...file.refused, ...of(joint.refused, path)],
      held: [...file.held, ...of(joint.held, path)],
      left: [...file.left, ...of(joint.left, path)],
    };
  });
}

type Built = ReturnType<typeof judgeBuild>;

const build = ({ policy, rules, request }: Project, { absolute }: OpenFile, source: Source): Built =>
  judgeBuild(source, { policy, rules, cwd: request.cwd, absolute, mostFindings: MOST_FINDINGS });

function repairFile(project: Project, file: OpenFile, first: Built, options: Wanted): RepairedFile {
  const judge = (source: Source): Judged =>
    view(project, source === file.source ? first : build(project, file, source));
  const { source: after, ...done } = repair(file.source, judge, options);
  return { before: file.source, after, absolute: file.absolute, stdin: file.stdin, ...done };
}

/** What targets share is compared for each of them: with more, repairs are proved without (L1). */
const MOST_TARGETS = 100;

/** Repairs count what is left: they need to see more than a report tells. */
const MOST_FINDINGS = 20_000;

/** What the repair engine asks of a judged file: its open findings, its facts, whether it reads well. */
function view({ policy, request }: Project, { build, judged }: Built): Judged {
  const { source, findings, gaps } = judged;
  const verdict = policy.decide({ files: [judged], findings, gaps, now: request.now });
  const open = verdict.findings.filter(
    ({ disposition, at }) => (disposition === 'over' || disposition === 'under') && at.path === source.path,
  );
  return {
    findings: open,
    ...(build.targets.length > MOST_TARGETS
      ? {}
      : { facts: build.targets.map((stage) => build.facts(stage)) }),
    problems: build.dockerfile.problems.length,
    lossless: print(build.dockerfile) === source.text,
  };
}

/**
 * Writes a repaired file in place: see `replaceFile`.
 *
 * @throws PlimsollError `integrity` when the file has changed since it was read, `denied` when it cannot be written
 */
export function writeRepaired({ before, after, absolute }: RepairedFile): void {
  const { path, encoding } = before;
  replaceFile(absolute, path, {
    before: Buffer.from(before.text, encoding),
    after: Buffer.from(after.text, encoding),
  });
}
