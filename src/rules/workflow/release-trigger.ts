import { isPushed } from '../../workflow/images.ts';
import { isStarted, runsIn, scenarios } from '../../workflow/scenario.ts';
import { workflowRule } from '../rule.ts';
import { publishedBuilds } from '../support/workflow/published.ts';

/** A version that nobody has decided on. */
export const releaseTrigger = workflowRule({
  name: 'release-trigger',
  title: 'Publish releases from tags',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'add tags: [v*] to on: push, and take the version of the image from the tag',
  fixable: false,

  *check({ workflow }) {
    if (workflow.format !== 'github' || isStarted(workflow, scenarios.tag) === undefined) return;
    const builds = publishedBuilds(workflow);
    const [first] = builds;
    const later = [scenarios.tag, scenarios.release, scenarios.dispatch, scenarios.schedule];
    const isReleased = builds.some((build) =>
      later.some(
        (scenario) => runsIn(build.step!, scenario) !== false && isPushed(build, { scenario }) !== false,
      ),
    );
    if (
      !first ||
      isReleased ||
      workflow.triggers.some(({ event }) => event === 'workflow_run' || event === 'repository_dispatch')
    )
      return;
    yield {
      at: workflow.triggers[0]?.at ?? first.at,
      also: [first.at],
      message:
        'images are published from pushes to branches only: no tag or release says which of them is a version',
    };
  },
});
