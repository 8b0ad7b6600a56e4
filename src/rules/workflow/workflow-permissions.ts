import type { Fix } from '../../core/edit.ts';
import type { Act, Job, Step, Workflow } from '../../workflow/types.ts';
import { actionName } from '../../workflow/uses.ts';
import { setAt } from '../../yaml/edit.ts';
import { plain } from '../../yaml/look.ts';
import { workflowRule } from '../rule.ts';
import { imageJobs, stepsOf } from '../support/workflow/jobs.ts';

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
    const jobs = imageJobs(workflow);
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
    for (const job of jobs.filter((each) => !each.permissions && !each.call)) yield missing(job);
  },
});

function missing(job: Job) {
  const fix = fixOf(job);
  return {
    at: job.at,
    message: `nothing says what the token of ${job.id} may do: that is up to the settings of the repository, where it may be to write everything`,
    ...(fix ? { fix } : {}),
  };
}

/** Only when all that the job does is known, so that nothing is taken away that it needs. */
function fixOf(job: Job): Fix | undefined {
  if (job.unseen.length > 0 || job.container || ![...stepsOf(job)].every(isKnown) || usesTokenOtherwise(job))
    return undefined;
  const needed = scopesOf(job.acts);
  const edit = setAt(job.node, ['permissions'], needed);
  const told = Object.entries(needed)
    .map(([scope, access]) => `${scope}: ${access}`)
    .join(', ');
  return edit && { title: `add permissions: ${told}`, safe: false, edits: [edit] };
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
