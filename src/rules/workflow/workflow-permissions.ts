import type { Edit } from '../../core/edit.ts';
import type { Act, Job, Step, Workflow } from '../../workflow/types.ts';
import { actionName } from '../../workflow/uses.ts';
import { setAt } from '../../yaml/edit.ts';
import { plain } from '../../yaml/look.ts';
import { workflowRule } from '../rule.ts';
import { publishingJobs, stepsOf } from '../support/workflow/jobs.ts';

/** What nobody limits, everything that runs in the job may do. */
export const workflowPermissions = workflowRule({
  name: 'workflow-permissions',
  title: 'Say what the token of a publishing job may do',
  severity: 'medium',
  set: 'recommended',
  aliases: ['zizmor/excessive-permissions'],
  help: 'add permissions: with what the job needs, as contents: read and packages: write',
  fixable: true,

  *check({ workflow }) {
    if (workflow.format !== 'github') return;
    const { permissions, triggers } = workflow;
    const jobs = publishingJobs(workflow);
    if (permissions?.all === 'write' && jobs.some((job) => !job.permissions))
      yield {
        at: permissions.at,
        message:
          'write-all lets everything that runs here change the repository, its packages and its releases',
      };
    for (const { permissions } of jobs)
      if (permissions?.all === 'write')
        yield {
          at: permissions.at,
          message:
            'write-all lets everything that runs here change the repository, its packages and its releases',
        };
    // A workflow that is only called has what its caller grants.
    if (permissions || triggers.every(({ event }) => event === 'workflow_call')) return;
    const [first, ...others] = jobs.filter((each) => !each.permissions && !each.call);
    if (first) yield missing(first, others);
  },
});

function missing(first: Job, others: readonly Job[]) {
  const jobs = [first, ...others];
  const edits = jobs.flatMap((job) => permissionsEdit(job) ?? []);
  const names = jobs.map(({ id }) => id).join(', ');
  return {
    at: first.at,
    also: others.map(({ at }) => at),
    message: `nothing says what the token of ${names} may do: that is up to the settings of the repository, where it may be to write everything`,
    ...(edits.length === jobs.length
      ? { fix: { title: `add permissions: to ${names}`, safe: false, edits } }
      : {}),
  };
}

/** Only when all that the job does is known, so that nothing is taken away that it needs. */
function permissionsEdit(job: Job): Edit | undefined {
  if (job.unseen.length > 0 || job.container || ![...stepsOf(job)].every(isKnown) || usesTokenOtherwise(job))
    return undefined;
  return setAt(job.node, ['permissions'], scopesOf(job.acts));
}

const isKnown = ({ uses, run }: Step): boolean =>
  uses === undefined
    ? run?.script !== undefined
    : uses.kind === 'repository' &&
      /^(?:actions\/(?:checkout|setup-\w+|cache|upload-artifact|download-artifact)|docker\/[\w-]+-action|sigstore\/cosign-installer|aquasecurity\/trivy-action|anchore\/(?:sbom|scan)-action|github\/codeql-action\/upload-sarif)$/.test(
        actionName(uses),
      );

function scopesOf(acts: readonly Act[]): Record<string, string> {
  const packages = acts.some(
    (act) =>
      act.does === 'login' &&
      /^ghcr\.io\b/.test(act.registry?.value ?? '') &&
      isToken(act.password?.value ?? ''),
  );
  const sarif = acts.some((act) => act.does === 'upload' && act.what === 'sarif');
  return {
    contents: 'read',
    ...(packages ? { packages: 'write' } : {}),
    ...(sarif ? { 'security-events': 'write' } : {}),
  };
}

const isToken = (text: string): boolean => /secrets\.GITHUB_TOKEN|github\.token/i.test(text);

/** The token is used for more than logging in: for what, nobody can tell. */
function usesTokenOtherwise(job: Job): boolean {
  const text =
    JSON.stringify(plain(job.node)) +
    JSON.stringify([...(job.workflow as Workflow).env].map(([, { value }]) => value));
  const uses = text.match(/GITHUB_TOKEN|github\.token/gi)?.length ?? 0;
  const known = job.acts.filter(
    (act) => act.does === 'login' && act.registry !== undefined && isToken(act.password?.value ?? ''),
  ).length;
  return uses > known || /\b(?:gh|git) /.test(text);
}
