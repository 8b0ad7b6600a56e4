import type { SitedProblem } from '../../core/finding.ts';
import { secretValue } from '../../secrets/values.ts';
import type { BuildArg, ImageBuild, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { isPublicName, isSecretName } from '../support/secret-args.ts';

/** Build arguments are written down: in history, cache and provenance. */
export const secretAsBuildArg = workflowRule({
  name: 'secret-as-build-arg',
  title: 'Give secrets to builds as secrets, not as build arguments',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'use secrets: (or --secret) here, and RUN --mount=type=secret in the Dockerfile',
  fixable: false,

  *check({ workflow }) {
    for (const build of buildsOf(workflow)) {
      for (const arg of build.args) {
        const what = secretOf(arg, workflow);
        if (what !== undefined)
          yield {
            at: arg.at,
            message: `${what} is given as the build argument ${arg.name}: its value ${STAYS}`,
          };
        else yield* writtenIn(arg);
      }
    }
  },
});

const STAYS = 'stays in the image’s history, in the build cache or in the provenance';

/** A value that stands here as it is: a secret by its form, or by the argument's name. */
function* writtenIn({ name, value = '', at }: BuildArg): Generator<SitedProblem> {
  if (isPublicName(name)) return;
  const secret = secretValue(name, value);
  // What a variable or an expression brings is not known here.
  if (!secret || (secret.by === 'name' && (!isSecretName(name) || /[$`]/.test(value)))) return;
  yield {
    at,
    message: `the build argument ${name} ${secret.why}, and its value is written here: whoever can read this file has it, and it ${STAYS}`,
    ...(secret.by === 'name' ? { severity: 'medium' } : {}),
    help: 'revoke it, keep the new one in the secrets of the pipeline, and give it by secrets: (or --secret) and RUN --mount=type=secret',
  };
}

const buildsOf = ({ jobs, builds, format }: Workflow): readonly ImageBuild[] =>
  format === 'bake'
    ? builds
    : jobs.flatMap(({ acts }) =>
        acts.flatMap((act) => (act.does === 'build' && act.tool !== 'docker/bake-action' ? [act] : [])),
      );

/** What secret an argument's value is; undefined when it is none, or nobody can say. */
function secretOf({ name, value }: BuildArg, { format }: Workflow): string | undefined {
  if (isPublicName(name)) return undefined;
  if (value === undefined) return isSecretName(name) ? name : undefined;
  for (const [, secret = ''] of value.matchAll(/\bsecrets\s*(?:\.\s*|\[\s*')([\w-]+)/g))
    if (!isPublicName(secret)) return `the secret ${secret}`;
  if (/\bgithub\.token\b/.test(value)) return 'the token of the workflow';
  const variable = /^\$\{?(\w+)\}?$/.exec(value.trim())?.[1];
  if (
    variable !== undefined &&
    !isPublicName(variable) &&
    (gitlabSecrets.has(variable) || isSecretName(variable) || isSecretName(name))
  )
    return variable;
  return format === 'bake' && value === '' && isSecretName(name) ? name : undefined;
}

const gitlabSecrets: ReadonlySet<string> = new Set([
  'CI_JOB_TOKEN',
  'CI_REGISTRY_PASSWORD',
  'CI_DEPLOY_PASSWORD',
  'CI_DEPENDENCY_PROXY_PASSWORD',
]);
