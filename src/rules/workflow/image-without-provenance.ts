import type { Edit, Fix } from '../../core/edit.ts';
import type { Act, ImageBuild } from '../../workflow/types.ts';
import { replaceNode } from '../../yaml/edit.ts';
import { asMap, at } from '../../yaml/look.ts';
import { workflowRule } from '../rule.ts';
import { everyAct } from '../support/workflow/jobs.ts';
import { hasOwnProvenance, mayPublishUnseen, publishedAltogether } from '../support/workflow/published.ts';

/** From which sources it was built, and how, is not written anywhere. */
export const imageWithoutProvenance = workflowRule({
  name: 'image-without-provenance',
  title: 'Publish provenance with the image',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'set provenance: mode=max, or add actions/attest-build-provenance behind the push',
  fixable: true,

  *check({ workflow }) {
    const builds = publishedAltogether(workflow).filter((build) => !hasOwnProvenance(build));
    const [first, ...others] = builds;
    if (!first || mayPublishUnseen(workflow) || everyAct(workflow).some(isProvenance)) return;
    const off = builds.find(({ provenance }) => provenance);
    const fix = fixOf(builds);
    yield {
      at: off?.provenance?.at ?? first.at,
      also: others.filter((build) => build !== off).map(({ provenance, at }) => provenance?.at ?? at),
      message: off
        ? 'provenance is turned off: nothing says from which sources the published image was built'
        : 'nothing says from which sources the published image was built: this builder writes no provenance',
      ...(fix ? { fix } : {}),
    };
  },
});

const isProvenance = (act: Act): boolean =>
  act.does === 'provenance' || (act.does === 'sign' && act.of === 'image' && act.how === 'attest');

/** Turned off by hand, it can be turned on; someone may have had a reason. */
function fixOf(builds: readonly ImageBuild[]): Fix | undefined {
  const edits: Edit[] = [];
  for (const { step, provenance, command } of builds) {
    const node = step && !command && !step.within ? at(asMap(step.node), 'with', 'provenance') : undefined;
    const edit = node && provenance?.value === 'false' ? replaceNode(node, 'mode=max') : undefined;
    if (!edit) return undefined;
    edits.push(edit);
  }
  return { title: 'set provenance: mode=max', safe: false, edits };
}
