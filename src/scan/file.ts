import { relative, resolve } from 'node:path';
import type { Comment } from '../core/comment.ts';
import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { buildOf } from '../dockerfile/build.ts';
import type { Build } from '../dockerfile/build-types.ts';
import { commentsOf } from '../dockerfile/comments.ts';
import { parse } from '../dockerfile/parse.ts';
import type { Dockerfile } from '../dockerfile/tree.ts';
import type { Policy, PragmaDirective, Settings, ShellPragma } from '../policy/types.ts';
import { copiedPaths, findContext, requireContext } from './context.ts';
import { Disk } from './disk.ts';
import type { Outline } from './findings.ts';
import { judge, type Rules } from './judge.ts';
import { type ShellcheckScript, scriptsOf } from './shellcheck-scripts.ts';

/** What a file is judged by. */
export interface JudgeOptions {
  readonly policy: Pick<Policy, 'root' | 'settingsFor' | 'shellsOf'>;
  readonly rules: Rules;
  readonly cwd: string;
  /** Where the file is, or would be; absolute. */
  readonly absolute: string;
  /** What the run has seen of the file system already. */
  readonly disk?: Disk;
  /** How many findings of one rule are told; absent: as many as a report has room for. */
  readonly mostFindings?: number;
  /** Also gather the scripts for ShellCheck. */
  readonly shellcheck?: boolean;
}

/** A Dockerfile, judged: plain data but for the source, so that it can come from another thread. */
export interface JudgedFile extends Outline {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** With the directives, what the policy reads pragmas from. */
  readonly comments: readonly Comment[];
  readonly directives: readonly PragmaDirective[];
  /** What ShellCheck is to read; empty unless it was asked for. */
  readonly scripts: readonly ShellcheckScript[];
}

/**
 * Reads a source as a Dockerfile and runs the rules that are on for it.
 * @throws PlimsollError `usage` when the build context that was given is no folder
 */
export function judgeFile(source: Source, options: JudgeOptions): JudgedFile {
  return judgeBuild(source, options).judged;
}

/** The same, with the build that was judged. */
export function judgeBuild(source: Source, options: JudgeOptions): { build: Build; judged: JudgedFile } {
  const { policy, absolute } = options;
  const settings = policy.settingsFor(source.path);
  const dockerfile = parse(source);
  const comments = commentsOf(dockerfile);
  const { directives } = dockerfile;
  const shells = policy.shellsOf({ source, comments, directives });
  let build = buildWith(dockerfile, settings, shells, options);
  const outline: Outline = {
    source,
    identity: relative(policy.root, absolute).replaceAll('\\', '/'),
    stages: build.stages.map(({ index, name, label, span }) => ({
      index,
      label,
      span,
      ...(name === undefined ? {} : { name }),
    })),
  };
  const judged = () => judge(build, outline, options.rules, settings, options.mostFindings);
  let { findings, gaps } = judged();
  const blind = build.context?.blind;
  if (blind !== undefined) {
    build = buildWith(dockerfile, settings, shells, { ...options, isBlind: true });
    ({ findings, gaps } = judged());
    gaps = [...gaps, { path: source.path, reason: blind }];
  }
  const wantsScripts = options.shellcheck === true && settings.rule('shellcheck').enabled;
  const scripts = wantsScripts ? scriptsOf(build) : [];
  return { build, judged: { ...outline, findings, gaps, comments, directives, scripts } };
}

/** A Dockerfile as a manifest builds it: with its arguments and target, and those of the configuration. */
export function openBuild(
  source: Source,
  options: Omit<JudgeOptions, 'rules'> & {
    readonly args: Readonly<Record<string, string>>;
    readonly target?: string;
    /** The folder that is sent to the builder. */
    readonly context?: string;
    /** Nothing is to be known of what stands beside the file. */
    readonly isBlind?: boolean;
  },
): Build {
  const { policy, args, target, context, cwd } = options;
  const settings = policy.settingsFor(source.path);
  const dockerfile = parse(source);
  const shells = policy.shellsOf({
    source,
    comments: commentsOf(dockerfile),
    directives: dockerfile.directives,
  });
  const given = {
    ...settings,
    buildArgs: { ...settings.buildArgs, ...args },
    targets: target === undefined ? settings.targets : [...settings.targets, target],
    // A folder that is not there costs the look into it, not the run.
    ...(context !== undefined && new Disk().stat(resolve(cwd, context))?.isDirectory() ? { context } : {}),
  };
  return buildWith(dockerfile, given, shells, options);
}

function buildWith(
  dockerfile: Dockerfile,
  settings: Pick<Settings, 'buildArgs' | 'targets' | 'context'>,
  shells: readonly ShellPragma[],
  {
    cwd,
    absolute,
    disk,
    isBlind,
  }: Pick<JudgeOptions, 'cwd' | 'absolute' | 'disk'> & {
    /** Nothing is known of what stands beside the file. */
    readonly isBlind?: boolean;
  },
): Build {
  if (settings.context !== undefined) requireContext(settings.context, cwd);
  return buildOf(dockerfile, {
    args: settings.buildArgs,
    targets: settings.targets,
    shells,
    context: () => {
      if (isBlind) return undefined;
      return findContext({
        dockerfile: absolute,
        copied: copiedPaths(dockerfile),
        cwd,
        ...(disk ? { disk } : {}),
        ...(settings.context === undefined ? {} : { given: settings.context }),
      });
    },
  });
}
