import type { Act, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { everyAct } from '../support/workflow/jobs.ts';
import { mayPublishUnseen, publishedAltogether } from '../support/workflow/published.ts';

/** Who pulls it cannot tell who made it. */
export const imageNotSigned = workflowRule({
  name: 'image-not-signed',
  title: 'Sign the images that are published',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'sign behind the push: cosign sign NAME@DIGEST, or actions/attest-build-provenance with push-to-registry',
  fixable: false,

  *check({ workflow }) {
    const [first, ...others] = publishedAltogether(workflow);
    if (
      !first ||
      everyAct(workflow).some(isSignature) ||
      signsElsewhere(workflow) ||
      mayPublishUnseen(workflow)
    )
      return;
    yield {
      at: first.at,
      also: others.map(({ at }) => at),
      message:
        'nothing here signs the image that is published: whoever pulls it cannot tell that it came from here',
    };
  },
});

const isSignature = (act: Act): boolean => act.does === 'sign' && act.of === 'image';

/** A job of a called workflow. */
const signsElsewhere = ({ jobs }: Workflow): boolean =>
  jobs.some(({ call }) => call !== undefined && !call.workflow);
