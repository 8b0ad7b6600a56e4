import type { BuildArg, ImageBuild, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';

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
            message: `${what} is given as the build argument ${arg.name}: its value stays in the image’s history, in the build cache or in the provenance`,
          };
      }
    }
  },
});

const buildsOf = ({ jobs, builds, format }: Workflow): readonly ImageBuild[] =>
  format === 'bake'
    ? builds
    : jobs.flatMap(({ acts }) =>
        acts.flatMap((act) => (act.does === 'build' && act.tool !== 'docker/bake-action' ? [act] : [])),
      );

/** What secret an argument's value is; undefined when it is none, or nobody can say. */
function secretOf({ name, value }: BuildArg, { format }: Workflow): string | undefined {
  if (isPublic(name)) return undefined;
  if (value === undefined) return isSecretName(name) ? name : undefined;
  for (const [, secret = ''] of value.matchAll(/\bsecrets\s*(?:\.\s*|\[\s*')([\w-]+)/g))
    if (!isPublic(secret)) return `the secret ${secret}`;
  if (/\bgithub\.token\b/.test(value)) return 'the token of the workflow';
  const variable = /^\$\{?(\w+)\}?$/.exec(value.trim())?.[1];
  if (
    variable !== undefined &&
    !isPublic(variable) &&
    (gitlabSecrets.has(variable) || isSecretName(variable) || isSecretName(name))
  )
    return variable;
  return format === 'bake' && value === '' && isSecretName(name) ? name : undefined;
}

const isSecretName = (name: string): boolean =>
  /(?:^|_)(?:token|password|passwd|passphrase|secret|secret_?key|private_?key|api_?key|access_?key|credentials?|pat)$/i.test(
    name,
  );

/** Secrets in name only: what everyone may know, and what is built into pages for everyone to read. */
const isPublic = (name: string): boolean =>
  /(?:^|_)(?:user|username|url|uri|host|hostname|id|org|organization|region|name|registry|repository|dsn|domain|email|version|namespace|project|tag|port|proxy|mirror|endpoint|owner)$/i.test(
    name,
  ) ||
  /^(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|GATSBY|PUBLIC|VUE_APP|EXPO_PUBLIC)_/.test(name) ||
  /PUBLIC(?:ABLE|ISHABLE)?_?KEY|SITE_?KEY/i.test(name);

const gitlabSecrets: ReadonlySet<string> = new Set([
  'CI_JOB_TOKEN',
  'CI_REGISTRY_PASSWORD',
  'CI_DEPLOY_PASSWORD',
  'CI_DEPENDENCY_PROXY_PASSWORD',
]);
