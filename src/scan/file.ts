import { relative } from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import { buildOf } from '../dockerfile/build.ts';
import type { Build } from '../dockerfile/build-types.ts';
import { commentsOf } from '../dockerfile/comments.ts';
import { parse } from '../dockerfile/parse.ts';
import type { Policy, PragmaFile } from '../policy/types.ts';
import { copiedPaths, findContext, requireContext } from './context.ts';
import type { Disk } from './disk.ts';
import { judge, type Rules } from './judge.ts';

/** What a file is judged by. */
export interface JudgeOptions {
  readonly policy: Pick<Policy, 'root' | 'settingsFor' | 'shellsOf'>;
  readonly rules: Rules;
  readonly cwd: string;
  /** Where the file is, or would be; absolute. */
  readonly absolute: string;
  /** What the run has seen of the file system already. */
  readonly disk?: Disk;
}

/** A Dockerfile, judged. */
export interface JudgedFile {
  readonly source: Source;
  /** Its path below the folder of the configuration: the same wherever the run is started. */
  readonly identity: string;
  readonly build: Build;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  /** What the policy reads pragmas from. */
  readonly pragmas: PragmaFile;
}

/**
 * Reads a source as a Dockerfile and runs the rules that are on for it.
 * @throws PlimsollError `usage` when the build context that was given is no folder
 */
export function judgeFile(source: Source, options: JudgeOptions): JudgedFile {
  const { policy, cwd, absolute } = options;
  const settings = policy.settingsFor(source.path);
  if (settings.context !== undefined) requireContext(settings.context, cwd);
  const dockerfile = parse(source);
  const pragmas: PragmaFile = { source, comments: commentsOf(dockerfile), directives: dockerfile.directives };
  const build = buildOf(dockerfile, {
    args: settings.buildArgs,
    targets: settings.targets,
    shells: policy.shellsOf(pragmas),
    context: () =>
      findContext({
        dockerfile: absolute,
        copied: copiedPaths(dockerfile),
        cwd,
        ...(options.disk ? { disk: options.disk } : {}),
        ...(settings.context === undefined ? {} : { given: settings.context }),
      }),
  });
  const identity = relative(policy.root, absolute).replaceAll('\\', '/');
  const { findings, gaps } = judge(build, options.rules, settings, identity);
  return { source, identity, build, findings, gaps, pragmas };
}
