import { resolve } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import { Source } from '../core/source.ts';
import { hasConfig, loadPolicy } from '../policy/index.ts';
import type { Policy, PolicyFlags, RuleInfo } from '../policy/types.ts';
import type { RuleInfo as ReportRule } from '../report/types.ts';
import type { RuleHead } from '../rules/rule.ts';
import type { JudgedDelivery } from './delivery/index.ts';
import type { OpenManifest } from './delivery/open.ts';
import type { JudgedFile } from './file.ts';
import { commonFolder, type FoundFile, findFiles } from './find.ts';
import { Helpers } from './helpers.ts';
import { type ImageRequest, subjectsOf } from './image/subjects.ts';
import type { Rules } from './judge.ts';
import { readSource, toSource } from './read.ts';
import type { RenderedDelivery } from './render/index.ts';
import { shellcheckRules } from './shellcheck-rule.ts';
import type { CheckRequest, CheckResult } from './types.ts';

/** A project that is open for judging: its policy, its rules, its files. */
export interface Project {
  readonly request: CheckRequest;
  readonly policy: Policy;
  readonly rules: Rules;
  readonly files: readonly OpenFile[];
  /** What says how images run and are published. */
  readonly manifests: readonly OpenManifest[];
  /** What charts and kustomizations among them are made into. */
  readonly rendered?: RenderedDelivery;
  /** Built images that were named beside them. */
  readonly images: readonly ImageRequest[];
  readonly gaps: readonly Gap[];
  /** Compose files that are one project each, by path, where that is said. */
  readonly projects?: readonly (readonly string[])[];
  /** What Compose files include from outside of the working tree: it is judged, and not repaired. */
  readonly beyond?: readonly Source[];
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
  const helpers = new Helpers(request);
  const project = await openProject(request, helpers);
  return judgeProject(project, { begin, helpers });
}

/** Judges everything of an open project, and decides. */
export async function judgeProject(
  project: Project,
  { begin = performance.now(), helpers = new Helpers(project.request) } = {},
): Promise<CheckResult> {
  const judged = await judgeFiles(project, helpers);
  const delivery = await judgeDelivery(project);
  const images = await judgeImages(project);
  return decideProject(project, [...judged, ...images], delivery, begin);
}

/** What is found in everything beside Dockerfiles; nothing is loaded for it where there is nothing. */
async function judgeDelivery(project: Project): Promise<JudgedDelivery> {
  if (project.manifests.length === 0) return { files: [], findings: [], gaps: [], evidence: () => undefined };
  return (await import('./delivery/index.ts')).judgeDelivery(project);
}

/** What is found in built images; nothing is loaded for it where none is named. */
async function judgeImages(project: Project): Promise<readonly JudgedFile[]> {
  if (project.images.length === 0) return [];
  return (await import('./image/check.ts')).judgeImages(project);
}

/** What files are judged by: the policy and the rules. */
export async function openRules(request: CheckRequest): Promise<Pick<Project, 'policy' | 'rules'>> {
  const { cwd, config } = request;
  const flags = await withProfile(request);
  const from = commonFolder(request);
  const [{ dockerfileRules, imageRules }, others] = await Promise.all([
    import('../rules/index.ts'),
    otherRules(request, from),
  ]);
  const policy = await loadPolicy({
    cwd,
    from,
    rules: [...dockerfileRules, ...imageRules, ...others, ...shellcheckRules] as readonly RuleInfo[],
    flags,
    ...(typeof config === 'string' ? { configPath: config } : {}),
    ...(config === false ? { noConfig: true } : {}),
  });
  return { policy, rules: { dockerfileRules, imageRules } };
}

/** What the command line says, with the rules that its profile comes to; one that is given already stays. */
async function withProfile({ flags, profile }: CheckRequest): Promise<PolicyFlags> {
  if (profile === undefined || flags.profile) return flags;
  const { profileOf } = await import('./profile.ts');
  return { ...flags, profile: { rules: profileOf(profile).rules, alone: true } };
}

/** What the rules on deliveries say of themselves; with their options where a configuration may speak of these. */
async function otherRules({ cwd, config }: CheckRequest, from: string): Promise<readonly RuleHead[]> {
  const isConfigured = typeof config === 'string' || (config !== false && hasConfig(from, cwd));
  if (!isConfigured) return (await import('../rules/delivery-heads.ts')).deliveryHeads;
  const [{ deliveryRules }, { contentRules }] = await Promise.all([
    import('../rules/delivery.ts'),
    import('../rules/content.ts'),
  ]);
  return [...Object.values(deliveryRules).flat(), ...contentRules] as readonly RuleHead[];
}

/** Loads the policy and reads the files. `helpers` are told of files, where these are to be judged. */
export async function openProject(request: CheckRequest, helpers?: Helpers): Promise<Project> {
  const { cwd, env } = request;
  const { images, paths } = subjectsOf(request.paths, cwd);
  const { policy, rules } = await openRules({ ...request, paths });
  if (images.length > 0 && paths.length === 0)
    return { request, policy, rules, files: [], manifests: [], images, gaps: [] };
  const found = findFiles({
    cwd,
    paths,
    env,
    excludes: (path) => policy.excludes(path),
    onFile: (count) => helpers?.expect(count),
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
  const manifests: OpenManifest[] = [];
  for (const file of found.manifests) {
    const source = readSource(file.absolute, file.path, 'manifest');
    if (source instanceof Source) manifests.push({ kind: file.kind, source });
    else gaps.push(source);
  }
  const rendered = await renderedOf(request, policy, manifests, gaps);
  const made = rendered ? { rendered } : {};
  if (!request.flags.composeFiles && policy.compose.length === 0)
    return { request, policy, rules, files, manifests, images, gaps, ...made };
  const { namedCompose } = await import('./delivery/compose-files.ts');
  const compose = namedCompose(request, policy, manifests, gaps);
  return { request, policy, rules, files, images, gaps, ...made, ...compose };
}

/** What charts and kustomizations are made into; nothing is loaded for it where there are none. */
async function renderedOf(
  { cwd, env, flags }: CheckRequest,
  policy: Policy,
  manifests: readonly OpenManifest[],
  gaps: Gap[],
): Promise<RenderedDelivery | undefined> {
  const of = (wanted: OpenManifest['kind']): Source[] =>
    manifests.flatMap(({ kind, source }) => (kind === wanted ? [source] : []));
  const [charts, kustomizations] = [of('chart'), of('kustomization')];
  if (charts.length + kustomizations.length === 0) return undefined;
  const { renderDelivery, valuesOf } = await import('./render/index.ts');
  return renderDelivery({ cwd, env, charts, kustomizations, ...valuesOf(cwd, policy, flags, gaps) });
}

const readFound = ({ absolute, path }: FoundFile): Source | Gap => readSource(absolute, path);

/**
 * Runs the rules over every file, on other threads as well when there are many.
 * @throws PlimsollError `usage` when a target is named that no file has
 */
async function judgeFiles(project: Project, helpers: Helpers): Promise<JudgedFile[]> {
  const { request, files } = project;
  const judged = await helpers.judge(project);
  requireTargets(request.flags.targets ?? [], [...judged.values()]);
  return files.map((_, number) => judged.get(number)!);
}

/** Adds what ShellCheck says, and gives the verdict. */
async function decideProject(
  project: Project,
  judged: readonly JudgedFile[],
  delivery: JudgedDelivery,
  begin: number,
): Promise<CheckResult> {
  const { request, policy } = project;
  const shellcheck = request.shellcheck
    ? await (await import('./shellcheck.ts')).runShellcheck(judged, request.env)
    : { findings: [], gaps: [], ran: false };
  const notRun = shellcheck.ran ? [] : shellcheckRules.map(({ name }) => name);
  const verdict = policy.decide({
    files: [...judged, ...delivery.files],
    findings: [
      ...judged.flatMap(({ findings }) => findings.map((finding) => discharged(finding, delivery))),
      ...shellcheck.findings,
      ...delivery.findings,
    ],
    gaps: [...project.gaps, ...judged.flatMap(({ gaps }) => gaps), ...shellcheck.gaps, ...delivery.gaps],
    now: request.now,
    whole: request.paths.some((path) => resolve(request.cwd, path) === policy.root),
    notRun,
  });
  return {
    verdict,
    sources: new Map([...judged, ...delivery.files].map(({ source }) => [source.path, source])),
    rules: new Map(policy.rules.map((rule) => [rule.name, reportRule(rule)])),
    notRun,
    elapsedMs: performance.now() - begin,
  };
}

/** With what discharges it elsewhere, where something does. */
function discharged(finding: Finding, { evidence }: JudgedDelivery): Finding {
  const found = finding.evidence === undefined ? evidence(finding) : undefined;
  return found === undefined ? finding : { ...finding, evidence: found };
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
