import type { Edit, Fix } from '../../core/edit.ts';
import type { ImageBuild, Job } from '../../workflow/types.ts';
import { isCommit } from '../../workflow/uses.ts';
import { setAt } from '../../yaml/edit.ts';
import { asMap } from '../../yaml/look.ts';
import { workflowRule } from '../rule.ts';
import { everyAct } from '../support/workflow/jobs.ts';
import { hasOwnSbom, mayPublishUnseen, publishedAltogether } from '../support/workflow/published.ts';

/** What is in it has to be found out again by everyone who pulls it. */
export const imageWithoutSbom = workflowRule({
  name: 'image-without-sbom',
  title: 'Publish a bill of materials with the image',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'set sbom: true (docker buildx build --sbom=true), which writes one for each platform',
  fixable: true,

  *check({ workflow }) {
    const builds = publishedAltogether(workflow).filter((build) => !hasOwnSbom(build));
    const [first, ...others] = builds;
    if (!first || mayPublishUnseen(workflow)) return;
    if (everyAct(workflow).some((act) => act.does === 'sbom')) return;
    const fix = fixOf(builds);
    yield {
      at: first.at,
      also: others.map(({ at }) => at),
      message: 'nothing here writes a bill of materials for the image that is published',
      ...(fix ? { fix } : {}),
    };
  },
});

/** Only where every one of the builds can write one: a builder of BuildKit's own, and a push. */
function fixOf(builds: readonly ImageBuild[]): Fix | undefined {
  const edits: Edit[] = [];
  for (const build of builds) {
    const node = asMap(build.step?.node);
    const can =
      node &&
      /build-push-action$/.test(build.tool) &&
      build.push?.value === 'true' &&
      build.outputs.length === 0 &&
      !build.load &&
      !build.sbom &&
      knowsSbom(build);
    const edit =
      can && !build.step?.within && hasBuilder(build.step!.job)
        ? setAt(node, ['with', 'sbom'], true)
        : undefined;
    if (!edit) return undefined;
    edits.push(edit);
  }
  return { title: 'set sbom: true', safe: true, edits };
}

/** The input came with version 3.3 of the action; of a commit, the comment behind it tells. */
function knowsSbom({ step }: ImageBuild): boolean {
  const { ref = '', comment = '' } = step?.uses ?? {};
  const major = /^v?(\d{1,3})(?:\.|$)/.exec(isCommit(ref) ? comment.trim() : ref)?.[1];
  return major !== undefined && Number(major) >= 4;
}

/** The engine's own driver cannot keep attestations. */
const hasBuilder = ({ acts }: Job): boolean =>
  acts.some((act) => act.does === 'builder' && act.driver?.value !== 'docker');
