import { resolveText } from '../../workflow/evaluate.ts';
import { lookupOf } from '../../workflow/images.ts';
import type { ImageBuild, SbomAct } from '../../workflow/types.ts';
import { repositoryOf } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { hasOwnSbom, publishedBuilds } from '../support/workflow/published.ts';

/** Scanners take the platform that they run on, and say so nowhere. */
export const sbomOnePlatform = workflowRule({
  name: 'sbom-one-platform',
  title: 'Write a bill of materials for each platform',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'set sbom: true in the build, or write one for each platform (syft --platform)',
  fixable: false,

  *check({ workflow }) {
    const builds = publishedBuilds(workflow);
    const several = builds.filter((build) => platformsOf(build).length > 1);
    if (several.length === 0 || builds.some(hasOwnSbom)) return;
    const bills = workflow.jobs.flatMap(({ acts }) =>
      acts.flatMap((act) =>
        act.does === 'sbom' && act.how === 'made' && act.tool !== 'ko build' ? [act] : [],
      ),
    );
    // One for each platform, by option or by matrix.
    if (bills.some((each) => each.platform !== undefined || runsPerPlatform(each))) return;
    const [bill] = bills.filter(
      (each) => several.length === builds.length || several.some((build) => isOf(each, build)),
    );
    if (!bill || bills.length > 1) return;
    const build = several[0]!;
    yield {
      at: bill.at,
      also: [build.platforms[0]!.at],
      message: `${bill.tool} describes one platform of the image, and it is published for ${platformsOf(build).join(', ')}`,
    };
  },
});

/** Its job runs once for each platform, or may: a matrix that is made when it runs can be of anything. */
function runsPerPlatform({ step }: SbomAct): boolean {
  const matrix = step?.job.matrix;
  if (!matrix) return false;
  return !matrix.legs || matrix.legs.some((leg) => leg.values().some((value) => namesPlatform.test(value)));
}

/** `linux/arm64`, `amd64`, `ubuntu-24.04-arm`. */
const namesPlatform =
  /^(?:linux|windows)\/|(?:^|[^a-z])(?:amd64|arm(?:64|v\d|hf)?|aarch64|x86(?:_64|-64)?|x64|386|ppc64(?:le|el)?|s390x|riscv64)(?:$|[^a-z])/i;

function platformsOf(build: ImageBuild): string[] {
  const texts = build.platforms.map(({ value }) =>
    build.step ? resolveText(value, lookupOf(build.step, {})) : value,
  );
  return texts
    .flatMap((text) => (text.includes('${{') ? [] : text.split(',').map((part) => part.trim())))
    .filter(Boolean);
}

const isOf = ({ subjects }: SbomAct, { tags }: ImageBuild): boolean =>
  subjects.some(({ value }) => tags.some((tag) => repositoryOf(tag.value) === repositoryOf(value)));
