import { resolve } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { print } from '../dockerfile/print.ts';
import type { Judged } from '../fix/prove.ts';
import { type Applied, type Refused, type RepairOptions, repair } from '../fix/repair.ts';
import { whoItRunsAs } from '../rules/profiles.ts';
import { judgeBuild } from './file.ts';
import { linksOutOf } from './outside.ts';
import { type OpenFile, openProject, type Project, requireTargets } from './project.ts';
import { replaceFile, whyReadOnly } from './replace.ts';
import type { CheckRequest } from './types.ts';

export interface FixRequest extends Omit<CheckRequest, 'shellcheck'> {
  /** Also make repairs that may change what the image does. */
  readonly unsafe: boolean;
}

/** What of all repairs a request asks for. */
type Wanted = Pick<RepairOptions, 'unsafe' | 'sure' | 'order' | 'wanted'>;

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
  /** Where it really is, when a symbolic link leads out of everything that was asked for: it is not written. */
  readonly outside?: string;
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
  const repaired =
    project.manifests.length === 0
      ? files.map(({ file, first }) => repairFile(project, file, first, options))
      : await together(project, options);
  return { files: repaired.map(withOutside(request)), gaps: project.gaps };
}

function withOutside(request: FixRequest): (file: RepairedFile) => RepairedFile {
  const linksOut = linksOutOf(request);
  return (file) => {
    const outside = file.stdin || file.after === file.before ? undefined : linksOut(file.absolute);
    return outside === undefined ? file : { ...file, outside };
  };
}

/** Of a profile: its own repairs and no others, whether they are safe or not. */
function wantedOf({ unsafe }: FixRequest, rules: ReadonlySet<string> | undefined): Wanted {
  const ofProfile = ({ rule }: Finding): boolean => rules?.has(rule) ?? false;
  return {
    unsafe: unsafe || ofProfile,
    sure: !unsafe,
    order: whoItRunsAs,
    ...(rules ? { wanted: ofProfile } : {}),
  };
}

/**
 * Repairs what lies between files, then each Dockerfile by itself, then what lies between files as they are now. In this
 * order, for a repair of both sides would find one of them mended.
 */
async function together(found: Project, options: Wanted): Promise<RepairedFile[]> {
  const [{ repairDelivery, withTexts }, { withIncludedFiles }] = await Promise.all([
    import('./delivery/repair.ts'),
    import('./delivery/included.ts'),
  ]);
  const project = withIncludedFiles(found);
  const between = await repairDelivery(project, options);
  const now = withTexts(project, between.texts);
  const alone = now.files.map((file) => repairFile(now, file, build(now, file, file.source), options));
  const isChanged = alone.some(({ before, after }) => before !== after);
  const byPath = new Map(alone.map((file) => [file.before.path, file]));
  const repaired = alone.filter(({ stdin }) => !stdin).map(({ after }) => [after.path, after] as const);
  const texts = new Map([...between.texts, ...repaired]);
  const last = isChanged ? await repairDelivery(withTexts(now, texts), options) : between;
  const applied = isChanged ? [...between.applied, ...last.applied] : between.applied;
  const of = <T extends { at: { path: string } }>(list: readonly T[], path: string): T[] =>
    list.filter(({ at }) => at.path === path);
  return [...project.files, ...manifestsOf(project)].map(({ source, absolute, stdin }): RepairedFile => {
    const { path } = source;
    const own = byPath.get(path);
    const state = (stdin ? undefined : last.texts.get(path)) ?? own?.after ?? source;
    return {
      before: source,
      // What was read again is still the same file.
      after: state.text === source.text ? source : state,
      absolute,
      stdin,
      applied: [...(own?.applied ?? []), ...of(applied, path)],
      refused: [...(own?.refused ?? []), ...of(last.refused, path)],
      held: [...(own?.held ?? []), ...of(last.held, path)],
      left: [...(own?.left ?? []), ...of(last.left, path)],
    };
  });
}

/** Every file beside the Dockerfiles that repairs are made in or wanted in, those that something is rendered of included. */
function manifestsOf({ manifests, rendered, request, beyond = [] }: Project): OpenFile[] {
  const sources = [...manifests.map(({ source }) => source), ...(rendered?.sources ?? []), ...beyond];
  return [...new Map(sources.map((source) => [source.path, source])).values()].map((source) => ({
    source,
    absolute: resolve(request.cwd, source.path),
    stdin: false,
  }));
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
 * @throws PlimsollError `integrity` when the file has changed since it was read, `denied` when it cannot be written,
 * or a link leads out of everything that was asked for
 */
export function writeRepaired(file: RepairedFile): void {
  requireInside(file);
  const { before, after, absolute } = file;
  const { path, encoding } = before;
  replaceFile(absolute, path, {
    before: Buffer.from(before.text, encoding),
    after: Buffer.from(after.text, encoding),
  });
}

/**
 * Refuses what a symbolic link leads out of everything that was asked for.
 *
 * @throws PlimsollError `denied`
 */
export function requireInside({ before: { path }, outside }: RepairedFile): void {
  if (outside === undefined) return;
  throw new PlimsollError(
    'denied',
    `${path} leads by a symbolic link to ${outside}, outside of what was to be repaired, so it was left as it is: run fix on that file itself`,
  );
}

/** Why `writeRepaired` would not write a file, as far as that can be seen beforehand; behind its name, in words. */
export const whyNotWritten = ({ absolute }: RepairedFile): string | undefined => whyReadOnly(absolute);
