import type { Fix } from '../../core/edit.ts';
import type { Act, Job, Permissions } from '../../workflow/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { asMap } from '../../yaml/look.ts';
import { workflowRule } from '../rule.ts';

/** Without them the step fails, as late as it can: behind the push. */
export const signingPermissions = workflowRule({
  name: 'signing-permissions',
  title: 'Let the jobs that sign have an identity',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'add id-token: write under permissions: of the job (GitLab: id_tokens: with SIGSTORE_ID_TOKEN)',
  fixable: true,

  *check({ workflow }) {
    const isCalled =
      workflow.format === 'action' || workflow.triggers.some(({ event }) => event === 'workflow_call');
    for (const job of workflow.jobs) {
      const signing = job.acts.filter(signsKeyless);
      const [first] = signing;
      if (!first || hasOwnIdentity(job, first)) continue;
      if (workflow.format === 'gitlab') {
        if (!job.identity)
          yield {
            at: first.at,
            message: `${first.tool} asks for an identity, and this job has none: id_tokens: is missing`,
          };
        continue;
      }
      const permissions = job.permissions ?? workflow.permissions;
      if (!permissions && isCalled) continue;
      const missing = scopesFor(signing).filter((scope) => !grants(permissions, scope));
      if (missing.length === 0) continue;
      const fix = permissions && fixOf(permissions, job, missing);
      yield {
        at: first.at,
        ...(permissions ? { also: [permissions.at] } : {}),
        message: `${first.tool} needs ${missing.map((scope) => `${scope}: write`).join(' and ')}, which ${permissions ? 'the permissions of this job leave out' : 'a token never has unless permissions: say so'}`,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

const signsKeyless = (act: Act): boolean => (act.does === 'sign' || act.does === 'provenance') && act.keyless;

/** A token of an identity is given by hand, or a key by the environment. */
const hasOwnIdentity = (job: Job, { step }: Act): boolean =>
  [step?.env, job.env, job.workflow.env].some((env) =>
    env
      ? [...env.keys()].some((name) => /^(?:SIGSTORE_ID_TOKEN|COSIGN_KEY|COSIGN_PRIVATE_KEY)$/.test(name))
      : false,
  );

const scopesFor = (acts: readonly Act[]): string[] => [
  'id-token',
  ...(acts.some(({ tool }) => /^actions\/attest/.test(tool)) ? ['attestations'] : []),
];

const grants = (permissions: Permissions | undefined, scope: string): boolean =>
  permissions !== undefined &&
  (permissions.all === 'write' || permissions.scopes.get(scope)?.value === 'write');

/** Only where there is a list to add to: a new one would take away what is not in it. */
function fixOf(permissions: Permissions, job: Job, missing: readonly string[]): Fix | undefined {
  if (permissions.node.kind !== 'map' || permissions.all) return undefined;
  const holder = job.permissions === permissions ? job.node : asMap(job.workflow.root);
  if (!holder) return undefined;
  const [scope = ''] = missing;
  const edit = setAt(holder, ['permissions', scope], 'write');
  return edit && { title: `add ${scope}: write`, safe: true, edits: [edit] };
}
