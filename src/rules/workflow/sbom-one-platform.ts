import type { ImageBuild, SbomAct, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { describedBy, isBillOf, platformsOf } from '../support/workflow/described.ts';
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
    const bills = billsOf(workflow);
    if (bills.length === 0 || builds.some(hasOwnSbom)) return;
    const several = builds.filter((build) => platformsOf(build).length > 1);
    const told = new Set<SbomAct>();
    for (const build of several) {
      const own = bills.filter((bill) => isBillOf(bill, build) ?? several.length === builds.length);
      const [bill, ...more] = own.filter((each) => !told.has(each));
      const described = bill && describedByAll(own);
      const platforms = platformsOf(build);
      if (!described || described.size >= platforms.length) continue;
      for (const each of own) told.add(each);
      yield {
        at: bill.at,
        also: [...more.map(({ at }) => at), placeOf(build)],
        message: `${bill.tool} describes ${described.size === 1 ? 'one platform' : `${described.size} platforms`} of the image, and it is published for ${platforms.join(', ')}`,
      };
    }
  },
});

const billsOf = ({ jobs }: Workflow): readonly SbomAct[] =>
  jobs.flatMap(({ acts }) =>
    acts.flatMap((act) =>
      act.does === 'sbom' && act.how === 'made' && act.tool !== 'ko build' ? [act] : [],
    ),
  );

/** The platforms that have a bill; undefined when that cannot be told of one of them. */
function describedByAll(bills: readonly SbomAct[]): ReadonlySet<string> | undefined {
  const all = bills.map(describedBy);
  return all.includes(undefined) ? undefined : new Set(all.flatMap((each) => each ?? []));
}

const placeOf = ({ platforms, at }: ImageBuild) => platforms[0]?.at ?? at;
