import { parseTag } from '../../bases/tag.ts';
import type { BaseFacts } from '../../bases/types.ts';
import type { Problem } from '../../core/finding.ts';
import type { Severity } from '../../core/severity.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { familiar, type ImageUse, imagesOf, rootOf } from '../support/images.ts';
import { isAside, isForDevelopment } from '../support/purpose.ts';
import { siblingOf } from '../support/siblings.ts';

/** What is made for building or debugging brings tools that production has no use for, and attackers do. */
export const debugBase = dockerfileRule({
  name: 'debug-base',
  title: 'Run on a base that is made for running',
  severity: 'medium',
  set: 'recommended',
  aliases: ['CIS-DI-0003', 'CIS-4.3'],
  help: 'build in a stage of its own, and copy the result onto a base that only runs it',
  fixable: false,

  *check(build) {
    const uses = new Map(imagesOf(build).map((use) => [use.instruction, use]));
    for (const target of build.targets) {
      const { from } = rootOf(target);
      const use = from && uses.get(from);
      if (use && isMadeForWork(use) && isRun(target, use) && !isAside(build, target))
        yield problemOf(build, target, use);
    }
  },
});

const isMadeForWork = ({ base, reference }: ImageUse): boolean =>
  base?.development === true || (base === undefined && isDebugTag(reference.tag));

/** A compiler image without a command of its own is a step of a build, or a tool for people. */
function isRun(target: Stage, { base }: ImageUse): boolean {
  if (base?.kind !== 'language' && base?.kind !== 'tool' && base?.kind !== 'accelerator') return true;
  for (let stage: Stage | undefined = target; stage; stage = stage.parent)
    if (stage.instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT')) return true;
  return false;
}

const isDebugTag = (tag: string | undefined): boolean =>
  tag !== undefined && parseTag(tag).words.some((word) => word === 'debug' || word === 'devel');

function problemOf(build: Build, target: Stage, { base, reference, word }: ImageUse): Problem {
  const name = familiar(reference);
  const sibling = base && siblingOf(reference, base, ({ development }) => !development);
  return {
    at: word.span,
    severity: isForDevelopment(build, target) ? 'info' : severityOf(build, base),
    message: `${name} is made ${purposeOf(base)}, not for running in production`,
    ...(sibling ? { help: `run on ${sibling.text}` } : {}),
    ...(target.from === rootOf(target).from ? {} : { target: target.label }),
  };
}

/** A whole program of one stage needs more than another tag: the advice is right, but not urgent. */
function severityOf(build: Build, base: BaseFacts | undefined): Severity {
  const isCompiler = base?.kind === 'language' || base?.kind === 'tool';
  return isCompiler && build.stages.length === 1 ? 'low' : 'medium';
}

function purposeOf(base: BaseFacts | undefined): string {
  if (base?.kind === 'language' || base?.kind === 'accelerator') return 'for building';
  return base?.kind === 'development' ? 'for developing and testing' : 'for debugging';
}
