import { type SecretValue, secretValue } from '../../secrets/values.ts';
import type { Container, EnvironmentUse } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { asSecretFile, readFromFile } from '../support/workload/secret-files.ts';

/** A secret in a manifest is in the repository, and in every listing of the environment. */
export const environmentSecrets = workloadRule({
  name: 'environment-secrets',
  title: 'Keep secrets out of the environment in manifests',
  severity: 'high',
  set: 'recommended',
  aliases: ['kube-linter/env-var-secret', 'polaris/sensitiveContainerEnvVar'],
  tags: ['NSA-CISA: secrets'],
  help: 'take it from a Secret (valueFrom.secretKeyRef)',
  fixable: true,

  *check({ workload }) {
    for (const container of workload.containers) {
      for (const entry of container.environment) {
        const secret = secretOf(entry);
        const fallback = secret ? undefined : fallbackOf(entry);
        if (entry.value && fallback && workload.format === 'compose') {
          yield {
            at: entry.value.at,
            message: `${entry.name} ${fallback.why} where nobody sets it: the default is the password of every installation that is not told otherwise`,
            severity: fallback.by === 'name' ? 'low' : 'medium',
            aliases: [],
            help: `ask for it: \${${entry.name}:?}`,
          };
          continue;
        }
        if (!entry.value || !secret) continue;
        yield {
          at: entry.value.at,
          message: `${entry.name} ${secret.why}: whoever can read this file has it`,
          ...(workload.format === 'compose'
            ? {
                aliases: [],
                ...(secret.by === 'name' ? { severity: 'medium' } : {}),
                ...ofService(container, entry, secret),
              }
            : { aliases: ['kube-linter/env-var-secret', 'polaris/sensitiveContainerEnvVar'] }),
        };
      }
    }
  },
});

function secretOf({ name, value, from }: EnvironmentUse): SecretValue | undefined {
  // What variables bring is elsewhere, but for what stands around them.
  if (!value || value.interpolated) return undefined;
  const secret = secretValue(name, value.value);
  // A file of variables is where a secret goes that is not to stand in the manifest.
  const isFromFile = from === 'file' || from === 'caller';
  return isFromFile && secret?.by !== 'form' ? undefined : secret;
}

/** What stands behind `:-` of a variable that is the whole value (Compose specification, “Interpolation”). */
function fallbackOf({ name, value }: EnvironmentUse): SecretValue | undefined {
  if (!value?.interpolated) return undefined;
  const { source, span } = value.at;
  const written = /\$\{\w+:?-([^${}]+)\}["']?$/.exec(source.slice(span))?.[1];
  return written === undefined ? undefined : secretValue(name, written);
}

/** What to do in Compose: read it from a file, where the image is known to. */
function ofService(container: Container, use: EnvironmentUse, { by }: SecretValue) {
  const found = by === 'name' ? readFromFile(container, use) : undefined;
  if (!found)
    return {
      help: `take it from secrets: where the program reads files, else from a variable that the caller sets: \${${use.name}:?}`,
    };
  return {
    help: `declare it under secrets:, and set ${found.variable} to its path: this image reads it from there`,
    ...asSecretFile(found),
  };
}
