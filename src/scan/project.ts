import { resolve } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { Gap } from '../core/gap.ts';
import { Source } from '../core/source.ts';
import { loadPolicy } from '../policy/index.ts';
import type { Policy, RuleInfo } from '../policy/types.ts';
import type { RuleInfo as ReportRule } from '../report/types.ts';
import { Disk } from './disk.ts';
import { type JudgedFile, judgeFile } from './file.ts';
import { commonFolder, type FoundFile, findDockerfiles } from './find.ts';
import type { Rules } from './judge.ts';
import { readSource, toSource } from './read.ts';
import { shellcheckRules } from './shellcheck-rule.ts';
import type { CheckRequest, CheckResult } from './types.ts';

/** A project that is open for judging: its policy, its rules, its files. */
export interface Project {
  readonly request: CheckRequest;
  readonly policy: Policy;
  readonly rules: Rules;
  readonly files: readonly OpenFile[];
  readonly gaps: readonly Gap[];
}

/** A file that was found and read. */
export interface OpenFile {
  readonly source: Source;
  readonly absolute: string;
  /** It came by standard input and cannot be written. */
  readonly stdin: boolean;
}

/**
 * Finds, reads and judges everything that the request names, and decides.
 *
 * @throws PlimsollError `usage` (no such path, no Dockerfile, no such target) or `config`
 */
export async function checkProject(request: CheckRequest): Promise<CheckResult> {
  const begin = performance.now();
  const project = await openProject(request);
  const judged = await judgeFiles(project);
  return decideProject(project, judged, begin);
}

/** What files are judged by: the policy and the rules. */
export async function openRules(request: CheckRequest): Promise<Pick<Project, 'policy' | 'rules'>> {
  const { dockerfileRules, imageRules } = await import('../rules/index.ts');
  const { cwd, config, flags } = request;
  const policy = await loadPolicy({
    cwd,
    from: commonFolder(request),
    rules: [...dockerfileRules, ...imageRules, ...shellcheckRules] as readonly RuleInfo[],
    flags,
    ...(typeof config === 'string' ? { configPath: config } : {}),
    ...(config === false ? { noConfig: true } : {}),
  });
  return { policy, rules: { dockerfileRules, imageRules } };
}

/** Loads the policy and reads the files. */
export async function openProject(request: CheckRequest): Promise<Project> {
  const { cwd, env } = request;
  const { policy, rules } = await openRules(request);
  const found = findDockerfiles({
    cwd,
    paths: request.paths,
    env,
    excludes: (path) => policy.excludes(path),
  });
  const files: OpenFile[] = [];
  const gaps: Gap[] = [...found.gaps];
  const take = (read: Source | Gap, absolute: string, stdin: boolean) => {
    if (read instanceof Source) files.push({ source: read, absolute, stdin });
    else gaps.push(read);
  };
  if (found.stdin) {
    const path = request.filename ?? 'Dockerfile';
    take(toSource(request.stdin ?? new Uint8Array(), path), resolve(cwd, path), true);
  }
  for (const file of found.files) take(readFound(file), file.absolute, false);
  return { request, policy, rules, files, gaps };
}

const readFound = ({ absolute, path }: FoundFile): Source | Gap => readSource(absolute, path);

/**
 * Runs the rules over every file, on a second thread as well when there are many.
 * @throws PlimsollError `usage` when a target is named that no file has
 */
export async function judgeFiles(project: Project): Promise<JudgedFile[]> {
  const { request, files } = project;
  const { judgeElsewhere } = await import('./judge-pool.ts');
  const elsewhere = judgeElsewhere(project);
  const here = judgeHere(project, files.slice(0, files.length - elsewhere.count));
  const judged = [...here, ...(await elsewhere.judged)];
  requireTargets(request.flags.targets ?? [], judged);
  return judged;
}

/** Runs the rules over some files on this thread. */
export function judgeHere(project: Project, files: readonly OpenFile[]): JudgedFile[] {
  const { request, policy, rules } = project;
  const { cwd, shellcheck } = request;
  const disk = new Disk();
  return files.map(({ source, absolute }, done) => {
    request.onProgress?.({ done, total: project.files.length, path: source.path });
    return judgeFile(source, { policy, rules, cwd, absolute, disk, shellcheck });
  });
}

/** Adds what ShellCheck says, and gives the verdict. */
export async function decideProject(
  project: Project,
  judged: readonly JudgedFile[],
  begin: number,
): Promise<CheckResult> {
  const { request, policy } = project;
  const shellcheck = request.shellcheck
    ? await (await import('./shellcheck.ts')).runShellcheck(judged, request.env)
    : { findings: [], gaps: [], ran: false };
  const notRun = shellcheck.ran ? [] : shellcheckRules.map(({ name }) => name);
  const verdict = policy.decide({
    files: judged,
    findings: [...judged.flatMap(({ findings }) => findings), ...shellcheck.findings],
    gaps: [...project.gaps, ...judged.flatMap(({ gaps }) => gaps), ...shellcheck.gaps],
    now: request.now,
    whole: request.paths.some((path) => resolve(request.cwd, path) === policy.root),
    notRun,
  });
  return {
    verdict,
    sources: new Map(judged.map(({ source }) => [source.path, source])),
    rules: new Map(policy.rules.map((rule) => [rule.name, reportRule(rule)])),
    notRun,
    elapsedMs: performance.now() - begin,
  };
}

const reportRule = (rule: RuleInfo): ReportRule => ({ ...rule, url: `docs/rules/${rule.name}.md` });

/** A target that no file has is a slip of the caller's, not a clean result. */
export function requireTargets(targets: readonly string[], judged: readonly JudgedFile[]): void {
  const stages = judged.flatMap((file) => file.stages);
  for (const target of targets) {
    if (stages.some(({ name, index }) => name === target.toLowerCase() || String(index) === target)) continue;
    const names = [...new Set(stages.map(({ label }) => label))];
    throw new PlimsollError(
      'usage',
      `no stage is named “${target}”; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 12).join(', ') || 'none'}`,
    );
  }
}
