import type { ActionUse, Job } from '../../../workflow/types.ts';
import { actionName, isCommit, looksLikeVersion } from '../../../workflow/uses.ts';
import { stepsOf } from './jobs.ts';

/** What jobs use of others' repositories, and can be changed there. */
export function* movableUses(jobs: readonly Job[]): Generator<ActionUse> {
  for (const job of jobs) {
    for (const uses of usesOf(job)) {
      if (uses.kind !== 'repository' || uses.ref === undefined || uses.ref.includes('${{')) continue;
      if (!isCommit(uses.ref) && !hasToBeTag(uses)) yield uses;
    }
  }
}

function* usesOf(job: Job): Generator<ActionUse> {
  if (job.call) yield job.call.uses;
  for (const { uses } of stepsOf(job)) if (uses) yield uses;
}

/** Its verifier asks for the tag of a release: a commit would make what it signs worthless. */
const hasToBeTag = ({ name, ref = '' }: ActionUse): boolean =>
  name === 'slsa-framework/slsa-github-generator' && /^v\d+\.\d+\.\d+/.test(ref);

/** GitHub's own: whoever runs there trusts them already. */
export const isOfficial = ({ name }: ActionUse): boolean => /^(?:actions|github)\//.test(name);

/** Scanners and what fetches them: they see everything, and have been taken over more than once. */
export const isScanner = (uses: ActionUse): boolean =>
  /trivy|grype|anchore\/|snyk|checkmarx|kics|scout|hadolint|dockle|clair|semgrep|bridgecrew|checkov|sonarsource|scan|gitleaks|trufflesecurity/.test(
    actionName(uses),
  );

/** What kind of name a ref is. A branch moves with every commit. */
export const kindOfRef = (ref: string): 'tag' | 'branch' | 'short' =>
  /^[0-9a-f]{7,39}$/i.test(ref) && /\d/.test(ref) && /[a-f]/i.test(ref)
    ? 'short'
    : looksLikeVersion(ref)
      ? 'tag'
      : 'branch';
