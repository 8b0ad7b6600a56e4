import type { BaseFacts } from '../../bases/types.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { familiar, type ImageUse, imagesOf, rootOf } from '../support/images.ts';
import { installedIn } from '../support/installed.ts';
import { productionStages } from '../support/purpose.ts';
import { type Sibling, siblingOf } from '../support/siblings.ts';

/** Compilers and headers are for the build; in the image they are weight, findings of scanners, and help for attackers. */
export const buildToolsInTarget = dockerfileRule({
  name: 'build-tools-in-target',
  title: 'Leave compilers and headers out of targets',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-DI-0003', 'CIS-4.3'],
  help: 'compile in a stage of its own, or remove them in the RUN that installs them',
  fixable: false,

  *check(build) {
    const stages = productionStages(build);
    for (const packages of installedIn(build, stages)) {
      const tools = packages.filter(({ name }) => isForBuilding.test(name));
      const [first] = tools;
      if (!first) continue;
      yield { at: first.word.span, message: `${staying(tools.map(({ name }) => name))} in the image` };
    }
    for (const use of imagesOf(build)) {
      if (use.how !== 'base' || !stages.has(use.stage) || !use.base || !hasCompiler(use.base)) continue;
      const sibling = siblingOf(use.reference, use.base, (base) => !hasCompiler(base));
      if (sibling && staysIn(build, use)) yield inherited(use, sibling);
    }
  },
});

const isForBuilding =
  /^(?:build-essential|alpine-sdk|base-devel|build-base|build-deps?|(?:gcc|g\+\+|clang|gfortran|cpp)(?:-\d+)?|gcc-c\+\+|make|cmake|ninja-build|autoconf|automake|libtool|bison|flex|nasm|yasm|meson|pkg-config|pkgconf|rustc?|cargo|golang(?:-[\w.]+)?|linux-headers(?:-[\w.]+)?|libc6?-dev|[\w.+]+(?:-[\w.+]+){0,6}-(?:dev|devel))$/;

/** `gcc stays`, `gcc and make stay`, `gcc, make and 4 more stay`. */
function staying(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return shown.length < 2 ? `${shown[0]} stays` : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)} stay`;
}

/** Images that are made for building are another rule's. */
const hasCompiler = ({ tools, development }: BaseFacts): boolean =>
  !development && (tools?.some((tool) => tool === 'gcc' || tool === 'clang') ?? false);

const staysIn = (build: Build, { stage }: ImageUse): boolean =>
  build.targets.some((target) => rootOf(target) === stage && build.facts(target).has('gcc') === 'present');

const inherited = ({ reference, word }: ImageUse, { text }: Sibling) => ({
  at: word.span,
  message: `${familiar(reference)} brings compilers, headers and version control; ${text} does without`,
  help: `run on ${text}, and compile what needs it in a stage of its own`,
});
