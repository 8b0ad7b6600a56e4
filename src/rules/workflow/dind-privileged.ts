import { workflowRule } from '../rule.ts';
import { isDind } from '../support/workflow/dind.ts';
import { grouped } from '../support/workflow/pushes.ts';

/** An engine in a container needs the whole host. */
export const dindPrivileged = workflowRule({
  name: 'dind-privileged',
  title: 'Build images without a privileged runner',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'build with rootless BuildKit or Buildah, which need no privileged container',
  fixable: false,

  *check({ workflow }) {
    if (workflow.format !== 'gitlab') return;
    const services = workflow.jobs
      .flatMap((job) => job.services)
      .filter(({ image }) => !image.value.includes('rootless'));
    for (const [first, ...others] of grouped(services.filter(isDind), ({ image }) => image.value))
      yield {
        at: first.image.at,
        also: others.map(({ image }) => image.at),
        message: `${first.image.value} runs in privileged containers only: each job on that runner can take over its host`,
      };
  },
});
