import type { Field } from '../../core/site.ts';
import type { Job } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { isDind } from '../support/workflow/dind.ts';
import { grouped } from '../support/workflow/pushes.ts';

/** An engine that listens to everyone in reach is a root shell. */
export const dindWithoutTls = workflowRule({
  name: 'dind-without-tls',
  title: 'Speak to the Docker engine of a pipeline by TLS',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'set DOCKER_TLS_CERTDIR: /certs, and DOCKER_HOST: tcp://docker:2376 where it is set at all',
  fixable: false,

  *check({ workflow }) {
    if (workflow.format !== 'gitlab') return;
    const found = workflow.jobs
      .filter((job) => job.services.some(isDind))
      .flatMap((job) => openSetting(job) ?? []);
    for (const [first] of grouped(found, ({ at }) => `${at.source.path}:${at.span.start}`))
      yield {
        at: first.at,
        message:
          'the Docker engine of this job takes orders without TLS from everything that can reach it, as root',
      };
  },
});

function openSetting({ env, workflow }: Job): Field<string> | undefined {
  const variable = (name: string) => env.get(name) ?? workflow.env.get(name);
  const certificates = variable('DOCKER_TLS_CERTDIR');
  if (certificates?.value === '') return certificates;
  const host = variable('DOCKER_HOST');
  return host && /^tcp:\/\/.*:2375\/?$/.test(host.value) ? host : undefined;
}
