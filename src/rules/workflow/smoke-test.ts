import { knownImage } from '../../workflow/commands/images.ts';
import type { RunAct, Workflow } from '../../workflow/types.ts';
import { repositoryOf } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { everyAct, mayHappenUnseen } from '../support/workflow/jobs.ts';
import { publishedAltogether } from '../support/workflow/published.ts';

/** That it builds does not mean that it starts. */
export const smokeTest = workflowRule({
  name: 'smoke-test',
  title: 'Run the image before it is published',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'load the image, start it as it will be started, and ask it something, before it is pushed',
  fixable: false,

  *check({ workflow }) {
    const builds = publishedAltogether(workflow);
    const [first] = builds;
    if (
      !first ||
      mayHappenUnseen(workflow, testingName) ||
      workflow.jobs.some(({ call }) => call && !call.workflow)
    )
      return;
    const runs = runsOf(workflow);
    if (runs.some(({ trivial }) => !trivial) || usesBuilt(workflow)) return;
    const [trivial] = runs;
    yield trivial
      ? {
          at: trivial.at,
          message:
            'all that is asked of the image before it is published is its version or help: it may still not start',
        }
      : {
          at: first.at,
          message:
            'nothing here runs the image before it is published: that it builds does not say that it starts',
        };
  },
});

/** What is run and is no tool of the pipeline. */
const runsOf = (workflow: Workflow): RunAct[] =>
  everyAct(workflow).flatMap((act) =>
    act.does === 'run' && act.images.every(({ value }) => knownImage(value) === undefined) ? [act] : [],
  );

/** A job runs in an image of a name that another builds, or has it beside it. */
function usesBuilt({ jobs, builds }: Workflow): boolean {
  const names = new Set(builds.flatMap(({ tags }) => tags.map(({ value }) => repositoryOf(value))));
  const images = jobs.flatMap(({ container, services }) => [...(container ? [container] : []), ...services]);
  return images.some(({ image }) => image.value.startsWith('$') || names.has(repositoryOf(image.value)));
}

/** Anything that runs tests may be what runs the image. */
const testingName =
  /test|e2e|smoke|verify|check|integration|playwright|cypress|molecule|make|task|just|mage|npm|yarn|pnpm|tox|nox|gradle|mvn|bazel|nix|dagger|earthly|tilt|skaffold|compose|bake|docker|publish|build|\.sh|\.py|\.github\/|another/i;
