import { workflowRule } from '../rule.ts';
import { callsImages } from '../support/workflow/jobs.ts';

/** A workflow of others gets every secret of the repository, and of its organization. */
export const secretsInherit = workflowRule({
  name: 'secrets-inherit',
  title: 'Hand called workflows the secrets that they need, and no others',
  severity: 'medium',
  set: 'strict',
  aliases: ['zizmor/secrets-inherit'],
  help: 'name each secret under secrets: of the job',
  fixable: false,

  *check({ workflow }) {
    for (const { call } of workflow.jobs.filter(callsImages))
      if (call?.inheritsSecrets && call.uses.kind === 'repository')
        yield {
          at: call.inheritsSecrets,
          also: [call.uses.at],
          message: `${call.uses.text} gets every secret of this repository, whatever it needs`,
        };
  },
});
